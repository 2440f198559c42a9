//! What others changed on a router since FirstHop left it: said, kept, or taken back.
use super::{Answer, App, backups::free};
use crate::{
    AppState,
    error::CommandError,
    session::{Connected, Returning},
    view::{BackView, CommandView, DriftChangeView, DriftView, WhoView},
};
use apply::{LeftFile, read_log};
use planner::{Drift, Left, LogEnd};
use routeros::{Menu, Record, Snapshot};
use routeros_client::read_snapshot;
use std::io;

fn file(app: &AppState, id: &str) -> LeftFile {
    LeftFile::of(app.files.folder(), id)
}

/// Remembers how a router was left. Without it, nothing is said of changes at the next start.
pub(super) fn remember(app: &AppState, id: &str, snapshot: &Snapshot, log: Option<LogEnd>) {
    noted(file(app, id).write(&Left::of(snapshot, log)));
}

/// These records are FirstHop's own doing, though no plan says so.
pub(super) fn take_over<'r>(app: &AppState, id: &str, menu: Menu, records: impl IntoIterator<Item = &'r Record>) {
    noted(file(app, id).take_over(menu, records));
}

fn noted(written: io::Result<()>) {
    if written.is_err() {
        tracing::warn!("how the router was left cannot be written down");
    }
}

fn left(app: &AppState, id: Option<&str>) -> Option<Left> {
    file(app, id?).read()
}

fn since(app: &AppState, connected: &Connected, now: &Snapshot) -> Vec<Drift> {
    left(app, connected.id.as_deref()).map(|left| planner::drift(&left, now)).unwrap_or_default()
}

/// What changed on the connected router since it was left, and by whom its log says that it was.
#[tauri::command]
pub async fn drift_view(app: App<'_>) -> Answer<DriftView> {
    let connected = app.session.lock().await.connected()?.clone();
    let Some(left) = left(&app, connected.id.as_deref()) else { return Ok(DriftView { changes: Vec::new() }) };
    let now = &connected.snapshot;
    let all = planner::drift(&left, now);
    let log = if all.is_empty() { Vec::new() } else { read_log(connected.router.as_ref()).await.unwrap_or_default() };
    let change = |drift: &Drift| DriftChangeView {
        id: drift.change.id.clone(),
        command: CommandView::of(&drift.change),
        can_undo: drift.back.is_some(),
        who: WhoView::of(&left.who(drift, now, &log)),
    };
    Ok(DriftView { changes: all.iter().map(change).collect() })
}

/// What taking these back would do. Nothing is changed; `put_back` does it.
#[tauri::command]
pub async fn drift_undo(app: App<'_>, ids: Vec<String>) -> Answer<BackView> {
    let connected = free(&app).await?;
    let run_key = app.session.lock().await.run_key;
    let now = read_snapshot(connected.router.as_ref()).await?;
    let chosen = since(&app, &connected, &now).into_iter().filter(|drift| ids.contains(&drift.change.id));
    // As with a run, the last one goes back first.
    let mut back: Vec<_> = chosen.filter_map(|drift| drift.back).collect();
    back.reverse();
    if back.is_empty() {
        return Err(CommandError::PlanChanged);
    }
    let shown = planner::put_back(&back, &now, &run_key);
    let view = BackView::of(&shown, &now);
    app.session.lock().await.back = Some(Returning { plan: shown.plan, back, of_run: false });
    Ok(view)
}

/// It is meant to be so: from now on this is how the router was left.
#[tauri::command]
pub async fn drift_keep(app: App<'_>) -> Answer<()> {
    let connected = app.session.lock().await.connected()?.clone();
    if let Some(id) = &connected.id {
        // The log goes on from where it was compared: who came between then and now is still found.
        let log = left(&app, Some(id)).and_then(|left| left.log);
        remember(&app, id, &connected.snapshot, log);
    }
    Ok(())
}
