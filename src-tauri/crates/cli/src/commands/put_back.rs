//! `put-back`: a router as it was before the last run on it, from what that run wrote down.
use super::{
    Planning,
    apply::{exit, show, stop_on_signal},
    connect,
    connect::{journal, remember_move, transport},
    left, snapshot,
};
use crate::{
    args::Args,
    document,
    failure::{Exit, Failure},
    known::Known,
    output, words,
};
use apply::{ApplyEvent, Outcome};
use project::SecretField;
use routeros::visible;
use serde_json::json;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(args: &Args, url: &str, yes: bool) -> Result<Exit, Failure> {
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let unknown = || {
        Failure::not_started(
            "no-journal",
            "No run on this router is written down on this computer.",
            "Nothing was changed.",
        )
    };
    let file = journal(args, &router).ok_or_else(unknown)?;
    let read = file.read().map_err(|error| {
        Failure::not_started(
            "no-journal",
            format!("What the last run wrote down cannot be read: {error}."),
            "Nothing was changed.",
        )
    })?;
    let last = read.ok_or_else(unknown)?;
    let now = snapshot(&router).await?;
    let planning = Planning::new(transport(&router));
    let back = planner::put_back(&last.back, &now, &planning.run_key);
    for left in &back.plan.left_alone {
        output::note(&format!(
            "Somebody else changed this since; it stays as it is: {} {}",
            left.menu,
            visible(&left.name)
        ));
    }
    if !yes {
        if args.json {
            output::document(
                &json!({"changes": document::changes(&back.plan.all()), "changed_since": back.changed_since}),
            );
        } else {
            output::line(words::plan(&back.plan).trim_end());
            output::note("Nothing was changed. Say --yes to put it back.");
        }
        return Ok(if back.plan.is_empty() { Exit::Done } else { Exit::AsBefore });
    }
    let stop = CancellationToken::new();
    stop_on_signal(stop.clone());
    let mut report = |event: ApplyEvent| show(args, &back.plan.changes, &event);
    let context = planning.context(&known);
    let end = apply::put_back(&router, &last.back, &back.plan, &context, &mut report, &stop).await;
    if matches!(end.outcome, Outcome::Done) {
        left::remember(args, &router, end.moved.is_some()).await;
    }
    if let Some(address) = end.moved {
        remember_move(args, &router, address);
    }
    if matches!(end.outcome, Outcome::Done | Outcome::Unchanged)
        && let Err(error) = file.forget()
    {
        output::note(&format!("The journal could not be removed: {error}."));
    }
    Ok(exit(&end))
}
