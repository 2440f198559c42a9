//! A readable export on the connected router: what of it would not come along. Nothing is changed.
use super::{Answer, App};
use crate::{
    error::CommandError,
    view::{ExportView, TextView, build::params},
};
use apply::dry_run::{Checked, check_text};
use planner::{Context, Entry, Import};
use routeros::{Text, visible};
use routeros_client::{Router as _, read_snapshot};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    path::PathBuf,
};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// No export of a home is larger.
const LARGEST: u64 = 4 << 20;

/// Asks for a file, or takes this one, and says what of it the router does not have; none when the person chose none.
#[tauri::command]
pub async fn export_check<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    path: Option<String>,
) -> Answer<Option<ExportView>> {
    let (connected, run_key) = {
        let session = app.session.lock().await;
        (session.connected()?.clone(), session.run_key)
    };
    if !connected.router.is_private() && !connected.simulated {
        return Err(CommandError::NotPrivate);
    }
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
    let mut bytes = Vec::new();
    let failed = |error: std::io::Error| CommandError::FileSystem {
        path: path.display().to_string(),
        detail: error.to_string(),
    };
    let file = std::fs::File::open(&path).map_err(failed)?;
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    let shown = visible(&path.display().to_string());
    let said = |text: &Text| TextView { key: text.key.clone(), params: params(&text.params) };
    let text = String::from_utf8_lossy(&bytes);
    let router = connected.router.as_ref();
    let now = read_snapshot(router).await?;
    let ticked = BTreeSet::new();
    let looked = Import::secrets_in(&text).and_then(|secrets| {
        let transport = connected.transport();
        let context = Context { secrets: &secrets, ticked: &ticked, transport, run_key: &run_key, finish_move: false };
        let entry = Entry::at(router.place(), transport, &now);
        let import = Import::new(&text, &now, &entry, &context, &BTreeMap::new())?;
        Ok(import.plan(&now, &context).lost)
    });
    let lacks = match looked {
        Ok(lost) => lost.iter().map(said).collect(),
        Err(error) => {
            let problem = Some(said(&error.text()));
            return Ok(Some(ExportView { path: shown, problem, lacks: Vec::new(), read: None, understood: None }));
        }
    };
    let (read, understood) = match check_text(router, now.version(), &text).await? {
        Checked::Right => (Text::new("import.read-right"), Some(true)),
        Checked::Wrong(detail) => (Text::new("import.read-wrong").with("detail", detail), Some(false)),
        Checked::NotAsked => (Text::new("import.not-read"), None),
    };
    Ok(Some(ExportView { path: shown, problem: None, lacks, read: Some(said(&read)), understood }))
}
