//! From a few answers to a plan on a practice router.
use apply::{Journal, Keep};
use planner::{Context, Plan, Transport};
use practice_router::{Internet, Options, Router as Practice, RouterState};
use project::{Choices, Issue, Project, SecretField, SecretState};
use routeros::{Secret, Snapshot};
use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

/// Keeps hashed secrets apart from other runs; one value is as good as another in tests.
pub const RUN_KEY: [u8; 32] = [7; 32];

/// Secrets by field path.
pub type SecretMap = HashMap<String, Secret>;

/// Answers and secrets, as a person would give them.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Field path and value, as `firsthop-cli new --set` takes them.
    pub set: Vec<(String, String)>,
    /// Secrets by field path.
    pub secrets: SecretMap,
}

impl Answers {
    /// From pairs of text.
    pub fn of(set: &[(&str, &str)], secrets: &[(&str, &str)]) -> Self {
        Self {
            set: set.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect(),
            secrets: secrets.iter().map(|(field, secret)| ((*field).to_owned(), Secret::new(*secret))).collect(),
        }
    }

    /// The choices that they make.
    ///
    /// # Panics
    /// A path does not exist.
    pub fn choices(&self) -> Choices {
        let mut choices = Choices::default();
        for (path, value) in &self.set {
            choices.set(path, value).unwrap_or_else(|error| panic!("{path}={value}: {error}"));
        }
        choices
    }

    /// The project that they make.
    ///
    /// # Errors
    /// All issues.
    pub fn project(&self) -> Result<Project, Vec<Issue>> {
        let secrets = |field: SecretField| {
            self.secrets.get(field.as_str()).map_or(SecretState::Missing, |secret| SecretState::Typed(secret.expose()))
        };
        Project::from_choices(&self.choices(), &secrets).map(|(project, _)| project)
    }

    /// The project of answers that are known to be right.
    ///
    /// # Panics
    /// They are wrong.
    pub fn valid(&self) -> Project {
        self.project().unwrap_or_else(|issues| panic!("{:?} gives {issues:?}", self.set))
    }

    /// The plan on a router in this state.
    ///
    /// # Errors
    /// What is wrong on this router.
    pub fn plan(&self, snapshot: &Snapshot, ticked: &BTreeSet<String>) -> Result<Plan, Vec<Issue>> {
        planner::plan(&self.valid(), snapshot, &context(&self.secrets, ticked))
    }
}

/// A journal that outlives the app.
#[derive(Debug, Default)]
pub struct Kept(pub Option<Journal>);

impl Keep for Kept {
    fn keep(&mut self, journal: &Journal) -> std::io::Result<()> {
        self.0 = Some(journal.clone());
        Ok(())
    }

    fn last(&self) -> Option<Journal> {
        self.0.clone()
    }
}

/// The context of a plan over plain HTTP.
pub fn context<'a>(secrets: &'a SecretMap, ticked: &'a BTreeSet<String>) -> Context<'a> {
    Context { secrets, ticked, transport: Transport::Http, run_key: &RUN_KEY, finish_move: false }
}

/// A practice router in this state on this line.
pub fn practice_in(state: RouterState, internet: Internet) -> Practice {
    Practice::new(Options {
        state,
        internet,
        latency: Duration::ZERO,
        user: "admin".into(),
        password: Some("practice".into()),
        ..Options::default()
    })
}

/// A practice router that comes with the crate.
///
/// # Panics
/// There is no such personality or line.
pub fn practice(personality: &str, internet: &str) -> Practice {
    let state = practice_router::personality(personality).unwrap_or_else(|| panic!("no personality {personality}"));
    practice_in(state, internet.parse().unwrap_or_else(|_| panic!("no line {internet}")))
}

/// A factory state with one more service switched on.
///
/// # Panics
/// There is no such personality.
pub fn practice_state(personality: &str, service: &str) -> RouterState {
    let mut state = practice_router::factory(personality).unwrap_or_else(|| panic!("no personality {personality}"));
    let rows = state.menus.get_mut("/ip/service").and_then(serde_json::Value::as_array_mut).into_iter().flatten();
    rows.filter(|row| row["name"] == service).for_each(|row| row["disabled"] = "false".into());
    state
}
