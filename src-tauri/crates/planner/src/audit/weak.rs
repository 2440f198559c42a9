//! What is weaker than it need be: items of Protection that are not right, and ways that are not as a
//! home needs them.
use super::{Finding, FindingKind};
use crate::{
    Asked, ItemState, Standing, Wishes, items,
    walk::{Broken, Promise},
    watchers::{Answers, watchers},
};
use project::Level;
use routeros::Snapshot;

pub(super) fn weak(snapshot: &Snapshot, states: &[ItemState], broken: Vec<Broken>, findings: &mut Vec<Finding>) {
    let strict = items::item_states(snapshot, Wishes::of_level(Level::Strict));
    for (state, strict) in states.iter().zip(strict) {
        // Stricter than needed is right too.
        let is_right = |standing| matches!(standing, Standing::Already | Standing::NotOnModel);
        let right = is_right(state.standing) || is_right(strict.standing);
        // Whether a firewall is right is for the packets to say: other rules may do the same. An open Wi-Fi
        // and whoever is answered over SNMP are named by themselves.
        // What costs nothing is a matter of taste.
        if right
            || state.item.points == 0
            || state.item.asked != Asked::Recommended
            || state.item.is_firewall()
            || matches!(state.item.id, "wifi" | "snmp")
        {
            continue;
        }
        let finding = Finding::new(FindingKind::Weak, state.item.points, "item").with("item", state.item.id);
        findings.push(finding.fixed_by(state.item.id));
    }
    for (record, answers) in watchers(snapshot) {
        let (points, key) = match answers {
            Answers::Word { writes: true } => (10, "snmp-writes"),
            Answers::Word { writes: false } => (6, "snmp-word"),
            Answers::Wide => (3, "snmp-wide"),
            Answers::One => continue,
        };
        let finding = Finding::new(FindingKind::Weak, points, key).with("name", record.text_or_empty("name"));
        findings.push(finding.fixed_by("snmp"));
    }
    for broken in broken {
        let points = match broken.promise {
            Promise::GuestsOffHome | Promise::GuestsOffRouter => 10,
            Promise::TunnelsStayWhole | Promise::ShortWayIsFollowed => 2,
            _ => 5,
        };
        let key = format!("way-{}", broken.promise.as_str());
        let finding = Finding::new(FindingKind::Weak, points, &key)
            .with("interface", &broken.interface)
            .with("what", &broken.what)
            .by(broken.decided_by);
        let known =
            |known: &Finding| known.text.key == key && known.text.params.get("interface") == Some(&broken.interface);
        if !findings.iter().any(known) {
            findings.push(finding);
        }
    }
}
