//! The way back: a router loads its own binary backup, starts again, and is looked at.
//!
//! Nothing sends a binary file to a router over REST or the binary API (reference rest-api §9), so it is sent
//! over SSH, or it is there: because it stayed there, or because a person put it there. It is compared first.
use super::{About, Entry, Kept, Place};
use crate::reboot::back;
use planner::{Backup, backup::PASSWORD};
use routeros::{
    Action, Area, Change, Group, NoSecrets, PropValue, Secrets, Snapshot, Text, Undo, export, menu, version::Feature,
};
use routeros_client::{
    ClientError, Router,
    files::{self, File},
    read_snapshot,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::Instant;

/// Small routers take more than a minute to start.
const LONGEST_START: Duration = Duration::from_secs(240);

/// What the router is like afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restored {
    /// It was read again, and is as it was read then.
    AsBackedUp,
    /// It was read again, and so many lines differ from what was read then.
    Differs {
        /// Lines that are in one of them only.
        lines: usize,
    },
    /// It started again; what it has could not be compared.
    NotCompared,
}

/// Why a backup was not brought back. Up to `Load` the router is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NotRestored {
    /// It belongs to another router: it would bring that one's hardware addresses along.
    #[error("the backup is of another router: {model} {serial}")]
    OtherRouter {
        /// The model that it is of.
        model: String,
        /// Its serial number.
        serial: String,
    },
    /// The file is not on the router.
    #[error("{file} is not on the router")]
    NotThere {
        /// What it has to be called there.
        file: String,
        /// Where it is on this computer, if it is.
        folder: Option<String>,
    },
    /// The file on the router or on this computer is not the one that was made.
    #[error("the file is not as it was made")]
    Damaged,
    /// The backup is encrypted, and its password is not known here.
    #[error("the password of the backup is not known")]
    NoPassword,
    /// The router refused, or did not answer.
    #[error(transparent)]
    Router {
        /// What happened.
        #[from]
        error: ClientError,
    },
    /// It was told to load, and was not reached again: another address or password, another key, or it is
    /// still starting.
    #[error("the router was not reached again: {error}")]
    NotBack {
        /// What was seen last.
        error: ClientError,
    },
}

impl NotRestored {
    /// Whether the router was told to load it.
    pub fn router_may_have_changed(&self) -> bool {
        match self {
            Self::NotBack { .. } => true,
            Self::Router { error } => *error == ClientError::OutcomeUnknown,
            _ => false,
        }
    }
}

/// What the router is told, as it is shown before.
pub fn load(entry: &Entry, file: &str) -> Change {
    let password = if entry.encrypted {
        PropValue::Secret(PASSWORD.to_owned())
    } else {
        // It has to be given, if only as an empty one (reference rest-api §10).
        PropValue::text("")
    };
    let args = vec![("name".to_owned(), PropValue::text(file)), ("password".to_owned(), password)];
    Change {
        id: "backup.load".to_owned(),
        group: Group::Backup,
        area: Area::Backups,
        menu: menu::SYSTEM_BACKUP,
        action: Action::Run { command: "load".into(), args },
        text: Text::new("backup-load"),
        undo: Undo::Impossible,
    }
}

/// Finds the file on the router and compares it with what was made. Nothing is changed.
///
/// # Errors
/// It cannot be loaded, with why.
pub async fn find<R: Router>(router: &R, entry: &Entry, kept: &Kept, now: &Snapshot) -> Result<String, NotRestored> {
    let About { model, serial, .. } = &entry.router;
    let there = About::of(now);
    if there.serial != *serial || there.model != *model {
        return Err(NotRestored::OtherRouter { model: model.clone(), serial: serial.clone() });
    }
    let (name, folder) = match &entry.place {
        Place::Router { file } => (file.clone(), None),
        Place::Computer => (entry.binary_name(), Some(kept.folder().display().to_string())),
    };
    let is_it = |file: &&File| file.name == name || file.name == format!("flash/{name}");
    let all = files::list(router).await?;
    let Some(file) = all.iter().find(is_it) else { return Err(NotRestored::NotThere { file: name, folder }) };
    if file.size != entry.size {
        return Err(NotRestored::Damaged);
    }
    if let Some(sha256) = entry.sha256.as_deref().filter(|_| now.version().has(Feature::WholeFileRead)) {
        let bytes = files::fetch(router, file).await?;
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != sha256 {
            return Err(NotRestored::Damaged);
        }
    }
    Ok(file.name.clone())
}

/// Sends the file to the router when only this computer has it, over SSH, and reads it back; returns its
/// name there.
///
/// # Errors
/// `NotThere` when there is no SSH to send it over; what was made is not here or not whole.
pub async fn send<R: Router>(router: &R, entry: &Entry, kept: &Kept) -> Result<String, NotRestored> {
    let bytes = kept.binary(entry).map_err(|_| NotRestored::Damaged)?;
    let name = entry.binary_name();
    let Some(sftp) = router.sftp().await? else {
        return Err(NotRestored::NotThere { file: name, folder: Some(kept.folder().display().to_string()) });
    };
    sftp.write(&name, &bytes).await?;
    Ok(name)
}

/// Removes a file that was sent, once it is loaded or could not be.
///
/// # Errors
/// The router does not answer.
pub async fn remove_sent<R: Router>(router: &R, entry: &Entry) -> Result<(), ClientError> {
    let name = entry.binary_name();
    for file in files::list(router).await?.iter().filter(|file| file.name == name) {
        let backup = Backup::over_ssh("", entry.encrypted);
        router.send(&backup.remove(&file.id, &file.name), &NoSecrets).await?;
    }
    Ok(())
}

/// Loads it, waits until the router has started again, and looks. `file` is what `find` found.
///
/// # Errors
/// It is not done, or it is not known whether it is.
pub async fn restore<R: Router>(
    router: &R,
    entry: &Entry,
    kept: &Kept,
    file: &str,
    secrets: &dyn Secrets,
) -> Result<Restored, NotRestored> {
    if entry.encrypted && secrets.secret(PASSWORD).is_none() {
        return Err(NotRestored::NoPassword);
    }
    let begun = Instant::now();
    match router.send(&load(entry, file), secrets).await {
        // That the connection breaks is how it goes well (reference rest-api §7).
        Ok(()) | Err(ClientError::OutcomeUnknown | ClientError::Unreachable { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let anew = back(router, begun, LONGEST_START).await.map_err(|error| NotRestored::NotBack { error })?;
    let Ok(now) = read_snapshot(&anew).await else { return Ok(Restored::NotCompared) };
    let Ok(then) = kept.read_then(entry) else { return Ok(Restored::NotCompared) };
    Ok(compared(&then, &now))
}

/// What was read then against what is read now.
fn compared(then: &str, now: &Snapshot) -> Restored {
    let now = export::of_snapshot(now);
    let (then, now) = (export::undated(then), export::undated(&now));
    let only = |one: &str, other: &str| one.lines().filter(|line| other.lines().all(|known| known != *line)).count();
    match only(then, now) + only(now, then) {
        0 => Restored::AsBackedUp,
        lines => Restored::Differs { lines },
    }
}
