//! Timers that the router forbids until somebody at the router allows them.
use super::{CommandView, RouterView};
use apply::device_mode::{NotAllowed, Stage};
use serde::Serialize;
use ts_rs::TS;

/// Whether the router lets timers run, and what there is to know before it is asked to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct TimersView {
    /// `allowed`, `forbidden`, `blocked` after too many tries, or `flagged` by the router as suspicious.
    pub state: String,
    /// Whether the router says that it has a button MODE.
    pub mode_button: bool,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// After how many none is taken.
    pub most: u32,
    /// How long the router waits for somebody.
    pub seconds: u64,
    /// What is sent.
    pub command: CommandView,
}

/// How far it is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "stage", rename_all = "kebab-case")]
#[ts(export_to = "bindings.ts")]
pub enum TimersStageView {
    /// The router waits for somebody.
    Waiting {
        /// So many seconds.
        seconds: u64,
    },
    /// Somebody was there: it starts again.
    Restarting,
}

impl TimersStageView {
    /// The same for the window.
    pub fn of(stage: Stage) -> Self {
        match stage {
            Stage::Waiting(seconds) => Self::Waiting { seconds },
            Stage::Restarting => Self::Restarting,
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct TimersEndView {
    /// `allowed`, `timed-out`, `still-forbidden`, `not-back`, `guarded`, `nothing-to-ask`.
    pub outcome: String,
    /// The router as it is now, where it was read again.
    pub router: Option<RouterView>,
}

impl TimersEndView {
    /// The same for the window, without the router.
    pub fn of(end: &Result<(), NotAllowed>) -> Self {
        let outcome = match end {
            Ok(()) => "allowed",
            Err(NotAllowed::TimedOut) => "timed-out",
            Err(NotAllowed::StillForbidden) => "still-forbidden",
            Err(NotAllowed::NotBack(_) | NotAllowed::Router(_)) => "not-back",
            Err(NotAllowed::Guarded) => "guarded",
            Err(NotAllowed::NothingToAsk) => "nothing-to-ask",
        };
        Self { outcome: outcome.to_owned(), router: None }
    }
}
