//! `check`: all that is wrong with a project.
use super::{Opened, Planning, carry, connect, fields, snapshot};
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

pub(super) async fn run(args: &Args, path: &Path, router: Option<&str>, socket: Option<&str>) -> Result<Exit, Failure> {
    let file = files::project(path)?;
    let known = Known::gather(args, &file.id.to_string(), &fields(&file, router.is_some())).await?;
    if known.keyring_is_missing() {
        output::note(&known.explain());
    }
    let issues = match Project::from_choices(&file.choices, &|field| known.state(field)) {
        Ok((project, mut warnings)) => {
            if let Some(url) = router {
                let opened = Opened { file, project, warnings: Vec::new(), known, carry: None };
                warnings.extend(on_router(args, opened, url, socket).await?);
            }
            warnings
        }
        Err(issues) => issues,
    };
    if args.json {
        output::document(&json!({"issues": issues}));
    } else {
        output::line(words::issues(&issues));
    }
    Ok(if issues.iter().any(Issue::is_error) { Exit::Bad } else { Exit::Done })
}

async fn on_router(args: &Args, opened: Opened, url: &str, socket: Option<&str>) -> Result<Vec<Issue>, Failure> {
    let router = connect(args, url, &opened.known).await?;
    let snapshot = snapshot(&router).await?;
    let opened = carry::on(args, opened, &snapshot, socket)?;
    let planning = Planning::on(&router, &snapshot).await?;
    Ok(planner::plan(&opened.project, &snapshot, &planning.context(&opened.known)).err().unwrap_or_default())
}
