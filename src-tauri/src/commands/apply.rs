//! Doing it, and testing again.
use super::{Answer, App};
use crate::{
    error::CommandError,
    session::{Connected, Shown},
    view::{ApplyEventView, ProofView, build::devices},
};
use apply::ApplyEvent;
use routeros_client::read_snapshot;
use tauri::ipc::Channel;
use tokio_util::sync::CancellationToken;

/// Carries out the plan that was seen; progress comes through the channel.
#[tauri::command]
pub async fn apply_plan(app: App<'_>, plan_id: String, channel: Channel<ApplyEventView>) -> Answer<()> {
    let (connected, shown, run_key, stop) = begin(&app, &plan_id).await?;
    let mut last = None;
    let mut report = |event: ApplyEvent| {
        // The end is held back until what the router has now is known to the session.
        if matches!(event, ApplyEvent::End { .. }) {
            last = Some(event);
        } else {
            // A closed window hears nothing; what was begun goes on.
            let _ = channel.send(ApplyEventView::of(&event, &[]));
        }
    };
    let router = connected.router.as_ref();
    apply::run(router, &shown.project, &shown.plan, &shown.context(&run_key), &mut report, &stop).await;
    let mut reported = Vec::new();
    let read = read_snapshot(router).await;
    let mut session = app.session.lock().await;
    if let (Ok(snapshot), Some(connected)) = (read, session.connected.as_mut()) {
        reported = devices(&snapshot, &shown.project);
        connected.snapshot = snapshot;
    }
    session.job = None;
    session.shown = None;
    if let Some(end) = last {
        let _ = channel.send(ApplyEventView::of(&end, &reported));
    }
    Ok(())
}

async fn begin(app: &App<'_>, plan_id: &str) -> Answer<(Connected, Shown, [u8; 32], CancellationToken)> {
    let mut session = app.session.lock().await;
    if session.job.is_some() {
        return Err(CommandError::Busy);
    }
    let connected = session.connected()?.clone();
    let shown = session.shown.clone().filter(|shown| shown.id == plan_id).ok_or(CommandError::PlanChanged)?;
    let stop = CancellationToken::new();
    session.job = Some(stop.clone());
    Ok((connected, shown, session.run_key, stop))
}

/// Stops before the next change and puts everything back. What is being sent is ended.
#[tauri::command]
pub async fn apply_stop(app: App<'_>) -> Answer<()> {
    if let Some(job) = &app.session.lock().await.job {
        job.cancel();
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
