//! The answers, looked at on every change. No network: the plan is made for what was read.
use super::{Answer, App, save::save_text};
use crate::{
    error::CommandError,
    session::{Connected, Session, Shown},
    view::{AuditView, CheckedView, EvaluateForm, EvaluationView, IssueView, PlanView, ProtectionItemView, ScriptView},
};
use apply::dry_run::Checked;
use planner::Context;
use project::{Issue, IssueCode, Project, SecretField};
use routeros::{render::script, visible};
use std::{collections::BTreeSet, sync::Arc};
use tauri::{AppHandle, Runtime};

/// What is wrong with the answers, and what they would do.
#[tauri::command]
pub async fn evaluate(app: App<'_>, form: EvaluateForm) -> Answer<EvaluationView> {
    let mut session = app.session.lock().await;
    let judged = Project::from_choices(&form.choices, &|field| session.state(&form.secrets, field));
    let (project, mut issues) = match judged {
        Ok((project, warnings)) => (Some(project), warnings),
        Err(issues) => (None, issues),
    };
    if session.password_is_loose(&form.secrets) {
        issues.push(Issue::error(SecretField::RouterNewPassword.as_str(), IssueCode::PasswordNotKept));
    }
    let project = project.filter(|_| !issues.iter().any(Issue::is_error));
    let plan = project.and_then(|project| plan(&mut session, project, &form, &mut issues));
    if plan.is_none() {
        session.shown = None;
    }
    let snapshot = session.connected.as_ref().map(|connected| &connected.snapshot);
    let range = form.choices.home.address.parse().ok().map(project::derived_range);
    Ok(EvaluationView {
        issues: issues.iter().map(IssueView::of).collect(),
        plan,
        protection: ProtectionItemView::all(&form.choices, snapshot),
        derived_range: range.map(|(from, to)| (from.to_string(), to.to_string())),
    })
}

/// The plan for the connected router, kept for being carried out.
fn plan(session: &mut Session, project: Project, form: &EvaluateForm, issues: &mut Vec<Issue>) -> Option<PlanView> {
    let connected = session.connected.clone().filter(|connected| connected.looked)?;
    let (snapshot, transport, finish_move) = (&connected.snapshot, connected.transport(), connected.finish_move);
    if let Some(issue) = planner::check_here(&project, snapshot, connected.here.as_deref()) {
        issues.push(issue);
        return None;
    }
    let secrets = session.secrets(&form.secrets);
    let ticked: BTreeSet<String> = form.ticked.iter().cloned().collect();
    let context = Context { secrets: &secrets, ticked: &ticked, transport, run_key: &session.run_key, finish_move };
    match planner::plan(&project, snapshot, &context) {
        Ok(plan) => {
            issues.extend(planner::check(&project, snapshot));
            let (id, password) = (session.next_plan_id(), session.new_password(&form.secrets));
            let shown = Shown { id, project, import: None, plan, secrets, ticked, transport, password, finish_move };
            Some(show(session, &connected, shown))
        }
        Err(found) => {
            issues.extend(found);
            None
        }
    }
}

/// A plan for the connected router as the window shows it, kept for being carried out exactly like that.
pub(super) fn show(session: &mut Session, connected: &Connected, shown: Shown) -> PlanView {
    let (plan, snapshot) = (&shown.plan, &connected.snapshot);
    let backup = planner::Backup::of(plan, snapshot, connected.lasting(), &shown.context(&session.run_key));
    let refused = planner::safety::check(plan, snapshot, &connected.entry()).err();
    let with_password = shown.password.is_some();
    let id = shown.id.clone();
    let view = PlanView::of(id, plan, snapshot, &backup, &shown.ticked, with_password, refused.as_ref());
    session.shown = Some(shown);
    view
}

/// How safe the router is, with what only an audit asks read anew.
#[tauri::command]
pub async fn audit(app: App<'_>) -> Answer<AuditView> {
    let router = app.session.lock().await.connected()?.router.clone();
    let snapshot = routeros_client::read_menus(router.as_ref(), &planner::audit_menus()).await?;
    Ok(AuditView::of(&planner::audit(&snapshot)))
}

/// The newest plan as a script, without secrets.
#[tauri::command]
pub async fn script(app: App<'_>) -> Answer<ScriptView> {
    let session = app.session.lock().await;
    let shown = session.shown.as_ref().ok_or(CommandError::NotConnected)?;
    Ok(ScriptView {
        text: script::script("Made by FirstHop. It belongs to the router that it was made for.", &shown.plan.changes),
    })
}

/// Lets the router itself read the newest plan as a script; none when it cannot.
#[tauri::command]
pub async fn check_script(app: App<'_>) -> Answer<Option<CheckedView>> {
    let (router, version, changes) = {
        let session = app.session.lock().await;
        let connected = session.connected()?;
        if !connected.router.is_private() && !connected.simulated {
            return Err(CommandError::NotPrivate);
        }
        let shown = session.shown.as_ref().ok_or(CommandError::NotConnected)?;
        (Arc::clone(&connected.router), connected.snapshot.version(), shown.plan.changes.clone())
    };
    Ok(match apply::dry_run::check(router.as_ref(), version, &changes).await? {
        Checked::Right => Some(CheckedView { detail: None }),
        Checked::Wrong(detail) => Some(CheckedView { detail: Some(visible(&detail)) }),
        Checked::NotAsked => None,
    })
}

/// Saves it where the person says; none when they said nowhere.
#[tauri::command]
pub async fn save_script<R: Runtime>(handle: AppHandle<R>, app: App<'_>) -> Answer<Option<String>> {
    let text = script(app).await?.text;
    save_text(&handle, "firsthop.rsc", ("RouterOS", "rsc"), &text).await
}
