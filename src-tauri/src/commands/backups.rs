//! Backups of the connected router on this computer: made now, listed, brought back.
use super::{Answer, App, apply::PRACTICE, connect::standings, drift::remember, known::unreadable};
use crate::{
    AppState,
    error::CommandError,
    session::Connected,
    view::{
        BackupView, BackupsView, CommandView, RestoreView, RestoredView,
        build::{no_backup, problem, unmade},
    },
};
use apply::backup::{self, About, Entry, Kept, NotRestored, Why};
use jiff::Timestamp;
use project::SecretField;
use routeros::Secret;
use routeros_client::{read_snapshot, sftp};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// The keyring's name for the password of a router's or of a project's backups.
pub(super) const PASSWORD: &str = SecretField::BackupsPassword.as_str();
/// That it was written down is kept beside it: it is lost together with it.
const WRITTEN: &str = "backups.password.written";
/// How many are kept when nobody chose.
const USUAL: usize = 10;

/// What is chosen for the connected router, and how it went.
#[tauri::command]
pub async fn backups_view(app: App<'_>, project_id: String) -> Answer<BackupsView> {
    let connected = app.session.lock().await.connected.clone();
    let id = connected.as_ref().and_then(|connected| connected.id.clone());
    let standing = match &id {
        Some(id) => standings(&app).of(id).map_err(|error| unreadable(&error))?,
        None => None,
    };
    let known = app.credentials.all(&project_id, &[WRITTEN]).await;
    let is_known = app.session.lock().await.stored.contains_key(PASSWORD);
    let password = match (is_known, known.contains_key(WRITTEN)) {
        (true, true) => "written",
        (true, false) => "kept",
        (false, _) => "none",
    };
    let kept = Kept::of(app.files.folder(), id.as_deref().unwrap_or(PRACTICE));
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    Ok(BackupsView {
        folder: kept.folder().display().to_string(),
        password: password.to_owned(),
        last_ms: ms(standing.as_ref().and_then(|standing| standing.last)),
        next_ms: ms(standing.as_ref().and_then(backup::Standing::next)),
        failed: standing.and_then(|standing| standing.failed).map(|(_, code)| no_backup(&code)),
    })
}

/// The password of the open project's backups, at the moment at which the person asks for it to write it
/// down. From then on it is in the keyring.
#[tauri::command]
pub async fn backups_password(app: App<'_>) -> Answer<String> {
    keep_password(&app, None).await?;
    let session = app.session.lock().await;
    session.stored.get(PASSWORD).map(|password| password.expose().to_owned()).ok_or(CommandError::NoKeyring)
}

/// Puts the password of the backups into the keyring, with the project and with the router that it is for.
///
/// # Errors
/// The keyring does not take it; then no backup may be made with it.
pub(super) async fn keep_password(app: &AppState, router: Option<&str>) -> Answer<()> {
    let (project, password) = {
        let session = app.session.lock().await;
        (session.project.clone(), session.stored.get(PASSWORD).cloned())
    };
    let Some(password) = password else { return Ok(()) };
    for owner in [Some(project.as_str()), router].into_iter().flatten().filter(|owner| !owner.is_empty()) {
        let kept = app.credentials.put(owner, PASSWORD, password.clone()).await;
        kept.map_err(|_| CommandError::NoKeyring)?;
    }
    Ok(())
}

/// After a router was set up: what was chosen for its backups holds from now on.
pub(super) fn follow_up(app: &AppState, connected: &Connected, backups: &project::Backups) {
    // A simulated router is gone when this window is.
    let Some(router) = connected.id.clone() else { return };
    let all = standings(app);
    let every = backup::Every::of(backups.every).filter(|_| backups.computer);
    let done = match every {
        None => all.forget(&router),
        Some(every) => {
            let keep = usize::try_from(backups.keep).unwrap_or(USUAL);
            let (user, folder) = (connected.router.user().to_owned(), backups.folder.as_ref().map(PathBuf::from));
            all.choose(backup::Standing { router, user, every, folder, keep, last: None, failed: None })
        }
    };
    // The router is set up all the same; the Backups step says what is chosen.
    if let Err(error) = done.and_then(|()| at_sign_in(every.is_some())) {
        tracing::warn!(%error, "backups are not made by themselves");
    }
}

/// Asks the system to look at sign-in whether one is due. The program that looks lies beside this one.
fn at_sign_in(wanted: bool) -> std::io::Result<()> {
    let none = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let cli = std::env::current_exe()?.with_file_name(format!("firsthop-cli{}", std::env::consts::EXE_SUFFIX));
    // With a state folder of its own, as in tests, FirstHop asks nothing of the system: what would run at
    // sign-in looks into the usual one.
    if !wanted || !cli.exists() || std::env::var_os("FIRSTHOP_STATE_DIR").is_some() {
        return Ok(());
    }
    let home = dirs::home_dir().ok_or_else(none)?;
    let settings = dirs::config_dir().ok_or_else(none)?;
    backup::sign_in::register(&cli.display().to_string(), &home, &settings).map(drop)
}

/// The person has written it down.
#[tauri::command]
pub async fn backups_password_written(app: App<'_>, project_id: String) -> Answer<()> {
    app.credentials.put(&project_id, WRITTEN, Secret::new("yes")).await.map_err(|_| CommandError::NoKeyring)
}

/// Asks for a folder, beginning at this one; none when the person chose none.
#[tauri::command]
pub async fn backups_folder<R: Runtime>(handle: AppHandle<R>, from: String) -> Answer<Option<String>> {
    let begin = Path::new(&from).ancestors().find(|folder| folder.is_dir()).map(Path::to_path_buf);
    let mut dialog = handle.dialog().file();
    if let Some(begin) = begin {
        dialog = dialog.set_directory(begin);
    }
    let (sender, receiver) = tokio::sync::oneshot::channel();
    dialog.pick_folder(move |path| drop(sender.send(path)));
    let chosen = receiver.await.ok().flatten().and_then(|path| path.into_path().ok());
    Ok(chosen.map(|path| path.display().to_string()))
}

/// The backups of the connected router, the newest first; those from before it was reset too.
#[tauri::command]
pub async fn backups_list(app: App<'_>) -> Answer<Vec<BackupView>> {
    let connected = app.session.lock().await.connected()?.clone();
    let mut all = of_router(&app, &connected)?;
    all.sort_by_key(|(_, _, entry)| std::cmp::Reverse(entry.made));
    Ok(all.iter().map(|(_, kept, entry)| BackupView::of(entry, kept)).collect())
}

/// Makes one now.
#[tauri::command]
pub async fn backup_now(app: App<'_>) -> Answer<BackupView> {
    let _one_at_a_time = app.backing_up.lock().await;
    let connected = free(&app).await?;
    let owner = connected.id.clone().unwrap_or_else(|| PRACTICE.to_owned());
    let standing = standings(&app).of(&owner).map_err(|error| unreadable(&error))?;
    make(&app, &connected, &owner, standing.as_ref(), Why::Asked).await
}

/// Makes one, and writes down how it went.
pub(super) async fn make(
    app: &AppState,
    connected: &Connected,
    owner: &str,
    standing: Option<&backup::Standing>,
    why: Why,
) -> Answer<BackupView> {
    let folder = standing.and_then(|standing| standing.folder.clone());
    let kept = folder.map_or_else(|| Kept::of(app.files.folder(), owner), Kept::at);
    let secrets = secrets(app, owner).await;
    let most = standing.map_or(USUAL, |standing| standing.keep);
    let made = backup::now(connected.router.as_ref(), &secrets, &kept, why, most).await;
    let went = |when, how| standings(app).went(owner, when, how).map_err(|error| unreadable(&error));
    match made {
        Ok(made) => {
            went(made.made, Ok(()))?;
            Ok(BackupView::of(&made, &kept))
        }
        Err(error) => {
            tracing::warn!(%error, "no backup");
            went(Timestamp::now(), Err(error.code()))?;
            Err(CommandError::NoBackup { why: unmade(&error.code()).to_owned() })
        }
    }
}

/// What bringing one back would do. Nothing is changed.
#[tauri::command]
pub async fn restore_look(app: App<'_>, folder: String, id: String) -> Answer<RestoreView> {
    let (connected, _, kept, entry) = chosen(&app, &folder, &id).await?;
    let now = read_snapshot(connected.router.as_ref()).await?;
    let found = found(&app, &connected, &kept, &entry, &now).await;
    let file = match &found {
        Ok(Where::There(file)) => file.clone(),
        _ => entry.binary_name(),
    };
    Ok(RestoreView {
        command: CommandView::of(&backup::load(&entry, &file)),
        sends: matches!(found, Ok(Where::Here)),
        problem: found.err().as_ref().map(problem),
        other_version: About::of(&now).version != entry.router.version,
    })
}

/// Brings one back: the router loads it, starts again, and is read again.
#[tauri::command]
pub async fn restore(app: App<'_>, folder: String, id: String) -> Answer<RestoredView> {
    let _no_backup = app.backing_up.lock().await;
    let (connected, owner, kept, entry) = chosen(&app, &folder, &id).await?;
    let now = read_snapshot(connected.router.as_ref()).await?;
    let secrets = secrets(&app, &owner).await;
    let router = connected.router.as_ref();
    let restored = match found(&app, &connected, &kept, &entry, &now).await {
        Ok(Where::There(file)) => backup::restore(router, &entry, &kept, &file, &secrets).await,
        Ok(Where::Here) => match backup::send(router, &entry, &kept).await {
            Ok(file) => {
                let restored = backup::restore(router, &entry, &kept, &file, &secrets).await;
                // Where it is in memory it is gone; elsewhere it would lie there for ever.
                if let Err(error) = backup::remove_sent(router, &entry).await {
                    tracing::warn!(%error, "the backup that was sent stays on the router");
                }
                restored
            }
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let log = if restored.is_ok() { apply::log_end(connected.router.as_ref()).await } else { None };
    let read = read_snapshot(connected.router.as_ref()).await;
    let mut session = app.session.lock().await;
    if let (Ok(snapshot), Some(connected)) = (read, session.connected.as_mut()) {
        if let (Ok(_), Some(id)) = (&restored, &connected.id) {
            remember(&app, id, &snapshot, log);
        }
        connected.snapshot = snapshot;
    }
    session.shown = None;
    Ok(RestoredView::of(&restored))
}

/// The connected router, unless something is being done to it.
pub(super) async fn free(app: &AppState) -> Answer<Connected> {
    let session = app.session.lock().await;
    if session.job.is_some() {
        return Err(CommandError::Busy);
    }
    Ok(session.connected()?.clone())
}

/// Its backups with their owner's local id: known by the serial number, which a reset does not change.
fn of_router(app: &AppState, connected: &Connected) -> Answer<Vec<(String, Kept, Entry)>> {
    let about = About::of(&connected.snapshot);
    let mut places = Kept::everywhere(app.files.folder()).map_err(|error| unreadable(&error))?;
    let chosen = standings(app).all().map_err(|error| unreadable(&error))?.into_iter();
    places.extend(chosen.filter_map(|standing| Some((standing.router, Kept::at(standing.folder?)))));
    let mut found = Vec::new();
    for (owner, kept) in places {
        let entries = kept.all().map_err(|error| unreadable(&error))?.into_iter();
        let its = entries.filter(|entry| (&entry.router.serial, &entry.router.model) == (&about.serial, &about.model));
        found.extend(its.map(|entry| (owner.clone(), kept.clone(), entry)));
    }
    Ok(found)
}

/// The newest backup of the connected router.
pub(super) fn newest(app: &AppState, connected: &Connected) -> Answer<Option<(Kept, Entry)>> {
    let all = of_router(app, connected)?.into_iter().map(|(_, kept, entry)| (kept, entry));
    Ok(all.max_by_key(|(_, entry)| entry.made))
}

async fn chosen(app: &AppState, folder: &str, id: &str) -> Answer<(Connected, String, Kept, Entry)> {
    let connected = free(app).await?;
    let is_it = |(_, kept, entry): &(String, Kept, Entry)| kept.folder() == Path::new(folder) && entry.id == id;
    let one = of_router(app, &connected)?.into_iter().find(is_it);
    let (owner, kept, entry) = one.ok_or(CommandError::PlanChanged)?;
    Ok((connected, owner, kept, entry))
}

/// Where the binary file is.
enum Where {
    /// On the router, by this name.
    There(String),
    /// On this computer, and it can be sent.
    Here,
}

/// Where the file is. Where nothing can be sent, a simulated router gets it as WinBox would bring it.
async fn found(
    app: &AppState,
    connected: &Connected,
    kept: &Kept,
    entry: &Entry,
    now: &routeros::Snapshot,
) -> Result<Where, NotRestored> {
    let router = connected.router.as_ref();
    let can_send = sftp::is_possible(now) && (connected.simulated || router.is_private());
    match backup::find(router, entry, kept, now).await {
        Err(NotRestored::NotThere { .. }) if can_send && kept.binary(entry).is_ok() => Ok(Where::Here),
        Err(NotRestored::NotThere { file, .. }) if connected.simulated && kept.binary(entry).is_ok() => {
            if let (Some(practice), Ok(bytes)) = (&app.session.lock().await.practice, kept.binary(entry)) {
                practice.router().put_file(&file, bytes);
            }
            backup::find(router, entry, kept, now).await.map(Where::There)
        }
        found => found.map(Where::There),
    }
}

/// The passwords that backups of this router need.
pub(super) async fn secrets(app: &AppState, owner: &str) -> HashMap<String, Secret> {
    let mut known = app.credentials.all(owner, &[PASSWORD]).await;
    known.extend(app.session.lock().await.stored.clone());
    known
}
