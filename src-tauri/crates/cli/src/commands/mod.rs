//! One module per command.
mod administrator;
mod allow_timers;
mod apply;
mod audit;
mod backup;
mod card;
mod carry;
mod check;
mod check_export;
mod connect;
mod diagnose;
mod discover;
mod facts;
mod journey;
mod left;
mod new;
mod password;
mod practice;
mod preview;
mod put_back;
mod restore;
mod restore_export;
mod update;
mod verify;

use crate::{
    args::{Args, Command},
    failure::{Exit, Failure},
    files,
    known::Known,
    output,
};
use connect::connect;
use planner::{Context, Transport};
use project::{Issue, Project, ProjectFile, SecretField, SecretState};
use routeros::Snapshot;
use routeros_client::{Client, read_snapshot};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path};

/// Logs in to a router that is only looked at.
async fn log_in(args: &Args, url: &str) -> Result<Client, Failure> {
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    connect(args, url, &known).await
}

/// Does what the command line says.
pub(crate) async fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::New { file, set } => new::run(args, file, set),
        Command::Check { file, router, carried } => {
            check::run(args, file, router.as_deref(), carried.internet_socket.as_deref()).await
        }
        Command::Schema => {
            output::document(&project::schema());
            Ok(Exit::Done)
        }
        Command::Practice(options) => practice::run(args, options).await,
        Command::Preview { file, on, carried, check, format } => {
            preview::run(args, file, on, carried.internet_socket.as_deref(), *check, *format).await
        }
        Command::Apply { file, router, carried, yes } => {
            apply::run(args, file, router, carried.internet_socket.as_deref(), *yes).await
        }
        Command::Verify { file, router, carried } => {
            verify::run(args, file, router, carried.internet_socket.as_deref()).await
        }
        Command::Carry { file, router, carried, save } => {
            carry::run(args, file, router, carried.internet_socket.as_deref(), save.as_deref()).await
        }
        Command::Facts { router } => facts::run(args, router).await,
        Command::Diagnose { router, port, home, ask } => diagnose::run(args, router, port, home, *ask).await,
        Command::Audit { router } => audit::run(args, router).await,
        Command::Administrator { router, name, yes } => administrator::run(args, router, name, *yes).await,
        Command::AllowTimers { router, yes } => allow_timers::run(args, router, *yes).await,
        Command::PutBack { router, yes } => put_back::run(args, router, *yes).await,
        Command::Card(what) => card::run(args, what).await,
        Command::CheckExport { file, router } => check_export::run(args, file, router).await,
        Command::Backup(what) => backup::run(args, what).await,
        Command::Restore { router, export: Some(export), moves, yes, .. } => {
            restore_export::run(args, router, export, moves, *yes).await
        }
        Command::Restore { router, backup, folder, yes, .. } => {
            restore::run(args, router, backup.as_deref(), folder.as_deref(), *yes).await
        }
        Command::Update { router, project, to_seven, check, yes } => {
            let aim = if *to_seven { ::apply::update::Aim::Seven } else { ::apply::update::Aim::Newest };
            update::run(args, router, project.as_deref(), aim, *check, *yes).await
        }
        Command::Discover { seconds, at } => discover::run(args, *seconds, at).await,
        Command::PracticeJourney { personality, internet } => journey::run(args, personality, internet).await,
    }
}

/// A project with the passwords that belong to it.
struct Opened {
    file: ProjectFile,
    project: Project,
    warnings: Vec<Issue>,
    known: Known,
    /// What became of it on another model, for programs.
    carry: Option<Value>,
}

/// Reads a project file with its secrets; all issues if it is not valid.
async fn open(args: &Args, path: &Path, with_router: bool) -> Result<Opened, Failure> {
    let file = files::project(path)?;
    let known = Known::gather(args, &file.id.to_string(), &fields(&file, with_router)).await?;
    let valid = Project::from_choices(&file.choices, &|field| known.state(field));
    if valid.is_err() && known.keyring_is_missing() {
        output::note(&known.explain());
    }
    let (project, warnings) = valid.map_err(Failure::issues)?;
    Ok(Opened { file, project, warnings, known, carry: None })
}

/// The same for looking only: a preview shows no password, so it needs none but the router's.
async fn open_to_look(args: &Args, path: &Path, with_router: bool) -> Result<Opened, Failure> {
    let file = files::project(path)?;
    let known = Known::gather(args, &file.id.to_string(), &fields(&file, with_router)).await?;
    let state = |field| to_look(&known, field);
    let (project, warnings) = Project::from_choices(&file.choices, &state).map_err(Failure::issues)?;
    Ok(Opened { file, project, warnings, known, carry: None })
}

/// A secret that is missing is not asked for yet.
fn to_look(known: &Known, field: SecretField) -> SecretState<'_> {
    match known.state(field) {
        // A card need not have a PIN.
        SecretState::Missing if field != SecretField::LtePin => SecretState::Stored,
        found => found,
    }
}

/// The secrets that are needed: the keyring is not asked for others.
fn fields(file: &ProjectFile, with_router: bool) -> Vec<SecretField> {
    // A backup comes before every change.
    let router = with_router
        .then_some([SecretField::Router, SecretField::WifiPassword, SecretField::BackupsPassword])
        .into_iter()
        .flatten();
    let provider: &[SecretField] = match file.choices.internet.r#type.as_str() {
        "pppoe" => &[SecretField::PppoePassword],
        "lte" => &[SecretField::LtePin, SecretField::LtePassword],
        _ => &[],
    };
    let watcher: &[SecretField] = if file.choices.protection.snmp.enabled {
        &[SecretField::SnmpAuthentication, SecretField::SnmpEncryption]
    } else {
        &[]
    };
    router.chain(provider.iter().chain(watcher).copied()).collect()
}

async fn snapshot(router: &Client) -> Result<Snapshot, Failure> {
    Ok(read_snapshot(router).await?)
}

/// What a plan is made with: nothing that somebody else made is ticked on the command line.
struct Planning {
    ticked: BTreeSet<String>,
    run_key: [u8; 32],
    transport: Transport,
    finish_move: bool,
}

impl Planning {
    fn new(transport: Transport) -> Self {
        let mut run_key = [0; 32];
        let (first, second) = run_key.split_at_mut(16);
        first.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        second.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        Self { ticked: BTreeSet::new(), run_key, transport, finish_move: false }
    }

    /// The same, for a router that may have forgotten that it is to end a move.
    async fn on(router: &Client, snapshot: &Snapshot) -> Result<Self, Failure> {
        let finish_move = planner::has_given_up(snapshot) && !::apply::is_retiring(router, snapshot.version()).await?;
        Ok(Self { finish_move, ..Self::new(connect::transport(router)) })
    }

    fn context<'a>(&'a self, known: &'a Known) -> Context<'a> {
        Context {
            secrets: known,
            ticked: &self.ticked,
            transport: self.transport,
            run_key: &self.run_key,
            finish_move: self.finish_move,
        }
    }
}
