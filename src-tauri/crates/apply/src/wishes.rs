//! What a person may want of a run that goes on: that it stops, or that the router waits longer.
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio_util::sync::CancellationToken;

/// What is wanted at this moment. A bare token can only stop.
pub trait Wishes: Send + Sync {
    /// Whether everything is to be put back.
    fn is_stopped(&self) -> bool;

    /// How often more time was asked for.
    fn asked_for_time(&self) -> u32 {
        0
    }
}

impl Wishes for CancellationToken {
    fn is_stopped(&self) -> bool {
        self.is_cancelled()
    }
}

/// The buttons of a run. Clones are the same buttons.
#[derive(Debug, Clone, Default)]
pub struct Control {
    stop: CancellationToken,
    asked: Arc<AtomicU32>,
}

impl Control {
    /// Stops the run before its next step and puts everything back.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Lets the router wait two minutes longer, up to ten in all.
    pub fn add_time(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }
}

impl Wishes for Control {
    fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    fn asked_for_time(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}
