//! Logging in to a router, and making the connection private.
use super::{Answer, App};
use crate::{
    AppState,
    error::CommandError,
    session::Connected,
    view::{ChangeView, ConnectForm, PortView, RouterView, SearchView, UnfinishedView, build::key_tail},
};
use apply::{Journal, JournalFile};
use planner::Private;
use routeros::{Change, Facts, Secret, Snapshot, version::Feature};
use routeros_client::{
    Client, ClientError, KnownRouter, KnownRouters, Options,
    discovery::{Search, search},
    read_snapshot, show_pin,
};
use std::{sync::Arc, time::Duration};

/// How long it is looked for routers: answers come within a second, later rounds are for lost ones.
const LOOK: Duration = Duration::from_secs(4);
/// The keyring's name for a router's password, after the router's id.
const PASSWORD: &str = "router";

/// Logs in and reads what the router is. One that was spoken to in private before is never spoken to
/// in clear text again.
#[tauri::command]
pub async fn connect(app: App<'_>, form: ConnectForm) -> Answer<RouterView> {
    let url = url(&form.router);
    let (_, socket) = Client::place(&url)?;
    let met = known(&app).at(socket).map_err(|error| unreadable(&error))?;
    let password = password(&app, &form, met.as_ref()).await;
    let router = match &met {
        None => in_clear(&form.router, &url, &form.user, password).await?,
        Some(met) => {
            let options = Options { pin: met.pin(), ..Options::default() };
            Client::connect(&met.url(), &form.user, password, options).await?
        }
    };
    let simulated = app
        .session
        .lock()
        .await
        .practice
        .as_ref()
        .is_some_and(|practice| [practice.http_url(), practice.api_url()].contains(&url));
    let connected = look(router, met.as_ref().map(|met| met.id.clone()), simulated).await?;
    if let Some(met) = met.filter(|_| form.remember && !form.password.is_empty()) {
        remember(&app, &met.id, &form.password).await?;
    }
    let last_run = connected.id.as_deref().and_then(|id| last_run(&app, id));
    let mut session = app.session.lock().await;
    let view = connected.view(last_run.as_ref(), &session.run_key);
    session.last_run = last_run;
    session.connected = Some(connected);
    session.login = form.remember.then(|| Secret::new(form.password));
    session.shown = None;
    Ok(view)
}

/// Makes the connection private, and remembers the router and its key.
#[tauri::command]
pub async fn make_private(app: App<'_>) -> Answer<RouterView> {
    let (connected, login) = {
        let session = app.session.lock().await;
        (session.connected()?.clone(), session.login.clone())
    };
    let clear = connected.router.as_ref();
    let way = if connected.private.is_empty() {
        apply::private::way(clear, clear.private_service()).await?
    } else {
        let made = apply::private::make(clear, clear.private_service(), &connected.private, &mut |_| {}).await;
        made.map_err(|not| CommandError::from(not.error))?
    };
    let private = match clear.secured(way.port, &way.fingerprint).await {
        Ok(private) => private,
        Err(error) => {
            apply::private::undo(clear, &connected.private, &way).await;
            return Err(error.into());
        }
    };
    // The simulated router is another one each time.
    let mut local = None;
    if !connected.simulated {
        let id = uuid::Uuid::new_v4().to_string();
        local = Some(id.clone());
        if let Some(met) = KnownRouter::meet(&private, id.clone(), &[clear.socket()]).await {
            known(&app).keep(met).map_err(|error| unreadable(&error))?;
            if let Some(login) = login {
                remember(&app, &id, login.expose()).await?;
            }
        }
    }
    let connected = look(private, local, connected.simulated).await?;
    let view = connected.view(None, &[0; 32]);
    let mut session = app.session.lock().await;
    session.connected = Some(connected);
    session.shown = None;
    Ok(view)
}

/// Forgets the router, its key and its password on this computer. The router keeps its own.
#[tauri::command]
pub async fn forget_router(app: App<'_>, address: String) -> Answer<()> {
    let routers = known(&app);
    let (_, socket) = Client::place(&url(&address))?;
    if let Some(met) = routers.at(socket).map_err(|error| unreadable(&error))? {
        app.credentials.remove(&met.id, PASSWORD).await;
        journal(&app, &met.id).forget().map_err(|error| unreadable(&error))?;
        routers.forget(&met.id).map_err(|error| unreadable(&error))?;
    }
    Ok(())
}

/// Looks for routers in this computer's networks. Looking changes nothing.
#[tauri::command]
pub async fn find_routers() -> Answer<SearchView> {
    // Where to look instead, for networks that pass no broadcast on and for tests.
    let places = std::env::var("FIRSTHOP_LOOK_AT").unwrap_or_default();
    let at = places.split(',').filter_map(|place| place.parse().ok()).collect();
    let found = search(&Search { patience: LOOK, at }, &mut |_| {}).await;
    Ok(SearchView::of(found))
}

/// Forgets the connection; a simulated router ends.
#[tauri::command]
pub async fn disconnect(app: App<'_>) -> Answer<()> {
    let mut session = app.session.lock().await;
    session.connected = None;
    session.last_run = None;
    session.back = None;
    session.login = None;
    session.shown = None;
    if let Some(practice) = session.practice.take() {
        practice.stop().await;
    }
    Ok(())
}

/// What people type is mostly an address alone.
fn url(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") }
}

/// REST first; a router that has none but the binary API is a RouterOS 6.
async fn in_clear(typed: &str, url: &str, user: &str, password: Secret) -> Answer<Client> {
    let by_rest = Client::connect(url, user, password.clone(), Options::default()).await;
    match by_rest {
        Err(ClientError::NotRouterOs | ClientError::Unreachable { .. }) if !typed.contains("://") => {
            let api = format!("api://{}", typed.trim());
            match Client::connect(&api, user, password, Options::default()).await {
                // What the first look found says more than that nothing else is there.
                Err(ClientError::Unreachable { .. }) => Ok(by_rest?),
                found => Ok(found?),
            }
        }
        found => Ok(found?),
    }
}

async fn password(app: &AppState, form: &ConnectForm, met: Option<&KnownRouter>) -> Secret {
    match met {
        Some(met) if form.password.is_empty() => {
            let kept = app.credentials.all(&met.id, &[PASSWORD]).await.remove(PASSWORD);
            kept.unwrap_or_else(|| Secret::new(""))
        }
        _ => Secret::new(form.password.clone()),
    }
}

async fn remember(app: &AppState, id: &str, password: &str) -> Answer<()> {
    let kept = app.credentials.put(id, PASSWORD, Secret::new(password)).await;
    kept.map_err(|_| CommandError::NoKeyring)
}

/// Where the runs on a router are written down.
pub(super) fn journal(app: &AppState, id: &str) -> JournalFile {
    JournalFile::of(app.files.folder(), id)
}

/// What cannot be read any more cannot be put back; it is in the log.
fn last_run(app: &AppState, id: &str) -> Option<Journal> {
    journal(app, id).read().unwrap_or_else(|error| {
        tracing::warn!(%error, "the journal cannot be read");
        None
    })
}

fn known(app: &AppState) -> KnownRouters {
    KnownRouters::in_folder(app.files.folder())
}

fn unreadable(error: &std::io::Error) -> CommandError {
    CommandError::FileSystem { path: "known-routers.json".into(), detail: error.to_string() }
}

/// Reads what the router is, and what would make the connection private.
async fn look(router: Client, id: Option<String>, simulated: bool) -> Answer<Connected> {
    let snapshot = read_snapshot(&router).await?;
    let private = if router.is_private() {
        Vec::new()
    } else {
        match apply::private::look(&router, router.private_service(), &[router.socket().ip()]).await? {
            Private::Needs(changes) => changes,
            Private::Ready | Private::Impossible => Vec::new(),
        }
    };
    Ok(Connected { router: Arc::new(router), snapshot, id, simulated, private })
}

impl Connected {
    /// What the window shows of it.
    pub(super) fn view(&self, last_run: Option<&Journal>, run_key: &[u8; 32]) -> RouterView {
        let unfinished = last_run.filter(|run| run.is_unfinished()).map(|run| UnfinishedView {
            sent: run.sent(),
            total: run.steps.len(),
            left: planner::put_back(&run.back, &self.snapshot, run_key).plan.changes.len(),
        });
        let key = self.router.key().filter(|_| self.router.is_private());
        RouterView {
            unfinished,
            private: self.router.is_private(),
            key_tail: key.map(|key| key_tail(&show_pin(&key))),
            private_changes: self.private.iter().map(|change: &Change| ChangeView::of(change)).collect(),
            ..about(&self.snapshot, self.simulated)
        }
    }
}

fn about(snapshot: &Snapshot, simulated: bool) -> RouterView {
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
        unfinished: None,
        private: false,
        key_tail: None,
        private_changes: Vec::new(),
        ports: facts.ports.into_iter().map(|port| PortView { name: port.name, running: port.running }).collect(),
        internet_port: planner::wan_port(snapshot),
        scheduler: facts.device_mode.is_none_or(|mode| mode.scheduler),
        doh: facts.version.has(Feature::BuiltinTrust),
    }
}
