//! The router's own time, so that a test need not wait for it.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// A clock. Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Real(Instant),
    Manual(Arc<AtomicU64>),
    Following(Arc<dyn Fn() -> Duration + Send + Sync>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Real(_) => "Real",
            Self::Manual(_) => "Manual",
            Self::Following(_) => "Following",
        })
    }
}

impl Clock {
    /// Goes by itself.
    pub fn real() -> Self {
        Self(Source::Real(Instant::now()))
    }

    /// Stands still until it is moved.
    pub fn manual() -> Self {
        Self(Source::Manual(Arc::default()))
    }

    /// Shows what another clock shows, such as that of a test.
    pub fn following(clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Source::Following(Arc::new(clock)))
    }

    /// Time since the router was switched on.
    pub fn now(&self) -> Duration {
        match &self.0 {
            Source::Real(start) => start.elapsed(),
            Source::Manual(passed) => Duration::from_millis(passed.load(Ordering::Relaxed)),
            Source::Following(clock) => clock(),
        }
    }

    /// Moves a clock that stands still; one that goes by itself is not impressed.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(passed) = &self.0 {
            passed.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    }
}
