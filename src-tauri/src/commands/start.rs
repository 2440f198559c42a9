//! The start page.
use super::{App, connect::standings, known::known};
use crate::{
    AppState,
    view::{FailedBackupView, StartView, build::no_backup},
};
use jiff::Timestamp;
use routeros::visible;

/// What the window needs when it opens.
#[tauri::command]
pub async fn start_view(app: App<'_>) -> Result<StartView, ()> {
    Ok(StartView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recent: app.files.recent(),
        draft: app.files.draft(),
        failed_backups: failed_backups(&app),
        keyring: app.credentials.is_lasting().await,
        opened_with: app.opened_with.clone(),
        platform: std::env::consts::OS.to_owned(),
    })
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
