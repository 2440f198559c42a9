//! `cargo xtask bench`: requests and planning time, each with what it is compared to.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and ends when its own set-up does not work"
)]
use planner::Plan;
use practice_router::{Options, Recorded, Router as Practice, Server};
use routeros::{
    Record, Secret, Snapshot, menu,
    snapshot::{PLANNING_MENUS, may_have},
};
use routeros_client::{
    Client, Options as ClientOptions, Router,
    discovery::{Search, search},
    read_facts, read_snapshot, read_snapshot_after,
};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tests::{
    direct::Direct,
    faulty::{Fault, Faulty},
    journey::{Answers, context, practice},
};
use tokio_util::sync::CancellationToken;

/// What one request costs a hEX (RB750Gr3, RouterOS 7.22.1), reference peers §0.3.
const REQUEST_SECONDS: f64 = 0.119;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let answers = Answers::of(
        &[("internet.type", "pppoe"), ("internet.pppoe.user", "anna"), ("names.source", "provider")],
        &[("internet.pppoe.password", "geheim")],
    );
    facts();
    requests(&answers).await;
    audit().await;
    cut(&answers).await;
    let alone = planning(&answers, 0).await;
    for foreign in [1_000, 10_000] {
        let beside = planning(&answers, foreign).await;
        println!(
            "plan beside {foreign} foreign rules: {beside:.2} ms against {alone:.2} ms, ratio {:.1} – the same without them",
            beside / alone
        );
    }
}

/// From "connect" to the facts being shown, and to everything being read, with real requests that
/// cost what they cost on hardware; and how long a router is looked for.
fn facts() {
    let measure = async {
        for personality in ["hap-ax2_7.20", "hap-ac2_6.49"] {
            let state = practice_router::personality(personality).expect("carried");
            let latency = Duration::from_secs_f64(REQUEST_SECONDS);
            let router =
                Practice::new(Options { state, latency, password: Some("practice".into()), ..Options::default() });
            let server = Server::start(router.clone()).await.expect("a server on loopback");
            let url = if personality.ends_with("6.49") { server.api_url() } else { server.http_url() };
            let begin = Instant::now();
            let client = Client::connect(&url, "admin", Secret::new("practice"), ClientOptions::default()).await;
            let client = client.expect("a login");
            let facts = read_facts(&client).await.expect("facts");
            let (shown, requests) = (begin.elapsed().as_secs_f64(), client.requests());
            read_snapshot_after(&client, &facts).await.expect("everything");
            println!(
                "{personality}, from connect to facts shown: {requests} requests, {shown:.1} s at 119 ms (goal: under 4 s); everything read: {} requests, {:.1} s",
                client.requests(),
                begin.elapsed().as_secs_f64()
            );
            let begin = Instant::now();
            let mut first = None;
            let look = Search { patience: Duration::from_secs(1), at: vec![server.mndp()] };
            let found = search(&look, &mut |_| {
                first.get_or_insert_with(|| begin.elapsed());
            })
            .await;
            let first = first.expect("an answer").as_secs_f64() * 1000.0;
            println!(
                "{personality}, found on the network: {} after {first:.1} ms (loopback)",
                found.expect("found").len()
            );
            server.stop().await;
        }
    };
    let measured = std::thread::scope(|scope| {
        // A run-time of its own: the others here stop the clock.
        let run = || tokio::runtime::Runtime::new().expect("a run-time").block_on(measure);
        scope.spawn(run).join()
    });
    measured.expect("measured");
}

/// Requests of an audit, and the walk over many rules.
async fn audit() {
    let router = practice("hap-ax2_7.20", "dhcp");
    router.clear_requests();
    let menus = planner::audit_menus();
    let mut snapshot = routeros_client::read_menus(&Direct(router.clone()), &menus).await.expect("a snapshot");
    let asked = router.requests().len();
    let version = snapshot.version();
    let floor = snapshot.menus().filter(|(menu, _)| may_have(version, *menu)).count();
    line("requests of an audit", asked, floor, "floor: a list per menu that this version may have");
    println!(
        "an audit at {REQUEST_SECONDS} s a request: {:.1} s",
        REQUEST_SECONDS * u32::try_from(asked).map_or(0.0, f64::from)
    );
    for count in [1_000_u32, 10_000] {
        // Addresses and ports that somebody shut out, all before the factory's rules.
        let rule = |n: u32| {
            let from = format!("198.{}.{}.{}", 18 + (n >> 14), (n >> 6) & 255, (n << 2) & 255);
            let port = (1024 + n % 50_000).to_string();
            let chain = if n.is_multiple_of(2) { "input" } else { "forward" };
            let pairs = [("chain", chain), ("action", "drop"), ("src-address", from.as_str())];
            let with_port = [pairs.as_slice(), &[("protocol", "tcp"), ("dst-port", port.as_str())]].concat();
            Record::of(Some(&format!("*X{n:X}")), if n.is_multiple_of(3) { &with_port } else { &pairs })
        };
        let factory = snapshot
            .records(menu::IP_FIREWALL_FILTER)
            .filter(|rule| rule.id.as_deref().is_some_and(|id| !id.starts_with("*X")));
        let rules: Vec<Record> = (0..count).map(rule).chain(factory.cloned().collect::<Vec<_>>()).collect();
        snapshot.insert(menu::IP_FIREWALL_FILTER, routeros::MenuState::List(rules));
        let start = Instant::now();
        let verdict = planner::walk::closed_to_outside(&snapshot);
        println!(
            "walk over {count} rules: {:.0} ms, closed: {}",
            start.elapsed().as_secs_f64() * 1000.0,
            verdict.closed
        );
        let start = Instant::now();
        let score = planner::audit(&snapshot).score;
        println!("audit over {count} rules: {:.0} ms, score {score}", start.elapsed().as_secs_f64() * 1000.0);
    }
}

/// Requests of one apply against the floor and against a client that works record by record.
async fn requests(answers: &Answers) {
    let router = practice("hap-ax2_7.20", "pppoe:anna:geheim");
    let direct = Direct(router.clone());
    let snapshot = read_snapshot(&direct).await.expect("a snapshot");
    let ticked = BTreeSet::new();
    let plan = answers.plan(&snapshot, &ticked).expect("fits");
    let naive = record_by_record(&practice("hap-ax2_7.20", "pppoe:anna:geheim"), &snapshot, &plan, answers).await;

    router.clear_requests();
    let end = apply::run(
        &direct,
        &answers.valid(),
        &plan,
        &context(&answers.secrets, &ticked),
        &mut |_| {},
        &CancellationToken::new(),
    )
    .await;
    let ours = router.requests().len();
    let floor = 2 * PLANNING_MENUS.len() + plan.changes.len();
    let count = |wanted: fn(&Recorded) -> bool| router.requests().iter().filter(|request| wanted(request)).count();
    let (safety, backup) = (count(is_of_safety), count(is_of_backup));
    println!("apply on a factory hAP ax², PPPoE, {} changes, outcome {:?}", plan.changes.len(), end.outcome);
    line("requests of an apply, with proof", ours, floor, "floor: a list per menu, a call per change, a list per menu");
    line(
        "requests of an apply, with proof",
        ours,
        naive,
        "a client that reads, writes and reads back record by record",
    );
    line("requests of the same apply, safety timer included", ours, ours - safety, "the same without the timer");
    line("requests of the same apply, backup included", ours, ours - backup, "the same without the backup");
    println!(
        "a backup, encrypted or not: {backup} requests, {:.1} s at {REQUEST_SECONDS} s each",
        backup as f64 * REQUEST_SECONDS
    );
}

/// What only sets, sees and ends the safety timer.
fn is_of_safety(request: &Recorded) -> bool {
    ["/execute", "/system/script/job", "/system/script/environment"].iter().any(|known| request.path.starts_with(known))
}

/// What only backs up.
fn is_of_backup(request: &Recorded) -> bool {
    ["/file", "/export", "/system/backup"].iter().any(|known| request.path.starts_with(known))
}

/// From a cable that is pulled in the middle to the router being as it was, by the router's own clock.
async fn cut(answers: &Answers) {
    let state = practice_router::factory("hap-ax2_7.20").expect("carried");
    let router = Faulty::new(state, "pppoe:anna:geheim".parse().expect("a line"));
    let before = read_snapshot(&Direct(router.practice.clone())).await.expect("a snapshot");
    let ticked = BTreeSet::new();
    let plan = answers.plan(&before, &ticked).expect("fits");
    let (project, context, stop) = (answers.valid(), context(&answers.secrets, &ticked), CancellationToken::new());
    // After half of the changes; at which request that is, a twin tells.
    let state = practice_router::factory("hap-ax2_7.20").expect("carried");
    let (twin, mut at) = (Faulty::new(state, "pppoe:anna:geheim".parse().expect("a line")), 0);
    let mut count = |event| {
        if matches!(event, apply::ApplyEvent::Step { index, .. } if index == plan.changes.len() / 2) {
            at = twin.requests();
        }
    };
    apply::run(&twin, &project, &plan, &context, &mut count, &stop).await;
    router.fail(at, Fault::CutForLong);
    let mut hear = |_| {};
    let run = apply::run(&router, &project, &plan, &context, &mut hear, &stop);
    let begin = tokio::time::Instant::now();
    let back = async {
        let (mut changed, mut seconds) = (false, 0);
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            seconds += 1;
            let now = read_snapshot(&Direct(router.practice.clone())).await.expect("a snapshot");
            let differs = !before.differing(&now).is_empty();
            if changed && !differs {
                return seconds;
            }
            changed |= differs;
        }
    };
    let (seconds, end) = tokio::join!(back, run);
    println!(
        "cable pulled in the middle of an apply: back as it was after {seconds} s, limit {} s; the app says {:?} after {} s",
        planner::timer::SECONDS,
        end.outcome,
        begin.elapsed().as_secs()
    );
}

fn line(what: &str, ours: usize, base: usize, base_is: &str) {
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are small")]
    let (a, b) = (ours as f64, base as f64);
    println!(
        "{what}: {ours} ({:.1} s at 119 ms) against {base} ({:.1} s), ratio {:.2} – {base_is}",
        a * REQUEST_SECONDS,
        b * REQUEST_SECONDS,
        a / b
    );
}

/// A client as most tools are: it refreshes every record alone, then writes and reads back each change.
async fn record_by_record(router: &Practice, snapshot: &Snapshot, plan: &Plan, answers: &Answers) -> usize {
    router.clear_requests();
    let direct = Direct(router.clone());
    let mut expected = 0;
    for (menu, _) in snapshot.menus() {
        for record in snapshot.records(menu) {
            if let Some(id) = &record.id {
                router.handle("GET", &format!("{}/{id}", menu.path()), None);
                expected += 1;
            }
        }
        if snapshot.settings(menu).is_some() {
            router.handle("GET", menu.path(), None);
            expected += 1;
        }
    }
    for change in &plan.changes {
        router.handle("GET", change.menu.path(), None);
        direct.send(change, &answers.secrets).await.expect("accepted");
        router.handle("GET", change.menu.path(), None);
        expected += 3;
    }
    let counted = router.requests().len();
    assert_eq!(counted, expected, "one per record, three per change");
    counted
}

/// Milliseconds to plan beside many records of others.
async fn planning(answers: &Answers, foreign: usize) -> f64 {
    let direct = Direct(practice("hap-ax2_7.20", "dhcp"));
    let mut snapshot = read_snapshot(&direct).await.expect("a snapshot");
    let mut rows: Vec<Record> = snapshot.all(menu::IP_FIREWALL_FILTER).to_vec();
    for number in 0..foreign {
        let address = format!("198.18.{}.{}", number / 256 % 256, number % 256);
        let id = format!("*F{number:X}");
        rows.insert(
            3,
            Record::of(
                Some(&id),
                &[("chain", "forward"), ("action", "drop"), ("src-address", &address), ("comment", "somebody else's")],
            ),
        );
    }
    snapshot.insert(menu::IP_FIREWALL_FILTER, routeros::MenuState::List(rows));
    let project = answers.valid();
    let ticked = BTreeSet::new();
    let rounds = 20;
    let begin = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(planner::plan(&project, &snapshot, &context(&answers.secrets, &ticked)).expect("fits"));
    }
    begin.elapsed().as_secs_f64() * 1_000.0 / f64::from(rounds)
}
