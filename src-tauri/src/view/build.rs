//! From domain values to views. Text from outside passes `visible` here and nowhere else.
use super::{
    ApplyEventView, AuditView, BackView, BackedUpView, BackupView, ChangeView, CommandView, FindingView, GroupView,
    IssueView, LeftAloneView, OfferView, PlanView, ProofView, ProtectionItemView, RefusedView, RestoredView,
    SuggestionView, TextView, WarningView,
};
use crate::error::CommandError;
use apply::{
    ApplyEvent, Failure, NoBackup, ProofItem,
    backup::{Entry, Kept, NotRestored, Place, Readable, Restored},
    password::Which,
};
use planner::Plan;
use project::{Issue, Project, Severity, Suggestion};
use routeros::{
    Area, Change, Group, Mark, Text, Undo,
    render::{cli, rest},
    visible,
};
use routeros_client::ClientError;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn params(given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    given.iter().map(|(name, value)| (name.clone(), visible(value))).collect()
}

pub(super) fn text(prefix: &str, text: &Text, suffix: &str) -> TextView {
    TextView { key: format!("{prefix}.{}{suffix}", text.key), params: params(&text.params) }
}

/// A sentence by the key that it has itself.
pub(super) fn sentence(text: &Text) -> TextView {
    TextView { key: text.key.clone(), params: params(&text.params) }
}

/// A sentence of one of the tables.
pub fn said(prefix: &str, given: &Text) -> TextView {
    text(prefix, given, "")
}

/// A serde name, such as `home-network`.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The step of the wizard that asked for an area's changes.
fn step(area: Area) -> String {
    word(&area)
}

impl IssueView {
    /// An issue for the window.
    pub fn of(issue: &Issue) -> Self {
        Self {
            field: issue.field.clone(),
            step: word(&project::step_of(&issue.field)),
            code: issue.code.as_str().to_owned(),
            params: params(&issue.params),
            severity: if issue.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
            suggestion: issue.suggestion.as_ref().map(SuggestionView::of),
        }
    }
}

impl SuggestionView {
    /// A one-click fix for the window.
    pub fn of(suggestion: &Suggestion) -> Self {
        // As `Choices::set` takes it.
        let shown = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match suggestion {
            Suggestion::Set { field, value } => Self::Set { values: vec![(field.clone(), shown(value))] },
            Suggestion::SetMany { values } => {
                Self::Set { values: values.iter().map(|value| (value.field.clone(), shown(&value.value))).collect() }
            }
            Suggestion::RemoveInvisible { field } => Self::RemoveInvisible { field: field.clone() },
        }
    }
}

impl ChangeView {
    /// A change for the window; secrets are masked.
    pub fn of(change: &Change) -> Self {
        Self {
            id: change.id.clone(),
            mark: word(&change.mark()),
            step: step(change.area),
            means: text("change", &change.text, ".means"),
            why: text("change", &change.text, ".why"),
            command: CommandView::of(change),
            undo: word(&change.undo),
        }
    }
}

impl CommandView {
    /// A change as its exact commands; secrets are masked.
    pub fn of(change: &Change) -> Self {
        let line = visible(&cli::line(change));
        // What belongs to no menu has a slash before it.
        let menu = change.menu.spaced().chars().count();
        let verb = line.chars().skip(menu + 1).take_while(|c| *c != ' ').count();
        let call = rest::shown(change);
        let body = call.body.map(|body| body.to_string()).unwrap_or_default();
        let rest = format!("{} {} {body}", call.method.as_str(), call.path);
        Self { cli: line, verb: (menu + 1, verb), rest: visible(rest.trim_end()) }
    }
}

/// The parts of a run in the order of Review.
const AREAS: [Area; 6] =
    [Area::Internet, Area::HomeNetwork, Area::Addresses, Area::Names, Area::Protection, Area::Backups];

/// A plan in parts, with its backup and with what sets and ends the safety timer.
fn groups(plan: &Plan, backup: &[Change], before: &routeros::Snapshot, password: bool) -> Vec<GroupView> {
    let (first, last) = timer(plan, before).map(|timer| timer.shown()).unwrap_or_default();
    let password = password.then(planner::password_change);
    let retire = planner::Retire::of(plan, before);
    // What a person puts back is done at once; else the router does it when everybody has followed.
    let later = match &retire {
        Some(retire) => vec![retire.set()],
        None => plan.later.clone(),
    };
    let changes = plan.shown(before);
    let all: Vec<&Change> =
        password.iter().chain(backup).chain(&first).chain(&changes).chain(&last).chain(&later).collect();
    let group = |id: String, wanted: &dyn Fn(&&Change) -> bool| GroupView {
        id,
        changes: all.iter().copied().filter(wanted).map(ChangeView::of).collect(),
    };
    let parts = [Group::Private, Group::Password, Group::Backup, Group::Guard];
    let parts = parts.into_iter().map(|part| group(word(&part), &|change| change.group == part));
    let areas = AREAS
        .into_iter()
        .map(|area| group(step(area), &|change| change.group == Group::Settings && change.area == area));
    let after = std::iter::once(group(word(&Group::Cleanup), &|change| change.group == Group::Cleanup));
    parts.chain(areas).chain(after).filter(|group| !group.changes.is_empty()).collect()
}

fn timer(plan: &Plan, before: &routeros::Snapshot) -> Option<planner::Timer> {
    (!plan.is_empty()).then(|| planner::Timer::of(plan, before))
}

impl PlanView {
    /// A plan for the window, and what backs the router up before it.
    pub fn of(
        id: String,
        plan: &Plan,
        before: &routeros::Snapshot,
        backup: &planner::Backup,
        ticked: &BTreeSet<String>,
        password: bool,
        refused: Option<&planner::Unsafe>,
    ) -> Self {
        let timer = timer(plan, before);
        let backup = if plan.is_empty() { Vec::new() } else { backup.shown() };
        Self {
            id,
            groups: groups(plan, &backup, before, password),
            added: plan.count(Mark::Added),
            changed: plan.count(Mark::Changed),
            removed: plan.count(Mark::Removed),
            left_alone: plan.left_alone.iter().map(|entry| LeftAloneView::of(entry, ticked)).collect(),
            warnings: plan.warnings.iter().map(WarningView::of).collect(),
            complete: plan.complete,
            refused: refused.map(|refused| {
                let change = plan.changes.iter().chain(&plan.later).find(|change| change.id == refused.id);
                RefusedView {
                    means: change.map(|change| text("change", &change.text, ".means")),
                    danger: refused.danger.as_str().to_owned(),
                }
            }),
            undone_by_itself: !password && plan.changes.iter().all(|change| change.undo == Undo::Automatic),
            survives_power_cut: timer.is_some_and(|timer| timer.survives_power_cut()),
        }
    }
}

impl BackView {
    /// What putting back would do, for the window.
    pub fn of(back: &planner::PutBack, now: &routeros::Snapshot) -> Self {
        Self {
            groups: groups(&back.plan, &[], now, false),
            changed_since: back.plan.left_alone.iter().map(|left| visible(&left.name)).collect(),
        }
    }
}

impl LeftAloneView {
    fn of(entry: &planner::LeftAlone, ticked: &BTreeSet<String>) -> Self {
        let offer = entry.offer.as_ref().map(|offer| OfferView {
            id: offer.id.clone(),
            change: ChangeView::of(&offer.change),
            without: text("without", &offer.without, ""),
            ticked: ticked.contains(&offer.id),
        });
        Self { menu: entry.menu.path().to_owned(), name: visible(&entry.name), reason: word(&entry.reason), offer }
    }
}

impl WarningView {
    fn of(warning: &planner::Warning) -> Self {
        Self { step: step(warning.area), text: text("warning", &warning.text, "") }
    }
}

impl ProtectionItemView {
    /// The page's rows, as the answers stand and as the router is.
    pub fn all(choices: &project::Choices, snapshot: Option<&routeros::Snapshot>) -> Vec<Self> {
        let level =
            if choices.protection.level == "strict" { project::Level::Strict } else { project::Level::Recommended };
        let zone = choices.protection.time_zone.parse().ok();
        let private_names = choices.names.doh && choices.names.source != "provider";
        let watcher = project::Watcher::asked_for(&choices.protection);
        let wishes = planner::Wishes { level, time_zone: zone.as_ref(), private_names, watcher: watcher.as_ref() };
        let states = snapshot.map(|snapshot| planner::item_states(snapshot, wishes)).unwrap_or_default();
        let row = |item: &planner::Item| {
            let state = states.iter().find(|state| state.item.id == item.id);
            let views = |changes: &[Change]| changes.iter().map(ChangeView::of).collect();
            Self {
                id: item.id.to_owned(),
                asked: word(&item.asked),
                on: choices.protection.items.get(item.id).copied().unwrap_or(item.is_in(level)),
                state: state.map_or("unknown", |state| state.standing.as_str()).to_owned(),
                source: item.source.to_owned(),
                off: word(&item.off),
                turn_on: state.map_or_else(Vec::new, |state| views(&state.on)),
                turn_off: state.map_or_else(Vec::new, |state| views(&state.off)),
            }
        };
        planner::ITEMS.iter().map(row).collect()
    }
}

impl AuditView {
    /// An audit for the window.
    pub fn of(audit: &planner::Audit) -> Self {
        let finding = |finding: &planner::Finding| FindingView {
            kind: word(&finding.kind),
            points: finding.points,
            what: text("audit", &finding.text, ".what"),
            todo: text("audit", &finding.todo, ".todo"),
            rule: finding.decided_by.as_deref().map(visible),
            fix: finding.fix.map(str::to_owned),
        };
        Self { score: audit.score, clean: audit.is_clean(), findings: audit.findings.iter().map(finding).collect() }
    }
}

impl ProofView {
    /// A tested outcome for the window.
    pub fn of(item: &ProofItem) -> Self {
        let text = TextView { key: format!("proof.{}", item.key), params: params(&item.params) };
        Self { id: item.id.clone(), state: word(&item.state), text }
    }
}

impl ApplyEventView {
    /// Progress for the window. `devices` are what the router reported last.
    pub fn of(event: &ApplyEvent, devices: &[(String, String)]) -> Self {
        match event {
            ApplyEvent::Step { id, index, total, state } => {
                Self::Step { id: id.clone(), index: *index, total: *total, state: word(state) }
            }
            ApplyEvent::Guard { state, seconds } => Self::Guard { state: word(state), seconds: *seconds },
            ApplyEvent::BackedUp { place, size, encrypted, readable } => {
                Self::BackedUp { backup: BackedUpView::of(place, *size, *encrypted, *readable) }
            }
            ApplyEvent::Following { address, seconds } => {
                Self::Following { address: address.clone(), seconds: *seconds }
            }
            ApplyEvent::Followed { address } => Self::Followed { address: address.clone() },
            ApplyEvent::Retiring { seconds } => Self::Retiring { seconds: *seconds },
            ApplyEvent::Verifying => Self::Verifying,
            ApplyEvent::Verified { differences } => Self::Verified { differences: *differences },
            ApplyEvent::Proof(item) => Self::Proof { item: ProofView::of(item) },
            ApplyEvent::End { outcome, proof, changed, failure } => Self::End {
                outcome: word(outcome),
                proof: proof.iter().map(ProofView::of).collect(),
                changed: changed.clone(),
                failure: failure.as_ref().map(kind),
                details: visible(&failure.as_ref().map(details).unwrap_or_default()),
                devices: devices.to_vec(),
            },
        }
    }
}

fn kind(failure: &Failure) -> String {
    // Which password the router has makes a difference to what is to be done.
    if matches!(failure, Failure::Password { which: Which::Unknown, .. }) {
        return "password-unknown".into();
    }
    let value = serde_json::to_value(failure).unwrap_or_default();
    let kind = value["kind"].as_str().unwrap_or_default().to_owned();
    match failure {
        Failure::NoBackup { backup: NoBackup::Router { .. } } => kind,
        Failure::NoBackup { .. } => format!("{kind}-{}", value["backup"]["why"].as_str().unwrap_or_default()),
        _ => kind,
    }
}

impl BackupView {
    /// A kept backup for the window.
    pub fn of(entry: &Entry, kept: &Kept) -> Self {
        Self {
            id: entry.id.clone(),
            folder: kept.folder().display().to_string(),
            made_ms: entry.made.as_millisecond(),
            why: word(&entry.why),
            backup: BackedUpView::of(&entry.place, entry.size, entry.encrypted, entry.readable),
            differs: entry.differs,
            version: visible(&entry.router.version),
        }
    }
}

impl RestoredView {
    /// How it went, for the window.
    pub fn of(restored: &Result<Restored, NotRestored>) -> Self {
        let text = |key: &str, params: &[(&str, String)]| TextView {
            key: format!("restore.{key}"),
            params: params.iter().map(|(name, value)| ((*name).to_owned(), visible(value))).collect(),
        };
        let done = |proven, what| Self { proven, told: true, what, todo: None };
        match restored {
            Ok(Restored::AsBackedUp) => done(true, text("as-backed-up", &[])),
            Ok(Restored::Differs { lines }) => done(false, text("differs", &[("lines", lines.to_string())])),
            Ok(Restored::NotCompared) => done(false, text("not-compared", &[])),
            Err(error) => {
                let (what, todo) = problem(error);
                Self { proven: false, told: error.router_may_have_changed(), what, todo: Some(todo) }
            }
        }
    }
}

/// Why a backup cannot be brought back, and what to do.
pub fn problem(error: &NotRestored) -> (TextView, TextView) {
    let (key, params): (&str, Vec<(&str, String)>) = match error {
        NotRestored::OtherRouter { model, serial } => {
            ("other-router", vec![("model", model.clone()), ("serial", serial.clone())])
        }
        NotRestored::NotThere { file, folder } => {
            ("not-there", vec![("file", file.clone()), ("folder", folder.clone().unwrap_or_default())])
        }
        NotRestored::Damaged => ("damaged", Vec::new()),
        NotRestored::NoPassword => ("no-password", Vec::new()),
        NotRestored::Router { error } => ("refused", vec![("detail", error.to_string())]),
        NotRestored::NotBack { error } => ("not-back", vec![("detail", error.to_string())]),
    };
    let params: BTreeMap<String, String> =
        params.into_iter().map(|(name, value)| (name.to_owned(), visible(&value))).collect();
    let say = |end: &str| TextView { key: format!("restore.{key}{end}"), params: params.clone() };
    (say(""), say("-todo"))
}

/// Which sentences say why there is no backup, by the code that is written down.
pub fn unmade(code: &str) -> &'static str {
    match code {
        "no-room" => "no-room",
        "not-written" => "not-written",
        "not-whole" => "not-whole",
        "not-kept" => "not-kept",
        "unreachable" | "closed-port" | "timed-out" | "not-at-home" => "away",
        "wrong-password" | "missing-secret" => "login",
        "key-changed" => "key",
        "not-known" => "not-known",
        _ => "other",
    }
}

/// The same as those sentences: what is the matter, and what to do.
pub fn no_backup(code: &str) -> (TextView, TextView) {
    let text = |end: &str| TextView { key: format!("unmade.{}{end}", unmade(code)), params: BTreeMap::new() };
    (text(""), text("-todo"))
}

impl BackedUpView {
    /// A backup for the window.
    pub fn of(place: &Place, size: usize, encrypted: bool, readable: Readable) -> Self {
        let on_computer = *place == Place::Computer;
        Self {
            on_computer,
            kilobytes: size.div_ceil(1024),
            encrypted,
            own_copy: on_computer && readable == Readable::Snapshot,
        }
    }
}

fn details(failure: &Failure) -> String {
    serde_json::to_string(failure).unwrap_or_default()
}

/// Devices at home that have an address, as the router reports them.
pub fn devices(snapshot: &routeros::Snapshot, project: &Project) -> Vec<(String, String)> {
    let home = project.home.address;
    let leases = snapshot.all(routeros::menu::IP_DHCP_SERVER_LEASE).iter();
    leases
        .filter(|lease| lease.text("status") == Some("bound"))
        .filter_map(|lease| {
            let address = lease.text("active-address").or(lease.text("address"))?;
            let inside = address.parse().is_ok_and(|address| home.contains(address));
            let name = lease.text("host-name").or(lease.text("mac-address")).unwrap_or_default();
            inside.then(|| (visible(name), address.to_owned()))
        })
        .collect()
}

impl From<ClientError> for CommandError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::NotAtHome { address } => Self::NotAtHome { address: visible(&address) },
            ClientError::BadAddress { address } => Self::BadAddress { address: visible(&address) },
            ClientError::TooOld { detail } => Self::TooOld { detail: visible(&detail) },
            ClientError::Untested { has } => Self::Untested { has: visible(&has) },
            ClientError::NotPrivate => Self::NotPrivate,
            ClientError::KeyUnknown { seen } => Self::KeyUnknown { seen: key_tail(&seen) },
            ClientError::KeyChanged { seen } => Self::KeyChanged { seen: key_tail(&seen) },
            ClientError::EncryptionTooOld { detail } => Self::EncryptionTooOld { detail: visible(&detail) },
            ClientError::HandshakeFailed { detail } => Self::HandshakeFailed { detail: visible(&detail) },
            ClientError::Unreachable { address } => Self::Unreachable { address },
            ClientError::ClosedPort { address } => Self::ClosedPort { address },
            ClientError::TimedOut { address } => Self::TimedOut { address },
            ClientError::NotRouterOs => Self::NotRouterOs,
            ClientError::WrongPassword => Self::WrongPassword,
            ClientError::NoPermission { detail } => Self::NoPermission { detail: visible(&detail) },
            ClientError::DeviceMode { detail } => Self::DeviceMode { detail: visible(&detail) },
            ClientError::Refused { detail, .. } | ClientError::Missing { detail } => {
                Self::Refused { detail: visible(&detail) }
            }
            ClientError::NotUnderstood { excerpt } => Self::NotUnderstood { excerpt: visible(&excerpt) },
            ClientError::OutcomeUnknown => Self::OutcomeUnknown,
            ClientError::MissingSecret { name } => Self::MissingSecret { name },
        }
    }
}

/// The end of a key, as people compare it: `7C:41:E9`.
pub(crate) fn key_tail(key: &str) -> String {
    let digits: Vec<char> = key.chars().filter(char::is_ascii_hexdigit).collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>().to_ascii_uppercase()).collect::<Vec<_>>();
    pairs[pairs.len().saturating_sub(3)..].join(":")
}
