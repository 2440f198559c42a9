//! Saving a text where the person says.
use super::Answer;
use crate::project_files::write_whole;
use std::path::PathBuf;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// Asks where, and saves it there; none when the person said nowhere.
pub(super) async fn save_text<R: Runtime>(
    handle: &AppHandle<R>,
    name: &str,
    kind: (&str, &str),
    text: &str,
) -> Answer<Option<String>> {
    let Some(path) = ask_where(handle, name, kind).await else { return Ok(None) };
    write_whole(&path, text.as_bytes())?;
    Ok(Some(path.display().to_string()))
}

/// Asks where to save something of this kind; none when the person said nowhere.
pub(super) async fn ask_where<R: Runtime>(handle: &AppHandle<R>, name: &str, kind: (&str, &str)) -> Option<PathBuf> {
    let dialog = handle.dialog().file().set_file_name(name).add_filter(kind.0, &[kind.1]);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    dialog.save_file(move |path| drop(sender.send(path)));
    receiver.await.ok().flatten().and_then(|path| path.into_path().ok())
}
