//! The laws of the design, over generated projects, router states and versions. The share of each
//! WAN kind, router class and version is printed; a kind under 5 % fails, because then the law was
//! not tested on it.
use crate::generate::{Case, case};
use base64::{Engine, engine::general_purpose::STANDARD};
use planner::{Entry, Plan};
use practice_router::Router as Practice;
use proptest::test_runner::{Config, TestRunner};
use routeros::{
    Action, Change, Record, Snapshot, Undo, Value,
    render::{cli, rest, script},
};
use routeros_client::{Router, read_snapshot};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};
use tests::{
    direct::Direct,
    journey::{RUN_KEY, practice_in},
};

const CASES: u32 = 120;

#[test]
fn planning_after_an_apply_finds_nothing_to_do() {
    law("idempotence", |case, router| {
        let plan = plan(case, router);
        send(case, router, &plan.changes);
        let again = planner::plan(&case.answers.valid(), &read(router), &case.context());
        let again = again.unwrap_or_else(|issues| panic!("the project does not fit any more: {issues:?}"));
        assert!(again.is_empty(), "still to do: {:#?}\nafter: {:#?}", lines(&again), lines(&plan));
    });
}

#[test]
fn from_any_interruption_point_the_project_is_still_reached() {
    law("convergence", |case, router| {
        let first = plan(case, router);
        let stop = case.seed % (first.changes.len() + 1);
        send(case, router, &first.changes[..stop]);
        let second = plan(case, router);
        send(case, router, &second.changes);
        let left = plan(case, router);
        assert!(
            left.is_empty(),
            "interrupted after {stop} of {:#?}, then {:#?}, still to do: {:#?}",
            lines(&first),
            lines(&second),
            lines(&left)
        );
    });
}

#[test]
fn what_a_plan_foresees_is_what_comes() {
    law("foresight", |case, router| {
        let before = read(router);
        let plan = plan(case, router);
        let foreseen = planner::after(&before, &plan.changes, &case.answers.secrets);
        send(case, router, &plan.changes);
        let now = read(router);
        for change in &plan.changes {
            let rows = |snapshot: &Snapshot| -> Vec<Record> {
                // One that does not say whether it is switched off is on.
                let has = |record: &Record, name: &str| name == "disabled" || record.props.contains_key(name);
                let names = |record: &Record| change.props().iter().any(|(name, _)| has(record, name));
                snapshot
                    .records(change.menu)
                    .filter(|record| names(record))
                    .map(|record| chosen(change, record))
                    .collect()
            };
            assert_eq!(rows(&foreseen), rows(&now), "{}", cli::line(change));
        }
        let again = planner::plan(&case.answers.valid(), &foreseen, &case.context());
        let again = again.unwrap_or_else(|issues| panic!("the project does not fit any more: {issues:?}"));
        assert!(again.is_empty(), "still to do: {:#?}\nafter: {:#?}", lines(&again), lines(&plan));
        assert_eq!(planner::walk::closed_to_outside(&foreseen), planner::walk::closed_to_outside(&now));
    });
}

#[test]
fn records_of_others_keep_their_values_and_their_order() {
    law("containment", |case, router| {
        let before = foreign(&read(router));
        let plan = plan(case, router);
        for change in &plan.changes {
            if let Action::Set { target, .. } | Action::Remove { target } | Action::Move { target, .. } = &change.action
            {
                let touched = before
                    .iter()
                    .any(|(menu, record)| *menu == change.menu.path() && record.id.as_deref() == Some(&target.id));
                assert!(!touched, "nobody ticked {}", cli::line(change));
            }
        }
        send(case, router, &plan.changes);
        assert_eq!(before, foreign(&read(router)), "after {:#?}", lines(&plan));
    });
}

#[test]
fn the_script_and_the_rest_calls_end_in_the_same_state() {
    law("agreement", |case, router| {
        let plan = plan(case, router);
        let by_script = practice_in(router.state(), case.internet.clone());
        let text: String = plan
            .changes
            .iter()
            .map(|change| {
                cli::line_with(change, &|name| routeros::quote::quote(case.answers.secrets[name].expose())) + "\n"
            })
            .collect();
        by_script.run_script(&text).unwrap_or_else(|error| panic!("{error:?} in\n{text}"));
        send(case, router, &plan.changes);
        let (by_rest, by_script) = (read(router), read(&by_script));
        assert_eq!(by_rest.hash(&RUN_KEY), by_script.hash(&RUN_KEY), "{}", difference(&by_rest, &by_script));
    });
}

#[test]
fn from_any_point_the_router_takes_everything_back_itself() {
    law("revert", |case, router| {
        let before = read(router);
        let plan = plan(case, router);
        let inverses = planner::revert(&before, &plan.all());
        let by_hand: Vec<_> = plan.changes.iter().filter(|change| change.undo != Undo::Automatic).collect();
        assert!(by_hand.is_empty(), "not undone: {by_hand:#?}");
        let script = planner::revert::script_lines(&inverses).join("\n");
        for secret in case.answers.secrets.values() {
            assert!(disguises(secret.expose()).iter().all(|form| !script.contains(form)), "a secret in {script}");
        }
        let point = case.seed % (plan.changes.len() + 1);
        for stop in [point, plan.changes.len()] {
            let router = practice_in(case.state.clone(), case.internet.clone());
            send(case, &router, &plan.changes[..stop]);
            let changed = read(&router);
            // Nothing of it was refused, and doing it again changes nothing.
            for _ in 0..2 {
                router.run_script(&script).unwrap_or_else(|error| panic!("{error:?} in\n{script}"));
                let after = read(&router);
                assert!(!complaints(&router), "{script}");
                assert!(before.differing(&after).is_empty(), "after {stop}: {}\n{script}", difference(&before, &after));
            }
            // The same as changes, such as a person sees them.
            let router = practice_in(case.state.clone(), case.internet.clone());
            send(case, &router, &plan.changes[..stop]);
            let back = planner::put_back(&inverses, &changed, &RUN_KEY);
            assert!(back.changed_since.is_empty(), "{back:#?}");
            assert!(back.plan.all().len() <= stop);
            send(case, &router, &back.plan.all());
            assert!(before.differing(&read(&router)).is_empty(), "{:#?}", lines(&back.plan));
            let again = planner::put_back(&inverses, &read(&router), &RUN_KEY);
            assert!(again.plan.all().is_empty(), "{:#?}", lines(&again.plan));
        }
    });
}

#[test]
fn no_moment_of_a_plan_locks_anybody_out_or_lets_anybody_in() {
    law("safety", |case, router| {
        let before = read(router);
        let plan = plan(case, router);
        for address in ["127.0.0.1", "192.168.88.1"] {
            let entry = Entry::at(address.parse().expect("an address"), case.context().transport, &before);
            let judged = planner::safety::check(&plan, &before, &entry);
            assert_eq!(judged, Ok(()), "by {address}: {:#?}", lines(&plan));
            // Nor does taking it back again.
            let inverses = planner::revert(&before, &plan.all());
            let done = planner::after(&before, &plan.changes, &case.answers.secrets);
            let back = planner::put_back(&inverses, &done, &RUN_KEY).plan;
            let judged = planner::safety::check_back(&back, &done, &entry);
            assert_eq!(judged, Ok(()), "by {address}: {:#?}", lines(&back));
        }
    });
}

#[test]
fn no_secret_is_in_anything_that_is_shown() {
    law("secrecy", |case, router| {
        let plan = plan(case, router);
        let mut shown = script::script("Home", &plan.changes);
        shown += &format!("{plan:?}{:?}", read(router));
        for change in &plan.changes {
            let call = rest::shown(change);
            shown += &format!("{}{}{}{:?}", cli::line(change), call.path, call.body.unwrap_or_default(), change.text);
        }
        for secret in case.answers.secrets.values() {
            for form in disguises(secret.expose()) {
                assert!(!shown.contains(&form), "{form:?} is shown in {shown}");
            }
        }
    });
}

/// Runs a law over generated cases and prints what they covered.
fn law(name: &str, holds: impl Fn(&Case, &Practice)) {
    let covered: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let mut runner =
        TestRunner::new(Config { cases: CASES, max_shrink_iters: 40, failure_persistence: None, ..Config::default() });
    let result = runner.run(&case(), |case| {
        for kind in case.kinds() {
            *covered.borrow_mut().entry(kind).or_default() += 1;
        }
        holds(&case, &practice_in(case.state.clone(), case.internet.clone()));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
    for (kind, count) in covered.into_inner() {
        let share = 100.0 * f64::from(count) / f64::from(CASES);
        println!("{name}: {kind}: {share:.0} %");
        assert!(share >= 5.0, "{name}: {kind} is only {share:.0} % of the cases");
    }
}

fn plan(case: &Case, router: &Practice) -> Plan {
    planner::plan(&case.answers.valid(), &read(router), &case.context()).unwrap_or_else(|issues| panic!("{issues:?}"))
}

fn read(router: &Practice) -> Snapshot {
    block_on(read_snapshot(&Direct(router.clone()))).unwrap_or_else(|error| panic!("{error}"))
}

fn send(case: &Case, router: &Practice, changes: &[Change]) {
    let direct = Direct(router.clone());
    for change in changes {
        block_on(direct.send(change, &case.answers.secrets))
            .unwrap_or_else(|error| panic!("{}: {error}", cli::line(change)));
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().expect("a run-time").block_on(future)
}

/// Whether a line of a script was refused.
fn complaints(router: &Practice) -> bool {
    let log = router.handle("GET", "/log", None).body.unwrap_or_default();
    log.to_string().contains("could not undo")
}

/// The records that the generator put there for somebody else, in order.
fn foreign(snapshot: &Snapshot) -> Vec<(&'static str, Record)> {
    let all = snapshot.menus().flat_map(|(menu, _)| snapshot.records(menu).map(move |record| (menu, record)));
    all.filter(|(_, record)| record.comment().starts_with("mine"))
        .map(|(menu, record)| {
            let mut record = record.clone();
            record.props.retain(|name, _| !menu.is_volatile(name));
            (menu.path(), record)
        })
        .collect()
}

/// The properties of a record that a change names.
fn chosen(change: &Change, record: &Record) -> Record {
    let mut record = Record { id: None, ..record.clone() };
    record.props.retain(|name, _| change.props().iter().any(|(known, _)| known == name));
    if change.props().iter().any(|(name, _)| name == "disabled") {
        record.props.entry("disabled".to_owned()).or_insert_with(|| Value::Text("false".to_owned()));
    }
    for value in record.props.values_mut() {
        let plain = match value {
            Value::Text(text) if text == "yes" => "true",
            Value::Text(text) if text == "no" => "false",
            _ => continue,
        };
        *value = Value::Text(plain.to_owned());
    }
    record
}

fn lines(plan: &Plan) -> Vec<String> {
    plan.changes.iter().map(cli::line).collect()
}

fn difference(a: &Snapshot, b: &Snapshot) -> String {
    let rows = |snapshot: &Snapshot| -> BTreeSet<String> {
        let all = snapshot
            .menus()
            .flat_map(|(menu, _)| snapshot.records(menu).map(move |record| format!("{menu} {record:?}")));
        all.chain(
            snapshot.menus().filter_map(|(menu, _)| snapshot.settings(menu).map(|record| format!("{menu} {record:?}"))),
        )
        .collect()
    };
    rows(a).symmetric_difference(&rows(b)).cloned().collect::<Vec<_>>().join("\n")
}

/// The forms in which a secret could hide.
fn disguises(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        routeros::quote::quote(secret),
        STANDARD.encode(secret),
        percent,
    ]
}
