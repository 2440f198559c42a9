//! What others changed on a router, and by whom its log says that it was.
use super::{CommandView, TextView};
use planner::{Told, Way, Who};
use routeros::visible;
use serde::Serialize;
use ts_rs::TS;

/// What others changed since FirstHop left the router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct DriftView {
    /// One by one.
    pub changes: Vec<DriftChangeView>,
}

/// One thing that somebody changed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct DriftChangeView {
    /// Handed back to undo it.
    pub id: String,
    /// The command that does what was done.
    pub command: CommandView,
    /// Whether it can be taken back by itself.
    pub can_undo: bool,
    /// Who it was, as far as the log says.
    pub who: WhoView,
}

/// Who made a change, as far as the router's log says.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct WhoView {
    /// What the log says at all: the key of a sentence.
    pub log: String,
    /// Whom it names.
    pub people: Vec<PersonView>,
}

/// Somebody that the log names.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PersonView {
    /// Who, and by which way.
    pub who: TextView,
    /// When, as the router wrote it.
    pub time: String,
}

impl WhoView {
    /// What the window says of it.
    pub fn of(who: &Who) -> Self {
        let (log, people): (&str, &[Told]) = match who {
            Who::Named(told) => ("drift.log-names", told),
            Who::Like(told) => ("drift.log-like", told),
            Who::Silent => ("drift.log-silent", &[]),
            Who::TooShort => ("drift.log-too-short", &[]),
        };
        Self { log: log.to_owned(), people: people.iter().map(person).collect() }
    }
}

fn person(told: &Told) -> PersonView {
    let key = match (told.way, told.from.is_empty()) {
        (Way::Timer, _) => "drift.by-timer",
        (Way::Program, true) => "drift.by-program",
        (Way::Program, false) => "drift.by-program-from",
        (Way::WinBox, false) => "drift.by-winbox",
        (Way::Ssh, false) => "drift.by-ssh",
        (Way::Unknown, false) => "drift.by-from",
        (Way::Unknown | Way::WinBox | Way::Ssh, true) => "drift.by",
    };
    let params = [("user", &told.user), ("from", &told.from)];
    let params = params.map(|(name, value)| (name.to_owned(), visible(value))).into();
    PersonView { who: TextView { key: key.to_owned(), params }, time: visible(&told.time) }
}
