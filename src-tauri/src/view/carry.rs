//! A project on another router than the one that it was made on.
use super::{TextView, build::sentence};
use planner::{Carried, Carry};
use project::{Choices, MadeFor};
use routeros::visible;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A project that comes to another router.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct CarryForm {
    /// The answers.
    pub choices: Choices,
    /// The router that it was made on.
    pub made_for: MadeFor,
}

/// What becomes of it here.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct CarryView {
    /// The model that it was made for.
    pub from: String,
    /// The model in front.
    pub to: String,
    /// The router in front, as the project is to remember it.
    pub now: MadeFor,
    /// Which socket becomes which; the internet's first.
    pub sockets: Vec<CarriedView>,
    /// Which radio becomes which.
    pub radios: Vec<CarriedView>,
    /// What does not come along.
    pub lost: Vec<TextView>,
    /// Answers that this router needs.
    pub set: Vec<(String, String)>,
}

/// A part of the old router, and what takes its place.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct CarriedView {
    /// Its name there.
    pub old: String,
    /// The name here; none when nothing is left for it.
    pub new: Option<String>,
    /// For a radio: `2.4`, `5` or `6`.
    pub band: String,
    /// It has the provider's cable.
    pub internet: bool,
}

impl CarryView {
    /// What the window shows of it.
    pub fn of(before: &MadeFor, carry: &Carry) -> Self {
        Self {
            from: visible(&before.model),
            to: visible(&carry.now.model),
            now: carry.now.clone(),
            sockets: CarriedView::all(&carry.sockets),
            radios: CarriedView::all(&carry.radios),
            lost: carry.lost.iter().map(sentence).collect(),
            set: carry.set.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect(),
        }
    }
}

impl CarriedView {
    /// Sockets or radios for the window.
    pub(super) fn all(parts: &[Carried]) -> Vec<Self> {
        let part = |part: &Carried| Self {
            old: visible(&part.old),
            new: part.new.as_deref().map(visible),
            band: visible(&part.band),
            internet: part.internet,
        };
        parts.iter().map(part).collect()
    }
}
