//! The start page.
use super::{App, connect::standings, known::known};
use crate::{
    AppState,
    view::{FailedBackupView, StartView, build::no_backup},
};
use jiff::Timestamp;
use routeros::visible;

/// What the first page shows.
pub fn view(app: &AppState) -> StartView {
    StartView {
        recent: app.files.recent(),
        draft: app.files.draft(),
        failed_backups: failed_backups(app),
        opened_with: app.opened_with.clone(),
    }
}

/// The same for a page that was read anew: what the window was opened with may be out of date.
#[tauri::command]
pub async fn start_view(app: App<'_>) -> Result<StartView, ()> {
    Ok(view(&app))
}

/// Whether this computer keeps passwords beyond this run.
#[tauri::command]
pub async fn keyring_lasts(app: App<'_>) -> Result<bool, ()> {
    Ok(app.credentials.is_lasting().await)
}

/// What the look at sign-in, or an earlier start, could not do. A list that cannot be read says so when a
/// router is connected to.
fn failed_backups(app: &AppState) -> Vec<FailedBackupView> {
    let known = known(app).all().unwrap_or_default();
    let all = standings(app).all().unwrap_or_default().into_iter();
    let news = all.filter(|standing| standing.is_news(Timestamp::now()));
    news.filter_map(|standing| {
        let (at, code) = standing.failed?;
        let met = known.iter().find(|met| met.id == standing.router)?;
        let last_ms = standing.last.map(Timestamp::as_millisecond);
        let model = visible(&met.model.replace("^2", "²").replace("^3", "³"));
        let at_ms = at.as_millisecond();
        Some(FailedBackupView { model, at_ms, why: no_backup(&code), last_ms })
    })
    .collect()
}
