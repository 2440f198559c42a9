//! What this window has open: a practice router, a connection, a project's secrets, a plan.
use crate::error::CommandError;
use apply::Journal;
use planner::{Context, Plan, Transport};
use practice_router::Server;
use project::{Project, SecretField, SecretState};
use routeros::{Secret, Snapshot};
use routeros_client::Client;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use tokio_util::sync::CancellationToken;

/// A router that was logged in to.
#[derive(Clone)]
pub struct Connected {
    /// The connection.
    pub router: Arc<Client>,
    /// What was read last.
    pub snapshot: Snapshot,
    /// Its local id, once it was met in private.
    pub id: Option<String>,
    /// Whether it is a practice router.
    pub simulated: bool,
    /// What would make the connection private.
    pub private: Vec<routeros::Change>,
}

impl Connected {
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
    /// What was wanted.
    pub project: Project,
    /// What will be done.
    pub plan: Plan,
    /// Filled in when it is sent.
    pub secrets: HashMap<String, Secret>,
    /// Offered changes that were ticked.
    pub ticked: BTreeSet<String>,
    /// How FirstHop came in when it was planned.
    pub transport: Transport,
}

/// Everything that is open.
pub struct Session {
    /// The simulated router.
    pub practice: Option<Server>,
    /// The router that is being set up.
    pub connected: Option<Connected>,
    /// The router's password, until it is known whether it may be kept.
    pub login: Option<Secret>,
    /// Stored secrets of the open project.
    pub stored: HashMap<String, Secret>,
    /// The newest plan.
    pub shown: Option<Shown>,
    /// The last run on the connected router, and what takes it back.
    pub last_run: Option<Journal>,
    /// What putting it back would do, as it was shown.
    pub back: Option<Plan>,
    /// Stops what is being applied.
    pub job: Option<CancellationToken>,
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
            stored: HashMap::new(),
            shown: None,
            last_run: None,
            back: None,
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

    /// What is known of a secret when answers are judged.
    pub fn state<'a>(&self, typed: &'a BTreeMap<String, String>, field: SecretField) -> SecretState<'a> {
        match typed.get(field.as_str()) {
            Some(text) if !text.is_empty() => SecretState::Typed(text),
            _ if self.stored.contains_key(field.as_str()) => SecretState::Stored,
            _ => SecretState::Missing,
        }
    }
}

impl Shown {
    /// The context in which it was planned.
    pub fn context<'a>(&'a self, run_key: &'a [u8; 32]) -> Context<'a> {
        Context { secrets: &self.secrets, ticked: &self.ticked, transport: self.transport, run_key }
    }
}
