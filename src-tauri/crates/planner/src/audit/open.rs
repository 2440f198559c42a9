//! What strangers on the internet reach, and what would shut it.
use super::{Finding, FindingKind};
use crate::{
    Asked, ItemState, after,
    desired::{firewall, openings},
    owned::is_owned,
    radios::weak_radios,
    walk::{self, Hole, Verdict},
};
use routeros::{Action, Change, Menu, NoSecrets, Snapshot, menu};

pub(super) fn open(snapshot: &Snapshot, verdict: &Verdict, states: &[ItemState], findings: &mut Vec<Finding>) {
    let mut fixes = Fixes { snapshot, states, left: Vec::new() };
    for hole in &verdict.holes {
        let finding = if hole.service == "home" {
            Finding::new(FindingKind::Open, 40, "open-home")
        } else {
            Finding::new(FindingKind::Open, 25, "open")
                .with("service", &hole.service)
                .with("port", format!("{} {}", hole.protocol, hole.port))
        };
        let finding = finding.with("family", hole.family).by(hole.decided_by.clone());
        findings.push(match fixes.of(hole) {
            Some(state) if state.on.iter().any(|change| switches_off(change, hole)) => {
                finding.advised("open-by-rule").fixed_by(state.item.id)
            }
            Some(state) => finding.fixed_by(state.item.id),
            None if is_known(snapshot, hole) => finding.advised("open-by-known").with("menu", raw_of(hole).spaced()),
            None if hole.decided_by.is_some() => finding.advised("open-by-hand").with("menu", filter_of(hole).spaced()),
            None => finding.advised("open-without-rule"),
        });
    }
    for radio in weak_radios(snapshot) {
        let finding = Finding::new(FindingKind::Open, 45, &format!("wifi-{}", radio.air.as_str()));
        let finding = finding.with("network", radio.network).fixed_by("wifi");
        // Two bands often send the same network.
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    // RouterOS itself found traces of a break-in (reference router-configuration §6).
    if snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_some_and(|record| record.flag("flagged")) {
        findings.push(Finding::new(FindingKind::Open, 40, "flagged"));
    }
}

/// The rules that decide about a way in.
fn filter_of(hole: &Hole) -> Menu {
    if hole.family == "IPv6" { menu::IPV6_FIREWALL_FILTER } else { menu::IP_FIREWALL_FILTER }
}

/// The rules that packets meet before all others.
fn raw_of(hole: &Hole) -> Menu {
    if hole.family == "IPv6" { menu::IPV6_FIREWALL_RAW } else { menu::IP_FIREWALL_RAW }
}

/// Whether the rule that decides is right, and what comes before it is not.
fn is_known(snapshot: &Snapshot, hole: &Hole) -> bool {
    let menu = filter_of(hole);
    let mut rules = snapshot.records(menu).filter(|record| record.id.is_some() && record.id == hole.rule);
    rules.any(|record| firewall::is_default(menu, record) || is_owned(menu, record))
}

/// Whether a change ends the very rule that lets strangers in, and that rule is somebody's own.
fn switches_off(change: &Change, hole: &Hole) -> bool {
    let Action::Set { target, .. } = &change.action else { return false };
    openings::is_one(change) && change.menu == filter_of(hole) && hole.rule.as_deref() == Some(&target.id)
}

/// What each item would leave open: tried on paper, once for all ways in.
struct Fixes<'a> {
    snapshot: &'a Snapshot,
    states: &'a [ItemState],
    /// Of the first items; none where an item changes nothing that packets from outside meet.
    left: Vec<Option<Vec<Hole>>>,
}

impl<'a> Fixes<'a> {
    /// The first item that shuts a way in. What nobody advises, such as to do without WinBox, is no remedy
    /// for it: home would lose it too, and the next service would be as open.
    fn of(&mut self, hole: &Hole) -> Option<&'a ItemState> {
        for (at, state) in self.states.iter().enumerate() {
            if self.left.len() == at {
                self.left.push(self.left_by(state));
            }
            if self.left[at].as_ref().is_some_and(|left| !left.iter().any(|left| is_same(left, hole))) {
                return Some(state);
            }
        }
        None
    }

    fn left_by(&self, state: &ItemState) -> Option<Vec<Hole>> {
        let is_seen = state.on.iter().any(|change| !walk::UNSEEN.contains(&change.menu));
        let is_advised = state.item.asked == Asked::Recommended;
        (is_seen && is_advised).then(|| walk::closed_to_outside(&after(self.snapshot, &state.on, &NoSecrets)).holes)
    }
}

fn is_same(a: &Hole, b: &Hole) -> bool {
    (a.family, a.protocol, a.port, &a.service) == (b.family, b.protocol, b.port, &b.service)
}
