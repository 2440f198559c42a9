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
fn factory_routers_are_closed_but_for_one_old_rule() {
    for name in ["hap-ax2_7.20", "rb5009_7.18", "hap-be3_7.24", "hap-ac2_6.49"] {
        assert_eq!(holes(&factory(name)), [], "{name}");
    }
    // `port=33434-33534` also takes packets from those ports, and whoever sends them chooses that.
    let hole = ("IPv6 dns".to_owned(), Some("defconf: accept UDP traceroute".to_owned()));
    assert_eq!(holes(&factory("hex_7.12")), [hole]);
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

fn with_first(menu: Menu, pairs: &[(&str, &str)]) -> Snapshot {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu, |rows| rows.insert(0, rule(pairs)));
    snapshot
}

#[test]
fn an_empty_home_list_shuts_everybody_out_and_lets_nobody_in() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::INTERFACE_LIST_MEMBER, |rows| rows.retain(|row| row.text("list") != Some("LAN")));
    assert_eq!(holes(&snapshot), []);
}

#[test]
fn what_is_exempt_from_tracking_slips_through_the_rule_for_answers() {
    let known = Some("defconf: accept established,related,untracked".to_owned());
    for matcher in [("in-interface", "ether1"), ("time", "8h-9h,mon")] {
        let found =
            holes(&with_first(menu::IP_FIREWALL_RAW, &[("chain", "prerouting"), ("action", "notrack"), matcher]));
        assert!(found.contains(&("IPv4 winbox".to_owned(), known.clone())), "{matcher:?}: {found:?}");
    }
    let home = [("chain", "prerouting"), ("action", "notrack"), ("in-interface-list", "LAN")];
    assert_eq!(holes(&with_first(menu::IP_FIREWALL_RAW, &home)), [], "only for packets from home");
}

#[test]
fn a_port_opened_to_a_device_at_home_is_found_whatever_its_number() {
    let opened = |pairs: &[(&str, &str)]| {
        let rest = [("chain", "forward"), ("action", "accept"), ("protocol", "tcp"), ("comment", "camera")];
        holes(&with_first(menu::IP_FIREWALL_FILTER, &[pairs, &rest].concat()))
    };
    assert_eq!(opened(&[("dst-port", "5544")]), [("IPv4 home".to_owned(), Some("camera".to_owned()))]);
    assert_eq!(opened(&[("dst-port", "5544"), ("in-interface-list", "LAN")]), [], "from home");
    assert_eq!(opened(&[("dst-port", "5544"), ("connection-nat-state", "dstnat")]), [], "a way in that is wanted");
    assert_eq!(opened(&[("out-interface-list", "WAN")]), [], "out, not in");
}

#[test]
fn a_return_that_may_match_saves_no_drop_behind_it() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.retain(|row| row.text("in-interface-list") != Some("!LAN"));
        rows.push(rule(&[("chain", "input"), ("action", "jump"), ("jump-target", "end")]));
        rows.push(rule(&[("chain", "end"), ("action", "return"), ("time", "8h-9h,mon")]));
        rows.push(rule(&[("chain", "end"), ("action", "drop"), ("in-interface-list", "!LAN")]));
    });
    assert!(!holes(&snapshot).is_empty());
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| rows.retain(|row| row.text("action") != Some("return")));
    assert_eq!(holes(&snapshot), []);
}

#[test]
fn addresses_of_the_home_do_not_come_from_outside_unless_the_line_is_in_their_network() {
    let trusted = |source: (&str, &str)| {
        with_first(
            menu::IP_FIREWALL_FILTER,
            &[("chain", "input"), ("action", "accept"), source, ("comment", "trusted")],
        )
    };
    for source in ["192.168.88.0/24", "192.168.88.7", "192.168.88.10-192.168.88.20"] {
        assert_eq!(holes(&trusted(("src-address", source))), [], "{source}");
    }
    assert!(!holes(&trusted(("src-address", "198.51.100.9"))).is_empty(), "somebody on the internet");
    let mut behind_a_box = trusted(("src-address", "192.168.0.0/16"));
    edit(&mut behind_a_box, menu::IP_ADDRESS, |rows| {
        rows.push(rule(&[("address", "192.168.178.20/24"), ("interface", "ether1"), ("dynamic", "true")]))
    });
    assert!(!holes(&behind_a_box).is_empty(), "neighbours behind the provider's box");
    let mut listed = trusted(("src-address-list", "admins"));
    assert_eq!(holes(&listed), [], "an empty list");
    edit(&mut listed, menu::IP_FIREWALL_FILTER, |rows| {
        rows.push(rule(&[("chain", "input"), ("action", "add-src-to-address-list"), ("address-list", "admins")]))
    });
    assert!(!holes(&listed).is_empty(), "a list that strangers can get into");
}

#[test]
fn a_rule_that_does_nothing_stops_nobody_and_lets_nobody_in() {
    let accept = [("chain", "input"), ("action", "accept"), ("in-interface", "gone"), ("invalid", "true")];
    assert_eq!(holes(&with_first(menu::IP_FIREWALL_FILTER, &accept)), []);
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        let last =
            rows.iter_mut().find(|row| row.text("in-interface-list") == Some("!LAN")).expect("the factory has it");
        last.props.insert("invalid".into(), Value::Text("true".into()));
    });
    assert!(!holes(&snapshot).is_empty());
}

#[test]
fn the_line_below_a_login_is_outside_too_and_so_is_what_else_listens() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::INTERFACE_PPPOE_CLIENT, |rows| {
        rows.push(rule(&[("name", "pppoe-out1"), ("interface", "ether1"), ("add-default-route", "yes")]))
    });
    edit(&mut snapshot, menu::IP_DHCP_CLIENT, |rows| rows.clear());
    edit(&mut snapshot, menu::INTERFACE_LIST_MEMBER, |rows| {
        rows.retain(|row| row.text("list") != Some("WAN"));
        rows.push(rule(&[("list", "WAN"), ("interface", "pppoe-out1")]));
        rows.push(rule(&[("list", "LAN"), ("interface", "ether1")]));
    });
    snapshot.insert(menu::SNMP, MenuState::Settings(Record::of(None, &[("enabled", "true")])));
    let found = holes(&snapshot);
    assert!(found.iter().any(|(what, _)| what == "IPv4 snmp"), "{found:?}");
}
