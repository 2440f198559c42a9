//! A router looked at without changing it: what is open to the internet, what is weak, what somebody
//! made that is worth a look, and what is best left alone. Nobody's intention is judged.
mod foreign;
mod keep;
mod open;
mod weak;

use crate::{Wishes, items, walk};
use project::Level;
use routeros::{Menu, Snapshot, Text, menu, snapshot::PLANNING_MENUS};
use serde::{Deserialize, Serialize};

/// What was found, worst first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// 100 less the points of the findings, at least 0.
    pub score: u8,
    /// Each with its reason.
    pub findings: Vec<Finding>,
}

impl Audit {
    /// Whether there is nothing to do and nothing to look at.
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.kind == FindingKind::Keep)
    }
}

/// What sort of finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Strangers on the internet reach it.
    Open,
    /// Something is weaker than it need be.
    Weak,
    /// Somebody made it, and it has consequences that its owner should know.
    Foreign,
    /// It is right, and best left alone.
    Keep,
}

/// One finding. Texts: `audit.<key of text>.what` and `audit.<key of todo>.todo`, nearly always the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its sort.
    pub kind: FindingKind,
    /// What it takes from the score.
    pub points: u8,
    /// What was found, with its values.
    pub text: Text,
    /// What to do about it.
    pub todo: Text,
    /// The rule that decides, by its comment or what it says.
    pub decided_by: Option<String>,
    /// The item of Protection that puts it right: tried on paper, not believed.
    pub fix: Option<&'static str>,
}

impl Finding {
    pub(crate) fn new(kind: FindingKind, points: u8, key: &str) -> Self {
        Self { kind, points, text: Text::new(key), todo: Text::new(key), decided_by: None, fix: None }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.text = self.text.with(name, value.clone());
        self.todo = self.todo.with(name, value);
        self
    }

    pub(crate) fn by(self, rule: Option<String>) -> Self {
        Self { decided_by: rule, ..self }
    }

    /// Says something else to do than what usually helps.
    pub(crate) fn advised(self, key: &str) -> Self {
        Self { todo: Text { key: key.to_owned(), ..self.todo }, ..self }
    }

    pub(crate) fn fixed_by(self, item: &'static str) -> Self {
        Self { fix: Some(item), ..self }
    }
}

/// Every key of a finding with the names of its values.
pub const AUDIT_KEYS: &[(&str, &[&str])] = &[
    ("open", &["service", "family", "port"]),
    ("open-home", &["family"]),
    ("wifi-open", &["network"]),
    ("wifi-wep", &["network"]),
    ("wifi-old", &["network"]),
    ("flagged", &[]),
    ("item", &["item"]),
    ("snmp-word", &["name"]),
    ("snmp-writes", &["name"]),
    ("snmp-wide", &["name"]),
    ("way-home-asks-names", &["interface"]),
    ("way-home-manages", &["interface"]),
    ("way-home-reaches-internet", &["interface", "what"]),
    ("way-answers-come-home", &["interface", "what"]),
    ("way-home-shares", &["interface"]),
    ("way-router-reaches-internet", &["interface", "what"]),
    ("way-router-hears-answers", &["interface", "what"]),
    ("way-tunnels-stay-whole", &[]),
    ("way-short-way-is-followed", &[]),
    ("way-guests-off-router", &["interface", "what"]),
    ("way-guests-off-home", &["interface"]),
    ("forward", &["rule"]),
    ("redirect", &["rule"]),
    ("masquerade-all", &["rule"]),
    ("own-answer", &["name", "address"]),
    ("forwarder", &["name"]),
    ("second-full-user", &["name", "count"]),
    ("fetching-script", &["name"]),
    ("fetching-timer", &["name"]),
    ("keep-rules", &["count"]),
    ("keep-rescue", &[]),
    ("keep-vpn", &["name"]),
    ("keep-watcher", &["name", "address"]),
    ("keep-short-way", &[]),
];

/// Keys that only say what to do, with the names of their values.
pub const AUDIT_TODOS: &[(&str, &[&str])] =
    &[("open-by-rule", &[]), ("open-by-hand", &["menu"]), ("open-by-known", &["menu"]), ("open-without-rule", &[])];

/// What is read of a router for an audit: one question each.
pub fn menus() -> Vec<Menu> {
    PLANNING_MENUS.iter().copied().chain([menu::IP_DNS_FORWARDERS]).collect()
}

/// Looks at a router.
pub fn audit(snapshot: &Snapshot) -> Audit {
    let mut findings = Vec::new();
    let (verdict, broken) = walk::all(snapshot);
    let states = items::item_states(snapshot, Wishes::of_level(LEVEL));
    open::open(snapshot, &verdict, &states, &mut findings);
    weak::weak(snapshot, &states, broken, &mut findings);
    foreign::foreign(snapshot, verdict.forwards, &mut findings);
    keep::keep(snapshot, &mut findings);
    findings.sort_by_key(|finding| (finding.kind, std::cmp::Reverse(finding.points)));
    let lost: u32 = findings.iter().map(|finding| u32::from(finding.points)).sum();
    Audit { score: u8::try_from(100_u32.saturating_sub(lost)).unwrap_or_default(), findings }
}

/// The level that an audit measures by.
const LEVEL: Level = Level::Recommended;
