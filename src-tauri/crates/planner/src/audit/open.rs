//! What strangers on the internet reach.
use super::{Finding, FindingKind};
use crate::{
    ItemState, after,
    radios::weak_radios,
    walk::{self, Hole, Verdict},
};
use routeros::{NoSecrets, Snapshot, menu};

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
            Some(item) => finding.fixed_by(item),
            None => finding,
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

/// What each item would leave open: tried on paper, once for all ways in.
struct Fixes<'a> {
    snapshot: &'a Snapshot,
    states: &'a [ItemState],
    /// Of the first items; none where an item changes nothing that packets from outside meet.
    left: Vec<Option<Vec<Hole>>>,
}

impl Fixes<'_> {
    /// The first item that shuts a way in.
    fn of(&mut self, hole: &Hole) -> Option<&'static str> {
        for (at, state) in self.states.iter().enumerate() {
            if self.left.len() == at {
                self.left.push(self.left_by(state));
            }
            if self.left[at].as_ref().is_some_and(|left| !left.iter().any(|left| is_same(left, hole))) {
                return Some(state.item.id);
            }
        }
        None
    }

    fn left_by(&self, state: &ItemState) -> Option<Vec<Hole>> {
        let is_seen = state.on.iter().any(|change| !walk::UNSEEN.contains(&change.menu));
        is_seen.then(|| walk::closed_to_outside(&after(self.snapshot, &state.on, &NoSecrets)).holes)
    }
}

fn is_same(a: &Hole, b: &Hole) -> bool {
    (a.family, a.protocol, a.port, &a.service) == (b.family, b.protocol, b.port, &b.service)
}
