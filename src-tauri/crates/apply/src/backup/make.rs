//! Making a backup: written by the router, waited for, fetched, looked at, and nothing left behind.
use super::{About, Made, NoBackup, Place};
use crate::{StepState, reading::SETTLING};
use planner::{
    Backup,
    backup::{Keeping, STAYS, TEMPORARY},
};
use project::SecretField;
use routeros::{Change, MenuState, NoSecrets, Record, Secrets, Snapshot, Value, export, menu};
use routeros_client::{
    ClientError, Router, Sftp,
    files::{self, File},
};

/// Backups of home routers are 20 to 100 KB; the room is for both kinds.
const ROOM: u64 = 256 << 10;

/// What a backup is made with.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// What is sent, as it was shown.
    pub backup: &'a Backup,
    /// What was read of the router just now.
    pub before: &'a Snapshot,
    /// The files that are there already.
    pub there: &'a [File],
    /// What fetches files where pieces of them cannot be read whole.
    pub sftp: Option<&'a Sftp>,
    /// For the password of the backup; and none of them may stand in the readable copy.
    pub secrets: &'a dyn Secrets,
}

/// Makes a backup. `step` hears how far each change is. Whatever happens, files that only pass through do
/// not stay; where the router cannot be told to remove them, the next start does.
///
/// # Errors
/// There is none, with why. The router's settings are as they were.
pub async fn make<R: Router>(
    router: &R,
    order: Order<'_>,
    step: &mut (dyn FnMut(&Change, StepState) + Send),
) -> Result<Made, NoBackup> {
    let Order { backup, before, there: earlier, .. } = order;
    let (binary, export) = (backup.binary(), backup.export());
    let is_in_the_way = |file: &&File| is_temporary(file) || file.name == binary;
    for file in earlier.iter().filter(is_in_the_way) {
        remove(router, backup, file).await?;
    }
    has_room(before, earlier, backup)?;
    let made = match write(router, order, step).await {
        Ok(written) => read(router, order, &written, step).await,
        Err(error) => Err(error),
    };
    if made.is_err() {
        // It may be there all the same.
        if let Ok(left) = files::list(router).await {
            for file in left.iter().filter(|file| file.name == binary || Some(&file.name) == export.as_ref()) {
                let _ = remove(router, backup, file).await;
            }
        }
    } else if backup.keeping == Keeping::Router {
        // The new one is whole: now the one before can go.
        for file in earlier.iter().filter(|file| base(file).starts_with(STAYS) && file.name != binary) {
            let _ = remove(router, backup, file).await;
        }
    }
    made
}

/// Removes what an earlier run could not.
///
/// # Errors
/// The router does not answer.
pub async fn tidy<R: Router>(router: &R, before: &Snapshot) -> Result<(), ClientError> {
    let backup = Backup::new(before, "", "", false);
    for file in files::list(router).await?.iter().filter(|file| is_temporary(file)) {
        remove(router, &backup, file).await?;
    }
    Ok(())
}

fn is_temporary(file: &File) -> bool {
    base(file).starts_with(TEMPORARY)
}

fn base(file: &File) -> &str {
    file.name.rsplit('/').next().unwrap_or_default()
}

async fn remove<R: Router>(router: &R, backup: &Backup, file: &File) -> Result<(), ClientError> {
    match router.send(&backup.remove(&file.id, &file.name), &NoSecrets).await {
        Err(ClientError::Missing { .. }) => Ok(()),
        other => other,
    }
}

/// What only passes through a router with a folder `flash` is in its memory.
fn has_room(before: &Snapshot, files: &[File], backup: &Backup) -> Result<(), NoBackup> {
    let in_memory = backup.keeping == Keeping::Computer && !files::lasting_folder(files).is_empty();
    let name = if in_memory { "free-memory" } else { "free-hdd-space" };
    let free = before.settings(menu::SYSTEM_RESOURCE).and_then(|record| record.text(name)?.parse().ok());
    match free {
        Some(free) if free < ROOM => Err(NoBackup::NoRoom { free, needed: ROOM }),
        _ => Ok(()),
    }
}

/// Tells the router to write, and waits until it has.
async fn write<R: Router>(
    router: &R,
    order: Order<'_>,
    step: &mut (dyn FnMut(&Change, StepState) + Send),
) -> Result<Vec<File>, NoBackup> {
    let changes = order.backup.write();
    for change in &changes {
        step(change, StepState::Running);
        match router.send(change, order.secrets).await {
            Ok(()) => {}
            // Whether it was begun is seen soon.
            Err(ClientError::OutcomeUnknown) => tokio::time::sleep(SETTLING).await,
            Err(error) => {
                step(change, StepState::Failed);
                return Err(error.into());
            }
        }
    }
    let names: Vec<String> = [Some(order.backup.binary()), order.backup.export()].into_iter().flatten().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let written = files::whole(router, &names).await?;
    let state = if written.is_some() { StepState::Done } else { StepState::Failed };
    changes.iter().for_each(|change| step(change, state));
    written.ok_or(NoBackup::NotWritten)
}

/// Fetches what was written, looks at it, and removes it from the router.
async fn read<R: Router>(
    router: &R,
    order: Order<'_>,
    written: &[File],
    step: &mut (dyn FnMut(&Change, StepState) + Send),
) -> Result<Made, NoBackup> {
    let Order { backup, before, secrets, .. } = order;
    let size = written.first().map(|file| file.size).unwrap_or_default();
    let (place, binary, export) = match (backup.keeping, written) {
        (Keeping::Computer, [binary, readable]) => {
            let bytes = fetch(router, order, binary).await?;
            let text = fetch(router, order, readable).await?;
            for file in written {
                let change = backup.remove(&file.id, &file.name);
                step(&change, StepState::Running);
                // What stays for now is removed by the next start.
                let removed = remove(router, backup, file).await;
                step(&change, if removed.is_ok() { StepState::Done } else { StepState::Failed });
            }
            (Place::Computer, Some(bytes), looked_at(text, before, secrets)?)
        }
        _ => (Place::Router { file: backup.binary() }, None, None),
    };
    let read = export::of_snapshot(before);
    Ok(Made { place, size, binary, encrypted: backup.encrypted, export, read, about: About::of(before) })
}

async fn fetch<R: Router>(router: &R, order: Order<'_>, file: &File) -> Result<Vec<u8>, ClientError> {
    match order.sftp {
        Some(sftp) => sftp.read(&file.name, file.size).await,
        None => files::fetch(router, file).await,
    }
}

/// The router's export, when it is one and holds no secret that is known.
fn looked_at(bytes: Vec<u8>, before: &Snapshot, secrets: &dyn Secrets) -> Result<Option<String>, NoBackup> {
    // Comments may be in any character set; for reading that is enough.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    export::commands(&text).map_err(|error| NoBackup::NotWhole { detail: error.to_string() })?;
    if known_secrets(before, secrets).iter().any(|secret| export::holds(&text, secret)) {
        tracing::warn!("a secret stands in the router's export; it is not kept");
        return Ok(None);
    }
    Ok(Some(text))
}

fn known_secrets(before: &Snapshot, secrets: &dyn Secrets) -> Vec<String> {
    let known = SecretField::ALL.iter().filter_map(|field| secrets.secret(field.as_str()));
    let records = before.menus().flat_map(|(_, state)| match state {
        MenuState::List(records) => records.iter().collect::<Vec<&Record>>(),
        MenuState::Settings(record) => vec![record],
        MenuState::Absent => Vec::new(),
    });
    let shown = records.flat_map(|record| record.props.values()).filter_map(|value| match value {
        Value::Secret(secret) => Some(secret.clone()),
        Value::Text(_) => None,
    });
    known.chain(shown).map(|secret| secret.expose().to_owned()).collect()
}
