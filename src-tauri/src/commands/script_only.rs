//! A script for a router that FirstHop does not speak to: made from the answers and from the records of
//! the carried factory router that is nearest to its version.
use super::{Answer, App, save::save_text};
use crate::{
    session::Session,
    view::{EvaluateForm, ScriptView},
};
use planner::{Context, Transport};
use project::Project;
use routeros::{Snapshot, Version, parse, render::script};
use std::collections::BTreeSet;
use tauri::{AppHandle, Runtime};

/// The script, without secrets; none when the answers are not complete, or there is no such version.
#[tauri::command]
pub async fn script_only(app: App<'_>, form: EvaluateForm, version: String) -> Answer<Option<ScriptView>> {
    let session = app.session.lock().await;
    Ok(made(&session, &form, &version).map(|text| ScriptView { text }))
}

/// Saves it where the person says; none when they said nowhere, or there is none.
#[tauri::command]
pub async fn script_only_save<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    form: EvaluateForm,
    version: String,
) -> Answer<Option<String>> {
    let Some(script) = script_only(app, form, version.clone()).await? else { return Ok(None) };
    save_text(&handle, &format!("firsthop-{version}.rsc"), ("RouterOS", "rsc"), &script.text).await
}

fn made(session: &Session, form: &EvaluateForm, version: &str) -> Option<String> {
    let version: Version = version.parse().ok()?;
    let (project, _) = Project::from_choices(&form.choices, &|field| session.state(&form.secrets, field)).ok()?;
    let snapshot = factory_near(version)?;
    let (secrets, ticked) = (session.secrets(&form.secrets), BTreeSet::new());
    let context = Context {
        secrets: &secrets,
        ticked: &ticked,
        transport: Transport::Https,
        run_key: &session.run_key,
        finish_move: false,
    };
    let plan = planner::plan(&project, &snapshot, &context).ok()?;
    let title =
        format!("Made by FirstHop for a new router with RouterOS {version}. Look at each line before you import it.");
    Some(script::script(&title, &plan.changes))
}

fn factory_near(version: Version) -> Option<Snapshot> {
    let state = practice_router::factory_near(version.major, version.minor)?.to_json_pretty();
    Some(parse::state_file(&serde_json::from_str(&state).ok()?)?.as_version(version))
}
