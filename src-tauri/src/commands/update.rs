//! A newer RouterOS for the connected router: looked for, shown, and done as it was shown.
use super::{
    Answer, App,
    apply::PRACTICE,
    backups::{PASSWORD, free, keep_password, secrets},
    connect::look,
    drift::remember,
};
use crate::{
    AppState,
    error::CommandError,
    session::{Connected, Shown},
    view::{RouterView, UpdateEventView, UpdateView, UpdatedView, build::unmade},
};
use apply::{
    Control, Journal,
    backup::Kept,
    update::{Aim, NotUpdated, Order, Progress},
};
use routeros_client::{Router as _, read_facts};
use std::sync::Arc;
use tauri::ipc::Channel;

fn owner(connected: &Connected) -> String {
    connected.id.clone().unwrap_or_else(|| PRACTICE.to_owned())
}

/// Lets the router ask MikroTik. Nothing is changed.
#[tauri::command]
pub async fn update_look(app: App<'_>, to_seven: bool) -> Answer<UpdateView> {
    let connected = free(&app).await?;
    let is_locked = secrets(&app, &owner(&connected)).await.contains_key(PASSWORD);
    let aim = if to_seven { Aim::Seven } else { Aim::Newest };
    let offer = apply::update::look(connected.router.as_ref(), aim, is_locked).await?;
    let view = UpdateView::of(&offer);
    app.session.lock().await.update = Some(offer);
    Ok(view)
}

/// Does what `update_look` has shown; progress comes through the channel. What was chosen last, if it is
/// complete, is what the router is compared with.
#[tauri::command]
pub async fn update_start(app: App<'_>, channel: Channel<UpdateEventView>) -> Answer<UpdatedView> {
    let (connected, offer, shown, run_key, is_unfinished) = {
        let _no_backup = app.backing_up.lock().await;
        let mut session = app.session.lock().await;
        if session.job.is_some() {
            return Err(CommandError::Busy);
        }
        let connected = session.connected()?.clone();
        let offer = session.update.take().ok_or(CommandError::PlanChanged)?;
        session.job = Some(Control::default());
        let is_unfinished = session.last_run.as_ref().is_some_and(Journal::is_unfinished);
        // An export says only what was unusual somewhere: no router is compared with it by its answers.
        let shown = session.shown.clone().filter(|shown| shown.import.is_none());
        (connected, offer, shown, session.run_key, is_unfinished)
    };
    if let Err(error) = keep_password(&app, connected.id.as_deref()).await {
        app.session.lock().await.job = None;
        return Err(error);
    }
    let secrets = secrets(&app, &owner(&connected)).await;
    let kept = Kept::of(app.files.folder(), &owner(&connected));
    let context = shown.as_ref().map(|shown| shown.context(&run_key));
    let wanted = shown.as_ref().zip(context.as_ref()).map(|(Shown { project, .. }, context)| (project, context));
    let order = Order { offer: &offer, wanted, secrets: &secrets, kept: &kept, is_unfinished };
    let mut tell = |progress: Progress| {
        // A closed window hears nothing; what was begun goes on.
        let _ = channel.send(UpdateEventView::of(&progress));
    };
    let end = apply::update::update(connected.router.as_ref(), order, &mut tell).await;
    app.session.lock().await.job = None;
    let router = anew(&app, connected).await;
    match end {
        Ok(updated) => {
            // It was as it was wanted before, so what differs now is RouterOS's own doing.
            if !updated.proof.is_empty() {
                let connected = app.session.lock().await.connected.clone();
                if let Some((id, connected)) = connected.and_then(|one| Some((one.id.clone()?, one))) {
                    let log = apply::log_end(connected.router.as_ref()).await;
                    remember(&app, &id, &connected.snapshot, log);
                }
            }
            Ok(UpdatedView::done(&updated, router))
        }
        Err(NotUpdated::Router { error }) => Err(error.into()),
        Err(NotUpdated::NoBackup { backup }) => Err(CommandError::NoBackup { why: unmade(&backup.code()).to_owned() }),
        Err(error) => Ok(UpdatedView::failed(&error, router)),
    }
}

/// What the router is now, over a connection of its own: the old one ended with its old RouterOS.
async fn anew(app: &AppState, connected: Connected) -> Option<RouterView> {
    let router = Arc::new(connected.router.fresh().await.ok()?);
    let facts = read_facts(router.as_ref()).await.ok()?;
    look(app, Connected { router, snapshot: facts.clone(), facts, ..connected }).await.ok()
}
