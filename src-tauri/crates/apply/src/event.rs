//! What an apply reports while it goes on. The window and the command line show the same events.
use crate::{
    backup::{NoBackup, Place, Readable},
    password::Which,
};
use planner::Danger;
use routeros_client::ClientError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// It is being carried out.
    Running,
    /// The router confirmed it.
    Done,
    /// It did not work; what follows is not carried out.
    Failed,
    /// Stopped before it was sent.
    Skipped,
}

/// How an outcome was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProofState {
    /// Tested and right.
    Good,
    /// Tested and wrong.
    Bad,
    /// Could not be tested.
    Unknown,
}

/// One outcome that the owner cares about. `id` is one of `wan-address`, `default-route`,
/// `internet`, `names`, `dhcp`, `closed`, `settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofItem {
    /// Which outcome.
    pub id: String,
    /// Whether it holds.
    pub state: ProofState,
    /// The sentence: `proof.<key>`.
    pub key: String,
    /// The facts in it.
    pub params: BTreeMap<String, String>,
}

/// How an apply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything was done, read back, and no proof is bad.
    Done,
    /// There was nothing to do.
    Unchanged,
    /// Not everything was done, or a proof is bad; the router has changed.
    Changed,
    /// It is not known what the router has.
    Unknown,
    /// It did not work, and everything was put back: the router is as it was.
    RolledBack,
    /// Refused or failed before the first change: the router is as it was.
    NotStarted,
}

/// How far the safety timer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GuardState {
    /// It is set, and was seen on the router.
    Armed,
    /// It began anew.
    Extended,
    /// All is well: it was ended.
    Released,
    /// Everything is being put back.
    Undoing,
}

/// One event, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ApplyEvent {
    /// A change of the plan, or with index 0 one of the backup or of the safety timer. `index` counts from 1.
    Step {
        /// The change's id.
        id: String,
        /// Its place in the plan, from 1.
        index: usize,
        /// How many there are.
        total: usize,
        /// How far it is.
        state: StepState,
    },
    /// The safety timer on the router. `seconds` is how long the router waits from now on.
    Guard {
        /// How far it is.
        state: GuardState,
        /// Time left.
        seconds: u64,
    },
    /// The old settings are backed up.
    BackedUp {
        /// Where the binary backup is.
        #[serde(flatten)]
        place: Place,
        /// Its size in bytes.
        size: usize,
        /// Whether it takes a password to open it.
        encrypted: bool,
        /// What the readable copy on this computer is.
        readable: Readable,
    },
    /// The home moves: it is waited until this computer has an address in the new network.
    Following {
        /// Where the router will be.
        address: String,
        /// How long it is waited at most.
        seconds: u64,
    },
    /// The router was reached at its new address.
    Followed {
        /// Where it is.
        address: String,
    },
    /// What becomes of the old address: `seconds` until the router takes it away, or none when the
    /// app does it at its next start.
    Retiring {
        /// When.
        seconds: Option<u64>,
    },
    /// Everything was sent; it is read back now.
    Verifying,
    /// What reading back found: how many changes would still be needed.
    Verified {
        /// 0 is what is wanted.
        differences: usize,
    },
    /// One outcome was tested.
    Proof(ProofItem),
    /// The end. `failure` says why it is not `done`.
    End {
        /// How it ended.
        outcome: Outcome,
        /// All tested outcomes.
        proof: Vec<ProofItem>,
        /// Ids of the changes that the router confirmed.
        changed: Vec<String>,
        /// What stopped it, if something did.
        failure: Option<Failure>,
    },
}

/// Why an apply stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Failure {
    /// Somebody changed the router since the plan was made.
    RouterChanged,
    /// At this address there is another device than the plan was made for.
    OtherDevice,
    /// The new password of the router did not arrive for certain. Nothing else was begun.
    Password {
        /// What happened.
        error: ClientError,
        /// The password that the router has.
        which: Which,
    },
    /// The person stopped it.
    Stopped,
    /// Another run is going on, from this computer or another, or is about to be undone.
    AnotherRun,
    /// What is done could not be written down on this computer.
    NoJournal {
        /// What the system said.
        detail: String,
    },
    /// The old settings could not be backed up.
    NoBackup {
        /// What happened.
        backup: NoBackup,
    },
    /// A change of the plan would lock somebody out, or let somebody in.
    Unsafe {
        /// The change's id.
        id: String,
        /// What it would do.
        danger: Danger,
    },
    /// The safety timer could not be set.
    NoGuard {
        /// What the router said, if it said something.
        error: Option<ClientError>,
    },
    /// Nobody new is let in any more.
    NotReached {
        /// What happened.
        error: ClientError,
    },
    /// The home moved, and this computer got no address in the new network.
    NotFollowed {
        /// Where the router would have been.
        address: String,
    },
    /// The router began to undo before it was told that all is well.
    TimerRanOut,
    /// A step did not work.
    Step {
        /// The change's id.
        id: String,
        /// What happened.
        error: ClientError,
    },
    /// Reading did not work.
    Reading {
        /// What happened.
        error: ClientError,
    },
    /// After everything was sent, the router still differs from the project.
    NotAsPlanned {
        /// How many changes would still be needed.
        differences: usize,
    },
}
