//! The report for somebody who helps.
use super::{Answer, App, connect::journal, save::save_text};
use crate::{log, report::report};
use tauri::{AppHandle, Runtime};

/// More lines than the report takes.
const LINES: usize = 200;

/// What somebody who helps needs to know; nothing secret. `what` is the error as the window has it.
#[tauri::command]
pub async fn report_view(app: App<'_>, what: String) -> Answer<String> {
    let session = app.session.lock().await;
    let lines = log::last_lines(app.files.folder(), LINES);
    let id = session.connected.as_ref().and_then(|connected| connected.id.as_deref());
    let written = id.and_then(|id| journal(&app, id).written()).and_then(|at| jiff::Timestamp::try_from(at).ok());
    let written = written.map_or_else(|| "unknown".to_owned(), |at| at.to_string());
    Ok(report(&session, &what, &lines, &jiff::Timestamp::now().to_string(), &written))
}

/// Saves it where the person says; none when they said nowhere.
#[tauri::command]
pub async fn report_save<R: Runtime>(handle: AppHandle<R>, app: App<'_>, what: String) -> Answer<Option<String>> {
    let text = report_view(app, what).await?;
    save_text(&handle, "firsthop-report.txt", ("Text", "txt"), &text).await
}
