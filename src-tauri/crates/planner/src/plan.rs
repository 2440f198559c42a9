//! The plan: everything that will be sent, in order, and what is left alone and why.
use crate::Piece;
use ipnet::Ipv4Net;
use routeros::{Area, Change, Mark, Menu, Snapshot, SnapshotHash, Text};
use serde::{Deserialize, Serialize};

/// Why a record is not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftAloneReason {
    /// It already is as the project wants it.
    AlreadyRight,
    /// It came with the router and is good as it is.
    Factory,
    /// Somebody else made it; it does not stand in the way.
    Foreign,
    /// The project does not need it.
    NotNeeded,
    /// It should change, but the person has to tick it first.
    NotTicked,
}

/// A record, or a setting, that the plan does not touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// Where it is.
    pub menu: Menu,
    /// How it is named to a person: its identity key or comment, as the router gave it.
    pub name: String,
    /// Why.
    pub reason: LeftAloneReason,
    /// With `NotTicked`: the change that a tick would add, and what will not work without it.
    pub offer: Option<Offer>,
}

/// A change that happens only when the person ticks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The change's id, by which it is ticked.
    pub id: String,
    /// What it would do.
    pub change: Change,
    /// What will not work without it.
    pub without: Text,
}

/// Something to know that does not stop anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which part of the project it is about.
    pub area: Area,
    /// The sentence: `warning.<key>`.
    pub text: Text,
}

/// The router's address at home becomes another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The new address, with its network.
    pub to: Ipv4Net,
    /// The addresses that it has until then.
    pub from: Vec<Ipv4Net>,
    /// How long devices may still use the old one, in seconds: what they were promised before. None
    /// (0) when a person puts everything back: then it goes at once.
    pub wait: u64,
    /// The pool that devices get their addresses from, and its range afterwards.
    pub pool: (String, String),
}

/// Everything that apply will do. It leaves no choices to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The changes in the order in which they are sent.
    pub changes: Vec<Change>,
    /// Ids of those that the router carries out in one piece, one behind the other (`Piece`).
    pub together: Vec<String>,
    /// What follows when other devices have had the time to get new addresses: the router does it
    /// by itself, as `Retire` says.
    pub later: Vec<Change>,
    /// Set while the home has an address that it is to give up.
    pub moves: Option<Move>,
    /// What is left alone.
    pub left_alone: Vec<LeftAlone>,
    /// What else to know.
    pub warnings: Vec<Warning>,
    /// Whether everything that the project needs is in it; false when a needed change is not ticked.
    pub complete: bool,
    /// The configuration that it was made for. Apply refuses any other.
    pub snapshot: SnapshotHash,
    /// The device that it was made for, as `Snapshot::device` names it. Apply refuses any other, however
    /// alike its settings are.
    pub device: String,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes as they are sent: what is done in one piece stands behind the one that sends it.
    pub fn shown(&self, before: &Snapshot) -> Vec<Change> {
        let piece = Piece::of(self, before).map(|piece| piece.set());
        let at = self.changes.iter().position(|change| self.together.contains(&change.id)).unwrap_or_default();
        self.changes[..at].iter().chain(&piece).chain(&self.changes[at..]).cloned().collect()
    }

    /// Everything that it does, what is left to the router included.
    pub fn all(&self) -> Vec<Change> {
        self.changes.iter().chain(&self.later).cloned().collect()
    }

    /// How many changes carry this mark.
    pub fn count(&self, mark: Mark) -> usize {
        self.changes.iter().filter(|change| change.mark() == mark).count()
    }
}
