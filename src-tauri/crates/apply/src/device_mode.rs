//! Making a router allow timers, together with somebody who stands before it.
//!
//! The request is answered only when somebody pressed a button, or nobody did; meanwhile nobody is answered over
//! REST (reference rest-api §13). So it goes over a connection of its own, and nothing is asked until it has ended
//! or its time is over.
use crate::{guard, reboot::uptime};
use planner::device_mode::{SECONDS, Timers, allow, attempts, timers};
use routeros::{MenuState, NoSecrets, Version, menu};
use routeros_client::{ClientError, Router};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long the router waits for somebody.
const TIME: Duration = Duration::from_secs(SECONDS);
/// Before this a connection ends only because the router starts again: RouterOS itself gives up requests after a
/// minute, and so do we (reference rest-api §1.6). Later it may be either.
const SURELY: Duration = Duration::from_secs(55);
/// Small routers take more than a minute to start.
const LONGEST_START: Duration = Duration::from_secs(240);
const PAUSE: Duration = Duration::from_secs(3);
/// Nobody is waited for longer than that in one go.
const PATIENCE: Duration = Duration::from_secs(20);

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The router waits for somebody, so many seconds.
    Waiting(u64),
    /// Somebody was there: it starts again.
    Restarting,
}

/// Why timers are not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The router allows them already, or must not be asked now: flagged, or too many tries.
    #[error("there is nothing to ask the router for")]
    NothingToAsk,
    /// A safety timer waits on it: a start anew would lose it.
    #[error("a safety timer waits on the router")]
    Guarded,
    /// Nobody pressed a button in time. All is as before.
    #[error("nobody confirmed it at the router in time")]
    TimedOut,
    /// It started again, and forbids them still.
    #[error("the router started again, and forbids timers still")]
    StillForbidden,
    /// The router refused, or could not be asked. All is as before.
    #[error(transparent)]
    Router(#[from] ClientError),
    /// It started again, or nobody knows, and was not reached since.
    #[error("the router was not reached again: {0}")]
    NotBack(ClientError),
}

/// Whether the router lets timers run. Changes nothing.
///
/// # Errors
/// It cannot be read.
pub async fn look<R: Router>(router: &R) -> Result<Timers, ClientError> {
    let mode = router.read(menu::SYSTEM_DEVICE_MODE).await?;
    // A user who may not look at it is told of both buttons.
    let button = router.read(menu::SYSTEM_ROUTERBOARD_MODE_BUTTON).await.unwrap_or(MenuState::Absent);
    Ok(timers(&mode, &button))
}

/// Asks the router to allow timers, waits for somebody to confirm it there, and reads what has become of it.
///
/// # Errors
/// They are not allowed, with why.
pub async fn allow_timers<R: Router>(
    router: &R,
    version: Version,
    tell: &mut (dyn FnMut(Stage) + Send),
) -> Result<(), NotAllowed> {
    let before = match look(router).await? {
        Timers::Forbidden(coach) if !coach.is_blocked() => coach.attempts,
        Timers::Forbidden(_) | Timers::Flagged | Timers::Allowed => return Err(NotAllowed::NothingToAsk),
    };
    if guard::is_guarded(router, version).await? {
        return Err(NotAllowed::Guarded);
    }
    let own = router.fresh().await?;
    let begun = Instant::now();
    let over = begun + TIME;
    tell(Stage::Waiting(SECONDS));
    match timeout(TIME + PATIENCE, own.send(&allow(), &NoSecrets)).await {
        Ok(Err(ClientError::Refused { detail, .. })) if detail.contains("cancel") => return Err(NotAllowed::TimedOut),
        Ok(Err(error @ (ClientError::Refused { .. } | ClientError::Missing { .. }))) => return Err(error.into()),
        Ok(_) if begun.elapsed() < SURELY => tell(Stage::Restarting),
        // Whether it waits or starts again is not known: whoever asks now waits, too.
        Ok(_) | Err(_) => sleep_until(over + PAUSE).await,
    }
    become_of(router, before, begun, over).await
}

/// What has become of it, as soon as the router answers.
async fn become_of<R: Router>(router: &R, before: u32, begun: Instant, over: Instant) -> Result<(), NotAllowed> {
    let mut seen = ClientError::OutcomeUnknown;
    while Instant::now() < over + LONGEST_START {
        sleep(PAUSE).await;
        match timeout(PATIENCE, now(router, begun)).await {
            Ok(Ok(now)) if now.allowed => return Ok(()),
            Ok(Ok(now)) if now.started => return Err(NotAllowed::StillForbidden),
            Ok(Ok(now)) if now.attempts > before || Instant::now() >= over => return Err(NotAllowed::TimedOut),
            Ok(Ok(_)) | Err(_) => {}
            // It will not become another answer by asking more often; and logins are counted.
            Ok(Err(error @ (ClientError::WrongPassword | ClientError::KeyChanged { .. }))) => {
                return Err(NotAllowed::NotBack(error));
            }
            Ok(Err(error)) => seen = error,
        }
    }
    Err(NotAllowed::NotBack(seen))
}

struct Now {
    allowed: bool,
    started: bool,
    attempts: u32,
}

async fn now<R: Router>(router: &R, begun: Instant) -> Result<Now, ClientError> {
    let anew = router.fresh().await?;
    let resource = anew.read(menu::SYSTEM_RESOURCE).await?;
    let MenuState::Settings(mode) = anew.read(menu::SYSTEM_DEVICE_MODE).await? else {
        // Just after a start other endpoints may answer with nothing (reference rest-api §2).
        return Err(ClientError::OutcomeUnknown);
    };
    let up = match &resource {
        MenuState::Settings(record) => uptime(record.text_or_empty("uptime")),
        MenuState::List(_) | MenuState::Absent => None,
    };
    Ok(Now {
        allowed: mode.text("scheduler") == Some("true"),
        started: up.is_some_and(|up| up <= begun.elapsed()),
        attempts: attempts(&mode),
    })
}
