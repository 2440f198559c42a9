//! A backup outside of a run: somebody asked for it, or it is due.
use super::{Entry, Kept, NoBackup, Order, Why, make};
use planner::Backup;
use routeros::{Secrets, version::Feature};
use routeros_client::{
    ClientError, Router, Sftp,
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
    let sftp = if before.version().has(Feature::WholeFileRead) { None } else { over_ssh(router).await? };
    let backup = match &sftp {
        Some(_) => Backup::over_ssh(&token, encrypted),
        None => Backup::new(&before, &token, lasting_folder(&there), encrypted),
    };
    let order = Order { backup: &backup, before: &before, there: &there, sftp: sftp.as_ref(), secrets };
    let made = make(router, order, &mut |_, _| {}).await?;
    kept.keep(&made, why, Vec::new(), most).map_err(|error| NoBackup::NotKept { detail: error.to_string() })
}

/// Where SSH is off or does not work, the binary one stays on the router as it would without.
async fn over_ssh<R: Router>(router: &R) -> Result<Option<Sftp>, ClientError> {
    match router.sftp().await {
        // Somebody else answers: that is not passed over.
        Err(error @ ClientError::KeyChanged { .. }) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "no files over SSH");
            Ok(None)
        }
        sftp => sftp,
    }
}
