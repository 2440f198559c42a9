//! A backup outside of a run: somebody asked for it, or it is due.
use super::{Entry, Kept, NoBackup, Order, Why, make};
use planner::Backup;
use routeros::Secrets;
use routeros_client::{
    Router,
    files::{self, lasting_folder},
    read_snapshot,
};

/// Makes a backup of the router as it is, and keeps it; at most `most` stay.
///
/// # Errors
/// There is none, with why. The router's settings are not touched.
pub async fn now<R: Router>(
    router: &R,
    secrets: &dyn Secrets,
    kept: &Kept,
    why: Why,
    most: usize,
) -> Result<Entry, NoBackup> {
    let before = read_snapshot(router).await?;
    let there = files::list(router).await?;
    let encrypted = secrets.secret(planner::backup::PASSWORD).is_some();
    // Two at the same moment must not take each other's files for their own.
    let token = jiff::Timestamp::now().as_millisecond().to_string();
    let backup = Backup::new(&before, &token, lasting_folder(&there), encrypted);
    let order = Order { backup: &backup, before: &before, there: &there, secrets };
    let made = make(router, order, &mut |_, _| {}).await?;
    kept.keep(&made, why, Vec::new(), most).map_err(|error| NoBackup::NotKept { detail: error.to_string() })
}
