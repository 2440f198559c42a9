//! Everything that can go wrong, at every request of a run. In the end the router is as it was or as
//! it was asked to be, and what the app says is true.
//!
//! "In the end": the router's timers have run out, the network is whole again, and the app, started
//! once more, has looked at what an unfinished run left.
use apply::{End, Outcome, run};
use planner::Plan;
use routeros::Snapshot;
use routeros_client::{ClientError, files, read_snapshot};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tests::{
    direct::Direct,
    faulty::{Fault, Faulty},
    journey::{Answers, RUN_KEY, context},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const PERSONALITIES: &[&str] = &["hap-ac2_6.49", "hex_7.12", "hap-ax2_7.20", "hap-be3_7.24"];
const LINE: &str = "pppoe:anna:geheim";
/// Longer than any run: who has not ended by then was killed.
const PATIENCE: Duration = Duration::from_secs(3600);

#[test]
fn whatever_fails_the_router_ends_as_it_was_or_as_it_was_asked_to_be() {
    let ends: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let work: Vec<(&str, Fault)> =
        PERSONALITIES.iter().flat_map(|name| Fault::ALL.iter().map(move |fault| (*name, *fault))).collect();
    let next = AtomicUsize::new(0);
    let carry_on = || {
        while let Some((personality, fault)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            for at in 0..in_time(undisturbed(personality)) {
                let end = format!("{fault:?} {}", in_time(one(personality, *fault, at)));
                *ends.lock().expect("nobody panicked").entry(end).or_default() += 1;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(carry_on)).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no case failed"));
    });
    let ends = ends.into_inner().expect("nobody panicked");
    let cases: usize = ends.values().sum();
    for (end, count) in &ends {
        println!("{end}: {count}");
    }
    println!("{cases} fault cases");
    assert!(cases > 4000);
    let seen = |outcome: Outcome| ends.keys().any(|end| end.ends_with(&format!("{outcome:?}")));
    assert!([Outcome::Done, Outcome::RolledBack, Outcome::NotStarted, Outcome::Unknown].into_iter().all(seen));
}

/// With the test's own time, which jumps wherever everybody waits.
fn in_time<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("a run-time").block_on(future)
}

fn answers() -> Answers {
    let set = [("internet.type", "pppoe"), ("internet.pppoe.user", "anna"), ("home.address", "192.168.77.1/24")];
    Answers::of(&set, &[("internet.pppoe.password", "geheim")])
}

fn router(personality: &str) -> Faulty {
    let state = practice_router::factory(personality).expect("a personality");
    Faulty::new(state, LINE.parse().expect("a line"))
}

async fn read(router: &Faulty) -> Snapshot {
    read_snapshot(&Direct(router.practice.clone())).await.expect("a snapshot")
}

fn plan(answers: &Answers, snapshot: &Snapshot) -> Plan {
    let none = Default::default();
    planner::plan(&answers.valid(), snapshot, &context(&answers.secrets, &none)).expect("it fits")
}

async fn carry_out(router: &Faulty, answers: &Answers, plan: &Plan) -> Option<End> {
    let none = Default::default();
    let (project, context, stop) = (answers.valid(), context(&answers.secrets, &none), CancellationToken::new());
    timeout(PATIENCE, run(router, &project, plan, &context, &mut |_| {}, &stop)).await.ok()
}

/// How many requests a run takes.
async fn undisturbed(personality: &str) -> usize {
    let (router, answers) = (router(personality), answers());
    let plan = plan(&answers, &read(&router).await);
    let end = carry_out(&router, &answers, &plan).await.expect("an end");
    assert_eq!(end.outcome, Outcome::Done, "{personality}: {end:?}");
    let files = files::list(&Direct(router.practice.clone())).await.expect("a list");
    let names: Vec<&str> = files.iter().map(|file| file.name.split('-').take(2).last().unwrap_or_default()).collect();
    let stays: &[&str] = if files.is_empty() { &[] } else { &["flash", "before"] };
    assert_eq!(names, stays, "{personality}: what was fetched is removed, what was not stays once");
    router.requests()
}

async fn one(personality: &str, fault: Fault, at: usize) -> String {
    let (router, answers) = (router(personality), answers());
    let before = read(&router).await;
    let plan = plan(&answers, &before);
    router.fail(at, fault);
    let end = carry_out(&router, &answers, &plan).await;
    let case = format!("{personality}: {fault:?} at request {at} ends with {end:?}");
    // The router's timers run out, and the network is whole again.
    sleep(Duration::from_secs(700)).await;
    router.heal();
    let now = settled(&router, &before, &plan, end.as_ref()).await;
    let as_before = is_as_before(&before, &now, fault);
    let as_asked = self::plan(&answers, &now).is_empty();
    assert!(as_before || as_asked, "{case}\ndiffers in {:?}", before.differing(&now));
    assert!(router.practice.lan_probe().address.is_some(), "{case}: the home gets no addresses");
    assert!(!router.practice.wan_probe("tcp", 80) && !router.practice.wan_probe("tcp", 22), "{case}: open");
    let waiting = waiting(&router);
    assert!(waiting.is_empty(), "{case}: {waiting:?} waits");
    let left = left_over(&router, &now).await;
    assert!(left.is_empty(), "{case}: {left:?} is left over");
    match end.as_ref().map(|end| end.outcome) {
        Some(Outcome::Done | Outcome::Changed) => assert!(as_asked, "{case}: it says so, and it is not"),
        Some(Outcome::RolledBack | Outcome::NotStarted) => assert!(as_before, "{case}: it says so, and it is not"),
        Some(Outcome::Unchanged) => panic!("{case}: there was something to do"),
        Some(Outcome::Unknown) | None => {}
    }
    end.map_or_else(|| "ended by itself".to_owned(), |end| format!("{:?}", end.outcome))
}

/// Files that nobody needs, once the app was started anew: a backup that stays on the router is only one.
async fn left_over(router: &Faulty, now: &Snapshot) -> Vec<String> {
    let direct = Direct(router.practice.clone());
    apply::backup::tidy(&direct, now).await.expect("it answers");
    let files = files::list(&direct).await.expect("a list");
    let mut names: Vec<String> = files.into_iter().map(|file| file.name).filter(|name| name != "flash").collect();
    if let Some(backup) = names.iter().position(|name| name.starts_with("flash/firsthop-before-")) {
        names.remove(backup);
    }
    names
}

/// What would still undo something: jobs, or entries of the scheduler on RouterOS 6.
fn waiting(router: &Faulty) -> Vec<serde_json::Value> {
    let rows = |path: &str| {
        let body = router.practice.handle("GET", path, None).body.unwrap_or_default();
        body.as_array().cloned().unwrap_or_default()
    };
    let is_armed = |row: &serde_json::Value| {
        row["name"].as_str().is_some_and(|name| name.starts_with(routeros_client::TIMER)) && row["disabled"] != "true"
    };
    rows("/system/script/job").into_iter().chain(rows("/system/scheduler").into_iter().filter(is_armed)).collect()
}

/// The app, started once more, looks at what an unfinished run left, and puts it back.
async fn settled(router: &Faulty, before: &Snapshot, plan: &Plan, end: Option<&End>) -> Snapshot {
    let now = read(router).await;
    let is_open =
        end.is_none_or(|end| matches!(end.outcome, Outcome::Unknown | Outcome::Changed) && end.failure.is_some());
    if !is_open {
        return now;
    }
    let back = planner::put_back(&planner::revert(before, &plan.changes), &now, &RUN_KEY);
    for change in &back.plan.changes {
        let sent: Result<(), ClientError> =
            routeros_client::Router::send(&Direct(router.practice.clone()), change, &routeros::NoSecrets).await;
        sent.expect("put back");
    }
    read(router).await
}

/// What another administrator did meanwhile stays.
fn is_as_before(before: &Snapshot, now: &Snapshot, fault: Fault) -> bool {
    let differing = before.differing(now);
    let others = |menu: &routeros::Menu| fault == Fault::Meddle && *menu == routeros::menu::INTERFACE_LIST;
    differing.iter().all(others)
}
