//! How long the tests wait for what comes by itself. Nothing is asserted of it: it only ends what would never end,
//! so it is long enough for a machine that has much else to do.
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// For what comes at once, as a rule.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// For what has work to do first: a login, a backup, a run.
pub const LONG: Duration = Duration::from_secs(360);

/// Waits until something is so.
///
/// # Panics
/// It does not become so.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < LONG, "in vain: {what}");
        sleep(Duration::from_millis(20));
    }
}
