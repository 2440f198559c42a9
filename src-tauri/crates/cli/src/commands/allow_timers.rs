//! `allow-timers`: makes a router allow timers, together with somebody who stands before it.
use super::log_in;
use crate::{
    args::Args,
    document,
    failure::{Exit, Failure},
    output,
    texts::text,
    words,
};
use apply::device_mode::{NotAllowed, Stage, allow_timers, look};
use planner::device_mode::{Coach, MOST, SECONDS, Timers, allow};
use routeros::Facts;
use routeros_client::{Client, read_facts};
use serde_json::json;
use std::time::Duration;
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at},
};

/// How often the time that is left is said.
const TICK: Duration = Duration::from_secs(10);

pub(super) async fn run(args: &Args, url: &str, yes: bool) -> Result<Exit, Failure> {
    let router = log_in(args, url).await?;
    let timers = look(&router).await?;
    let (state, coach) = match timers {
        Timers::Allowed => ("allowed", None),
        Timers::Flagged => ("flagged", None),
        Timers::Forbidden(coach) if coach.is_blocked() => ("blocked", Some(coach)),
        Timers::Forbidden(coach) => ("forbidden", Some(coach)),
    };
    match coach.filter(|_| state == "forbidden") {
        Some(coach) if yes => begin(args, &router, coach).await,
        Some(coach) => {
            show(args, coach);
            Ok(Exit::AsBefore)
        }
        None => {
            let attempts = coach.map(|coach| coach.attempts);
            if args.json {
                output::document(&json!({"timers": state, "attempts": attempts}));
            } else {
                say(&format!("coach.{state}"));
                say(&format!("coach.{state}-more"));
            }
            Ok(if timers == Timers::Allowed { Exit::Done } else { Exit::AsBefore })
        }
    }
}

fn say(key: &str) {
    output::line(text(key, &[].into()));
}

/// What there is to know before it is begun.
fn show(args: &Args, coach: Coach) {
    if args.json {
        output::document(&json!({
            "timers": "forbidden", "mode_button": coach.mode_button, "attempts": coach.attempts, "most": MOST, "seconds": SECONDS,
            "changes": document::changes(&[allow()]),
        }));
        return;
    }
    say("coach.why");
    output::line(text("coach.reach", &[("time".to_owned(), clock(SECONDS))].into()));
    at_the_router(coach);
    output::line(format!("\n{}:", text("coach.know", &[].into())));
    let mut know = vec![text("coach.know-internet", &[].into()), text("coach.know-silent", &[].into())];
    if coach.attempts > 0 {
        let params = [("attempts".to_owned(), coach.attempts.to_string()), ("most".to_owned(), MOST.to_string())];
        know.push(text("coach.know-attempts", &params.into()));
    }
    know.iter().for_each(|line| output::line(format!("  - {line}")));
    output::line(words::steps(&[allow()]).trim_end());
    output::note("Nothing was changed. Say --yes when you are at the router.");
}

/// What to press, or to pull.
fn at_the_router(coach: Coach) {
    output::line(format!("\n{}", text("coach.either", &[].into())));
    let ways: &[&str] = if coach.mode_button { &["coach.mode", "coach.plug"] } else { &["coach.plug", "coach.reset"] };
    for way in ways {
        output::line(format!("  - {} {}", text(way, &[].into()), text(&format!("{way}-more"), &[].into())));
    }
}

fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

async fn begin(args: &Args, router: &Client, coach: Coach) -> Result<Exit, Failure> {
    let version = Facts::of(&read_facts(router).await?).version;
    let (sender, mut stages) = mpsc::unbounded_channel();
    let mut tell = |stage: Stage| {
        // Whoever reads ends with it.
        let _ = sender.send(stage);
    };
    let asking = allow_timers(router, version, &mut tell);
    tokio::pin!(asking);
    let mut ticks = interval_at(Instant::now() + TICK, TICK);
    let mut until = None;
    let end = loop {
        tokio::select! {
            biased;
            Some(stage) = stages.recv() => until = told(args, coach, stage),
            end = &mut asking => break end,
            _ = ticks.tick(), if until.is_some() => left(args, until),
        }
    };
    while let Ok(stage) = stages.try_recv() {
        told(args, coach, stage);
    }
    ended(args, end)
}

/// Says how far it is. While the router waits, until when.
fn told(args: &Args, coach: Coach, stage: Stage) -> Option<Instant> {
    match stage {
        Stage::Waiting(seconds) => {
            if args.json {
                output::json_line(&json!({"event": "waiting", "seconds": seconds, "mode_button": coach.mode_button}));
            } else {
                at_the_router(coach);
                say("coach.nothing");
                output::line(text("coach.left", &[("time".to_owned(), clock(seconds))].into()));
            }
            Some(Instant::now() + Duration::from_secs(seconds))
        }
        Stage::Restarting => {
            if args.json {
                output::json_line(&json!({"event": "restarting"}));
            } else {
                say("coach.restarting");
                say("coach.restarting-more");
            }
            None
        }
    }
}

fn left(args: &Args, until: Option<Instant>) {
    let seconds = until.map(|until| until.saturating_duration_since(Instant::now()).as_secs()).unwrap_or_default();
    if args.json {
        output::json_line(&json!({"event": "left", "seconds": seconds}));
    } else {
        output::line(text("coach.left", &[("time".to_owned(), clock(seconds))].into()));
    }
}

fn ended(args: &Args, end: Result<(), NotAllowed>) -> Result<Exit, Failure> {
    let (outcome, exit) = match end {
        Ok(()) => ("allowed", Exit::Done),
        Err(NotAllowed::Router(error)) => return Err(error.into()),
        Err(NotAllowed::NotBack(_)) => ("not-back", Exit::Unknown),
        Err(NotAllowed::TimedOut) => ("timed-out", Exit::AsBefore),
        Err(NotAllowed::StillForbidden) => ("still-forbidden", Exit::AsBefore),
        Err(NotAllowed::Guarded) => ("guarded", Exit::AsBefore),
        Err(NotAllowed::NothingToAsk) => ("nothing-to-ask", Exit::AsBefore),
    };
    if args.json {
        output::json_line(&json!({"event": "end", "outcome": outcome}));
    } else {
        say(&format!("coach.{outcome}"));
        say(&format!("coach.{outcome}-more"));
    }
    Ok(exit)
}
