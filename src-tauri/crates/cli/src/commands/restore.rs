//! `restore`: a router loads one of its backups and starts again.
use super::{
    connect,
    connect::{folder, local_id},
    left, snapshot,
};
use crate::{
    args::Args,
    failure::{self, Exit, Failure},
    known::Known,
    output, texts, words,
};
use apply::backup::{self, Entry, Kept, NotRestored, Restored, Why};
use project::SecretField;
use routeros::{render::cli, visible};
use routeros_client::sftp;
use serde_json::json;
use std::{collections::BTreeMap, path::Path};

pub(super) async fn run(
    args: &Args,
    url: &str,
    name: Option<&str>,
    place: Option<&Path>,
    yes: bool,
) -> Result<Exit, Failure> {
    let mut known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let id = local_id(args, &router);
    if let Some(id) = &id
        && let Some(password) = known.remembered(id, SecretField::BackupsPassword).await
    {
        known.add(SecretField::BackupsPassword, password);
    }
    let own = id.unwrap_or_else(|| router.socket().to_string().replace([':', '.'], "-"));
    let kept = place.map_or_else(|| Kept::of(&folder(args), &own), Kept::at);
    let all = kept.all().map_err(|error| {
        Failure::not_started("file", format!("The backups cannot be read: {error}."), "Nothing was changed.")
    })?;
    let wanted = |entry: &&Entry| name.is_none_or(|name| entry.id == name);
    let Some(entry) = all.iter().find(wanted) else {
        list(args, &all);
        return Err(Failure::not_started(
            "no-backup",
            "There is no such backup of this router on this computer.",
            "Nothing was changed. --folder says where else they are.",
        ));
    };
    let now = snapshot(&router).await?;
    let found = backup::find(&router, entry, &kept, &now).await;
    let is_missing = matches!(found, Err(NotRestored::NotThere { .. })) && kept.binary(entry).is_ok();
    let sends = is_missing && sftp::is_possible(&now) && router.is_private();
    if !yes {
        show(args, &all, entry, found.as_deref().ok());
        if let (false, Err(error)) = (sends, found) {
            return Err(failed(error));
        }
        if sends {
            output::note(&texts::text("restore.sends", &BTreeMap::new()));
        }
        output::note("Nothing was changed. Say --yes to bring it back.");
        return Ok(Exit::AsBefore);
    }
    let file = if sends { backup::send(&router, entry, &kept).await } else { found }.map_err(failed)?;
    output::note("The router loads it and starts again. This takes a minute or two …");
    let restored = backup::restore(&router, entry, &kept, &file, &known).await;
    if sends && backup::remove_sent(&router, entry).await.is_err() {
        output::note("The backup that was sent stays on the router.");
    }
    let restored = restored.map_err(failed)?;
    left::remember(args, &router, false).await;
    if args.json {
        output::document(&json!({"restored": entry.id, "result": restored}));
    } else {
        let none = BTreeMap::new();
        output::line(match restored {
            Restored::AsBackedUp => texts::text("restore.as-backed-up", &none),
            Restored::Differs { lines } => {
                texts::text("restore.differs", &[("lines".to_owned(), lines.to_string())].into())
            }
            Restored::NotCompared => texts::text("restore.not-compared", &none),
        });
    }
    Ok(if restored == Restored::AsBackedUp { Exit::Done } else { Exit::Unknown })
}

/// All backups, the newest first.
fn list(args: &Args, all: &[Entry]) {
    if args.json {
        output::document(&json!({"backups": all}));
        return;
    }
    for entry in all {
        let why = match entry.why {
            Why::BeforeChange => "before a change",
            Why::Asked => "asked for",
            Why::Due => "on schedule",
        };
        output::line(format!("{}  {} KB  {why}", entry.id, words::kilobytes(entry.size)));
    }
}

/// All backups, what bringing this one back does, and what it does not bring back.
fn show(args: &Args, all: &[Entry], entry: &Entry, file: Option<&str>) {
    let none = BTreeMap::new();
    let name = file.map_or_else(|| entry.binary_name(), str::to_owned);
    let command = cli::line(&backup::load(entry, &name));
    if args.json {
        output::document(&json!({"backups": all, "chosen": entry.id, "cli": command}));
        return;
    }
    list(args, all);
    output::line(format!("\n{command}"));
    for key in ["restore.does", "restore.lost", "restore.not-in-it"] {
        output::line(texts::text(key, &none));
    }
}

fn failed(error: NotRestored) -> Failure {
    let none = BTreeMap::new();
    let key = match &error {
        NotRestored::Router { error } => {
            let (message, todo) = failure::words(error);
            return Failure::not_started("router", visible(&message), todo);
        }
        NotRestored::NotBack { error } => {
            let (message, todo) = failure::words(error);
            let message = format!("{} {message}", texts::text("restore.not-back", &none));
            return Failure { exit: Exit::Unknown, ..Failure::not_started("not-back", visible(&message), todo) };
        }
        NotRestored::OtherRouter { .. } => "other-router",
        NotRestored::NotThere { .. } => "not-there",
        NotRestored::Damaged => "damaged",
        NotRestored::NoPassword => "no-password",
    };
    let params: BTreeMap<String, String> = match &error {
        NotRestored::OtherRouter { model, serial } => {
            [("model".to_owned(), model.clone()), ("serial".to_owned(), serial.clone())].into()
        }
        NotRestored::NotThere { file, folder } => {
            let folder = folder.clone().unwrap_or_default();
            [("file".to_owned(), file.clone()), ("folder".to_owned(), folder)].into()
        }
        _ => BTreeMap::new(),
    };
    let say = |end: &str| texts::text(&format!("restore.{key}{end}"), &params);
    Failure::not_started(key, say(""), say("-todo"))
}
