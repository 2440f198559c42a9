//! `preview`: exactly what would be done.
use super::{Opened, Planning, carry, connect, connect::needed, open_to_look, snapshot};
use crate::{
    args::{Args, Format, On},
    document,
    failure::{Exit, Failure},
    files as on_disk, output, words,
};
use apply::dry_run::Checked;
use planner::{Context, Plan, Private, Transport};
use routeros::{
    Snapshot, Version, parse,
    render::{rest, script},
};
use routeros_client::files::{self, lasting_folder};
use std::path::Path;

pub(super) async fn run(
    args: &Args,
    path: &Path,
    on: &On,
    socket: Option<&str>,
    check: bool,
    format: Format,
) -> Result<Exit, Failure> {
    let opened = open_to_look(args, path, on.router.is_some()).await?;
    let (router, snapshot, private, password, lasting) = match (&on.router, &on.offline) {
        (Some(url), _) => {
            let router = connect(args, url, &opened.known).await?;
            let private = needed(&router, &opened.project).await?;
            let password = super::password::wanted(&opened.known, &router).is_some();
            let lasting = lasting_folder(&files::list(&router).await?);
            let snapshot = snapshot(&router).await?;
            (Some(router), snapshot, private, password, lasting)
        }
        (None, Some(what)) => (None, offline(what)?, Private::Ready, false, ""),
        (None, None) => return Err(Failure::bad("arguments", "Say --router or --offline.", "")),
    };
    // A version alone is no model.
    let is_model = on.offline.as_ref().is_none_or(|what| Path::new(what).exists());
    let opened = if is_model { carry::on(args, opened, &snapshot, socket)? } else { opened };
    let clear = matches!(private, Private::Impossible) && on.router.is_some();
    let planning = Planning::new(if clear { Transport::Http } else { Transport::Https });
    let context = planning.context(&opened.known);
    let mut plan = planner::plan(&opened.project, &snapshot, &context).map_err(Failure::issues)?;
    if let Some(router) = router.as_ref().filter(|_| check) {
        match apply::dry_run::check(router, snapshot.version(), &plan.changes).await? {
            Checked::Right => output::note("Checked by your router: it understands every line."),
            Checked::Wrong(detail) => {
                return Err(Failure::not_started(
                    "check",
                    format!("Your router does not understand this: {detail}"),
                    "",
                ));
            }
            Checked::NotAsked => output::note("Not checked by your router: it cannot, or there is nothing to check."),
        }
    }
    if format != Format::Cli {
        plan = whole(plan, &snapshot, lasting, &context);
    }
    if password && format != Format::Cli {
        plan.changes.insert(0, planner::password_change());
    }
    if let Private::Needs(first) = private {
        plan.changes.splice(0..0, first);
    }
    show(args, &opened, &plan, format);
    Ok(Exit::Done)
}

/// A plan in the order in which it happens: nothing else is changed before the old settings are backed up and the
/// safety timer is set. A script is carried out without both.
pub(super) fn whole(mut plan: Plan, snapshot: &Snapshot, lasting: &str, context: &Context<'_>) -> Plan {
    if plan.is_empty() {
        return plan;
    }
    let backup = planner::Backup::of(&plan, snapshot, lasting, context).shown();
    let (first, last) = planner::Timer::of(&plan, snapshot).shown();
    plan.changes = plan.shown(snapshot);
    plan.changes.splice(0..0, backup.into_iter().chain(first));
    plan.changes.extend(last);
    plan.changes.extend(planner::Retire::of(&plan, snapshot).map(|retire| retire.set()));
    plan
}

fn show(args: &Args, opened: &Opened, plan: &Plan, format: Format) {
    if args.json {
        let mut document = document::plan(plan);
        if let Some(carry) = &opened.carry {
            document["carry"] = carry.clone();
        }
        output::document(&document);
        return;
    }
    for warning in &opened.warnings {
        output::note(&words::issue(warning));
    }
    match format {
        Format::Words => output::line(words::plan(plan).trim_end()),
        Format::Cli => output::line(script::script("Made by FirstHop", &plan.changes).trim_end()),
        Format::Rest => {
            for call in plan.changes.iter().map(rest::shown) {
                let body = call.body.map(|body| format!(" {body}")).unwrap_or_default();
                output::line(format!("{} {}{body}", call.method.as_str(), call.path));
            }
        }
    }
}

/// A state file, or the factory state nearest to a version.
fn offline(what: &str) -> Result<Snapshot, Failure> {
    let path = Path::new(what);
    if path.exists() {
        let state = on_disk::state_json(path)?;
        return parse::state_file(&state).ok_or_else(|| {
            Failure::bad(
                "file",
                format!("{} is not the state of a router.", path.display()),
                "firsthop-cli practice --save makes one.",
            )
        });
    }
    let version: Version = what.parse().map_err(|_| {
        Failure::bad(
            "version",
            format!("{what} is neither a RouterOS version nor a file."),
            "A version is like 7.20.6.",
        )
    })?;
    if version < Version::OLDEST {
        return Err(Failure::bad(
            "version",
            format!("RouterOS {version} is too old for FirstHop."),
            "It has to be 6.43 or later. Update it with WinBox first, after a backup.",
        ));
    }
    if version.is_untested() {
        output::note(&format!(
            "Nobody has written down what the commands of RouterOS {version} take. This is made for 7.9: look at each line, or update first."
        ));
    }
    let near = practice_router::factory_near(version.major, version.minor)
        .and_then(|state| parse::state_file(&serde_json::from_str(&state.to_json_pretty()).ok()?));
    let near = near.ok_or_else(|| Failure::not_started("version", "No router state is known to plan with.", ""))?;
    // The nearest router's records, but what the version can say is decided by the version asked for.
    Ok(near.as_version(version))
}
