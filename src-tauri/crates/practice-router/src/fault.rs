//! What goes wrong on purpose, and which requests it counts.
use crate::api;

/// Something that goes wrong at the `nth` write from now, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// RouterOS refuses.
    Refuse {
        /// Which write.
        nth: usize,
        /// Status.
        status: u16,
        /// Its words.
        detail: String,
    },
    /// It answers well and does nothing.
    NotPerformed {
        /// Which write.
        nth: usize,
    },
    /// It does it, and the connection is cut before the answer.
    DropAfterPerforming {
        /// Which write.
        nth: usize,
    },
    /// It never answers.
    Hang {
        /// Which write.
        nth: usize,
    },
    /// It does it, and answers with a refusal.
    RefuseAfterPerforming {
        /// Which write.
        nth: usize,
        /// Status.
        status: u16,
        /// Its words.
        detail: String,
    },
    /// The connection is cut before it is done.
    DropBeforePerforming {
        /// Which write.
        nth: usize,
    },
    /// It loses its power for a moment, and the connection with it.
    Reboot {
        /// Which write.
        nth: usize,
    },
    /// The connection is cut, and from then on it shows another key.
    OtherKey {
        /// Which write.
        nth: usize,
    },
    /// Somebody else gives the administrator another password, just before.
    OtherPassword {
        /// Which write.
        nth: usize,
        /// Theirs.
        password: String,
    },
}

impl Fault {
    pub(crate) fn nth(&self) -> usize {
        match self {
            Self::Refuse { nth, .. }
            | Self::NotPerformed { nth }
            | Self::DropAfterPerforming { nth }
            | Self::Hang { nth }
            | Self::RefuseAfterPerforming { nth, .. }
            | Self::DropBeforePerforming { nth }
            | Self::Reboot { nth }
            | Self::OtherKey { nth }
            | Self::OtherPassword { nth, .. } => *nth,
        }
    }
}

/// Whether a request writes: those are counted.
pub(crate) fn is_write(method: &str, path: &str) -> bool {
    matches!(method, "PUT" | "PATCH" | "DELETE") || (matches!(method, "POST" | api::METHOD) && is_writing_command(path))
}

fn is_writing_command(path: &str) -> bool {
    [
        "/set",
        "/add",
        "/remove",
        "/move",
        "/enable",
        "/disable",
        "/sign",
        "/execute",
        "/password",
        "/export",
        "/backup/save",
        "/backup/load",
        "/update/download",
        "/system/reboot",
        "/routerboard/upgrade",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}
