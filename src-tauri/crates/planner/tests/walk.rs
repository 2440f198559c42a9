//! Packets from the outside through the records of real factory states, and what opens them.
#![expect(clippy::panic, reason = "helpers of tests end them by panicking")]
use planner::walk::closed_to_outside;
use routeros::{Menu, MenuState, Record, Snapshot, Value, menu, parse};

fn factory(name: &str) -> Snapshot {
    let file = format!("{}/../practice-router/data/states/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    parse::state_file(&serde_json::from_str(&text).expect("JSON")).expect("a state file")
}

fn edit(snapshot: &mut Snapshot, menu: Menu, change: impl FnOnce(&mut Vec<Record>)) {
    let mut rows = snapshot.all(menu).to_vec();
    change(&mut rows);
    snapshot.insert(menu, MenuState::List(rows));
}

/// Services that strangers reach, and the rules that let them in.
fn holes(snapshot: &Snapshot) -> Vec<(String, Option<String>)> {
    closed_to_outside(snapshot)
        .holes
        .into_iter()
        .map(|hole| (format!("{} {}", hole.family, hole.service), hole.decided_by))
        .collect()
}

fn rule(pairs: &[(&str, &str)]) -> Record {
    Record::of(Some("*F1"), pairs)
}

#[test]
fn factory_routers_are_closed() {
    for name in ["hap-ax2_7.20", "hex_7.12"] {
        assert_eq!(holes(&factory(name)), [], "{name}");
    }
}

#[test]
fn each_drop_at_the_end_of_a_chain_matters() {
    for (menu, chain, family) in [
        (menu::IP_FIREWALL_FILTER, "input", "IPv4"),
        (menu::IP_FIREWALL_FILTER, "forward", "IPv4"),
        (menu::IPV6_FIREWALL_FILTER, "input", "IPv6"),
        (menu::IPV6_FIREWALL_FILTER, "forward", "IPv6"),
    ] {
        for how in ["removed", "disabled"] {
            let mut snapshot = factory("hap-ax2_7.20");
            edit(&mut snapshot, menu, |rows| {
                let at =
                    rows.iter().rposition(|row| row.text("chain") == Some(chain) && row.text("action") == Some("drop"));
                let at = at.expect("the factory has one");
                if how == "removed" {
                    rows.remove(at);
                } else {
                    rows[at].props.insert("disabled".into(), Value::Text("true".into()));
                }
            });
            let found = holes(&snapshot);
            assert!(
                !found.is_empty() && found.iter().all(|(what, _)| what.starts_with(family)),
                "{chain} {family} {how}: {found:?}"
            );
        }
    }
}

#[test]
fn a_drop_after_an_accept_is_too_late() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.insert(
            0,
            rule(&[
                ("chain", "input"),
                ("action", "accept"),
                ("protocol", "tcp"),
                ("dst-port", "8291,2000-2010"),
                ("comment", "remote help"),
            ]),
        )
    });
    assert_eq!(holes(&snapshot), [("IPv4 winbox".to_owned(), Some("remote help".to_owned()))]);
}

#[test]
fn a_rule_that_cannot_be_decided_is_taken_at_its_worst() {
    let mut snapshot = factory("hap-ax2_7.20");
    let unknown = |action| rule(&[("chain", "input"), ("action", action), ("time", "8h-9h,mon"), ("comment", "odd")]);
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| rows.insert(0, unknown("accept")));
    assert!(!holes(&snapshot).is_empty(), "an accept may match");
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.retain(|row| row.text("in-interface-list") != Some("!LAN"));
        rows.push(unknown("drop"));
    });
    assert!(!holes(&snapshot).is_empty(), "a drop may not match");
}

#[test]
fn lists_and_chains_are_followed() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::INTERFACE_LIST_MEMBER, |rows| {
        rows.push(rule(&[("list", "LAN"), ("interface", "ether1")]))
    });
    assert!(holes(&snapshot).iter().any(|(what, _)| what == "IPv4 dns"), "the line to the provider in list LAN");
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.insert(0, rule(&[("chain", "input"), ("action", "jump"), ("jump-target", "mine")]));
        rows.push(rule(&[
            ("chain", "mine"),
            ("action", "accept"),
            ("in-interface", "ether1"),
            ("protocol", "udp"),
            ("comment", "deep"),
        ]));
    });
    assert_eq!(holes(&snapshot), [("IPv4 dns".to_owned(), Some("deep".to_owned()))]);
}

#[test]
fn a_pppoe_line_outside_the_list_lets_strangers_through_to_the_home() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::INTERFACE_PPPOE_CLIENT, |rows| {
        rows.push(rule(&[("name", "pppoe-out1"), ("interface", "ether1")]))
    });
    assert_eq!(
        holes(&snapshot),
        [("IPv4 home".to_owned(), None)],
        "input is closed for all but LAN, forward only for WAN"
    );
}
