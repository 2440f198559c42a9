//! The report for somebody who helps.
use super::{Answer, App, save::save_text};
use crate::{log, report::report};
use tauri::{AppHandle, Runtime};

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
    save_text(&handle, "firsthop-report.txt", ("Text", "txt"), &text).await
}
