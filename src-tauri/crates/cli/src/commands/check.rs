//! `check`: all that is wrong with a project.
use super::{Planning, connect, fields, snapshot};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    files,
    known::Known,
    output, words,
};
use project::{Issue, Project};
use serde_json::json;
use std::path::Path;

pub(super) async fn run(args: &Args, path: &Path, router: Option<&str>) -> Result<Exit, Failure> {
    let file = files::project(path)?;
    let known = Known::gather(args, &file.id.to_string(), &fields(&file, router.is_some())).await?;
    let issues = match Project::from_choices(&file.choices, &|field| known.state(field)) {
        Ok((project, mut issues)) => {
            if let Some(url) = router {
                issues.extend(on_router(args, &project, url, &known).await?);
            }
            issues
        }
        Err(issues) => issues,
    };
    if known.keyring_is_missing() {
        output::note(&known.explain());
    }
    if args.json {
        output::document(&json!({"issues": issues}));
    } else {
        output::line(words::issues(&issues));
    }
    Ok(if issues.iter().any(Issue::is_error) { Exit::Bad } else { Exit::Done })
}

async fn on_router(args: &Args, project: &Project, url: &str, known: &Known) -> Result<Vec<Issue>, Failure> {
    let router = connect(args, url, known).await?;
    let snapshot = snapshot(&router).await?;
    let planning = Planning::on(&router, &snapshot).await?;
    Ok(planner::plan(project, &snapshot, &planning.context(known)).err().unwrap_or_default())
}
