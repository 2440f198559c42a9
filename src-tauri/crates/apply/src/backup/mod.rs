//! Backups: made and proved, kept on this computer.
mod before;
mod kept;
mod make;
mod now;
mod restore;
pub mod sign_in;
mod standing;
mod tell;

pub(crate) use before::before;
pub use kept::{Entry, Kept, Why};
pub use make::{Order, make, tidy};
pub use now::now;
pub use restore::{NotRestored, Restored, find, load, remove_sent, restore, send};
pub use standing::{Every, Standing, Standings};
pub use tell::tell;

use routeros::{Facts, Snapshot};
use routeros_client::ClientError;
use serde::{Deserialize, Serialize};

/// Where a binary backup is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "lowercase")]
pub enum Place {
    /// On this computer.
    Computer,
    /// On the router, because nothing fetches it whole from there.
    Router {
        /// Its name there.
        file: String,
    },
}

/// What the readable copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Readable {
    /// The router's own export.
    Export,
    /// What FirstHop read itself.
    Snapshot,
}

/// The router that a backup is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its name.
    pub identity: String,
    /// What people call it.
    pub model: String,
    /// Empty on virtual routers.
    pub serial: String,
    /// RouterOS version.
    pub version: String,
}

impl About {
    /// From what was read of it.
    pub fn of(snapshot: &Snapshot) -> Self {
        let facts = Facts::of(snapshot);
        Self {
            identity: facts.identity,
            model: facts.board_name,
            serial: facts.serial,
            version: facts.version.to_string(),
        }
    }
}

/// A backup that was made and is whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// Where the binary one is.
    pub place: Place,
    /// Its size in bytes.
    pub size: usize,
    /// Its bytes, when they are here.
    pub binary: Option<Vec<u8>>,
    /// Whether it takes a password to open it.
    pub encrypted: bool,
    /// The router's own export, without secrets.
    pub export: Option<String>,
    /// What FirstHop read itself, in the words of an export.
    pub read: String,
    /// Of which router.
    pub about: About,
}

impl Made {
    /// What the readable copy is.
    pub fn readable(&self) -> Readable {
        if self.export.is_some() { Readable::Export } else { Readable::Snapshot }
    }
}

/// It may hold secrets.
impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("place", &self.place).field("size", &self.size).finish_non_exhaustive()
    }
}

/// Why there is no backup. The router's settings are as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NoBackup {
    /// There is no room for it on the router.
    #[error("{free} bytes are free on the router, {needed} are needed")]
    NoRoom {
        /// Bytes that are free.
        free: u64,
        /// Bytes that should be.
        needed: u64,
    },
    /// The router said that it would, and after a minute there is no whole file.
    #[error("the router did not write it")]
    NotWritten,
    /// Something is wrong with what was fetched.
    #[error("it is not whole: {detail}")]
    NotWhole {
        /// What.
        detail: String,
    },
    /// It could not be written on this computer.
    #[error("it could not be kept on this computer: {detail}")]
    NotKept {
        /// What the system said.
        detail: String,
    },
    /// The router refused, or did not answer.
    #[error(transparent)]
    Router {
        /// What happened.
        #[from]
        error: ClientError,
    },
}

impl NoBackup {
    /// In one word, such as `no-room`; of a router that did not do it, the word of what happened, such as
    /// `unreachable`. This is what is written down, and what has a sentence.
    pub fn code(&self) -> String {
        let (value, name) = match self {
            Self::Router { error } => (serde_json::to_value(error), "code"),
            own => (serde_json::to_value(own), "why"),
        };
        value.ok().and_then(|value| value[name].as_str().map(str::to_owned)).unwrap_or_default()
    }
}
