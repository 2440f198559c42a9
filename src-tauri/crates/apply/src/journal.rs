//! What a run writes down before it does it, so that the app, started once more, knows where it was.
//! It holds no secrets: what undoes a plan needs none.
use crate::{
    Outcome,
    backup::{Kept, Made, Why},
    on_disk,
};
use planner::Inverse;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

const VERSION: u32 = 1;
const FOLDER: &str = "runs";
/// How many backups from before a change are kept of a router.
const MOST_BACKUPS: usize = 20;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Written {
    /// Not yet sent.
    Planned,
    /// On its way; the router may have it.
    Sent,
    /// The router confirmed it.
    Done,
    /// It was seen when everything was read back.
    Seen,
}

/// One run on one router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    version: u32,
    /// When it began, in seconds since 1970; none in those of the first FirstHops.
    #[serde(default)]
    pub began: Option<u64>,
    /// The steps by id, in order.
    pub steps: Vec<(String, Written)>,
    /// What takes them back, last first.
    pub back: Vec<Inverse>,
    /// How it ended; none while it runs, or when it broke off.
    pub outcome: Option<Outcome>,
}

impl Journal {
    pub(crate) fn new(ids: impl Iterator<Item = String>, back: Vec<Inverse>) -> Self {
        Self {
            version: VERSION,
            began: SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs()),
            steps: ids.map(|id| (id, Written::Planned)).collect(),
            back,
            outcome: None,
        }
    }

    /// Everything was read back and is there.
    pub(crate) fn all_seen(&mut self) {
        self.steps.iter_mut().for_each(|step| step.1 = Written::Seen);
    }

    /// Whether it broke off, or could not put everything back: the router may be half-way.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.outcome, None | Some(Outcome::Unknown | Outcome::Changed))
    }

    /// How many steps were sent.
    pub fn sent(&self) -> usize {
        self.steps.iter().filter(|(_, written)| *written != Written::Planned).count()
    }
}

/// Where a run is written down.
pub trait Keep: Send {
    /// Writes it down, so that a power cut leaves the old text or the new one.
    ///
    /// # Errors
    /// It cannot be written.
    fn keep(&mut self, journal: &Journal) -> io::Result<()>;

    /// Keeps the backup from before the run. Whether it is kept anywhere.
    ///
    /// # Errors
    /// It cannot be written.
    fn keep_backup(&mut self, _made: &Made, _plan: Vec<String>) -> io::Result<bool> {
        Ok(false)
    }

    /// What was written down last, before this run.
    fn last(&self) -> Option<Journal> {
        None
    }
}

/// Keeps nothing: for routers that are gone when the app is.
#[derive(Debug, Clone, Copy)]
pub struct Nowhere;

impl Keep for Nowhere {
    fn keep(&mut self, _: &Journal) -> io::Result<()> {
        Ok(())
    }
}

/// A router's last run, in a file that its owner alone can read, and its backups.
#[derive(Debug, Clone)]
pub struct JournalFile(PathBuf, Kept);

impl JournalFile {
    /// That of the router with this local id.
    pub fn of(folder: &Path, router: &str) -> Self {
        Self(on_disk::of_router(folder, FOLDER, router), Kept::of(folder, router))
    }

    /// The last run; none when there was none, or when it cannot be read any more: what it would
    /// undo is not guessed.
    ///
    /// # Errors
    /// The file is damaged, or of a newer FirstHop.
    pub fn read(&self) -> io::Result<Option<Journal>> {
        let bytes = match fs::read(&self.0) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let journal: Journal = serde_json::from_slice(&bytes)?;
        if journal.version == VERSION { Ok(Some(journal)) } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    /// When something was last written down; none when there is nothing.
    pub fn written(&self) -> Option<SystemTime> {
        fs::metadata(&self.0).and_then(|about| about.modified()).ok()
    }

    /// Forgets it.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Keep for JournalFile {
    fn last(&self) -> Option<Journal> {
        self.read().ok().flatten()
    }

    fn keep_backup(&mut self, made: &Made, plan: Vec<String>) -> io::Result<bool> {
        self.1.keep(made, Why::BeforeChange, plan, MOST_BACKUPS).map(|_| true)
    }

    fn keep(&mut self, journal: &Journal) -> io::Result<()> {
        on_disk::write(&self.0, journal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_damage_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = JournalFile::of(folder.path(), "../a/b-1");
        assert_eq!(file.read().unwrap(), None);
        let mut journal = Journal::new(["x".to_owned(), "y".to_owned()].into_iter(), Vec::new());
        journal.steps[0].1 = Written::Sent;
        file.keep(&journal).unwrap();
        assert_eq!((file.read().unwrap(), journal.sent(), journal.is_unfinished()), (Some(journal.clone()), 1, true));
        assert!(folder.path().join("runs/ab-1.json").exists(), "an id leads nowhere else");
        let written = file.written().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap().as_secs();
        assert!(journal.began.is_some_and(|began| began > 0 && began <= written + 1), "{journal:?}");
        fs::write(folder.path().join("runs/ab-1.json"), "{\"version\":1").unwrap();
        assert!(file.read().is_err());
        file.forget().unwrap();
        file.forget().unwrap();
        assert_eq!(file.read().unwrap(), None);
    }
}
