//! The start page.
use super::App;
use crate::view::StartView;

/// What the window needs when it opens.
#[tauri::command]
pub async fn start_view(app: App<'_>) -> Result<StartView, ()> {
    Ok(StartView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recent: app.files.recent(),
        draft: app.files.draft(),
        keyring: app.credentials.is_lasting().await,
        opened_with: app.opened_with.clone(),
        platform: std::env::consts::OS.to_owned(),
    })
}
