//! What this window has open: a practice router, a connection, a project's secrets, a plan.
use crate::error::CommandError;
use apply::{Control, Journal, Wanted, update::Offer};
use planner::{Context, Entry, Import, Inverse, Plan, Transport};
use practice_router::Server;
use project::{Project, SecretField, SecretState};
use routeros::{Facts, Secret, Snapshot};
use routeros_client::{Client, Router as _};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// A router that was logged in to.
#[derive(Clone)]
pub struct Connected {
    /// The connection.
    pub router: Arc<Client>,
    /// What says what it is.
    pub facts: Snapshot,
    /// The socket that this computer hangs on, if the router knows.
    pub here: Option<String>,
    /// What was read last. Until it was `looked` at, the facts alone.
    pub snapshot: Snapshot,
    /// Whether everything that planning needs was read.
    pub looked: bool,
    /// Its local id, once it was met in private.
    pub id: Option<String>,
    /// Whether it is a practice router.
    pub simulated: bool,
    /// What would make the connection private.
    pub private: Vec<routeros::Change>,
    /// Whether the router has forgotten that it is to end a move of the home.
    pub finish_move: bool,
    /// Whether a safety timer waited on it when it was connected.
    pub is_guarded: bool,
}

impl Connected {
    /// The folder whose files outlast a start anew: empty or `flash/`. A user who may not see files cannot
    /// make a backup either; that is said when it is tried.
    pub fn lasting(&self) -> &'static str {
        if Facts::of(&self.facts).storage.flash_folder == Some(true) { "flash/" } else { "" }
    }

    /// Where FirstHop comes in.
    pub fn entry(&self) -> Entry {
        let port = self.here.clone();
        Entry { port, ..Entry::at(self.router.place(), self.transport(), &self.snapshot) }
    }

    /// How FirstHop comes in.
    pub fn transport(&self) -> Transport {
        match (self.router.as_ref(), self.router.is_private()) {
            (Client::Rest(_), true) => Transport::Https,
            (Client::Rest(_), false) => Transport::Http,
            (Client::Api(_), true) => Transport::ApiSsl,
            (Client::Api(_), false) => Transport::Api,
        }
    }
}

/// A plan as it was shown, with everything that carrying it out needs.
#[derive(Clone)]
pub struct Shown {
    /// Handed to the window and back.
    pub id: String,
    /// What was wanted; for an export, what it is proved by.
    pub project: Project,
    /// The export that is brought, in the place of answers.
    pub import: Option<Import>,
    /// What will be done.
    pub plan: Plan,
    /// Filled in when it is sent.
    pub secrets: HashMap<String, Secret>,
    /// Offered changes that were ticked.
    pub ticked: BTreeSet<String>,
    /// How FirstHop came in when it was planned.
    pub transport: Transport,
    /// The password that the router gets first.
    pub password: Option<Secret>,
    /// Whether it ends an earlier move of the home.
    pub finish_move: bool,
}

/// An export that was chosen. Passwords may stand in it, so it stays here.
#[derive(Clone)]
pub struct Exported {
    /// The file.
    pub path: String,
    /// What stood in it when it was chosen.
    pub text: String,
}

/// Where a new password of the router's can be found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nowhere yet: it must not be sent.
    Nowhere,
    /// In the keyring, beside the old one.
    Keyring,
    /// The person says so.
    Written,
}

/// A password that was made for the router and not sent yet.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// The password.
    pub secret: Secret,
    /// Where it can be found again.
    pub kept: Kept,
}

/// What is to be taken back, as it was shown.
#[derive(Debug, Clone)]
pub struct Returning {
    /// What will be done.
    pub plan: Plan,
    /// What it is to arrive at.
    pub back: Vec<Inverse>,
    /// Whether it is the last run; else what somebody else changed since.
    pub of_run: bool,
}

/// Everything that is open.
pub struct Session {
    /// The simulated router.
    pub practice: Option<Server>,
    /// The router that is being set up.
    pub connected: Option<Connected>,
    /// The router's password, until it is known whether it may be kept.
    pub login: Option<Secret>,
    /// The router's new password, if it shall get one.
    pub password: Option<NewPassword>,
    /// The id of the open project.
    pub project: String,
    /// Stored secrets of the open project.
    pub stored: HashMap<String, Secret>,
    /// The newest plan.
    pub shown: Option<Shown>,
    /// The export that is to be brought to the connected router.
    pub exported: Option<Exported>,
    /// The last run on the connected router, and what takes it back.
    pub last_run: Option<Journal>,
    /// What putting it back would do, as it was shown.
    pub back: Option<Returning>,
    /// A newer RouterOS, as it was shown.
    pub update: Option<Offer>,
    /// The buttons of what is being applied.
    pub job: Option<Control>,
    /// Keeps hashed secrets of different runs apart.
    pub run_key: [u8; 32],
    plans: u64,
}

impl Default for Session {
    fn default() -> Self {
        let mut run_key = [0; 32];
        run_key[..16].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        run_key[16..].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        Self {
            practice: None,
            connected: None,
            login: None,
            password: None,
            project: String::new(),
            stored: HashMap::new(),
            shown: None,
            exported: None,
            last_run: None,
            back: None,
            update: None,
            job: None,
            run_key,
            plans: 0,
        }
    }
}

impl Session {
    /// The connection, or the error that says that there is none.
    ///
    /// # Errors
    /// No router is connected.
    pub fn connected(&self) -> Result<&Connected, CommandError> {
        self.connected.as_ref().ok_or(CommandError::NotConnected)
    }

    /// A new id for a plan that is shown.
    pub fn next_plan_id(&mut self) -> String {
        self.plans += 1;
        format!("plan-{}", self.plans)
    }

    /// What was typed wins over what is stored.
    pub fn secrets(&self, typed: &BTreeMap<String, String>) -> HashMap<String, Secret> {
        let mut secrets = self.stored.clone();
        let typed = typed.iter().filter(|(_, text)| !text.is_empty());
        secrets.extend(typed.map(|(field, text)| (field.clone(), Secret::new(text.clone()))));
        secrets
    }

    /// The new password that the router shall get: the one that was typed, or the one that was made.
    /// None when it has it already.
    pub fn new_password(&self, typed: &BTreeMap<String, String>) -> Option<Secret> {
        let typed = typed.get(planner::NEW_PASSWORD).filter(|text| !text.is_empty()).map(Secret::new);
        let wanted = typed.or_else(|| self.password.as_ref().map(|made| made.secret.clone()))?;
        let has = self.connected.as_ref()?.router.password();
        (wanted != *has).then_some(wanted)
    }

    /// Whether a password was made that could be lost.
    pub fn password_is_loose(&self, typed: &BTreeMap<String, String>) -> bool {
        let typed = typed.get(planner::NEW_PASSWORD).is_some_and(|text| !text.is_empty());
        !typed && self.password.as_ref().is_some_and(|made| made.kept == Kept::Nowhere)
    }

    /// What is known of a secret when answers are judged.
    pub fn state<'a>(&self, typed: &'a BTreeMap<String, String>, field: SecretField) -> SecretState<'a> {
        match typed.get(field.as_str()) {
            // There is no stored one that an empty field could stand for.
            Some(text) if !text.is_empty() || field == SecretField::RouterNewPassword => SecretState::Typed(text),
            _ if self.stored.contains_key(field.as_str()) => SecretState::Stored,
            _ => SecretState::Missing,
        }
    }
}

impl Shown {
    /// What a run of it is to arrive at.
    pub fn wanted(&self) -> Wanted<'_> {
        match &self.import {
            Some(import) => Wanted::Import { import, proved_by: &self.project },
            None => Wanted::Project(&self.project),
        }
    }

    /// The context in which it was planned.
    pub fn context<'a>(&'a self, run_key: &'a [u8; 32]) -> Context<'a> {
        Context {
            secrets: &self.secrets,
            ticked: &self.ticked,
            transport: self.transport,
            run_key,
            finish_move: self.finish_move,
        }
    }
}
