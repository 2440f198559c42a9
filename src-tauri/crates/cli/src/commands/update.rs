//! `update`: a newer RouterOS, with a backup before and the proof after.
use super::{
    Opened, Planning, connect,
    connect::{folder, journal, local_id, transport},
    left, open,
};
use crate::{
    args::Args,
    document,
    failure::{self, Exit, Failure},
    known::Known,
    output,
    texts::text,
    words,
};
use apply::{
    Journal, StepState,
    backup::Kept,
    update::{Aim, FirmwareEnd, Left, NotUpdated, Offer, Order, Progress, Updated, look, update},
};
use planner::{backup::PASSWORD, update::News};
use project::{Project, SecretField};
use routeros::{Secrets as _, Text, visible};
use serde_json::json;
use std::path::Path;

pub(super) async fn run(
    args: &Args,
    url: &str,
    file: Option<&Path>,
    aim: Aim,
    check: bool,
    yes: bool,
) -> Result<Exit, Failure> {
    let (project, mut known) = match file {
        Some(path) => {
            let Opened { project, known, .. } = open(args, path, true).await?;
            (Some(project), known)
        }
        None => (None, Known::gather(args, "", &[SecretField::Router, SecretField::BackupsPassword]).await?),
    };
    let router = connect(args, url, &known).await?;
    let id = local_id(args, &router);
    if let Some(id) = &id
        && let Some(password) = known.remembered(id, SecretField::BackupsPassword).await
    {
        known.add(SecretField::BackupsPassword, password);
    }
    let offer = look(&router, aim, known.secret(PASSWORD).is_some()).await?;
    if check || !yes || offer.steps.is_empty() {
        show(args, &offer, check);
        return Ok(looked(&offer));
    }
    let is_unfinished = journal(args, &router)
        .and_then(|file| file.read().ok().flatten())
        .is_some_and(|last| Journal::is_unfinished(&last));
    let place = id.unwrap_or_else(|| router.socket().to_string().replace([':', '.'], "-"));
    let kept = Kept::of(&folder(args), &place);
    let planning = Planning::new(transport(&router));
    let context = planning.context(&known);
    let wanted = project.as_ref().map(|project: &Project| (project, &context));
    let order = Order { offer: &offer, wanted, secrets: &known, kept: &kept, is_unfinished };
    let updated = update(&router, order, &mut |progress| tell(args, &offer, &progress)).await.map_err(failed)?;
    left::remember(args, &router, false).await;
    ended(args, &updated);
    Ok(if updated.is_well() { Exit::Done } else { Exit::Changed })
}

/// Looking alone says by its code whether there is something to do.
fn looked(offer: &Offer) -> Exit {
    match offer.found.news {
        News::Unreached { .. } | News::Unknown { .. } => Exit::Unknown,
        _ if !offer.steps.is_empty() || offer.found.hindrance.is_some() => Exit::AsBefore,
        _ => Exit::Done,
    }
}

fn say(given: &Text) -> String {
    let params = given.params.iter().map(|(name, value)| (name.clone(), visible(value))).collect();
    text(&format!("update.{}", given.key), &params)
}

/// What was found, and everything that would be sent.
fn show(args: &Args, offer: &Offer, check: bool) {
    let Offer { found, steps, .. } = offer;
    if args.json {
        output::document(&json!({"found": found, "changes": document::changes(steps)}));
        return;
    }
    output::line(say(&found.sentence()));
    if let Some((what, todo)) = found.in_the_way() {
        [Some(what), todo].iter().flatten().for_each(|text| output::line(say(text)));
    }
    if check || steps.is_empty() {
        return;
    }
    found.before().iter().for_each(|text| output::line(say(text)));
    output::line(words::steps(steps).trim_end());
    output::note("Nothing was changed. Say --yes to do it.");
}

fn tell(args: &Args, offer: &Offer, progress: &Progress) {
    if args.json {
        let value = match progress {
            Progress::Proof(item) => {
                let mut proof = document::proof(std::slice::from_ref(item)).pop().unwrap_or_default();
                proof["event"] = "proof".into();
                proof
            }
            other => serde_json::to_value(other).unwrap_or_default(),
        };
        output::json_line(&value);
        return;
    }
    match progress {
        Progress::Step { id, state } => {
            let means = offer.steps.iter().find(|change| change.id == *id).map(words::means).unwrap_or_default();
            match state {
                StepState::Running => output::line(format!("… {means}")),
                StepState::Done => output::line(format!("✓ {means}")),
                StepState::Failed => output::line(format!("✕ {means}")),
                StepState::Skipped => output::line(format!("– not done: {means}")),
            }
        }
        Progress::Bringing { said } => {
            output::line(text("update.bringing", &[("said".to_owned(), visible(said))].into()))
        }
        Progress::Proof(item) => output::line(words::proof(item)),
    }
}

fn ended(args: &Args, updated: &Updated) {
    let Updated { from, to, firmware, left, fewer, proof } = updated;
    if args.json {
        let left = match left {
            Left::NotCompared => json!(null),
            Left::Nothing => json!([]),
            Left::Changes(changes) => json!(document::changes(changes)),
            Left::DoesNotFit(count) => json!({"does_not_fit": count}),
        };
        let outcome = if updated.is_well() { "done" } else { "changed" };
        output::json_line(&json!({
            "event": "end", "outcome": outcome, "from": from, "to": to, "firmware": firmware_of(firmware), "left": left,
            "fewer": fewer, "proof": document::proof(proof),
        }));
        return;
    }
    updated.sentences().iter().for_each(|text| output::line(say(text)));
    if let Left::Changes(changes) = left {
        output::line(words::steps(changes).trim_end());
    }
}

fn firmware_of(end: &FirmwareEnd) -> serde_json::Value {
    match end {
        FirmwareEnd::None => json!(null),
        FirmwareEnd::Current => json!("current"),
        FirmwareEnd::Upgraded { version } => json!({"upgraded": version}),
        FirmwareEnd::Stays { current, said } => json!({"stays": current, "said": said}),
    }
}

fn failed(error: NotUpdated) -> Failure {
    let exit = match &error {
        NotUpdated::NoBackup { backup } => {
            let (message, todo) = failure::no_backup(backup);
            return Failure::not_started(&backup.code(), visible(&message), todo);
        }
        NotUpdated::Router { error } => return error.clone().into(),
        NotUpdated::NotBack { .. } => Exit::Unknown,
        NotUpdated::Waits { .. } => Exit::Changed,
        _ => Exit::AsBefore,
    };
    let what = error.sentence();
    let todo = Text { key: format!("{}-todo", what.key), params: what.params.clone() };
    Failure { exit, ..Failure::not_started(&what.key, say(&what), say(&todo)) }
}
