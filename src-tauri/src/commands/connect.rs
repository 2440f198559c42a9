//! Logging in to a router.
use super::{Answer, App};
use crate::{
    session::Connected,
    view::{ConnectForm, PortView, RouterView},
};
use routeros::{Facts, Snapshot, version::Feature};
use routeros_client::{RestRouter, read_snapshot};
use std::sync::Arc;

/// Logs in and reads what the router is.
#[tauri::command]
pub async fn connect(app: App<'_>, form: ConnectForm) -> Answer<RouterView> {
    let router = RestRouter::connect(&form.router, &form.user, &form.password).await?;
    let snapshot = read_snapshot(&router).await?;
    let mut session = app.session.lock().await;
    let simulated = session.practice.as_ref().is_some_and(|practice| practice.http_url() == form.router);
    let view = look(&snapshot, simulated);
    session.connected = Some(Connected { router: Arc::new(router), snapshot, simulated });
    session.shown = None;
    Ok(view)
}

/// Forgets the connection; a simulated router ends.
#[tauri::command]
pub async fn disconnect(app: App<'_>) -> Answer<()> {
    let mut session = app.session.lock().await;
    session.connected = None;
    session.shown = None;
    if let Some(practice) = session.practice.take() {
        practice.stop().await;
    }
    Ok(())
}

/// What the window shows of a router.
fn look(snapshot: &Snapshot, simulated: bool) -> RouterView {
    let facts = Facts::of(snapshot);
    let class = serde_json::to_value(planner::classify(snapshot)).unwrap_or_default();
    let lan = planner::lan_interface(snapshot);
    let address =
        snapshot.records(routeros::menu::IP_ADDRESS).find(|record| record.text("interface") == lan.as_deref());
    let address = address.and_then(|record| record.text("address")).and_then(|text| text.split('/').next());
    RouterView {
        model: facts.board_name,
        version: facts.version.to_string(),
        address: address.unwrap_or("192.168.88.1").to_owned(),
        class: class.as_str().unwrap_or_default().to_owned(),
        simulated,
        private: false,
        ports: facts.ports.into_iter().map(|port| PortView { name: port.name, running: port.running }).collect(),
        internet_port: planner::wan_port(snapshot),
        scheduler: facts.device_mode.is_none_or(|mode| mode.scheduler),
        doh: facts.version.has(Feature::BuiltinTrust),
    }
}
