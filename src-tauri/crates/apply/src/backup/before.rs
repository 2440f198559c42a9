//! The backup before the first change of a run.
use super::{Made, NoBackup, Order, make};
use crate::{ApplyEvent, Keep};
use planner::{Backup, Context, Plan};
use routeros::{Change, Snapshot, render::cli};
use routeros_client::{
    Router,
    files::{self, lasting_folder},
};

/// Makes it as it was shown, and keeps it.
///
/// # Errors
/// There is none; nothing has been changed.
pub(crate) async fn before<R: Router>(
    router: &R,
    plan: &Plan,
    before: &Snapshot,
    context: &Context<'_>,
    keep: &mut dyn Keep,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
) -> Result<(), NoBackup> {
    let there = files::list(router).await?;
    let backup = Backup::of(plan, before, lasting_folder(&there), context);
    // A run is as it was shown, and that is planned without asking whether SSH answers.
    let order = Order { backup: &backup, before, there: &there, sftp: None, secrets: context.secrets };
    let total = backup.shown().len();
    let mut step = |change: &Change, state| {
        events(ApplyEvent::Step { id: change.id.clone(), index: 0, total, state });
    };
    let made = make(router, order, &mut step).await?;
    let plan = plan.changes.iter().map(cli::line).collect();
    let kept = keep.keep_backup(&made, plan).map_err(|error| NoBackup::NotKept { detail: error.to_string() })?;
    let readable = made.readable();
    let Made { place, size, encrypted, .. } = made;
    // What is kept nowhere, as for a router that is gone in a moment, is not spoken of.
    if kept {
        events(ApplyEvent::BackedUp { place, size, encrypted, readable });
    }
    Ok(())
}
