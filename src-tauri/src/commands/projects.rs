//! Project files, drafts, and passwords that are to be kept.
use super::{Answer, App, backups::PASSWORD};
use crate::{
    AppState,
    error::CommandError,
    project_files::new_project,
    view::{CarryForm, CarryView, ProjectView},
};
use project::SecretField;
use routeros::Secret;
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};

/// A project without a file.
#[tauri::command]
pub async fn project_new(app: App<'_>) -> Answer<ProjectView> {
    let project = new_project();
    app.files.accept(&project.id);
    take(&app, &project.id, HashMap::new()).await;
    Ok(project)
}

/// Opens a file, or asks which; none when the person chose none.
#[tauri::command]
pub async fn project_open<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    path: Option<String>,
) -> Answer<Option<ProjectView>> {
    let chosen = match path {
        Some(path) => Some(PathBuf::from(path)),
        None => ask(&handle, |dialog, answer| dialog.pick_file(answer)).await,
    };
    let Some(path) = chosen else { return Ok(None) };
    let mut project = app.files.open(&path)?;
    project.stored_secrets = load_secrets(&app, &project).await;
    Ok(Some(project))
}

/// Saves to the project's file, or asks where. Typed passwords go to the keyring.
#[tauri::command]
pub async fn project_save<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    project: ProjectView,
    choose_path: bool,
    secrets: BTreeMap<String, String>,
) -> Answer<Option<ProjectView>> {
    let chosen = match &project.path {
        Some(path) if !choose_path => Some(PathBuf::from(path)),
        _ => ask(&handle, |dialog, answer| dialog.set_file_name("Home.firsthop").save_file(answer)).await,
    };
    let Some(mut path) = chosen else { return Ok(None) };
    let project = remembering(&app, project).await;
    if path.extension().is_none() {
        path.set_extension("firsthop");
    }
    let mut saved = app.files.save(&project, &path)?;
    app.files.discard_draft();
    saved.stored_secrets = store(&app, &project.id, secrets).await?;
    Ok(Some(saved))
}

/// The project with the router that it was made on: the connected one, unless it was made on another model and
/// has not been carried over yet.
async fn remembering(app: &AppState, project: ProjectView) -> ProjectView {
    let session = app.session.lock().await;
    let Some(connected) = session.connected.as_ref().filter(|connected| connected.looked) else { return project };
    let now = planner::made_for(&project.choices, &connected.snapshot);
    let is_its = project.made_for.as_ref().is_none_or(|before| before.model == now.model);
    ProjectView { made_for: if is_its { Some(now) } else { project.made_for.clone() }, ..project }
}

/// What becomes of a project on the connected router; none where it was made on this model.
#[tauri::command]
pub async fn project_carry(app: App<'_>, form: CarryForm) -> Answer<Option<CarryView>> {
    let session = app.session.lock().await;
    let carried = planner::carry(&form.made_for, &form.choices, &session.connected()?.snapshot);
    Ok(carried.map(|carry| CarryView::of(&form.made_for, &carry)))
}

async fn ask<R: Runtime>(
    handle: &AppHandle<R>,
    show: impl FnOnce(FileDialogBuilder<R>, Box<dyn FnOnce(Option<FilePath>) + Send>),
) -> Option<PathBuf> {
    let dialog = handle.dialog().file().add_filter("FirstHop", &["firsthop"]);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    show(dialog, Box::new(move |path| drop(sender.send(path))));
    receiver.await.ok().flatten()?.into_path().ok()
}

/// Keeps answers that nobody saved.
#[tauri::command]
pub fn draft_keep(app: App<'_>, project: ProjectView) {
    app.files.keep_draft(&project);
}

/// Takes them up again, with the passwords that the keyring has for them. The others are asked for anew:
/// answers are kept without secrets.
#[tauri::command]
pub async fn draft_use(app: App<'_>) -> Answer<Option<ProjectView>> {
    let Some(draft) = app.files.draft() else { return Ok(None) };
    let mut project = draft.project;
    project.stored_secrets = load_secrets(&app, &project).await;
    Ok(Some(project))
}

/// Forgets them.
#[tauri::command]
pub fn draft_discard(app: App<'_>) {
    app.files.discard_draft();
}

/// Keeps typed passwords; returns which fields are kept now.
async fn store(app: &AppState, project_id: &str, secrets: BTreeMap<String, String>) -> Answer<Vec<String>> {
    for (field, text) in secrets.into_iter().filter(|(_, text)| !text.is_empty()) {
        let known = SecretField::all().any(|known| known.as_str() == field && known != SecretField::Router);
        if known {
            let secret = Secret::new(text);
            app.credentials.put(project_id, &field, secret.clone()).await.map_err(|_| CommandError::NoKeyring)?;
            app.session.lock().await.stored.insert(field, secret);
        }
    }
    let session = app.session.lock().await;
    let mut fields: Vec<String> = session.stored.keys().cloned().collect();
    fields.sort();
    Ok(fields)
}

/// A project from elsewhere has no secrets here, whatever its id says.
async fn load_secrets(app: &AppState, project: &ProjectView) -> Vec<String> {
    let fields: Vec<&'static str> = SecretField::ALL.iter().map(|field| field.as_str()).collect();
    let stored =
        if project.from_elsewhere { Default::default() } else { app.credentials.all(&project.id, &fields).await };
    let mut names: Vec<String> = stored.keys().cloned().collect();
    names.sort();
    take(app, &project.id, stored).await;
    names
}

/// The open project's secrets. The password of its backups is made when there is none; it goes to the keyring
/// before the first backup is made with it. Without a keyring nobody could open such a backup later.
async fn take(app: &AppState, id: &str, mut stored: HashMap<String, Secret>) {
    if !stored.contains_key(PASSWORD) && app.credentials.is_lasting().await {
        stored.insert(PASSWORD.to_owned(), Secret::new(strong_password()));
    }
    let mut session = app.session.lock().await;
    session.project = id.to_owned();
    session.stored = stored;
}

/// Four times four signs that cannot be mistaken for one another: about 78 bits, good to write down.
fn strong_password() -> String {
    const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let random = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    // Bytes 6 and 8 hold the version.
    let random = random.iter().enumerate().filter(|(place, _)| place % 16 != 6 && place % 16 != 8);
    let signs = random.map(|(_, byte)| char::from(SIGNS[usize::from(byte % 32)])).take(16);
    let mut out = String::new();
    for (place, sign) in signs.enumerate() {
        if place > 0 && place % 4 == 0 {
            out.push('-');
        }
        out.push(sign);
    }
    out
}
