//! A new password of the router's: made here, kept before it is sent, and found out by logging in.
use super::{
    Answer, App,
    connect::{NEW_PASSWORD, PASSWORD},
};
use crate::{
    AppState,
    error::CommandError,
    session::{Connected, Kept, NewPassword, Shown},
    view::{PasswordForm, PasswordView},
};
use apply::{
    ApplyEvent, Failure, Outcome, StepState,
    password::{NotChanged, Which},
};
use routeros::Secret;
use std::sync::Arc;

/// Makes a new password, says that it is written down, or leaves the router's as it is.
#[tauri::command]
pub async fn password_choose(app: App<'_>, form: PasswordForm) -> Answer<PasswordView> {
    let (id, known) = {
        let session = app.session.lock().await;
        (session.connected()?.id.clone(), session.password.clone())
    };
    let chosen = match (form.new, known) {
        (false, known) => {
            if let (Some(id), Some(NewPassword { kept: Kept::Keyring, .. })) = (&id, known) {
                app.credentials.remove(id, NEW_PASSWORD).await;
            }
            None
        }
        (true, Some(known)) => Some(known),
        (true, None) => {
            let secret = apply::password::generate();
            let kept = if keep(&app, id.as_deref(), &secret).await { Kept::Keyring } else { Kept::Nowhere };
            Some(NewPassword { secret, kept })
        }
    };
    let written = |chosen: NewPassword| match chosen.kept {
        Kept::Nowhere if form.written => NewPassword { kept: Kept::Written, ..chosen },
        _ => chosen,
    };
    let mut session = app.session.lock().await;
    session.password = chosen.map(written);
    Ok(PasswordView::of(session.password.as_ref()))
}

/// A strong password for something else than the router, as if it had been typed: nothing is kept here.
#[tauri::command]
pub fn password_make() -> String {
    apply::password::generate().expose().to_owned()
}

/// The new password, to be written down: the person asked for it.
#[tauri::command]
pub async fn password_show(app: App<'_>) -> Answer<String> {
    let session = app.session.lock().await;
    let password = session.password.as_ref().ok_or(CommandError::NotConnected)?;
    Ok(password.secret.expose().to_owned())
}

/// Keeps a new password beside the old one, where the old one is kept.
async fn keep(app: &AppState, id: Option<&str>, new: &Secret) -> bool {
    let Some(id) = id else { return false };
    if app.credentials.all(id, &[PASSWORD]).await.is_empty() {
        return false;
    }
    app.credentials.put(id, NEW_PASSWORD, new.clone()).await.is_ok()
}

/// Gives the router the new password that was shown with the plan, before anything else. The session
/// goes on with the login that was made with it.
///
/// # Errors
/// The end of the run: the router has the old password, or that is not known.
pub(super) async fn set(
    app: &AppState,
    connected: Connected,
    shown: &Shown,
    report: &mut (dyn FnMut(ApplyEvent) + Send),
) -> Result<Connected, ApplyEvent> {
    let Some(new) = &shown.password else { return Ok(connected) };
    let change = planner::password_change();
    let mut step = |state| report(ApplyEvent::Step { id: change.id.clone(), index: 0, total: 1, state });
    let kept = keep(app, connected.id.as_deref(), new).await;
    step(StepState::Running);
    let changed = apply::password::change(&connected.router, new.clone()).await;
    step(if changed.is_ok() { StepState::Done } else { StepState::Failed });
    let has = match &changed {
        Ok(_) => Some(new),
        Err(NotChanged { which: Which::Old, .. }) => Some(connected.router.password()),
        Err(NotChanged { which: Which::Unknown, .. }) => None,
    };
    // Both stay until it is known which one lets in.
    if let (true, Some(id), Some(password)) = (kept, &connected.id, has)
        && app.credentials.put(id, PASSWORD, password.clone()).await.is_ok()
    {
        app.credentials.remove(id, NEW_PASSWORD).await;
    }
    match changed {
        Ok(router) => {
            let connected = Connected { router: Arc::new(router), ..connected };
            let mut session = app.session.lock().await;
            session.connected = Some(connected.clone());
            session.password = None;
            Ok(connected)
        }
        Err(NotChanged { error, which }) => Err(ApplyEvent::End {
            outcome: if which == Which::Old { Outcome::NotStarted } else { Outcome::Unknown },
            proof: Vec::new(),
            changed: Vec::new(),
            failure: Some(Failure::Password { error, which }),
        }),
    }
}
