//! How to get there: from a project and a router's snapshot to an ordered, complete plan.
//!
//! Pure: no network, no clock, no randomness.
//!
//! [`plan`] looks at what the project wants area by area (`desired`), compares it with what the router
//! has, and collects changes in a `Draft`, which alone decides what may be touched: on a customised
//! router nothing of others changes unless it was ticked.
mod administrator;
mod after;
mod audit;
pub mod backup;
mod carry;
mod check;
mod class;
mod desired;
pub mod detective;
pub mod device_mode;
mod draft;
mod drift;
mod foresight;
mod import;
mod items;
mod live;
mod order;
mod owned;
mod password;
mod permissions;
mod piece;
pub mod plan;
mod private;
mod radios;
mod reach;
mod retire;
pub mod revert;
pub mod safety;
mod signs;
mod suspicion;
pub mod timer;
pub mod update;
pub mod walk;
mod watchers;

pub use administrator::{ADMIN, Administrator, NoAdministrator, own_accounts};
pub use after::after;
pub use audit::{AUDIT_KEYS, AUDIT_TODOS, Audit, Finding, FindingKind, audit, menus as audit_menus};
pub use backup::Backup;
pub use carry::{Carried, Carry, carry, made_for};
pub use check::{check, check_here};
pub use class::{Class, classify, foreign};
pub use desired::{is_given_up, may_run_timers, runs_copies};
pub use drift::{Drift, Left, LogEnd, Told, Way, Who, drift};
pub use import::{Asked as ImportAsks, Import, Imported, Lost, NotImported, Places};
pub use items::{Asked, ITEMS, Item, ItemState, Off, Standing, Wishes, item_states};
pub use live::{at_home, lan_interface, modem, wan_interface, wan_port};
pub use password::{NEW_PASSWORD, OLD_PASSWORD, password_change};
pub use permissions::lacking;
pub use piece::Piece;
pub use plan::{LeftAlone, LeftAloneReason, Move, Offer, Plan, Warning};
pub use private::{CERTIFICATE, Private, private};
pub use reach::{Reach, reach};
pub use retire::Retire;
pub use revert::{Inverse, PutBack, put_back, revert, with_earlier};
pub use safety::{Danger, Entry, Unsafe};

pub use suspicion::{Suspicion, suspicions};
pub use timer::Timer;

use project::{Issue, Project};
use routeros::{Secrets, Snapshot};
use std::collections::BTreeSet;

/// The service that FirstHop itself comes in by. It is never touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// REST in clear text: `www`.
    Http,
    /// REST over TLS: `www-ssl`.
    Https,
    /// Binary API in clear text: `api`.
    Api,
    /// Binary API over TLS: `api-ssl`.
    ApiSsl,
}

impl Transport {
    /// Its name in `/ip/service`.
    pub fn service(self) -> &'static str {
        match self {
            Self::Http => "www",
            Self::Https => "www-ssl",
            Self::Api => "api",
            Self::ApiSsl => "api-ssl",
        }
    }

    /// Whether nobody on the way can read along.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Https | Self::ApiSsl)
    }
}

/// What a plan depends on beside project and snapshot.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// To tell whether a secret on the router is the wanted one. An unknown secret counts as right.
    pub secrets: &'a dyn Secrets,
    /// Ids of offered changes that the person ticked.
    pub ticked: &'a BTreeSet<String>,
    /// How FirstHop comes in.
    pub transport: Transport,
    /// Keeps hashed secrets of different runs apart.
    pub run_key: &'a [u8; 32],
    /// Whether what was left to the router after a move (`Plan::later`) is to be done now, because
    /// the router has lost it.
    pub finish_move: bool,
}

/// Whether the home has an address that was given up in an earlier run.
pub fn has_given_up(snapshot: &Snapshot) -> bool {
    snapshot.records(routeros::menu::IP_ADDRESS).any(is_given_up)
}

/// The plan that makes this router as the project wants it.
///
/// ```
/// use planner::{Context, Transport, plan};
/// use project::{Choices, Project, SecretState};
/// use routeros::{NoSecrets, parse, render::cli};
/// # let state = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../practice-router/data/states/hap-ax2_7.20.json"));
/// let snapshot = parse::state_file(&serde_json::from_str(state)?).ok_or("what a router answered")?;
/// let mut choices = Choices::default();
/// choices.set("names.source", "preset")?;
/// choices.set("names.preset", "quad9")?;
/// let (project, _) = Project::from_choices(&choices, &|_| SecretState::Missing).map_err(|_| "valid")?;
/// let context = Context { secrets: &NoSecrets, ticked: &Default::default(), transport: Transport::Http, run_key: &[0; 32], finish_move: false };
/// let plan = plan(&project, &snapshot, &context).map_err(|_| "it fits this router")?;
/// assert!(plan.changes.iter().any(|change| cli::line(change).starts_with("/ip dns set servers=9.9.9.9")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What is wrong with the project on this router, all at once.
pub fn plan(project: &Project, snapshot: &Snapshot, context: &Context<'_>) -> Result<Plan, Vec<Issue>> {
    let issues = check(project, snapshot);
    if issues.iter().any(Issue::is_error) {
        return Err(issues);
    }
    let mut draft = draft::Draft::new(snapshot, context);
    desired::all(project, &mut draft);
    let mut plan = draft.finish(snapshot.hash(context.run_key));
    plan.warnings.extend(foresight::warnings(snapshot, &plan.changes, context.secrets));
    Ok(plan)
}
