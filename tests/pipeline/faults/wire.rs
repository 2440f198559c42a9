//! What goes wrong on the wire: the real client, with its own time-outs, over real sockets and TLS.
//! REST on RouterOS 7.20, the binary API on 6.49. Not at every request, but at the first and the last of
//! each part of a run.
use super::{Case, NEW, OLD, TIMERS, near, recover};
use crate::wired::{Home, WAYS};
use apply::{ApplyEvent, Outcome, run_kept};
use planner::{Context, Transport};
use std::{
    collections::{BTreeMap, BTreeSet},
    mem::discriminant,
    net::IpAddr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tests::{
    bad_wire::Mishap,
    journey::{Kept, context},
    leaping::{Moves, leaping},
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Longer than any run.
const PATIENCE: Duration = Duration::from_secs(3600);

#[test]
fn whatever_happens_on_the_wire_the_router_ends_as_it_was_or_as_it_was_asked_to_be() {
    let work: Vec<(&str, Transport, usize, Mishap)> = WAYS
        .iter()
        .flat_map(|way| leaping(async |moves| ends_of_parts(*way, moves).await).into_iter().map(move |at| (*way, at)))
        .flat_map(|((personality, transport), at)| Mishap::ALL.iter().map(move |it| (personality, transport, at, *it)))
        .collect();
    let (next, ends) = (AtomicUsize::new(0), Mutex::<BTreeMap<String, usize>>::default());
    let carry_on = || {
        while let Some((personality, transport, at, mishap)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            let end = leaping(async |moves| one((personality, *transport), *at, *mishap, moves).await);
            // A run that looked less often, because it waited less, has ended before: no case.
            let Some(end) = end else { continue };
            *ends.lock().expect("nobody panicked").entry(format!("{mishap:?} {end}")).or_default() += 1;
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(carry_on)).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no case failed"));
    });
    let ends = ends.into_inner().expect("nobody panicked");
    for (end, count) in &ends {
        println!("{end}: {count}");
    }
    let cases: usize = ends.values().sum();
    println!("{cases} fault cases (over sockets)");
    assert!(cases >= 240, "nearly all of {} came to it", work.len());
    let seen = |outcome: Outcome| ends.keys().any(|end| end.ends_with(&format!("{outcome:?}")));
    assert!([Outcome::Done, Outcome::RolledBack, Outcome::NotStarted, Outcome::Unknown].into_iter().all(seen));
}

/// The first and the last request of each part of a run, counted from its beginning. A part is what
/// lies between two events of different kinds.
async fn ends_of_parts(way: (&str, Transport), moves: Moves) -> Vec<usize> {
    let home = Home::new(way, moves).await;
    let client = home.client(&home.wire, OLD).await.expect("logged in");
    let (none, stop) = (BTreeSet::new(), CancellationToken::new());
    let context = Context { transport: home.transport, ..context(&home.answers.secrets, &none) };
    let project = home.answers.valid();
    let plan = planner::plan(&project, &home.read().await, &context).expect("it fits");
    let begin = home.practice.request_count();
    let (mut ends, mut last) = (BTreeSet::from([0]), None);
    let mut listen = |event: ApplyEvent| {
        let now = home.practice.request_count() - begin;
        let kind = Some(discriminant(&event));
        if kind != last {
            ends.extend([now.saturating_sub(1), now]);
            last = kind;
        }
    };
    let end = apply::run(&client, &project, &plan, &context, &mut listen, &stop).await;
    assert_eq!((end.outcome, end.moved), (Outcome::Done, Some(IpAddr::V4(NEW))), "{way:?}: {end:?}");
    let requests = home.practice.request_count() - begin;
    println!("{way:?}: {requests} requests, {ends:?}");
    ends.into_iter().filter(|at| *at < requests).collect()
}

/// One run with one mishap, until the app was started once more; none when it did not come to that.
async fn one(way: (&str, Transport), at: usize, mishap: Mishap, moves: Moves) -> Option<String> {
    let home = Home::new(way, moves).await;
    let before = home.read().await;
    let (none, stop, mut kept) = (BTreeSet::new(), CancellationToken::new(), Kept::default());
    let context = Context { transport: home.transport, ..context(&home.answers.secrets, &none) };
    let project = home.answers.valid();
    let plan = planner::plan(&project, &before, &context).expect("it fits");
    let client = home.client(&home.wire, OLD).await.expect("logged in");
    home.wire.fail(home.practice.request_count() + at, mishap);
    let mut listen = |_| {};
    let run = run_kept(&client, &project, &plan, &context, &mut listen, &stop, &mut kept);
    let end = timeout(PATIENCE, run).await.ok();
    let name = format!("{way:?}: {mishap:?} at {at}, ends with {end:?}");
    tokio::time::advance(TIMERS).await;
    let has_happened = home.wire.heal();
    let place = near(&home.practice).unwrap_or_else(|| panic!("{name}: this computer reaches it at neither address"));
    let there = home.client(&home.wire, place).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    recover(&there, &home.answers, home.transport, kept.0, &name).await;
    let case = Case {
        name: &name,
        answers: &home.answers,
        transport: home.transport,
        before: &before,
        meddled: false,
        retiring: false,
    };
    case.judge(&home.practice, end.as_ref().map(|end| end.outcome)).await;
    let end = end.map_or_else(|| "ended by itself".to_owned(), |end| format!("{:?}", end.outcome));
    has_happened.then_some(end)
}
