//! A new password of the router's, where one was given: before anything else that is not private.
use super::connect::known_routers;
use crate::{
    args::Args,
    failure::{Exit, Failure, words},
    known::Known,
    output,
};
use apply::{
    ApplyEvent, StepState,
    password::{NotChanged, Which},
};
use planner::{NEW_PASSWORD, password_change};
use routeros::{Change, Secret, Secrets as _};
use routeros_client::Client;

/// The new password, unless it is the one that the router was entered with.
pub(super) fn wanted(known: &Known, router: &Client) -> Option<Secret> {
    known.secret(NEW_PASSWORD).filter(|new| new != router.password())
}

/// Gives it to the router. Who gave it on standard input has it; where this computer keeps the router's
/// password, it keeps both until the router was entered with one of them.
pub(super) async fn set(
    args: &Args,
    router: Client,
    known: &Known,
    show: &mut (dyn FnMut(&[Change], &ApplyEvent) + Send),
) -> Result<Client, Failure> {
    let Some(new) = wanted(known, &router) else { return Ok(router) };
    let changes = [password_change()];
    let mut step = |state| {
        show(&changes, &ApplyEvent::Step { id: changes[0].id.clone(), index: 1, total: 1, state });
    };
    let id = known_routers(args).at(router.socket()).ok().flatten().map(|met| met.id);
    let keeps = match &id {
        Some(id) => known.begin_password(id, &new).await,
        None => false,
    };
    step(StepState::Running);
    let changed = apply::password::change(&router, new.clone()).await;
    step(if changed.is_ok() { StepState::Done } else { StepState::Failed });
    let which = match &changed {
        Ok(_) => Some(new),
        Err(NotChanged { which: Which::Old, .. }) => Some(router.password().clone()),
        Err(NotChanged { which: Which::Unknown, .. }) => None,
    };
    if let (true, Some(id), Some(password)) = (keeps, &id, which) {
        known.end_password(id, &password).await;
    }
    match changed {
        Ok(router) => {
            output::note("The router has its new password, and was entered with it.");
            Ok(router)
        }
        Err(not) => Err(failure(&not)),
    }
}

fn failure(not: &NotChanged) -> Failure {
    let (message, todo) = words(&not.error);
    match not.which {
        Which::Old => Failure::not_started(
            "password",
            format!("The router did not take the new password. It still has the old one. {message}"),
            todo,
        ),
        Which::Unknown => Failure {
            exit: Exit::Unknown,
            ..Failure::not_started(
                "password",
                format!("We cannot tell whether the router has the old password or the new one. {message}"),
                "Keep both. Wait a minute, then try one of them.",
            )
        },
    }
}
