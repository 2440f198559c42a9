//! What somebody made that opens, redirects or runs something. It may well be wanted: it is named, with
//! what it does, and nobody is judged.
use super::{Finding, FindingKind};
use crate::{
    live,
    signs::{self, Name},
    walk,
};
use routeros::{Record, Snapshot, menu};

pub(super) fn foreign(snapshot: &Snapshot, forwards: Vec<String>, findings: &mut Vec<Finding>) {
    for rule in forwards {
        findings.push(found(2, "forward").with("rule", &rule).by(Some(rule)));
    }
    nat(snapshot, findings);
    names(snapshot, findings);
    users(snapshot, findings);
    for (menu, record, _) in signs::scripts(snapshot).filter(|(_, record, _)| !record.is_disabled()) {
        let key = if menu == menu::SYSTEM_SCRIPT { "fetching-script" } else { "fetching-timer" };
        findings.push(found(10, key).with("name", record.text_or_empty("name")));
    }
}

fn found(points: u8, key: &str) -> Finding {
    Finding::new(FindingKind::Foreign, points, key)
}

fn nat(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let outside = live::outside(snapshot);
    let asks = |record: &Record, names: &[&str]| names.iter().any(|name| !record.text_or_empty(name).is_empty());
    let menus = [menu::IP_FIREWALL_NAT, menu::IPV6_FIREWALL_NAT];
    let rules = menus.into_iter().flat_map(|menu| snapshot.records(menu));
    for record in rules.filter(|record| !record.is_disabled()) {
        let rule = walk::title(record);
        match (record.text("chain"), record.text("action")) {
            // Only for what does not come from outside: that is a way in, and named as one.
            (Some("dstnat"), Some("redirect" | "dst-nat")) => {
                let comes_by = record.text_or_empty("in-interface");
                let list = record.text_or_empty("in-interface-list");
                let from_outside = outside.iter().any(|name| name == comes_by) || list == "WAN";
                let at_own_address = asks(record, &["dst-address", "dst-address-type"]);
                if !from_outside && !at_own_address {
                    findings.push(found(5, "redirect").with("rule", &rule).by(Some(rule)));
                }
            }
            (Some("srcnat"), Some("masquerade"))
                if !asks(record, &["out-interface", "out-interface-list", "src-address", "src-address-list"]) =>
            {
                findings.push(found(3, "masquerade-all").with("rule", &rule).by(Some(rule)));
            }
            _ => {}
        }
    }
}

fn names(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    findings.extend(signs::names(snapshot).into_iter().map(|name| match name {
        Name::Answered(record) => {
            found(15, "own-answer").with("name", signs::name(record)).with("address", record.text_or_empty("address"))
        }
        Name::Forwarded(record) => found(2, "forwarder").with("name", signs::name(record)),
    }));
    for record in snapshot.records(menu::IP_DNS_FORWARDERS).filter(|record| !record.is_disabled()) {
        findings.push(found(2, "forwarder").with("name", record.text_or_empty("name")));
    }
}

/// Accounts that may do everything, beside the first.
fn users(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (count, more) = signs::more_full_users(snapshot);
    findings.extend(more.into_iter().map(|record| {
        found(5, "second-full-user").with("name", record.text_or_empty("name")).with("count", count.to_string())
    }));
}
