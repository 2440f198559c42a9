//! What is known of a router, in a file of its own: written whole or not at all, and readable by its owner alone.
use serde::Serialize;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The file of the router with this local id, among those of a kind. An id leads nowhere else.
pub(crate) fn of_router(folder: &Path, kind: &str, router: &str) -> PathBuf {
    let plain = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
    folder.join(kind).join(format!("{}.json", router.chars().filter(plain).collect::<String>()))
}

/// Writes it down, so that a power cut leaves the old text or the new one.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write(path: &Path, what: &impl Serialize) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(file.as_file(), what)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}
