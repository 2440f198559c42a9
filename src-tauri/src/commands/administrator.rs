//! An own administrator in the place of `admin`: shown, and given at once, because it is no part of a plan.
use super::{
    Answer, App,
    connect::{look, standings},
    drift,
    known::{known, unreadable},
};
use crate::{
    AppState,
    error::CommandError,
    session::Connected,
    view::{AdministratorView, ChangeView, RouterView},
};
use apply::{
    administrator::{LetsIn, NotGiven, Why, give},
    backup::Standing,
};
use planner::{Administrator, NoAdministrator, own_accounts};
use routeros::{menu, visible};
use routeros_client::Router as _;
use std::{io, sync::Arc};

/// What an administrator of this name would change, or why there can be none.
#[tauri::command]
pub async fn administrator_view(app: App<'_>, name: String) -> Answer<AdministratorView> {
    let session = app.session.lock().await;
    let connected = session.connected()?;
    let users = connected.snapshot.all(menu::USER);
    Ok(match Administrator::new(users, connected.router.user(), &name) {
        Ok(new) => AdministratorView {
            problem: String::new(),
            other: String::new(),
            changes: new.shown(users).iter().map(ChangeView::of).collect(),
        },
        Err(why) => AdministratorView::of(&why),
    })
}

/// Gives the router its own administrator. The session goes on with the new login.
#[tauri::command]
pub async fn administrator_give(app: App<'_>, name: String) -> Answer<RouterView> {
    let connected = {
        let session = app.session.lock().await;
        if session.job.is_some() {
            return Err(CommandError::Busy);
        }
        session.connected()?.clone()
    };
    let before = connected.router.user().to_owned();
    let mut keep = |name: &str| remember(&app, &connected, name);
    match give(&connected.router, &name, &mut keep).await {
        Ok(own) => {
            let users = own.read(menu::USER).await;
            let mut connected = Connected { router: Arc::new(own), ..connected };
            // Only the users are others than a moment ago.
            if let Ok(users) = users {
                connected.facts.insert(menu::USER, users.clone());
                connected.snapshot.insert(menu::USER, users);
            }
            // From here on only the new login counts, whatever a look says.
            app.session.lock().await.connected = Some(connected.clone());
            let view = look(&app, connected).await?;
            let session = app.session.lock().await;
            if let Ok(Connected { id: Some(id), snapshot, .. }) = session.connected() {
                drift::take_over(&app, id, menu::USER, own_accounts(snapshot.all(menu::USER), &name));
            }
            Ok(view)
        }
        Err(not) => {
            // It was remembered for nothing.
            if not.lets_in == LetsIn::Admin && remember(&app, &connected, &before).is_err() {
                tracing::warn!("the name of the login could not be written down");
            }
            Err(in_words(not))
        }
    }
}

/// By whose name the router is entered from now on, also by what this computer does by itself.
fn remember(app: &AppState, connected: &Connected, user: &str) -> io::Result<()> {
    let Some(id) = &connected.id else { return Ok(()) };
    known(app).entered_by(id, user)?;
    match standings(app).of(id)? {
        Some(standing) => standings(app).choose(Standing { user: user.to_owned(), ..standing }),
        None => Ok(()),
    }
}

fn in_words(not: NotGiven) -> CommandError {
    let lets_in = match not.lets_in {
        LetsIn::Admin => "admin",
        LetsIn::Both => "both",
        LetsIn::New => "new",
    };
    let detail = match not.why {
        // Nothing was sent: the usual words say it all.
        Why::Router(error) if not.lets_in == LetsIn::Admin => return error.into(),
        Why::NotKept(detail) => return unreadable(&io::Error::other(detail)),
        Why::NotOffered(_) => return CommandError::PlanChanged,
        Why::Router(error) => error.to_string(),
        Why::StillOn => "admin is still switched on".to_owned(),
    };
    CommandError::NoAdministrator { lets_in: lets_in.to_owned(), detail }
}

impl AdministratorView {
    fn of(why: &NoAdministrator) -> Self {
        let (problem, other) = match why {
            NoAdministrator::Name => ("name", String::new()),
            NoAdministrator::NotAdmin => ("not-admin", String::new()),
            NoAdministrator::Somebody { name } => ("somebody", visible(name)),
        };
        Self { problem: problem.to_owned(), other, changes: Vec::new() }
    }
}
