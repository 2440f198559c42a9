//! Project files, the list of recent ones, and the draft that survives a crash.
use crate::{
    error::CommandError,
    view::{DraftView, ProjectView, RecentView},
};
use project::{Choices, FileError, MAX_BYTES, ProjectFile};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// How many recent projects are remembered.
const RECENT: usize = 8;

/// Where FirstHop keeps what belongs to this computer and not to a project.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Draft {
    at_ms: u64,
    path: Option<String>,
    project: serde_json::Value,
}

impl Files {
    /// In the state folder of the platform. `FIRSTHOP_STATE_DIR` puts it elsewhere, for a portable
    /// copy and for tests.
    pub fn in_state_folder() -> Self {
        let named = std::env::var_os("FIRSTHOP_STATE_DIR").map(PathBuf::from);
        let base = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let usual = if cfg!(windows) {
            base("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            base("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            base("XDG_STATE_HOME").or_else(|| base("HOME").map(|home| home.join(".local/state")))
        };
        let folder = named.unwrap_or_else(|| usual.unwrap_or_else(std::env::temp_dir).join("FirstHop"));
        Self { folder }
    }

    /// In this folder, for tests.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Opens a project file.
    ///
    /// # Errors
    /// It cannot be read, or it is no project.
    pub fn open(&self, path: &Path) -> Result<ProjectView, CommandError> {
        let file = read(path)?;
        let shown = path.display().to_string();
        let name = if file.name.is_empty() { stem(path) } else { file.name.clone() };
        let view = ProjectView {
            id: file.id.as_str().to_owned(),
            name,
            path: Some(shown),
            choices: file.choices,
            stored_secrets: Vec::new(),
            from_elsewhere: !self.knows(file.id.as_str()),
            made_for: file.made_for,
        };
        self.remember(&view);
        Ok(view)
    }

    /// Writes a project file: whole or not at all. What the file holds beside is kept.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, project: &ProjectView, path: &Path) -> Result<ProjectView, CommandError> {
        let id = project.id.parse().map_err(|_| CommandError::Internal { detail: "not a project id".into() })?;
        let name = if project.name.is_empty() { stem(path) } else { project.name.clone() };
        let mut file = match read(path) {
            Ok(mut old) if old.id == id => {
                name.clone_into(&mut old.name);
                old.choices = project.choices.clone();
                old
            }
            _ => ProjectFile::new(id, name.clone(), project.choices.clone()),
        };
        file.made_for.clone_from(&project.made_for);
        write_whole(path, &file.to_bytes())?;
        self.accept(&project.id);
        let path = Some(path.display().to_string());
        let view = ProjectView { name, path, from_elsewhere: false, ..project.clone() };
        self.remember(&view);
        Ok(view)
    }

    /// Where all of it is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Recent projects whose files are still there.
    pub fn recent(&self) -> Vec<RecentView> {
        let list: Vec<RecentView> = self.read_json("recent.json").unwrap_or_default();
        list.into_iter().filter(|entry| Path::new(&entry.path).exists()).collect()
    }

    fn remember(&self, project: &ProjectView) {
        let Some(path) = project.path.clone() else { return };
        let mut list = self.recent();
        list.retain(|entry| entry.path != path);
        list.insert(0, RecentView { path, name: project.name.clone(), at_ms: now_ms() });
        list.truncate(RECENT);
        self.write_json("recent.json", &list);
    }

    /// Whether this computer made or accepted the project with this id.
    pub fn knows(&self, id: &str) -> bool {
        self.read_json::<Vec<String>>("known-projects.json").unwrap_or_default().iter().any(|known| known == id)
    }

    /// From now on this computer knows it.
    pub fn accept(&self, id: &str) {
        let mut known: Vec<String> = self.read_json("known-projects.json").unwrap_or_default();
        if !known.iter().any(|known| known == id) {
            known.push(id.to_owned());
            self.write_json("known-projects.json", &known);
        }
    }

    /// Keeps answers that nobody saved.
    pub fn keep_draft(&self, project: &ProjectView) {
        let Ok(id) = project.id.parse() else { return };
        let mut file = ProjectFile::new(id, project.name.clone(), project.choices.clone());
        file.made_for.clone_from(&project.made_for);
        let Ok(value) = serde_json::from_slice(&file.to_bytes()) else { return };
        self.write_json("draft.json", &Draft { at_ms: now_ms(), path: project.path.clone(), project: value });
    }

    /// Forgets them.
    pub fn discard_draft(&self) {
        // It may never have been there.
        let _ = fs::remove_file(self.folder.join("draft.json"));
    }

    /// Answers that were kept.
    pub fn draft(&self) -> Option<DraftView> {
        let draft: Draft = self.read_json("draft.json")?;
        let file = ProjectFile::read(draft.project.to_string().as_bytes()).ok()?;
        let id = file.id.as_str().to_owned();
        let from_elsewhere = !self.knows(&id);
        let project = ProjectView {
            id,
            name: file.name,
            path: draft.path,
            choices: file.choices,
            stored_secrets: Vec::new(),
            from_elsewhere,
            made_for: file.made_for,
        };
        Some(DraftView { at_ms: draft.at_ms, project })
    }

    fn read_json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.folder.join(name)).ok()?).ok()
    }

    /// Comfort, not substance: a full disk must not stop anybody from working.
    fn write_json<T: Serialize>(&self, name: &str, value: &T) {
        let written = fs::create_dir_all(&self.folder).ok().and_then(|()| serde_json::to_vec(value).ok());
        if let Some(bytes) = written
            && let Err(error) = write_whole(&self.folder.join(name), &bytes)
        {
            tracing::warn!(?error, name, "not kept");
        }
    }
}

/// A project without a file.
pub fn new_project() -> ProjectView {
    ProjectView {
        id: uuid::Uuid::new_v4().to_string(),
        name: String::new(),
        path: None,
        choices: usual_here(),
        stored_secrets: Vec::new(),
        from_elsewhere: false,
        made_for: None,
    }
}

/// The usual answers, with what this computer knows: where it stands. It is asked once, so that a project stays as it
/// is when it is opened elsewhere.
fn usual_here() -> Choices {
    let mut choices = Choices::default();
    let here = jiff::tz::TimeZone::system();
    if let Some(zone) = here.iana_name().and_then(project::TimeZone::of_computer) {
        choices.protection.time_zone = zone.into();
    }
    choices
}

fn read(path: &Path) -> Result<ProjectFile, CommandError> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    let file = fs::File::open(path).map_err(|error| file_system(path, &error))?;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| file_system(path, &error))?;
    ProjectFile::read(&bytes).map_err(|error| unreadable(&error))
}

fn unreadable(error: &FileError) -> CommandError {
    let (reason, at) = match error {
        FileError::Newer { version } => return CommandError::FileNewer { version: *version },
        FileError::TooLarge { .. } => ("too-large", String::new()),
        FileError::Binary => ("binary", String::new()),
        FileError::Truncated { line } => ("truncated", line.to_string()),
        FileError::Damaged { line, .. } => ("damaged", line.to_string()),
        FileError::NotProject => ("not-a-project", String::new()),
        FileError::WrongAnswer { at } => ("wrong-answer", at.clone()),
        FileError::Secret { at } => ("secret", at.clone()),
    };
    CommandError::FileUnreadable { reason: reason.to_owned(), at }
}

fn file_system(path: &Path, error: &std::io::Error) -> CommandError {
    CommandError::FileSystem { path: path.display().to_string(), detail: error.to_string() }
}

/// Beside the file first, then in its place, so that a power cut leaves the old one or the new one.
/// Temporary files are readable by their owner alone.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| file_system(path, &error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| file_system(path, &error.error)).map(drop)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn now_ms() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_project_opens_again_and_is_known_here_only() {
        let folder = tempfile::tempdir().unwrap();
        let here = Files::in_folder(&folder.path().join("here"));
        let elsewhere = Files::in_folder(&folder.path().join("elsewhere"));
        let path = folder.path().join("Home.firsthop");
        let mut project = new_project();
        project.choices.internet.vlan = "7".into();
        let saved = here.save(&project, &path).unwrap();
        assert_eq!(saved.name, "Home");
        let opened = here.open(&path).unwrap();
        assert_eq!((opened.choices, opened.from_elsewhere), (project.choices, false));
        assert!(elsewhere.open(&path).unwrap().from_elsewhere);
        assert_eq!(here.recent()[0].name, "Home");
    }

    #[test]
    fn a_draft_survives_until_it_is_discarded() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let mut project = new_project();
        project.choices.home.address = "10.0.0.1/24".into();
        files.keep_draft(&project);
        assert_eq!(files.draft().unwrap().project.choices, project.choices);
        files.discard_draft();
        assert!(files.draft().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn project_files_are_readable_by_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.firsthop");
        Files::in_folder(folder.path()).save(&new_project(), &path).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
