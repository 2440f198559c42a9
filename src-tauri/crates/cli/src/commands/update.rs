//! `update`: a newer RouterOS, with a backup before and the proof after.
use super::{
    Opened, Planning, connect,
    connect::{folder, journal, local_id, transport},
    open,
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
    update::{FirmwareEnd, Left, NotUpdated, Offer, Order, Progress, Updated, look, update},
};
use planner::{
    backup::PASSWORD,
    update::{Found, Hindrance, News},
};
use project::{Project, SecretField};
use routeros::{Secrets as _, visible};
use serde_json::json;
use std::{collections::BTreeMap, path::Path};

pub(super) async fn run(args: &Args, url: &str, file: Option<&Path>, check: bool, yes: bool) -> Result<Exit, Failure> {
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
    let offer = look(&router, known.secret(PASSWORD).is_some()).await?;
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

/// What was found, in one sentence.
fn sentence(found: &Found) -> String {
    let mut params: BTreeMap<String, String> =
        [("installed".to_owned(), found.installed.clone()), ("channel".to_owned(), visible(&found.channel))].into();
    let mut add = |name: &str, value: &str| params.insert(name.to_owned(), visible(value));
    let key = match &found.news {
        News::Newest | News::Older { .. } if found.is_only_firmware() => {
            if let Some(firmware) = &found.firmware {
                add("current", &firmware.current);
                add("offered", &firmware.offered);
            }
            "firmware"
        }
        News::Newest => "newest",
        News::Newer { version } | News::Older { version } | News::Waiting { version } => {
            add("version", version);
            match &found.news {
                News::Newer { .. } => "newer",
                News::Older { .. } => "older",
                _ => "waiting",
            }
        }
        News::Unreached { said } => {
            add("said", said);
            "unreached"
        }
        News::Unknown { said } => {
            add("said", said);
            "unknown"
        }
    };
    text(&format!("update.{key}"), &params)
}

fn hindrance(found: &Found) -> Option<String> {
    let version = match &found.news {
        News::Newer { version } | News::Waiting { version } => version.clone(),
        _ => String::new(),
    };
    let mut params: BTreeMap<String, String> =
        [("version".to_owned(), visible(&version)), ("installed".to_owned(), found.installed.clone())].into();
    match found.hindrance.as_ref()? {
        Hindrance::NoRoom { free, needed } => {
            params.insert("free".to_owned(), (free >> 20).to_string());
            params.insert("needed".to_owned(), needed.div_ceil(1 << 20).to_string());
            Some(format!("{} {}", text("update.no-room", &params), text("update.no-room-todo", &params)))
        }
        Hindrance::Major => Some(text("update.major", &params)),
    }
}

/// What was found, and everything that would be sent.
fn show(args: &Args, offer: &Offer, check: bool) {
    let Offer { found, steps, .. } = offer;
    if args.json {
        output::document(&json!({"found": found, "changes": document::changes(steps)}));
        return;
    }
    output::line(sentence(found));
    if let Some(hindrance) = hindrance(found) {
        output::line(hindrance);
    }
    if check || steps.is_empty() {
        return;
    }
    let none = BTreeMap::new();
    output::line(text(if found.target().is_some() { "update.does" } else { "update.does-firmware" }, &none));
    if found.is_small {
        output::line(text("update.small", &none));
    }
    output::line(text("update.power", &none));
    output::line(text("update.no-way-back", &none));
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
    let say = |key: &str, params: &[(&str, String)]| {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), visible(value))).collect();
        output::line(text(&format!("update.{key}"), &params));
    };
    if from != to {
        say("done", &[("version", to.clone()), ("from", from.clone())]);
    }
    match firmware {
        FirmwareEnd::Upgraded { version } => say("done-firmware", &[("version", version.clone())]),
        FirmwareEnd::Stays { current, .. } => say("stays", &[("current", current.clone())]),
        FirmwareEnd::None | FirmwareEnd::Current => {}
    }
    match left {
        Left::NotCompared => say("not-compared", &[]),
        Left::Nothing => say("same", &[]),
        Left::Changes(changes) => {
            say("left", &[("count", changes.len().to_string())]);
            output::line(words::steps(changes).trim_end());
        }
        Left::DoesNotFit(_) => say("does-not-fit", &[]),
    }
    if !fewer.is_empty() {
        say("fewer", &[("menus", fewer.join(", "))]);
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
    let mut params: BTreeMap<String, String> = BTreeMap::new();
    let key = match &error {
        NotUpdated::NoBackup { backup } => {
            let (message, todo) = failure::no_backup(backup);
            return Failure::not_started(&backup.code(), visible(&message), todo);
        }
        NotUpdated::Router { error } => return error.clone().into(),
        NotUpdated::Nothing => "nothing",
        NotUpdated::Unfinished => "unfinished",
        NotUpdated::Changed => "changed",
        NotUpdated::NotBrought { said } => {
            params.insert("said".to_owned(), visible(said));
            "not-brought"
        }
        NotUpdated::Waits { error } => {
            params.insert("detail".to_owned(), visible(&failure::words(error).0));
            "waits"
        }
        NotUpdated::StillOld { version, said } => {
            params.insert("version".to_owned(), version.clone());
            params.insert("said".to_owned(), visible(said));
            "still-old"
        }
        NotUpdated::NotBack { error } => {
            params.insert("detail".to_owned(), visible(&failure::words(error).0));
            "not-back"
        }
    };
    let say = |end: &str| text(&format!("update.{key}{end}"), &params);
    let exit = match error {
        NotUpdated::NotBack { .. } => Exit::Unknown,
        NotUpdated::Waits { .. } => Exit::Changed,
        _ => Exit::AsBefore,
    };
    Failure { exit, ..Failure::not_started(key, say(""), say("-todo")) }
}
