//! Making the connection private, before anything else is changed.
use crate::{ApplyEvent, StepState};
use planner::Private;
use routeros::{Action, Change, MenuState, NoSecrets, PropValue, Record, Target, menu};
use routeros_client::{ClientError, Router};
use std::{net::IpAddr, time::Duration};

/// A small router needs seconds to make a key.
const LONGEST_SIGNING: u32 = 90;
/// A signed certificate can be used a moment later (reference rest-api §11).
const UNTIL_USABLE: u32 = 15;

/// How to reach the router in private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateWay {
    /// The port of the service over TLS.
    pub port: u16,
    /// The SHA-256 of the certificate that the router says it shows.
    pub fingerprint: String,
    /// The services before anything was changed, so that it can be taken back.
    before: Vec<Record>,
}

/// Why the connection is not private, and what the router has of the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPrivate {
    /// What stopped it.
    pub error: ClientError,
    /// Changes that the router may still have; empty when all were taken back.
    pub left: Vec<String>,
}

/// What it takes for this router.
///
/// # Errors
/// The router does not answer.
pub async fn look<R: Router>(router: &R, service: &str, names: &[IpAddr]) -> Result<Private, ClientError> {
    let services = router.read(menu::IP_SERVICE).await?;
    let certificates = router.read(menu::CERTIFICATE).await?;
    Ok(planner::private(&services, &certificates, service, names))
}

/// Carries the changes out, in order; `service` is the one that will be used then. What was done is taken back when one of them fails.
///
/// # Errors
/// The router refuses, or does not answer any more.
pub async fn make<R: Router>(
    router: &R,
    service: &str,
    changes: &[Change],
    events: &mut (dyn FnMut(ApplyEvent) + Send),
) -> Result<PrivateWay, NotPrivate> {
    let before = match router.read(menu::IP_SERVICE).await {
        Ok(MenuState::List(rows)) => rows,
        Ok(MenuState::Settings(_) | MenuState::Absent) => Vec::new(),
        Err(error) => return Err(NotPrivate { error, left: Vec::new() }),
    };
    let mut done = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let mut step = |state| {
            events(ApplyEvent::Step { id: change.id.clone(), index: at + 1, total: changes.len(), state });
        };
        step(StepState::Running);
        // Also what failed may have happened: a refusal does not mean that nothing did.
        done.push(change);
        if let Err(error) = carry_out(router, change).await {
            step(StepState::Failed);
            return Err(NotPrivate { error, left: take_back(router, &done, &before).await });
        }
        step(StepState::Done);
    }
    match way(router, service).await {
        Ok(way) => Ok(PrivateWay { before, ..way }),
        Err(error) => Err(NotPrivate { error, left: take_back(router, &done, &before).await }),
    }
}

async fn carry_out<R: Router>(router: &R, change: &Change) -> Result<(), ClientError> {
    match &change.action {
        Action::Run { args, .. } => {
            let name = match args.first() {
                Some((_, PropValue::Text(name))) => name.as_str(),
                _ => planner::CERTIFICATE,
            };
            match router.send(change, &NoSecrets).await {
                // Signing may take longer than an answer; whether it happened is looked at.
                Ok(()) | Err(ClientError::OutcomeUnknown) => signed(router, name).await,
                Err(error) => Err(error),
            }
        }
        Action::Set { .. } => {
            for _ in 0..UNTIL_USABLE {
                match router.send(change, &NoSecrets).await {
                    Err(ClientError::Refused { detail, .. }) if detail.contains("any value of certificate") => {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                    other => return other,
                }
            }
            router.send(change, &NoSecrets).await
        }
        _ => router.send(change, &NoSecrets).await,
    }
}

/// Waits until the certificate has its key.
async fn signed<R: Router>(router: &R, name: &str) -> Result<(), ClientError> {
    for _ in 0..LONGEST_SIGNING {
        if let Ok(MenuState::List(rows)) = router.read(menu::CERTIFICATE).await
            && rows.iter().any(|row| row.text("name") == Some(name) && row.flag("private-key"))
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(ClientError::OutcomeUnknown)
}

/// Where the router says that it can be reached in private, and what it says it will show there.
///
/// # Errors
/// It does not answer, or has no such service.
pub async fn way<R: Router>(router: &R, service: &str) -> Result<PrivateWay, ClientError> {
    let none = || ClientError::HandshakeFailed { detail: format!("{service} has no certificate") };
    let rows = |state| match state {
        MenuState::List(rows) => rows,
        MenuState::Settings(_) | MenuState::Absent => Vec::new(),
    };
    let services: Vec<Record> = rows(router.read(menu::IP_SERVICE).await?);
    let is_it = |row: &&Record| row.text("name") == Some(service) && !row.is_dynamic() && !row.is_disabled();
    let service = services.iter().find(is_it).ok_or_else(none)?;
    let port = service.text("port").and_then(|text| text.parse().ok()).ok_or_else(none)?;
    let certificates: Vec<Record> = rows(router.read(menu::CERTIFICATE).await?);
    let shown = certificates.iter().find(|row| row.text("name") == service.text("certificate"));
    let fingerprint = shown.and_then(|row| row.text("fingerprint")).ok_or_else(none)?;
    let fingerprint = fingerprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase();
    Ok(PrivateWay { port, fingerprint, before: Vec::new() })
}

/// Takes everything back that `make` did, when the private connection does not come about all the
/// same. Returns the ids of what may be left.
pub async fn undo<R: Router>(router: &R, changes: &[Change], way: &PrivateWay) -> Vec<String> {
    take_back(router, &changes.iter().collect::<Vec<_>>(), &way.before).await
}

/// Takes back what was done, last first. Returns the ids of what may be left.
async fn take_back<R: Router>(router: &R, done: &[&Change], before: &[Record]) -> Vec<String> {
    let mut left = Vec::new();
    for change in done.iter().rev() {
        let back = match &change.action {
            Action::Set { target, .. } => {
                let old = before.iter().find(|row| row.id.as_deref() == Some(&target.id));
                let old =
                    |name: &str, usual: &str| PropValue::text(old.and_then(|row| row.text(name)).unwrap_or(usual));
                let props = vec![
                    ("disabled".into(), old("disabled", "yes")),
                    ("certificate".into(), old("certificate", "none")),
                ];
                Some(Action::Set { target: target.clone(), props })
            }
            Action::Add { .. } => made(router).await.map(|target| Action::Remove { target }),
            _ => None,
        };
        let Some(action) = back else { continue };
        let id = change.id.clone();
        if router.send(&Change { action, ..(*change).clone() }, &NoSecrets).await.is_err() {
            left.push(id);
        }
    }
    left
}

/// The certificate that was just made.
async fn made<R: Router>(router: &R) -> Option<Target> {
    let Ok(MenuState::List(rows)) = router.read(menu::CERTIFICATE).await else { return None };
    let row = rows.into_iter().find(|row| row.text("name") == Some(planner::CERTIFICATE))?;
    Some(Target { id: row.id?, find: vec![("name".into(), planner::CERTIFICATE.into())] })
}
