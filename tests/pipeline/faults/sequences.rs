//! The state machine of a run under several misfortunes, one after the other, and a person who stops it
//! at any moment: no sequence leaves a router unreachable, half-way or more open than it was.
use super::{PERSONALITIES, in_time, one, undisturbed};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use std::{cell::RefCell, collections::BTreeMap};
use tests::faulty::Fault;
use tokio_util::sync::CancellationToken;

const CASES: u32 = 600;
/// More than a run has events.
const EVENTS: usize = 90;

#[test]
fn no_sequence_of_misfortunes_leaves_a_router_half_way() {
    let longest = PERSONALITIES.iter().map(|name| in_time(undisturbed(name))).max().unwrap_or_default();
    let fault = (0..longest, prop::sample::select(Fault::ALL));
    let sequence = (
        prop::sample::select(PERSONALITIES),
        prop::collection::vec(fault, 1..5),
        prop_oneof![2 => Just(0), 1 => 1..EVENTS],
    );
    let ends: RefCell<BTreeMap<String, usize>> = RefCell::default();
    let mut runner =
        TestRunner::new(Config { cases: CASES, max_shrink_iters: 60, failure_persistence: None, ..Config::default() });
    let result = runner.run(&sequence, |(personality, faults, stop_at)| {
        let end = in_time(one(personality, &faults, &CancellationToken::new(), stop_at));
        *ends.borrow_mut().entry(end).or_default() += 1;
        Ok(())
    });
    for (end, count) in ends.borrow().iter() {
        println!("{end}: {count}");
    }
    println!("{CASES} sequences");
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(ends.borrow().len() >= 5, "all ways to end were seen");
}
