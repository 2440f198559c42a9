//! What somebody made that opens, redirects or runs something. It may well be wanted: it is named, with
//! what it does, and nobody is judged.
use super::{Finding, FindingKind};
use crate::{live, walk};
use routeros::{Record, Snapshot, menu};
use std::net::IpAddr;

pub(super) fn foreign(snapshot: &Snapshot, forwards: Vec<String>, findings: &mut Vec<Finding>) {
    for rule in forwards {
        findings.push(found(2, "forward").with("rule", &rule).by(Some(rule)));
    }
    nat(snapshot, findings);
    names(snapshot, findings);
    users(snapshot, findings);
    for (menu, text, key) in
        [(menu::SYSTEM_SCRIPT, "source", "fetching-script"), (menu::SYSTEM_SCHEDULER, "on-event", "fetching-timer")]
    {
        let all = snapshot.records(menu).filter(|record| !record.is_disabled() && fetches(record.text_or_empty(text)));
        findings.extend(all.map(|record| found(10, key).with("name", record.text_or_empty("name"))));
    }
}

fn found(points: u8, key: &str) -> Finding {
    Finding::new(FindingKind::Foreign, points, key)
}

/// Whether a script brings something from elsewhere.
fn fetches(script: &str) -> bool {
    let script = script.replace('/', " ");
    let words: Vec<&str> = script.split_whitespace().collect();
    words.windows(2).any(|pair| pair == ["tool", "fetch"]) || words.contains(&"import")
}

fn nat(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let outside = live::outside(snapshot);
    let asks = |record: &Record, names: &[&str]| names.iter().any(|name| !record.text_or_empty(name).is_empty());
    for record in snapshot.records(menu::IP_FIREWALL_NAT).filter(|record| !record.is_disabled()) {
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

/// Endings of names that are the home's own.
const AT_HOME: &[&str] = &["lan", "local", "home", "internal", "localdomain", "arpa", "intranet", "private"];

/// Names of the internet that the router answers itself, or asks somebody else about. Names that are
/// sent nowhere shut out advertising, and are meant so.
fn names(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let doh = snapshot.settings(menu::IP_DNS).map_or("", |record| record.text_or_empty("use-doh-server")).to_owned();
    for record in snapshot.records(menu::IP_DNS_STATIC).filter(|record| !record.is_disabled()) {
        let name = if record.text_or_empty("name").is_empty() { "regexp" } else { "name" };
        let name = record.text_or_empty(name);
        let ending = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        let is_home = !name.contains('.') || AT_HOME.contains(&ending) || doh.contains(name);
        let address = record.text_or_empty("address").parse::<IpAddr>();
        let elsewhere = address.is_ok_and(is_public);
        if !is_home && elsewhere {
            findings.push(found(15, "own-answer").with("name", name).with("address", record.text_or_empty("address")));
        }
        if !is_home && record.text("type") == Some("FWD") {
            findings.push(found(2, "forwarder").with("name", name));
        }
    }
    for record in snapshot.records(menu::IP_DNS_FORWARDERS).filter(|record| !record.is_disabled()) {
        findings.push(found(2, "forwarder").with("name", record.text_or_empty("name")));
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !(address.is_private() || address.is_loopback() || address.is_unspecified()),
        IpAddr::V6(address) => {
            !(address.is_loopback() || address.is_unspecified() || (address.segments()[0] & 0xfe00) == 0xfc00)
        }
    }
}

/// Accounts that may do everything, beside the first.
fn users(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let full = |record: &&Record| record.text("group") == Some("full") && !record.is_disabled();
    let all: Vec<&Record> = snapshot.records(menu::USER).filter(full).collect();
    let usual = all.iter().position(|record| record.text("name") == Some("admin")).unwrap_or_default();
    for (_, record) in all.iter().enumerate().filter(|(index, _)| *index != usual) {
        let count = all.len().to_string();
        findings.push(found(5, "second-full-user").with("name", record.text_or_empty("name")).with("count", count));
    }
}
