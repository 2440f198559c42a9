//! What is right and looks as if it were not, or breaks when somebody tidies up.
use super::{Finding, FindingKind};
use crate::{
    desired::firewall,
    watchers::{Answers, watchers},
};
use routeros::{Snapshot, menu};

pub(super) fn keep(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let found = |key: &str| Finding::new(FindingKind::Keep, 0, key);
    let menus = [menu::IP_FIREWALL_FILTER, menu::IP_FIREWALL_NAT, menu::IPV6_FIREWALL_FILTER];
    let rules = menus
        .into_iter()
        .flat_map(|menu| snapshot.records(menu).map(move |record| (menu, record)))
        .filter(|(menu, record)| !record.is_disabled() && firewall::is_default(*menu, record));
    let count = rules.count();
    if count > 0 {
        findings.push(found("keep-rules").with("count", count.to_string()));
    }
    let fast =
        |record: &routeros::Record| record.text("action") == Some("fasttrack-connection") && !record.is_disabled();
    if snapshot.records(menu::IP_FIREWALL_FILTER).any(fast) {
        findings.push(found("keep-short-way"));
    }
    let rescue = snapshot.settings(menu::TOOL_MAC_SERVER_MAC_WINBOX);
    if rescue.is_some_and(|record| record.text("allowed-interface-list") == Some("LAN")) {
        findings.push(found("keep-rescue"));
    }
    for (record, _) in watchers(snapshot).filter(|(_, answers)| *answers == Answers::One) {
        let finding = found("keep-watcher").with("name", record.text_or_empty("name"));
        findings.push(finding.with("address", record.text_or_empty("addresses")));
    }
    for record in snapshot.records(menu::INTERFACE_WIREGUARD).filter(|record| !record.is_disabled()) {
        findings.push(found("keep-vpn").with("name", record.text_or_empty("name")));
    }
}
