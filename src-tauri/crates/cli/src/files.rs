//! Project files and state files on disk.
use crate::failure::Failure;
use project::{FileError, ProjectFile};
use serde_json::Value;
use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _, Write as _},
    path::Path,
};

/// State files are larger than projects, but a router's is never this large.
const LONGEST_STATE: u64 = 64 << 20;

/// Reads a project file.
pub(crate) fn project(path: &Path) -> Result<ProjectFile, Failure> {
    // One byte more than allowed is enough to know that it is too large.
    let bytes = read(path, project::MAX_BYTES as u64 + 1)?;
    ProjectFile::read(&bytes).map_err(|error| not_a_project(path, &error))
}

fn not_a_project(path: &Path, error: &FileError) -> Failure {
    Failure::bad(
        "file",
        format!("{} cannot be used: {error}.", path.display()),
        "Nothing was changed. Make a new one with: firsthop-cli new FILE",
    )
}

/// Writes a new file, and never over another one.
pub(crate) fn save_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes, false)
}

/// Writes a file, whole or not at all.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes, true)
}

fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::bad(
            "file",
            format!("{} exists already.", path.display()),
            "Choose another name. Nothing was changed.",
        ),
        _ => Failure::bad("file", format!("{} cannot be written: {error}.", path.display()), "Choose another folder."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    let kept = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map(drop).map_err(|error| failed(&error.error))
}

/// Reads a readable export as text. No home's is larger.
pub(crate) fn export(path: &Path) -> Result<String, Failure> {
    const LONGEST: u64 = 4 << 20;
    let failed = |message: &str| {
        Failure::bad(
            "file",
            format!("{} {message}", path.display()),
            "Take a whole export (.rsc). Nothing was changed.",
        )
    };
    let bytes = read(path, LONGEST + 1)?;
    if bytes.len() as u64 > LONGEST {
        return Err(failed("is larger than any export of a home."));
    }
    String::from_utf8(bytes).map_err(|_| failed("is no text."))
}

/// Reads a state file of a practice router as text.
pub(crate) fn state(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, LONGEST_STATE)?;
    String::from_utf8(bytes).map_err(|_| Failure::bad("file", format!("{} is not a state file.", path.display()), ""))
}

/// Reads a state file as JSON.
pub(crate) fn state_json(path: &Path) -> Result<Value, Failure> {
    serde_json::from_str(&state(path)?)
        .map_err(|error| Failure::bad("file", format!("{} is not a state file: {error}.", path.display()), ""))
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::bad("file", format!("{} cannot be read: {error}.", path.display()), "Check the name of the file.")
    };
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(Failure::bad("file", format!("{} is a folder.", path.display()), "Give the name of a file."));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}
