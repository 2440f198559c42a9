//! From what is found and done about a newer RouterOS to views.
use super::{
    ChangeView, ProofView, RouterView, TextView, UpdateEventView, UpdateView, UpdatedView,
    build::{said, word},
};
use apply::update::{Left, NotUpdated, Offer, Progress, Updated};
use planner::update::News;
use routeros::{Text, visible};

fn text(given: &Text) -> TextView {
    said("update", given)
}

impl UpdateView {
    /// What was found, for the window.
    pub fn of(offer: &Offer) -> Self {
        let found = &offer.found;
        let state = match found.news {
            News::Unreached { .. } | News::Unknown { .. } => "unknown",
            _ if found.hindrance.is_some() => "hindered",
            _ if offer.steps.is_empty() => "newest",
            _ => "offered",
        };
        Self {
            what: text(&found.sentence()),
            state: state.to_owned(),
            hindrance: found.in_the_way().map(|(what, todo)| (text(&what), todo.as_ref().map(text))),
            before: found.before().iter().map(text).collect(),
            version: found.target().map(visible),
            changes: offer.steps.iter().map(ChangeView::of).collect(),
        }
    }
}

impl UpdateEventView {
    /// Progress for the window.
    pub fn of(progress: &Progress) -> Self {
        match progress {
            Progress::Step { id, state } => Self::Step { id: id.clone(), state: word(state) },
            Progress::Bringing { said } => Self::Bringing { said: visible(said) },
            Progress::Proof(item) => Self::Proof { item: ProofView::of(item) },
        }
    }
}

impl UpdatedView {
    /// A good end, or one with something left.
    pub fn done(updated: &Updated, router: Option<RouterView>) -> Self {
        let left = match &updated.left {
            Left::Changes(changes) => changes.iter().map(ChangeView::of).collect(),
            _ => Vec::new(),
        };
        Self {
            kind: if updated.is_well() { "good" } else { "lamp" }.to_owned(),
            what: updated.sentences().iter().map(text).collect(),
            todo: None,
            left,
            proof: updated.proof.iter().map(ProofView::of).collect(),
            router,
        }
    }

    /// A bad end.
    pub fn failed(error: &NotUpdated, router: Option<RouterView>) -> Self {
        let what = error.sentence();
        let todo = Text { key: format!("{}-todo", what.key), params: what.params.clone() };
        Self {
            kind: "bad".to_owned(),
            what: vec![text(&what)],
            todo: Some(text(&todo)),
            left: Vec::new(),
            proof: Vec::new(),
            router,
        }
    }
}
