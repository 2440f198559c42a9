//! Two windows, or two computers, set one router up at the same time: whoever comes second is told, and
//! sends nothing; the first does not notice.
use crate::{
    faults::OLD,
    wired::{Home, WAYS},
};
use apply::{ApplyEvent, Failure, GuardState, Outcome};
use planner::{Context, Plan, Transport};
use routeros::Snapshot;
use routeros_client::{Client, read_snapshot};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tests::{
    bad_wire::Mishap,
    journey::context,
    leaping::{Moves, leaping},
};
use tokio_util::sync::CancellationToken;

#[test]
fn the_second_is_told_that_somebody_else_is_at_it() {
    for way in WAYS {
        leaping(async |moves| two(*way, moves).await);
    }
}

/// The first computer's run gets stuck in the middle, in an answer that does not come.
async fn two(way: (&str, Transport), moves: Moves) {
    let home = Home::new(way, moves).await;
    let (none, stop) = (BTreeSet::new(), CancellationToken::new());
    let context = Context { transport: home.transport, ..context(&home.answers.secrets, &none) };
    let project = home.answers.valid();
    let plan_for = |now: &Snapshot| planner::plan(&project, now, &context).expect("it fits");
    let run = async |client: &Client, plan: &Plan, listen: &mut (dyn FnMut(ApplyEvent) + Send)| {
        apply::run(client, &project, plan, &context, listen, &stop).await
    };
    let first = home.client(&home.wire, OLD).await.expect("the first");
    let plan = plan_for(&home.read().await);
    let middle = plan.changes[plan.changes.len() / 2].id.clone();
    let (is_stuck, mut guards) = (AtomicBool::new(false), Vec::new());
    let mut listen = |event| match event {
        ApplyEvent::Step { id, .. } if id == middle && !is_stuck.load(Ordering::Relaxed) => {
            home.wire.fail(home.practice.request_count(), Mishap::NeverAnswered);
            is_stuck.store(true, Ordering::Relaxed);
        }
        ApplyEvent::Guard { state, .. } => guards.push(state),
        _ => {}
    };
    let second = async {
        while !is_stuck.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let half = home.read().await;
        let client = home.client(&home.another_wire().await, OLD).await.expect("the second is let in, in private");
        assert!(apply::is_guarded(&client, half.version()).await.expect("asked"), "{way:?}: it sees the timer");
        // With what it had seen before the first began, and with what it sees now.
        let end = run(&client, &plan, &mut |_| {}).await;
        assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::RouterChanged)), "{way:?}");
        let now = read_snapshot(&client).await.expect("read");
        let end = run(&client, &plan_for(&now), &mut |_| {}).await;
        assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::AnotherRun)), "{way:?}");
        assert!(half.differing(&home.read().await).is_empty(), "{way:?}: it has changed nothing");
        client
    };
    let (end, client) = tokio::join!(run(&first, &plan, &mut listen), second);
    assert_eq!((end.outcome, &end.failure), (Outcome::Done, &None), "{way:?}: {end:?}");
    assert_eq!(guards.last(), Some(&GuardState::Released), "{way:?}: {guards:?}");
    drop(client);
    // Once the first is over, the second finds its work done, at the new address.
    let place = crate::faults::near(&home.practice).expect("this computer reaches it");
    let client = home.client(&home.another_wire().await, place).await.expect("let in");
    let now = read_snapshot(&client).await.expect("read");
    assert!(plan_for(&now).is_empty() && !apply::is_guarded(&client, now.version()).await.expect("asked"), "{way:?}");
}
