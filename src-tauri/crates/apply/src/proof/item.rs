//! Making items of the proof.
use crate::{ProofItem, ProofState};
use std::collections::BTreeMap;

/// An item being made.
pub(crate) struct Builder(ProofItem);

/// Tested and right.
pub(crate) fn good(id: &str, key: &str) -> Builder {
    new(id, ProofState::Good, key)
}

/// Tested and wrong.
pub(crate) fn bad(id: &str, key: &str) -> Builder {
    new(id, ProofState::Bad, key)
}

/// Not tested.
pub(crate) fn unknown(id: &str, key: &str) -> Builder {
    new(id, ProofState::Unknown, key)
}

fn new(id: &str, state: ProofState, key: &str) -> Builder {
    Builder(ProofItem { id: id.to_owned(), state, key: key.to_owned(), params: BTreeMap::new() })
}

impl Builder {
    /// Adds a fact.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.params.insert(name.to_owned(), value.into());
        self
    }

    /// The item.
    pub(crate) fn done(self) -> ProofItem {
        self.0
    }
}
