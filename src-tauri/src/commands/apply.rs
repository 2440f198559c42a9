//! Doing it, and testing again.
use super::{
    Answer, App,
    backups::{follow_up, keep_password},
    connect::{journal, known_at},
    drift::remember,
};
use crate::{
    error::CommandError,
    session::{Connected, Returning, Shown},
    view::{ApplyEventView, BackView, ProofView, build::devices},
};
use apply::{ApplyEvent, Control, Journal, Keep, Kept, Made, Outcome, backup::Why};
use planner::Context;
use routeros::NoSecrets;
use routeros_client::{Client, Router, read_snapshot};
use std::{collections::BTreeSet, net::IpAddr, sync::Arc};
use tauri::ipc::Channel;

/// Where backups of simulated routers are kept.
pub(super) const PRACTICE: &str = "practice";
/// How many of them.
const MOST_PRACTICE: usize = 3;

/// Carries out the plan that was seen; progress comes through the channel.
#[tauri::command]
pub async fn apply_plan(app: App<'_>, plan_id: String, channel: Channel<ApplyEventView>) -> Answer<()> {
    let (connected, shown, run_key, stop) = begin(&app, &plan_id).await?;
    if let Err(error) = keep_password(&app, connected.id.as_deref()).await {
        app.session.lock().await.job = None;
        return Err(error);
    }
    let mut last = None;
    let mut report = |event| tell(&channel, event, &mut last);
    let connected = match super::password::set(&app, connected, &shown, &mut report).await {
        Ok(connected) => connected,
        Err(end) => {
            let mut session = app.session.lock().await;
            session.job = None;
            session.shown = None;
            let _ = channel.send(ApplyEventView::of(&end, &[]));
            return Ok(());
        }
    };
    let router = connected.router.as_ref();
    // A simulated router is gone when the app is; of it the last run is known to this window only.
    let mut file = connected.id.as_deref().map(|id| journal(&app, id));
    let backups = Kept::of(app.files.folder(), PRACTICE);
    let mut memory = Memory { last: app.session.lock().await.last_run.clone(), backups };
    let keep: &mut dyn Keep = match &mut file {
        Some(file) => file,
        None => &mut memory,
    };
    let context = shown.context(&run_key);
    let end = apply::run_kept(router, shown.wanted(), &shown.plan, &context, &mut report, &stop, keep).await;
    // An export chooses nothing for backups: what was chosen before holds.
    if shown.import.is_none() && matches!(end.outcome, Outcome::Done | Outcome::Unchanged) {
        follow_up(&app, &connected, &shown.project.backups);
    }
    let last_run = file.and_then(|file| file.read().ok().flatten()).or(memory.last);
    let mut reported = Vec::new();
    let moved = follow(&app, &connected, end.moved).await;
    let router = moved.as_deref().unwrap_or(router);
    // First the log: who comes between the two is in both.
    let log = if end.is_as_asked() { apply::log_end(router).await } else { None };
    let read = read_snapshot(router).await;
    let mut session = app.session.lock().await;
    if let (Ok(snapshot), Some(connected)) = (read, session.connected.as_mut()) {
        reported = devices(&snapshot, &shown.project);
        if let (true, Some(id)) = (end.is_as_asked(), &connected.id) {
            remember(&app, id, &snapshot, log);
        }
        connected.snapshot = snapshot;
        connected.finish_move = false;
    }
    if let (Some(moved), Some(connected)) = (moved, session.connected.as_mut()) {
        connected.router = moved;
    }
    session.job = None;
    session.shown = None;
    session.last_run = last_run;
    if let (Some(id), Some(ApplyEvent::End { outcome: Outcome::Done, .. })) = (&connected.id, &last) {
        super::known::was_set_up(&app, id);
    }
    if let Some(end) = last {
        let _ = channel.send(ApplyEventView::of(&end, &reported));
    }
    Ok(())
}

/// Speaks to the router where it is after a move, and remembers it there.
async fn follow(app: &App<'_>, connected: &Connected, moved: Option<IpAddr>) -> Option<Arc<Client>> {
    let anew = connected.router.at(moved?).await.ok()?;
    if let Some(id) = connected.id.as_deref().filter(|_| anew.is_private()) {
        known_at(app, id, anew.socket());
    }
    Some(Arc::new(anew))
}

/// Passes progress on. The end is held back until what the router has now is known to the session.
fn tell(channel: &Channel<ApplyEventView>, event: ApplyEvent, end: &mut Option<ApplyEvent>) {
    if matches!(event, ApplyEvent::End { .. }) {
        *end = Some(event);
    } else {
        // A closed window hears nothing; what was begun goes on.
        let _ = channel.send(ApplyEventView::of(&event, &[]));
    }
}

/// The last run on a router that is gone when this window is. Its backup is a real file all the same:
/// bringing it back is practised too.
struct Memory {
    last: Option<Journal>,
    backups: Kept,
}

impl Keep for Memory {
    fn keep(&mut self, journal: &Journal) -> std::io::Result<()> {
        self.last = Some(journal.clone());
        Ok(())
    }

    fn keep_backup(&mut self, made: &Made, plan: Vec<String>) -> std::io::Result<bool> {
        self.backups.keep(made, Why::BeforeChange, plan, MOST_PRACTICE).map(|_| true)
    }

    fn last(&self) -> Option<Journal> {
        self.last.clone()
    }
}

/// What putting the router back as it was before the last run would do now. Nothing is changed.
#[tauri::command]
pub async fn back_view(app: App<'_>) -> Answer<BackView> {
    let (connected, run, run_key) = {
        let session = app.session.lock().await;
        let run = session.last_run.clone().ok_or(CommandError::PlanChanged)?;
        (session.connected()?.clone(), run, session.run_key)
    };
    let now = read_snapshot(connected.router.as_ref()).await?;
    let back = planner::put_back(&run.back, &now, &run_key);
    let view = BackView::of(&back, &now);
    app.session.lock().await.back = Some(Returning { plan: back.plan, back: run.back, of_run: true });
    Ok(view)
}

/// Puts the router back as `back_view` has shown; progress comes through the channel.
#[tauri::command]
pub async fn put_back(app: App<'_>, channel: Channel<ApplyEventView>) -> Answer<()> {
    let (connected, returning, run_key, stop) = {
        let _no_backup = app.backing_up.lock().await;
        let mut session = app.session.lock().await;
        if session.job.is_some() {
            return Err(CommandError::Busy);
        }
        let connected = session.connected()?.clone();
        let returning = session.back.take().ok_or(CommandError::PlanChanged)?;
        let stop = Control::default();
        session.job = Some(stop.clone());
        (connected, returning, session.run_key, stop)
    };
    let ticked = BTreeSet::new();
    let context = Context {
        secrets: &NoSecrets,
        ticked: &ticked,
        transport: connected.transport(),
        run_key: &run_key,
        finish_move: false,
    };
    let mut last = None;
    let mut report = |event| tell(&channel, event, &mut last);
    let router = connected.router.as_ref();
    let Returning { plan, back, of_run } = returning;
    let end = apply::put_back(router, &back, &plan, &context, &mut report, &stop).await;
    let moved = follow(&app, &connected, end.moved).await;
    let is_done = matches!(end.outcome, Outcome::Done | Outcome::Unchanged);
    let router = moved.as_deref().unwrap_or(router);
    let log = if is_done { apply::log_end(router).await } else { None };
    let read = read_snapshot(router).await;
    let mut session = app.session.lock().await;
    if let (Some(moved), Some(connected)) = (moved, session.connected.as_mut()) {
        connected.router = moved;
    }
    if let (Ok(snapshot), Some(connected)) = (read, session.connected.as_mut()) {
        connected.snapshot = snapshot;
    }
    session.job = None;
    session.shown = None;
    if let (true, Some(id), Some(now)) = (is_done, &connected.id, &session.connected) {
        remember(&app, id, &now.snapshot, log);
    }
    if is_done && of_run {
        session.last_run = None;
        if let Some(id) = &connected.id {
            // What stays is asked about once more at the next start; that does no harm.
            let _ = journal(&app, id).forget();
        }
    }
    if let Some(end) = last {
        let _ = channel.send(ApplyEventView::of(&end, &[]));
    }
    Ok(())
}

async fn begin(app: &App<'_>, plan_id: &str) -> Answer<(Connected, Shown, [u8; 32], Control)> {
    // From when the job is noted on, no backup begins.
    let _no_backup = app.backing_up.lock().await;
    let mut session = app.session.lock().await;
    if session.job.is_some() {
        return Err(CommandError::Busy);
    }
    let connected = session.connected()?.clone();
    let shown = session.shown.clone().filter(|shown| shown.id == plan_id).ok_or(CommandError::PlanChanged)?;
    let stop = Control::default();
    session.job = Some(stop.clone());
    Ok((connected, shown, session.run_key, stop))
}

/// Stops before the next change and puts everything back. What is being sent is ended.
#[tauri::command]
pub async fn apply_stop(app: App<'_>) -> Answer<()> {
    if let Some(job) = &app.session.lock().await.job {
        job.stop();
    }
    Ok(())
}

/// Lets the router wait two minutes longer, up to ten in all.
#[tauri::command]
pub async fn apply_more_time(app: App<'_>) -> Answer<()> {
    if let Some(job) = &app.session.lock().await.job {
        job.add_time();
    }
    Ok(())
}

/// Reads the router and tests the outcomes, without changing anything.
#[tauri::command]
pub async fn test_again(app: App<'_>) -> Answer<Vec<ProofView>> {
    let (connected, project) = {
        let session = app.session.lock().await;
        let shown = session.shown.as_ref().ok_or(CommandError::PlanChanged)?;
        (session.connected()?.clone(), shown.project.clone())
    };
    let snapshot = read_snapshot(connected.router.as_ref()).await?;
    let proof = apply::prove(connected.router.as_ref(), &project, &snapshot).await;
    Ok(proof.iter().map(ProofView::of).collect())
}
