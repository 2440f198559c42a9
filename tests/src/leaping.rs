//! Time that leaps over real sockets: as long as something moves it stands still, and where everybody
//! waits it runs, so that a minute costs a moment.
//!
//! tokio's own paused time does not do: it takes a byte that is on its way through the system for
//! waiting, and lets every time-out expire.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{task::yield_now, time::advance};

/// So long nothing has to move until time goes on. On loopback a byte is there at once.
const QUIET: Duration = Duration::from_micros(600);
/// And so often everybody must have had their turn, also on a machine that is busy.
const TURNS: u32 = 40;
/// The first and the longest leap: time-outs may come that much too late.
const LEAPS: (Duration, Duration) = (Duration::from_millis(40), Duration::from_secs(1));

/// Notices that something moves. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Moves(Arc<AtomicU64>);

impl Moves {
    /// Something moves.
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn seen(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits until nothing moves any more; whether nothing did at all.
    async fn rest(&self) -> bool {
        let before = self.seen();
        let (mut last, mut since, mut turns) = (before, Instant::now(), 0);
        while turns < TURNS || since.elapsed() < QUIET {
            yield_now().await;
            turns += 1;
            if self.seen() != last {
                (last, since, turns) = (self.seen(), Instant::now(), 0);
            }
        }
        last == before
    }

    async fn leap(self) {
        let mut step = LEAPS.0;
        loop {
            let rested = self.rest().await;
            step = if rested { (step * 2).min(LEAPS.1) } else { LEAPS.0 };
            advance(step).await;
        }
    }
}

/// Does it with leaping time, in a run-time of its own. Whatever moves on a socket has to be noted.
///
/// # Panics
/// There is no run-time.
pub fn leaping<T>(it: impl AsyncFnOnce(Moves) -> T) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().start_paused(true).build().unwrap_or_else(|error| panic!("{error}"));
    runtime.block_on(async {
        let moves = Moves::default();
        let time = tokio::spawn(moves.clone().leap());
        let end = it(moves).await;
        assert!(!time.is_finished(), "time does not end");
        end
    })
}
