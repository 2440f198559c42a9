//! Everything that can go wrong, at every request of a run. In the end the router is as it was or as
//! it was asked to be, and what the app says is true.
//!
//! "In the end": the router's timers have run out, the network is whole again, and the app, started
//! once more, has looked at what an unfinished run left.
mod sequences;
mod wire;

use apply::{Journal, Outcome, run_kept};
use planner::{Context, Plan, Transport};
use practice_router::Router as Practice;
use routeros::Snapshot;
use routeros_client::{Router, files, read_snapshot};
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tests::{
    direct::Direct,
    faulty::{Fault, Faulty},
    journey::{Answers, Kept, RUN_KEY, context},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

pub(crate) const PERSONALITIES: &[&str] = &["hap-ac2_6.49", "hex_7.12", "hap-ax2_7.20", "hap-be3_7.24"];
pub(crate) const LINE: &str = "pppoe:anna:geheim";
pub(crate) const OLD: Ipv4Addr = Ipv4Addr::new(192, 168, 88, 1);
pub(crate) const NEW: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);
/// The safety timer, and what ends a move: half an hour after the old leases.
const TIMERS: Duration = Duration::from_secs(2000);
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
                let end =
                    format!("{fault:?} {}", in_time(one(personality, &[(at, *fault)], &CancellationToken::new(), 0)));
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
pub(crate) fn in_time<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("a run-time").block_on(future)
}

pub(crate) fn answers() -> Answers {
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
    plan_over(Transport::Http, answers, snapshot)
}

fn plan_over(transport: Transport, answers: &Answers, snapshot: &Snapshot) -> Plan {
    let none = Default::default();
    let context = Context { transport, ..context(&answers.secrets, &none) };
    planner::plan(&answers.valid(), snapshot, &context).expect("it fits")
}

/// How many requests a run takes.
pub(crate) async fn undisturbed(personality: &str) -> usize {
    let (router, answers) = (router(personality), answers());
    let plan = plan(&answers, &read(&router).await);
    let (none, stop) = (Default::default(), CancellationToken::new());
    let context = context(&answers.secrets, &none);
    let end = apply::run(&router, &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
    assert_eq!(end.outcome, Outcome::Done, "{personality}: {end:?}");
    let requests = router.requests();
    let files = files::list(&Direct(router.practice.clone())).await.expect("a list");
    let names: Vec<&str> = files.iter().map(|file| file.name.split('-').take(2).last().unwrap_or_default()).collect();
    let stays: &[&str] = if files.is_empty() { &[] } else { &["flash", "before"] };
    assert_eq!(names, stays, "{personality}: what was fetched is removed, what was not stays once");
    requests
}

/// One run with things going wrong, until the app was started once more.
pub(crate) async fn one(
    personality: &str,
    faults: &[(usize, Fault)],
    stop: &CancellationToken,
    stop_at: usize,
) -> String {
    let (router, answers) = (router(personality), answers());
    let before = read(&router).await;
    let plan = plan(&answers, &before);
    router.fail_at(faults);
    let (mut kept, mut heard) = (Kept::default(), 0);
    let mut listen = |_| {
        heard += 1;
        if heard == stop_at {
            stop.cancel();
        }
    };
    let none = Default::default();
    let (project, context) = (answers.valid(), context(&answers.secrets, &none));
    let run = run_kept(&router, &project, &plan, &context, &mut listen, stop, &mut kept);
    let end = timeout(PATIENCE, run).await.ok();
    let case = format!("{personality}: {faults:?}, stopped at event {stop_at}, ends with {end:?}");
    // The router's timers run out, and the network is whole again.
    sleep(TIMERS).await;
    router.heal();
    let place = near(&router.practice).unwrap_or_else(|| panic!("{case}: this computer reaches it at neither address"));
    let there = router.at(IpAddr::V4(place)).await.expect("there");
    recover(&there, &answers, Transport::Http, kept.0, &case).await;
    let case = Case {
        name: &case,
        answers: &answers,
        transport: Transport::Http,
        before: &before,
        meddled: faults.iter().any(|(_, fault)| *fault == Fault::Meddle),
        retiring: false,
    };
    case.judge(&router.practice, end.as_ref().map(|end| end.outcome)).await;
    end.map_or_else(|| "ended by itself".to_owned(), |end| format!("{:?}", end.outcome))
}

/// What would still undo something: jobs, or entries of the scheduler on RouterOS 6.
fn waiting(practice: &Practice) -> Vec<serde_json::Value> {
    let rows = |path: &str| {
        let body = practice.handle("GET", path, None).body.unwrap_or_default();
        body.as_array().cloned().unwrap_or_default()
    };
    let is_armed = |row: &serde_json::Value| {
        row["name"].as_str().is_some_and(|name| name.starts_with(routeros_client::TIMER)) && row["disabled"] != "true"
    };
    rows("/system/script/job").into_iter().chain(rows("/system/scheduler").into_iter().filter(is_armed)).collect()
}

/// The router's address at which this computer reaches it.
pub(crate) fn near(practice: &Practice) -> Option<Ipv4Addr> {
    [OLD, NEW].into_iter().find(|address| practice.is_near(*address))
}

/// The app, started once more, looks at what an unfinished run left, and puts it back; what the
/// router has forgotten of a move it ends itself. As the window and the command line do it.
async fn recover<R: Router>(there: &R, answers: &Answers, transport: Transport, journal: Option<Journal>, case: &str) {
    let now = read_snapshot(there).await.unwrap_or_else(|error| panic!("{case}: {error}"));
    let (none, stop) = (Default::default(), CancellationToken::new());
    let context = Context { transport, ..context(&answers.secrets, &none) };
    if let Some(journal) = journal.filter(Journal::is_unfinished) {
        let back = planner::put_back(&journal.back, &now, &RUN_KEY);
        let end = apply::put_back(there, &journal.back, &back.plan, &context, &mut |_| {}, &stop).await;
        assert!(matches!(end.outcome, Outcome::Done | Outcome::Unchanged), "{case}: then {end:?}");
    } else if planner::has_given_up(&now) && !apply::is_retiring(there, now.version()).await.expect("asked") {
        let context = Context { finish_move: true, ..context };
        let plan = planner::plan(&answers.valid(), &now, &context).expect("it fits");
        let end = apply::run(there, &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
        assert!(matches!(end.outcome, Outcome::Done | Outcome::Changed | Outcome::Unchanged), "{case}: then {end:?}");
    }
}

/// What a case is judged by in the end.
pub(crate) struct Case<'a> {
    pub(crate) name: &'a str,
    pub(crate) answers: &'a Answers,
    /// What the router is spoken to over.
    pub(crate) transport: Transport,
    pub(crate) before: &'a Snapshot,
    /// Whether another administrator added something of their own.
    pub(crate) meddled: bool,
    /// Whether the end of the move was not waited for.
    pub(crate) retiring: bool,
}

impl Case<'_> {
    /// The router is as it was or as it was asked to be, it is found, it is closed, nothing waits on
    /// it, and what the app said is true.
    pub(crate) async fn judge(&self, practice: &Practice, end: Option<Outcome>) {
        let Self { name, answers, before, .. } = self;
        let now = read_snapshot(&Direct(practice.clone())).await.expect("a snapshot");
        let differing = before.differing(&now);
        let others = |menu: &routeros::Menu| self.meddled && *menu == routeros::menu::INTERFACE_LIST;
        let as_before = differing.iter().all(others);
        let as_asked = plan_over(self.transport, answers, &now).is_empty();
        assert!(as_before || as_asked, "{name}\ndiffers in {differing:?}");
        assert!(near(practice).is_some(), "{name}: this computer reaches it at neither address");
        assert!(practice.lan_probe().address.is_some(), "{name}: the home gets no addresses");
        assert!(!practice.wan_probe("tcp", 80) && !practice.wan_probe("tcp", 22), "{name}: open");
        let left = left_over(practice, &now).await;
        assert!(left.is_empty(), "{name}: {left:?} is left over");
        let waiting = waiting(practice);
        assert!(waiting.len() <= usize::from(self.retiring), "{name}: {waiting:?} waits");
        match end {
            Some(Outcome::Done | Outcome::Changed) => assert!(as_asked, "{name}: it says so, and it is not"),
            Some(Outcome::RolledBack | Outcome::NotStarted) => assert!(as_before, "{name}: it says so, and it is not"),
            Some(Outcome::Unchanged) => panic!("{name}: there was something to do"),
            Some(Outcome::Unknown) | None => {}
        }
    }
}

/// Files that nobody needs, once the app was started anew: a backup that stays on the router is only one.
async fn left_over(practice: &Practice, now: &Snapshot) -> Vec<String> {
    let direct = Direct(practice.clone());
    apply::backup::tidy(&direct, now).await.expect("it answers");
    let files = files::list(&direct).await.expect("a list");
    let mut names: Vec<String> = files.into_iter().map(|file| file.name).filter(|name| name != "flash").collect();
    if let Some(backup) = names.iter().position(|name| name.starts_with("flash/firsthop-before-")) {
        names.remove(backup);
    }
    names
}
