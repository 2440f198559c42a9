//! Routers in the network, and those that were met before.
use super::{
    Answer, App,
    connect::{NEW_PASSWORD, PASSWORD, journal, standings, url},
};
use crate::{AppState, error::CommandError, view::SearchView};
use routeros_client::{
    Client, KnownRouters,
    discovery::{Search, search},
};
use std::time::Duration;

/// How long it is looked for routers: answers come within a second, later rounds are for lost ones.
const LOOK: Duration = Duration::from_secs(4);

/// Looks for routers in this computer's networks. Looking changes nothing.
#[tauri::command]
pub async fn find_routers(app: App<'_>) -> Answer<SearchView> {
    // Where to look instead, for networks that pass no broadcast on and for tests.
    let places = std::env::var("FIRSTHOP_LOOK_AT").unwrap_or_default();
    let at = places.split(',').filter_map(|place| place.parse().ok()).collect();
    let found = search(&Search { patience: LOOK, at }, &mut |_| {}).await;
    // A list that cannot be read says so when one of them is connected to.
    Ok(SearchView::of(found, &known(&app).all().unwrap_or_default()))
}

/// Forgets the router at an address, its key and its password on this computer. The router keeps its own.
#[tauri::command]
pub async fn forget_router(app: App<'_>, address: String) -> Answer<()> {
    let (_, socket) = Client::place(&url(&address))?;
    match known(&app).at(socket).map_err(|error| unreadable(&error))? {
        Some(met) => forget(&app, &met.id).await,
        None => Ok(()),
    }
}

/// The same for the router that is connected, and ends the connection.
#[tauri::command]
pub async fn forget_connected(app: App<'_>) -> Answer<()> {
    let id = app.session.lock().await.connected()?.id.clone();
    if let Some(id) = id {
        forget(&app, &id).await?;
    }
    super::connect::disconnect(app).await
}

async fn forget(app: &AppState, id: &str) -> Answer<()> {
    for password in [PASSWORD, NEW_PASSWORD] {
        app.credentials.remove(id, password).await;
    }
    journal(app, id).forget().map_err(|error| unreadable(&error))?;
    // Nobody could log in for its next backup. Those that were made stay.
    standings(app).forget(id).map_err(|error| unreadable(&error))?;
    known(app).forget(id).map_err(|error| unreadable(&error))
}

/// Notes the day on which a router was set up.
pub(super) fn was_set_up(app: &AppState, id: &str) {
    let today = jiff::Zoned::now().date().to_string();
    if let Err(error) = known(app).was_set_up(id, &today) {
        tracing::warn!(%error, "the day of setting up is not noted");
    }
}

pub(super) fn known(app: &AppState) -> KnownRouters {
    KnownRouters::in_folder(app.files.folder())
}

pub(super) fn unreadable(error: &std::io::Error) -> CommandError {
    CommandError::FileSystem { path: "known-routers.json".into(), detail: error.to_string() }
}
