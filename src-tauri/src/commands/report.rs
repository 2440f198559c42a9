//! The report for somebody who helps.
use super::{Answer, App};
use crate::{log, project_files::write_whole, report::report};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// More lines than the report takes.
const LINES: usize = 200;

/// What somebody who helps needs to know; nothing secret. `what` is the error as the window has it.
#[tauri::command]
pub async fn report_view(app: App<'_>, what: String) -> Answer<String> {
    let session = app.session.lock().await;
    let lines = log::last_lines(app.files.folder(), LINES);
    Ok(report(&session, &what, &lines, &jiff::Timestamp::now().to_string()))
}

/// Saves it where the person says; none when they said nowhere.
#[tauri::command]
pub async fn report_save<R: Runtime>(handle: AppHandle<R>, app: App<'_>, what: String) -> Answer<Option<String>> {
    let text = report_view(app, what).await?;
    let dialog = handle.dialog().file().set_file_name("firsthop-report.txt").add_filter("Text", &["txt"]);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    dialog.save_file(move |path| drop(sender.send(path)));
    let Some(path) = receiver.await.ok().flatten().and_then(|path| path.into_path().ok()) else { return Ok(None) };
    write_whole(&path, text.as_bytes())?;
    Ok(Some(path.display().to_string()))
}
