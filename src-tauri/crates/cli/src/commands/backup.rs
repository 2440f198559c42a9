//! `backup`: one router now, or every router for which a backup is due.
use super::{
    connect,
    connect::{folder, known_routers, local_id},
};
use crate::{
    args::{self, Args, OnOff},
    failure::{Exit, Failure, no_backup},
    known::Known,
    output,
    texts::text,
    words,
};
use apply::{
    NoBackup,
    backup::{self, Entry, Every, Kept, Standing, Standings, Why, sign_in},
};
use project::SecretField;
use routeros_client::{Client, KnownRouter, Options};
use serde_json::json;
use std::path::PathBuf;

pub(super) async fn run(args: &Args, what: &args::Backup) -> Result<Exit, Failure> {
    match (&what.router, what.at_sign_in) {
        (Some(url), _) => one(args, url, what).await,
        (None, Some(switch)) => at_sign_in(args, switch),
        (None, None) => due(args).await,
    }
}

async fn one(args: &Args, url: &str, what: &args::Backup) -> Result<Exit, Failure> {
    let mut known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let id = local_id(args, &router);
    if let Some(id) = &id {
        add_password(&mut known, id).await;
    }
    // One that is not remembered, as on this computer, still has a place.
    let place = id.clone().unwrap_or_else(|| router.socket().to_string().replace([':', '.'], "-"));
    let kept = what.folder.clone().map_or_else(|| Kept::of(&folder(args), &place), Kept::at);
    if let Some(every) = what.every {
        let id = id.as_deref().ok_or_else(|| {
            Failure::not_started(
                "not-known",
                "Only a router that is spoken to in private can be backed up by itself.",
                "firsthop-cli apply makes the connection private. Nothing was changed.",
            )
        })?;
        choose(args, id, router.user(), every, what)?;
    }
    let made = backup::now(&router, &known, &kept, Why::Asked, what.keep).await.map_err(not_made)?;
    if let Some(id) = &id {
        standings(args).went(id, made.made, Ok(())).map_err(|error| unwritten(&error))?;
    }
    tell(args, &made, &kept);
    Ok(Exit::Done)
}

fn choose(args: &Args, id: &str, user: &str, every: args::Interval, what: &args::Backup) -> Result<(), Failure> {
    let every = match every {
        args::Interval::Day => Every::Day,
        args::Interval::Week => Every::Week,
        args::Interval::Month => Every::Month,
        args::Interval::Never => return standings(args).forget(id).map_err(|error| unwritten(&error)),
    };
    let (router, user, folder, keep) = (id.to_owned(), user.to_owned(), what.folder.clone(), what.keep);
    let chosen = Standing { router, user, every, folder, keep, last: None, failed: None };
    standings(args).choose(chosen).map_err(|error| unwritten(&error))
}

/// One after the other; one that does not work does not keep the others from being made.
async fn due(args: &Args) -> Result<Exit, Failure> {
    let all = standings(args);
    let (now, mut exit) = (jiff::Timestamp::now(), Exit::Done);
    for standing in all.all().map_err(|error| unwritten(&error))?.into_iter().filter(|one| one.is_due(now)) {
        match of_standing(args, &standing).await {
            Ok((made, kept)) => {
                all.went(&standing.router, made.made, Ok(())).map_err(|error| unwritten(&error))?;
                tell(args, &made, &kept);
            }
            Err(failure) => {
                all.went(&standing.router, now, Err(failure.code.clone())).map_err(|error| unwritten(&error))?;
                output::failure(args, &failure);
                let standing = all.of(&standing.router).map_err(|error| unwritten(&error))?;
                if let Some(standing) = standing.filter(|standing| standing.is_news(now)) {
                    tell_on_desktop(args, &standing, &failure).await;
                }
                exit = Exit::AsBefore;
            }
        }
    }
    Ok(exit)
}

async fn of_standing(args: &Args, standing: &Standing) -> Result<(Entry, Kept), Failure> {
    let met = known_routers(args).all().map_err(|error| unwritten(&error))?;
    let met: KnownRouter = met.into_iter().find(|met| met.id == standing.router).ok_or_else(|| {
        Failure::not_started("not-known", "A router that is to be backed up is not known here any more.", "")
    })?;
    let mut known = Known::gather(args, &standing.router, &[SecretField::Router, SecretField::BackupsPassword]).await?;
    add_password(&mut known, &standing.router).await;
    let options = Options { pin: met.pin(), ..Options::default() };
    let router = Client::connect(&met.url(), &standing.user, known.router()?, options).await?;
    let kept = standing.folder.clone().map_or_else(|| Kept::of(&folder(args), &standing.router), Kept::at);
    let made = backup::now(&router, &known, &kept, Why::Due, standing.keep).await.map_err(not_made)?;
    Ok((made, kept))
}

/// Nobody sees what is written at sign-in.
async fn tell_on_desktop(args: &Args, standing: &Standing, failure: &Failure) {
    let met = known_routers(args).all().unwrap_or_default().into_iter().find(|met| met.id == standing.router);
    let model = met.map_or_else(|| "router".to_owned(), |met| met.model.replace("^2", "²").replace("^3", "³"));
    let title = text("start.backup-failed", &[("model".to_owned(), model)].into());
    let body = format!("{} {}", failure.message, failure.todo);
    // Without a desktop, the next start of the window says it.
    let _ = tokio::task::spawn_blocking(move || backup::tell(&title, &body)).await;
}

/// The password of a router's backups is remembered with the router.
async fn add_password(known: &mut Known, id: &str) {
    if let Some(password) = known.remembered(id, SecretField::BackupsPassword).await {
        known.add(SecretField::BackupsPassword, password);
    }
}

fn tell(args: &Args, made: &Entry, kept: &Kept) {
    if args.json {
        let mut all = serde_json::to_value(made).unwrap_or_default();
        all["folder"] = kept.folder().display().to_string().into();
        output::document(&json!({"backup": all}));
        return;
    }
    output::line(words::backed_up(&made.place, made.size, made.encrypted, made.readable));
    output::line(format!("{} {}", made.id, kept.folder().display()));
    match made.differs {
        Some(true) => output::line("The settings differ from those of the backup before."),
        Some(false) => output::line("The settings are the same as at the backup before."),
        None => {}
    }
}

fn at_sign_in(args: &Args, switch: OnOff) -> Result<Exit, Failure> {
    let cannot = |detail: String| {
        Failure::not_started(
            "sign-in",
            format!("This computer could not be asked: {detail}."),
            "Run firsthop-cli backup --if-due by hand, or from a schedule of your own.",
        )
    };
    let home = dirs::home_dir().ok_or_else(|| cannot("it has no home folder".to_owned()))?;
    let settings = dirs::config_dir().unwrap_or_else(|| PathBuf::from(&home).join(".config"));
    if switch == OnOff::Off {
        sign_in::unregister(&home, &settings).map_err(|error| cannot(error.to_string()))?;
        output::note("It is not looked at sign-in any more whether a backup is due.");
        return Ok(Exit::Done);
    }
    let cli = std::env::current_exe().map_err(|error| cannot(error.to_string()))?;
    let how =
        sign_in::register(&cli.display().to_string(), &home, &settings).map_err(|error| cannot(error.to_string()))?;
    let how = format!("{how:?}");
    if args.json {
        output::document(&json!({"at_sign_in": how}));
    } else {
        output::line(format!("At sign-in this computer looks whether a backup is due ({how})."));
    }
    Ok(Exit::Done)
}

pub(super) fn standings(args: &Args) -> Standings {
    Standings::in_folder(&folder(args))
}

fn not_made(error: NoBackup) -> Failure {
    let (message, todo) = no_backup(&error);
    Failure::not_started(&error.code(), routeros::visible(&message), todo)
}

fn unwritten(error: &std::io::Error) -> Failure {
    Failure::not_started(
        "file",
        format!("What is known of the backups cannot be read or written: {error}."),
        "Look at backups.json in the data folder.",
    )
}
