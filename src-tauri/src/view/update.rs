//! A newer RouterOS.
use super::{ChangeView, ProofView, RouterView, TextView};
use serde::Serialize;
use ts_rs::TS;

/// What was found, and everything that would be sent.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct UpdateView {
    /// What was found.
    pub what: TextView,
    /// `newest`, `offered`, `hindered`, or `unknown` when nobody can know.
    pub state: String,
    /// What is in the way, and what to do about it.
    pub hindrance: Option<(TextView, Option<TextView>)>,
    /// What has to be known before it is done.
    pub before: Vec<TextView>,
    /// The version that it brings; none when RouterBOOT alone is written.
    pub version: Option<String>,
    /// All steps in order; empty when there is nothing to do.
    pub changes: Vec<ChangeView>,
}

/// Progress, in order, through the channel given to `update_start`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub enum UpdateEventView {
    /// A step: `state` is `running`, `done`, `failed` or `skipped`.
    Step {
        /// Its id.
        id: String,
        /// How far it is.
        state: String,
    },
    /// It is being brought.
    Bringing {
        /// The router's words.
        said: String,
    },
    /// An outcome was tested.
    Proof {
        /// Which and how.
        item: ProofView,
    },
}

/// How it ended.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct UpdatedView {
    /// `good`, `lamp` when something is left to do or to know, or `bad`.
    pub kind: String,
    /// How it ended, one sentence after the other.
    pub what: Vec<TextView>,
    /// What to do, when it did not go well.
    pub todo: Option<TextView>,
    /// What is to be set anew.
    pub left: Vec<ChangeView>,
    /// The tested outcomes.
    pub proof: Vec<ProofView>,
    /// What the router is now; none when it was not reached.
    pub router: Option<RouterView>,
}
