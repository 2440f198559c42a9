//! Logging in to a router, looking at it, and making the connection private.
use super::{
    Answer, App,
    known::{known, unreadable},
    practice::{at_home, way as practice_way},
};
use crate::{
    AppState,
    error::CommandError,
    session::Connected,
    view::{ConnectForm, RouterView},
};
use apply::{Journal, JournalFile, backup::Standings};
use planner::Private;
use routeros::{Menu, Record, Secret, menu};
use routeros_client::{
    Client, ClientError, KnownRouter, Options, Router as _, own_addresses, read_facts, read_snapshot_after,
};
use std::{net::SocketAddr, sync::Arc};

/// The keyring's name for a router's password, after the router's id.
pub(super) const PASSWORD: &str = "router";
/// The same for one that was sent, until it is known to be the router's.
pub(super) const NEW_PASSWORD: &str = "router.new_password";

/// Logs in and reads what the router is. One that was spoken to in private before is never spoken to
/// in clear text again. `look_at_router` reads the rest.
#[tauri::command]
pub async fn connect(app: App<'_>, form: ConnectForm) -> Answer<RouterView> {
    let url = url(&form.router);
    let (_, socket) = Client::place(&url)?;
    let met = known(&app).at(socket).map_err(|error| unreadable(&error))?;
    let form = named(form, met.as_ref());
    // A simulated router is spoken to at the address that it has at home, as a real one.
    let simulation = app.session.lock().await.practice.as_ref().and_then(|practice| {
        let is_it = [practice.http_url(), practice.api_url()].contains(&url);
        is_it.then(|| (practice_way(practice.router()), at_home(practice, &url).unwrap_or_else(|| url.clone())))
    });
    let router = match &met {
        None => {
            let password = Secret::new(form.password.clone());
            let found = match &simulation {
                Some((way, url)) => Client::connect(url, &form.user, password, way.clone()).await,
                None => in_clear(&form.router, &url, &form.user, password).await,
            };
            found.map_err(|error| in_words(error, &form, false))?
        }
        Some(met) => in_private(&app, &form, met).await?,
    };
    let simulated = simulation.is_some();
    let facts = read_facts(&router).await?;
    is_the_one(&facts, &form, met.as_ref())?;
    if let Some(met) = met.as_ref().filter(|_| form.remember && !form.password.is_empty()) {
        remember(&app, &met.id, &form.password).await?;
    }
    let own = own_addresses(&router, &facts);
    let connected = Connected {
        router: Arc::new(router),
        here: routeros::port_of(&facts, &own),
        snapshot: facts.clone(),
        facts,
        looked: false,
        id: met.map(|met| met.id),
        simulated,
        private: Vec::new(),
        finish_move: false,
        is_guarded: false,
    };
    let view = RouterView::of(&connected, None, &[0; 32]);
    let mut session = app.session.lock().await;
    session.last_run = None;
    session.connected = Some(connected);
    session.login = form.remember.then(|| Secret::new(form.password));
    session.password = None;
    session.shown = None;
    Ok(view)
}

/// Reads everything that planning needs, and what would make the connection private.
#[tauri::command]
pub async fn look_at_router(app: App<'_>) -> Answer<RouterView> {
    let connected = app.session.lock().await.connected()?.clone();
    look(&app, connected).await
}

pub(super) async fn look(app: &AppState, connected: Connected) -> Answer<RouterView> {
    let router = connected.router.as_ref();
    let snapshot = read_snapshot_after(router, &connected.snapshot).await?;
    let private = if router.is_private() {
        Vec::new()
    } else {
        match apply::private::look(router, router.private_service(), &[router.socket().ip()]).await? {
            Private::Needs(changes) => changes,
            Private::Ready | Private::Impossible => Vec::new(),
        }
    };
    let finish_move = planner::has_given_up(&snapshot) && !apply::is_retiring(router, snapshot.version()).await?;
    // RouterOS may forbid a user to look; then the run itself says so.
    let is_guarded = apply::is_guarded(router, snapshot.version()).await.unwrap_or(false);
    let connected = Connected { snapshot, private, looked: true, finish_move, is_guarded, ..connected };
    let last_run = connected.id.as_deref().and_then(|id| last_run(app, id));
    let mut session = app.session.lock().await;
    let view = RouterView::of(&connected, last_run.as_ref(), &session.run_key);
    session.last_run = last_run;
    session.connected = Some(connected);
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
    let mut id = None;
    if !connected.simulated {
        let local = uuid::Uuid::new_v4().to_string();
        if let Some(met) = KnownRouter::meet(&private, local.clone(), &[clear.socket()]).await {
            known(&app).keep(met).map_err(|error| unreadable(&error))?;
            if let Some(login) = login {
                remember(&app, &local, login.expose()).await?;
            }
        }
        id = Some(local);
    }
    // Only the services are others than a moment ago.
    let services = private.read(menu::IP_SERVICE).await?;
    let mut connected = Connected { router: Arc::new(private), id, ..connected };
    connected.facts.insert(menu::IP_SERVICE, services.clone());
    connected.snapshot.insert(menu::IP_SERVICE, services);
    look(&app, connected).await
}

/// Forgets the connection; a simulated router ends.
#[tauri::command]
pub async fn disconnect(app: App<'_>) -> Answer<()> {
    let mut session = app.session.lock().await;
    session.connected = None;
    session.last_run = None;
    session.back = None;
    session.login = None;
    session.password = None;
    session.shown = None;
    session.exported = None;
    if let Some(practice) = session.practice.take() {
        practice.stop().await;
    }
    Ok(())
}

/// Who did not say a name means the one that is remembered with the router, or everybody's.
fn named(form: ConnectForm, met: Option<&KnownRouter>) -> ConnectForm {
    if !form.user.is_empty() {
        return form;
    }
    let remembered = met.and_then(|met| met.user.clone());
    ConnectForm { user: remembered.unwrap_or_else(|| planner::ADMIN.to_owned()), ..form }
}

/// What people type is mostly an address alone.
pub(super) fn url(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") }
}

/// REST first; a router that has none but the binary API is a RouterOS 6.
async fn in_clear(typed: &str, url: &str, user: &str, password: Secret) -> Result<Client, ClientError> {
    let by_rest = Client::connect(url, user, password.clone(), Options::default()).await;
    match &by_rest {
        Err(error) if (*error == ClientError::NotRouterOs || error.is_nobody()) && !typed.contains("://") => {
            let api = format!("api://{}", typed.trim());
            match Client::connect(&api, user, password, Options::default()).await {
                // What the first look found says more than that nothing else is there.
                Err(error) if error.is_nobody() => by_rest,
                found => found,
            }
        }
        _ => by_rest,
    }
}

/// Enters a router that is known. Where a run broke off while it got a new password, both passwords
/// were kept: the second is tried when the first is not the one, and whichever lets in is kept alone.
async fn in_private(app: &AppState, form: &ConnectForm, met: &KnownRouter) -> Answer<Client> {
    let enter = async |password: Secret| {
        let options = Options { pin: met.pin(), ..Options::default() };
        Client::connect(&met.url(), &form.user, password, options).await
    };
    if !form.password.is_empty() {
        let typed = enter(Secret::new(form.password.clone())).await;
        return typed.map_err(|error| in_words(error, form, false));
    }
    let mut kept = app.credentials.all(&met.id, &[PASSWORD, NEW_PASSWORD]).await;
    let (old, new) = (kept.remove(PASSWORD), kept.remove(NEW_PASSWORD));
    let stored = old.is_some();
    let first = enter(old.unwrap_or_else(|| Secret::new(""))).await;
    let (client, is_new) = match (first, new) {
        (Err(ClientError::WrongPassword), Some(new)) => (enter(new).await, true),
        (first, new) => {
            let settled = first.is_ok() && new.is_some();
            if settled {
                app.credentials.remove(&met.id, NEW_PASSWORD).await;
            }
            (first, false)
        }
    };
    let client = client.map_err(|error| in_words(error, form, stored))?;
    if is_new && app.credentials.put(&met.id, PASSWORD, client.password().clone()).await.is_ok() {
        app.credentials.remove(&met.id, NEW_PASSWORD).await;
    }
    Ok(client)
}

/// A password that was not typed, or not by the person, is no typing mistake.
fn in_words(error: ClientError, form: &ConnectForm, stored: bool) -> CommandError {
    match error {
        ClientError::WrongPassword if stored => CommandError::PasswordStale,
        ClientError::WrongPassword if form.password.is_empty() => CommandError::PasswordNeeded,
        error => error.into(),
    }
}

/// Whether this is the device that was chosen, or that was met here before: two routers may have the
/// same address, and a backup takes a key along to another device.
fn is_the_one(facts: &routeros::Snapshot, form: &ConnectForm, met: Option<&KnownRouter>) -> Answer<()> {
    let macs: Vec<&str> = [menu::INTERFACE_ETHERNET, menu::INTERFACE]
        .into_iter()
        .flat_map(|menu: Menu| facts.all(menu))
        .filter_map(|row: &Record| row.text("mac-address"))
        .collect();
    let chosen = form.mac.as_deref().unwrap_or_default();
    let is_chosen = chosen.is_empty() || macs.is_empty() || macs.iter().any(|mac| mac.eq_ignore_ascii_case(chosen));
    let serial = met.map_or("", |met| met.serial.as_str());
    let has = facts.settings(menu::SYSTEM_ROUTERBOARD).map_or("", |record| record.text_or_empty("serial-number"));
    if is_chosen && (serial.is_empty() || serial == has) {
        return Ok(());
    }
    let tail = has.chars().skip(has.chars().count().saturating_sub(4)).collect();
    Err(CommandError::OtherDevice { serial_tail: tail })
}

async fn remember(app: &AppState, id: &str, password: &str) -> Answer<()> {
    let kept = app.credentials.put(id, PASSWORD, Secret::new(password)).await;
    kept.map_err(|_| CommandError::NoKeyring)
}

/// After a move of its home: the router is known at its new address too, by the same key.
pub(super) fn known_at(app: &AppState, id: &str, socket: SocketAddr) {
    let routers = known(app);
    let kept = routers.all().and_then(|all| match all.into_iter().find(|known| known.id == id) {
        Some(known) => routers.keep(known.moved_to(socket)),
        None => Ok(()),
    });
    if let Err(error) = kept {
        tracing::warn!(%error, "the router's new address is not remembered");
    }
}

/// Where the runs on a router are written down.
pub(super) fn journal(app: &AppState, id: &str) -> JournalFile {
    JournalFile::of(app.files.folder(), id)
}

/// Which routers are backed up on a schedule.
pub(super) fn standings(app: &AppState) -> Standings {
    Standings::in_folder(app.files.folder())
}

/// What cannot be read any more cannot be put back; it is in the log.
fn last_run(app: &AppState, id: &str) -> Option<Journal> {
    journal(app, id).read().unwrap_or_else(|error| {
        tracing::warn!(%error, "the journal cannot be read");
        None
    })
}
