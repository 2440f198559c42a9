//! A readable export brought to the connected router: chosen, and looked at as often as something is said of it.
//! Nothing is changed here; the plan that is kept is carried out like any other.
use super::{Answer, App, evaluate::show};
use crate::{
    error::CommandError,
    session::{Connected, Exported, Session, Shown},
    view::{ExportForm, ExportView},
};
use planner::{Context, Import, ImportAsks, Imported, Lost, NotImported};
use project::Choices;
use routeros_client::read_snapshot;
use std::{
    collections::BTreeSet,
    io::Read as _,
    path::{Path, PathBuf},
};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// No export of a home is larger.
const LARGEST: u64 = 4 << 20;

/// Asks for a file, or takes this one, and looks at it as it is proposed; none when the person chose none.
#[tauri::command]
pub async fn export_choose<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    path: Option<String>,
) -> Answer<Option<ExportView>> {
    let router = {
        let session = app.session.lock().await;
        let connected = session.connected()?;
        if !connected.router.is_private() && !connected.simulated {
            return Err(CommandError::NotPrivate);
        }
        connected.router.clone()
    };
    let path = match path {
        Some(path) => PathBuf::from(path),
        None => {
            let (sender, receiver) = tokio::sync::oneshot::channel();
            handle.dialog().file().add_filter("RouterOS", &["rsc"]).pick_file(move |path| drop(sender.send(path)));
            let Some(path) = receiver.await.ok().flatten().and_then(|path| path.into_path().ok()) else {
                return Ok(None);
            };
            path
        }
    };
    let text = text_of(&path)?;
    let now = read_snapshot(router.as_ref()).await?;
    let mut session = app.session.lock().await;
    if let Some(connected) = session.connected.as_mut() {
        connected.snapshot = now;
    }
    session.exported = Some(Exported { path: path.display().to_string(), text });
    look(&mut session, &ExportForm::default()).map(Some)
}

/// The same export once more, with what the person says of it.
#[tauri::command]
pub async fn export_look(app: App<'_>, form: ExportForm) -> Answer<ExportView> {
    look(&mut *app.session.lock().await, &form)
}

fn text_of(path: &Path) -> Answer<String> {
    let failed = |error: std::io::Error| CommandError::FileSystem {
        path: path.display().to_string(),
        detail: error.to_string(),
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    // What was cut off would be missed without a word.
    if bytes.len() as u64 > LARGEST {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What it would do on the router as it was read last; the plan is kept for being carried out.
fn look(session: &mut Session, form: &ExportForm) -> Answer<ExportView> {
    session.shown = None;
    let Exported { path, text } = session.exported.clone().ok_or(CommandError::PlanChanged)?;
    let connected = session.connected()?.clone();
    let now = planner::made_for(&Choices::default(), &connected.snapshot);
    let id = session.next_plan_id();
    let (shown, lost, asked) = match planned(session, &connected, id, &text, form) {
        Ok(planned) => planned,
        Err(why) => return Ok(ExportView::refused(&path, now, &why)),
    };
    let view = ExportView::of(&path, now, &shown, &lost, &asked);
    Ok(ExportView { plan: Some(show(session, &connected, shown)), ..view })
}

fn planned(
    session: &Session,
    connected: &Connected,
    id: String,
    text: &str,
    form: &ExportForm,
) -> Result<(Shown, Vec<Lost>, Vec<ImportAsks>), NotImported> {
    let mut secrets = session.secrets(&form.secrets);
    for (name, secret) in Import::secrets_in(text)? {
        // What was typed wins.
        secrets.entry(name).or_insert(secret);
    }
    let ticked: BTreeSet<String> = form.ticked.iter().cloned().collect();
    let (snapshot, transport) = (&connected.snapshot, connected.transport());
    let finish_move = false;
    let context = Context { secrets: &secrets, ticked: &ticked, transport, run_key: &session.run_key, finish_move };
    let import = Import::new(text, snapshot, &connected.entry(), &context, &form.moves)?;
    let imported = import.plan(snapshot, &context);
    let project = imported.proved_by(snapshot).ok_or(NotImported::NoHome)?;
    let Imported { plan, lost, asked } = imported;
    // The router's own password is none of an export's.
    let password = None;
    let import = Some(import);
    Ok((Shown { id, project, import, plan, secrets, ticked, transport, password, finish_move }, lost, asked))
}
