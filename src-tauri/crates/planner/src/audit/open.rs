//! What strangers on the internet reach.
use super::{Finding, FindingKind, LEVEL};
use crate::{after, items, walk};
use routeros::{NoSecrets, Snapshot, menu};

pub(super) fn open(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let holes = walk::closed_to_outside(snapshot).holes;
    for hole in holes {
        let finding = if hole.service == "home" {
            Finding::new(FindingKind::Open, 40, "open-home")
        } else {
            Finding::new(FindingKind::Open, 25, "open")
                .with("service", &hole.service)
                .with("port", format!("{} {}", hole.protocol, hole.port))
        };
        let finding = finding.with("family", hole.family).by(hole.decided_by.clone());
        findings.push(match fix(snapshot, &hole) {
            Some(item) => finding.fixed_by(item),
            None => finding,
        });
    }
    // RouterOS itself found traces of a break-in (reference router-configuration §6).
    if snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_some_and(|record| record.flag("flagged")) {
        findings.push(Finding::new(FindingKind::Open, 40, "flagged"));
    }
}

/// The item that shuts a way in: tried on paper.
fn fix(snapshot: &Snapshot, hole: &walk::Hole) -> Option<&'static str> {
    let shuts = |state: &items::ItemState| {
        let then = after(snapshot, &state.on, &NoSecrets);
        !state.on.is_empty() && !walk::closed_to_outside(&then).holes.iter().any(|left| is_same(left, hole))
    };
    items::item_states(snapshot, LEVEL).iter().find(|state| shuts(state)).map(|state| state.item.id)
}

fn is_same(a: &walk::Hole, b: &walk::Hole) -> bool {
    (a.family, a.protocol, a.port, &a.service) == (b.family, b.protocol, b.port, &b.service)
}
