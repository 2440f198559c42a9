//! `apply`: does it, reads it back, and proves that it works.
use super::{
    Planning, carry, connect,
    connect::{in_private, journal, remember_move},
    left, open, snapshot,
};
use crate::{
    args::Args,
    document,
    failure::{self, Exit, Failure},
    output, words,
};
use apply::{ApplyEvent, End, GuardState, Keep, Nowhere, Outcome, ProofState, StepState, Wanted, event};
use planner::{Context, Plan};
use project::{PortChoice, Project};
use routeros::{Change, port_of};
use routeros_client::{Client, own_addresses, read_facts};
use serde_json::json;
use std::path::Path;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(args: &Args, path: &Path, url: &str, socket: Option<&str>, yes: bool) -> Result<Exit, Failure> {
    if !yes {
        return Err(Failure::bad(
            "not-agreed",
            "Nothing was changed. Look first at what will happen: firsthop-cli preview",
            "Then say --yes.",
        ));
    }
    let opened = open(args, path, true).await?;
    let router = connect(args, url, &opened.known).await?;
    let opened = carry::here(args, opened, &router, socket).await?;
    if let (true, Some(carry)) = (args.json, &opened.carry) {
        output::json_line(&json!({"event": "carry", "carry": carry}));
    }
    may_do_it(&router, &opened.project).await?;
    let mut private = |changes: &[Change], event: &ApplyEvent| show(args, changes, event);
    let router = in_private(args, router, &opened.project, &mut private).await?;
    let router = super::password::set(args, router, &opened.known, &mut private).await?;
    let snapshot = snapshot(&router).await?;
    let planning = Planning::on(&router, &snapshot).await?;
    let context = planning.context(&opened.known);
    let plan = planner::plan(&opened.project, &snapshot, &context).map_err(Failure::issues)?;
    Ok(carry_out(args, &router, &opened.project, &plan, &context).await)
}

/// Carries a plan out, tells how far it is, and writes down how and where the router is from then on.
pub(super) async fn carry_out<'a>(
    args: &Args,
    router: &Client,
    wanted: impl Into<Wanted<'a>>,
    plan: &Plan,
    context: &Context<'_>,
) -> Exit {
    let stop = CancellationToken::new();
    stop_on_signal(stop.clone());
    let mut file = journal(args, router);
    let mut nowhere = Nowhere;
    let keep: &mut dyn Keep = match &mut file {
        Some(file) => file,
        None => &mut nowhere,
    };
    let mut report = |event: ApplyEvent| show(args, &plan.changes, &event);
    let end = apply::run_kept(router, wanted, plan, context, &mut report, &stop, keep).await;
    if end.is_as_asked() {
        left::remember(args, router, end.moved.is_some()).await;
    }
    if let Some(address) = end.moved {
        remember_move(args, router, address);
    }
    exit(&end)
}

/// What the user may not do, and a socket that this computer hangs on, is said before anything is done.
pub(super) async fn may_do_it(router: &Client, project: &Project) -> Result<(), Failure> {
    let facts = read_facts(router).await?;
    if matches!(project.internet.port, PortChoice::Named(_)) {
        let here = port_of(&facts, &own_addresses(router, &facts));
        if let Some(issue) = planner::check_here(project, &facts, here.as_deref()) {
            return Err(Failure::issues(vec![issue]));
        }
    }
    let lacks = planner::lacking(&facts, router.user(), matches!(router, Client::Rest(_)));
    if lacks.is_empty() {
        return Ok(());
    }
    Err(Failure::not_started(
        "no-permission",
        format!("This user of the router may not do everything that is needed. It lacks: {}.", lacks.join(", ")),
        "Use a user of the group “full”. Nothing was changed.",
    ))
}

/// Ctrl-C stops between two steps. A step that was begun is ended, so that we know what the router has.
pub(super) fn stop_on_signal(stop: CancellationToken) {
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            output::note("Stopping after this step, and putting everything back …");
            stop.cancel();
        }
    });
}

/// The exit code of an end.
pub(super) fn exit(end: &End) -> Exit {
    let bad = end.proof.iter().any(|item| item.state == ProofState::Bad);
    match end.outcome {
        Outcome::Unchanged if bad => Exit::AsBefore,
        Outcome::Done | Outcome::Unchanged => Exit::Done,
        Outcome::NotStarted | Outcome::RolledBack => Exit::AsBefore,
        Outcome::Changed => Exit::Changed,
        Outcome::Unknown => Exit::Unknown,
    }
}

/// One event, as a line of JSON or in words.
pub(super) fn show(args: &Args, changes: &[Change], event: &ApplyEvent) {
    if args.json {
        output::json_line(&document::event(event));
        return;
    }
    match event {
        // The backup and the safety timer speak for themselves.
        ApplyEvent::Step { index: 0, .. } => {}
        ApplyEvent::Guard { state, seconds } => output::line(match state {
            GuardState::Armed => {
                format!("Safety timer set: without us the router puts everything back in {seconds} s.")
            }
            GuardState::Extended => format!("Safety timer set anew: {seconds} s."),
            GuardState::Released => "Safety timer ended: the router was reached anew and is as you chose.".to_owned(),
            GuardState::Undoing => "Putting everything back …".to_owned(),
        }),
        ApplyEvent::Step { id, index, total, state } => {
            let means = changes.iter().find(|change| change.id == *id).map(words::means).unwrap_or_default();
            match state {
                StepState::Running => {}
                StepState::Done => output::line(format!("[{index}/{total}] ✓ {means}")),
                StepState::Failed => output::line(format!("[{index}/{total}] ✕ {means}")),
                StepState::Skipped => output::line(format!("[{index}/{total}] – not done: {means}")),
            }
        }
        ApplyEvent::BackedUp { place, size, encrypted, readable } => {
            output::line(words::backed_up(place, *size, *encrypted, *readable))
        }
        ApplyEvent::Following { address, .. } => output::line(format!(
            "Waiting until this computer has a new address. The router will be at {address}.\nQuicker: take the cable out of this computer, and put it back."
        )),
        ApplyEvent::Followed { address } => output::line(format!("The router answers at its new address, {address}.")),
        ApplyEvent::Retiring { seconds: Some(seconds) } => output::line(format!(
            "The old address stays for devices that have not followed yet. The router takes it away in {} minutes.",
            seconds.div_ceil(60)
        )),
        ApplyEvent::Retiring { seconds: None } => {
            output::line("The old address stays for now. The next apply takes it away.")
        }
        ApplyEvent::Verifying => output::line("Reading everything back …"),
        ApplyEvent::Verified { differences } => {
            output::line(format!("Read back: {differences} differences. Testing …"))
        }
        ApplyEvent::Proof(item) => output::line(words::proof(item)),
        ApplyEvent::End { outcome, proof, changed, failure } => {
            let bad = proof.iter().any(|item| item.state == ProofState::Bad);
            let unknown = proof.iter().filter(|item| item.state == ProofState::Unknown).count();
            let ending = ending(*outcome, bad, unknown);
            output::line(format!("\n{ending}"));
            if let Some(failure) = failure {
                because(changes, failure);
            }
            if *outcome != Outcome::Done && !changed.is_empty() {
                output::note(&format!(
                    "The router has {} of {} changes: {}",
                    changed.len(),
                    changes.len(),
                    changed.join(", ")
                ));
            }
        }
    }
}

fn ending(outcome: Outcome, bad: bool, unknown: usize) -> String {
    match outcome {
        Outcome::Done if unknown == 0 => "It works. Your router is set up.".to_owned(),
        Outcome::Done if unknown == 1 => "It is set up. One thing we could not test.".to_owned(),
        Outcome::Done => format!("It is set up. {unknown} things we could not test."),
        Outcome::Unchanged if bad => {
            "Your router is already as you chose, but not all of it works: see above.".to_owned()
        }
        Outcome::Unchanged => "Your router is already like this. Nothing was changed.".to_owned(),
        Outcome::Changed => "The router has changed, but not all is as you chose: see above.".to_owned(),
        Outcome::Unknown => {
            "We cannot tell what the router has. Wait a minute, then look with: firsthop-cli verify".to_owned()
        }
        Outcome::NotStarted => "Nothing was changed.".to_owned(),
        Outcome::RolledBack => "Everything was put back. The router is as it was.".to_owned(),
    }
}

fn because(changes: &[Change], failure: &event::Failure) {
    let explain = |error| {
        let (message, todo) = failure::words(error);
        output::note(&format!("{}\n{todo}", routeros::visible(&message)));
    };
    match failure {
        event::Failure::RouterChanged => {
            output::note("Somebody changed the router since it was looked at.\nLook at the new preview.");
        }
        event::Failure::Unsafe { id, danger } => output::note(&words::refused(changes, id, *danger)),
        event::Failure::Stopped => output::note("It was stopped."),
        event::Failure::OtherDevice => output::note(
            "At this address there is another device than the one that was looked at: its serial number differs.\nConnect to the right one, and look at the preview again.",
        ),
        event::Failure::Password { error, .. } => explain(error),
        event::Failure::AnotherRun => {
            output::note(
                "Somebody else is setting up this router, or a run that broke off is still being put back.\nWait two minutes, then try again.",
            );
        }
        event::Failure::NoJournal { detail } => {
            output::note(&format!("What is done could not be written down here, so nothing was begun: {detail}"));
        }
        event::Failure::NoBackup { backup } => {
            let (message, todo) = failure::no_backup(backup);
            output::note(&format!("{}\n{todo}", routeros::visible(&message)));
        }
        event::Failure::NoGuard { error } => {
            output::note("The router would not set the safety timer, so nothing was begun.");
            error.iter().for_each(explain);
        }
        event::Failure::NotReached { error } => {
            output::note("The router could not be reached anew.");
            explain(error);
        }
        event::Failure::NotFollowed { address } => output::note(&format!(
            "This computer got no address in the new network, so nobody could look whether the router is at {address}.\nTake the cable out and put it back while it waits. An address that was typed in by hand has to be changed by hand."
        )),
        event::Failure::TimerRanOut => {
            output::note("The router put everything back before it was told that all is well.")
        }
        event::Failure::Step { id, error } => {
            let means = changes.iter().find(|change| change.id == *id).map(words::means).unwrap_or_default();
            output::note(&format!("It stopped at: {means} ({id})"));
            explain(error);
        }
        event::Failure::Reading { error } => explain(error),
        event::Failure::NotAsPlanned { differences } => {
            output::note(&format!(
                "We read it back, and {differences} changes would still be needed.\nLook at the new preview."
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apply::ProofItem;

    #[test]
    fn every_outcome_has_its_code() {
        let item = |state| ProofItem { id: "internet".into(), state, key: String::new(), params: Default::default() };
        let code = |outcome, proof| exit(&End { outcome, proof, changed: Vec::new(), failure: None, moved: None });
        assert_eq!(code(Outcome::Done, vec![item(ProofState::Unknown)]), Exit::Done);
        assert_eq!(code(Outcome::Unchanged, vec![item(ProofState::Good)]), Exit::Done);
        assert_eq!(code(Outcome::Unchanged, vec![item(ProofState::Bad)]), Exit::AsBefore);
        assert_eq!(code(Outcome::NotStarted, Vec::new()), Exit::AsBefore);
        assert_eq!(code(Outcome::RolledBack, Vec::new()), Exit::AsBefore);
        assert_eq!(code(Outcome::Changed, vec![item(ProofState::Bad)]), Exit::Changed);
        assert_eq!(code(Outcome::Unknown, Vec::new()), Exit::Unknown);
    }
}
