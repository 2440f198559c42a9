//! A backup that is due is made while the app is open, and a person hears of it when it does not work.
use super::{
    Answer, App,
    backups::{free, make},
    connect::standings,
    known::unreadable,
};
use crate::view::BackupView;
use apply::backup::Why;
use jiff::Timestamp;

/// Makes the backup of the connected router if one is due; none when there is nothing to do now.
#[tauri::command]
pub async fn backup_due(app: App<'_>) -> Answer<Option<BackupView>> {
    // Another one is being made: that is enough.
    let Ok(_one_at_a_time) = app.backing_up.try_lock() else { return Ok(None) };
    // During a run its own backup is made. The next look comes soon.
    let Ok(connected) = free(&app).await else { return Ok(None) };
    let Some(id) = connected.id.clone().filter(|_| connected.looked && connected.router.is_private()) else {
        return Ok(None);
    };
    let standing = standings(&app).of(&id).map_err(|error| unreadable(&error))?;
    match standing.filter(|standing| standing.is_due(Timestamp::now())) {
        Some(standing) => make(&app, &connected, &id, Some(&standing), Why::Due).await.map(Some),
        None => Ok(None),
    }
}

/// Says something beside the window, for somebody who does not look at it. Whether there is anything on this
/// computer that shows it, only the computer knows: without a session bus there is not.
#[tauri::command]
pub async fn tell_on_desktop(title: String, body: String) -> bool {
    let shown = tauri::async_runtime::spawn_blocking(move || apply::backup::tell(&title, &body)).await;
    shown.unwrap_or(false)
}
