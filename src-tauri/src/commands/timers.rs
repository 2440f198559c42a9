//! Making the connected router allow timers, together with somebody who stands before it.
use super::{Answer, App, backups::free};
use crate::{
    error::CommandError,
    view::{CommandView, RouterView, TimersEndView, TimersStageView, TimersView},
};
use apply::device_mode::{NotAllowed, Stage, allow_timers, look};
use planner::device_mode::{Coach, MOST, SECONDS, Timers, allow};
use routeros::menu;
use routeros_client::read_snapshot;
use tauri::ipc::Channel;

/// Whether the router lets timers run, and what to do at the router so that it does. Nothing is changed.
#[tauri::command]
pub async fn timers_view(app: App<'_>) -> Answer<TimersView> {
    let connected = app.session.lock().await.connected()?.clone();
    let timers = look(connected.router.as_ref()).await?;
    let (state, coach) = match timers {
        Timers::Allowed => ("allowed", None),
        Timers::Flagged => ("flagged", None),
        Timers::Forbidden(coach) if coach.is_blocked() => ("blocked", Some(coach)),
        Timers::Forbidden(coach) => ("forbidden", Some(coach)),
    };
    let Coach { mode_button, attempts } = coach.unwrap_or(Coach { mode_button: false, attempts: 0 });
    Ok(TimersView {
        state: state.to_owned(),
        mode_button,
        attempts,
        most: MOST,
        seconds: SECONDS,
        command: CommandView::of(&allow()),
    })
}

/// Asks the router, waits until somebody was there or nobody, and reads the router again.
#[tauri::command]
pub async fn timers_allow(app: App<'_>, channel: Channel<TimersStageView>) -> Answer<TimersEndView> {
    // Nothing else is begun meanwhile: the router answers nobody, and starts again.
    let _alone = app.backing_up.lock().await;
    let connected = free(&app).await?;
    let router = connected.router.as_ref();
    let version = connected.facts.version();
    let mut tell = |stage: Stage| {
        // A closed window hears nothing; what was begun goes on.
        let _ = channel.send(TimersStageView::of(stage));
    };
    let end = allow_timers(router, version, &mut tell).await;
    let outcome = TimersEndView::of(&end);
    match end {
        Ok(()) | Err(NotAllowed::StillForbidden | NotAllowed::TimedOut) => {}
        Err(NotAllowed::Router(error)) => return Err(CommandError::from(error)),
        Err(_) => return Ok(outcome),
    }
    let snapshot = read_snapshot(router).await?;
    let mut session = app.session.lock().await;
    let (last_run, run_key) = (session.last_run.clone(), session.run_key);
    session.shown = None;
    let connected = session.connected.as_mut().ok_or(CommandError::NotConnected)?;
    if let Some((menu, mode)) = snapshot.menus().find(|(known, _)| *known == menu::SYSTEM_DEVICE_MODE) {
        connected.facts.insert(menu, mode.clone());
    }
    connected.snapshot = snapshot;
    Ok(TimersEndView { router: Some(RouterView::of(connected, last_run.as_ref(), &run_key)), ..outcome })
}

/// Somebody at the simulated router presses its button, or pulls its plug and puts it back.
#[tauri::command]
pub async fn practice_touch(app: App<'_>, plug: bool) -> Answer<()> {
    let session = app.session.lock().await;
    let practice = session.practice.as_ref().ok_or(CommandError::NotConnected)?;
    if plug {
        practice.router().cut_power();
    } else {
        practice.router().press_button();
    }
    Ok(())
}
