//! The walk against a check that is built differently: single packets of a small world, each carried
//! from rule to rule. On generated rule sets both have to say the same of every service.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests end them by panicking, and say what was covered"
)]
use planner::walk::closed_to_outside;
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use routeros::{Menu, MenuState, Record, Snapshot, Version, menu};
use std::{cell::Cell, collections::BTreeMap};

const CASES: u32 = 800;

/// Who sends, where to, from which port, to which port. Every set that a generated rule can name has one
/// of its members here, and one that is in none.
const FROM: [&str; 6] = ["198.51.100.9", "198.51.100.77", "198.51.100.200", "203.0.113.50", "8.8.8.8", "5.5.5.5"];
const TO: [&str; 3] = ["203.0.113.7", "192.168.88.1", "9.9.9.9"];
/// One more of the home's network, which strangers reach over IPv6 alone: there it may be the router's.
const TO_V6: [&str; 4] = ["203.0.113.7", "192.168.88.1", "9.9.9.9", "192.168.88.2"];
const PORTS: [u16; 6] = [22, 53, 55, 80, 8022, 50_000];
const SERVICES: [(&str, &str, u16); 4] =
    [("ssh", "tcp", 22), ("www", "tcp", 80), ("dns", "udp", 53), ("dns", "tcp", 53)];

#[derive(Clone, Copy)]
struct Packet {
    from: &'static str,
    to: &'static str,
    protocol: &'static str,
    from_port: u16,
    to_port: u16,
    state: &'static str,
    translated: bool,
}

#[derive(PartialEq)]
enum Fate {
    Accepted,
    Dropped,
    Back,
}

type Rule = BTreeMap<&'static str, &'static str>;

fn in_range(value: &str, address: &str) -> bool {
    let number = |text: &str| text.split('.').fold(0_u32, |all, part| all * 256 + part.parse::<u32>().expect("a part"));
    match value.split_once('/') {
        Some((net, length)) => {
            let shift = 32 - length.parse::<u32>().expect("a length");
            number(net) >> shift == number(address) >> shift
        }
        None => match value.split_once('-') {
            Some((first, last)) => (number(first)..=number(last)).contains(&number(address)),
            None => value == address,
        },
    }
}

fn has_port(value: &str, port: u16) -> bool {
    value.split(',').any(|part| match part.split_once('-') {
        Some((first, last)) => (first.parse::<u16>().expect("a port")..=last.parse().expect("a port")).contains(&port),
        None => part.parse() == Ok(port),
    })
}

fn fits(name: &str, value: &str, packet: &Packet) -> bool {
    if let Some(value) = value.strip_prefix('!') {
        return !fits(name, value, packet);
    }
    match name {
        "protocol" => value == packet.protocol,
        "src-address" => in_range(value, packet.from),
        "dst-address" => in_range(value, packet.to),
        "src-address-list" => value == "friends" && in_range("203.0.113.48/28", packet.from),
        "src-port" => has_port(value, packet.from_port),
        "dst-port" => has_port(value, packet.to_port),
        "port" => has_port(value, packet.from_port) || has_port(value, packet.to_port),
        "in-interface" => value == "ether1",
        "in-interface-list" => value == "WAN",
        "connection-state" => value.split(',').any(|state| state == packet.state),
        "connection-nat-state" => packet.translated,
        _ => true,
    }
}

fn is_matcher(name: &str) -> bool {
    !matches!(name, "chain" | "action" | "jump-target" | "to-addresses" | "to-ports")
}

fn carry(rules: &[Rule], chain: &str, packet: &mut Packet) -> Fate {
    for rule in rules.iter().filter(|rule| rule["chain"] == chain) {
        if !rule.iter().filter(|(name, _)| is_matcher(name)).all(|(name, value)| fits(name, value, packet)) {
            continue;
        }
        match rule["action"] {
            "accept" => return Fate::Accepted,
            "drop" | "reject" => return Fate::Dropped,
            "return" => return Fate::Back,
            "notrack" => packet.state = "untracked",
            "jump" => match carry(rules, rule["jump-target"], packet) {
                Fate::Back => {}
                end => return end,
            },
            "dst-nat" | "redirect" => {
                packet.translated = true;
                if let Some(port) = rule.get("to-ports") {
                    packet.to_port = port.parse().expect("a port");
                }
                if let Some(to) = rule.get("to-addresses") {
                    packet.to = to;
                }
                return Fate::Accepted;
            }
            _ => {}
        }
    }
    Fate::Back
}

/// Whether a packet reaches this port of the router.
fn reaches(sets: &Sets, packet: &Packet, port: u16) -> bool {
    let mut packet = *packet;
    if carry(&sets.raw, "prerouting", &mut packet) == Fate::Dropped {
        return false;
    }
    if packet.state == "new" {
        carry(&sets.nat, "dstnat", &mut packet);
    }
    let at_home = packet.to == "192.168.88.50";
    // Of IPv6 nobody knows which addresses are the router's.
    let elsewhere = at_home && sets.family == Family::V4;
    !elsewhere && packet.to_port == port && carry(&sets.filter, "input", &mut packet) != Fate::Dropped
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    V4,
    V6,
}

#[derive(Debug, Clone)]
struct Sets {
    family: Family,
    raw: Vec<Rule>,
    nat: Vec<Rule>,
    filter: Vec<Rule>,
}

fn optional(
    name: &'static str,
    values: &'static [&'static str],
) -> impl Strategy<Value = Option<(&'static str, &'static str)>> {
    prop_oneof![3 => Just(None), 2 => select(values).prop_map(move |value| Some((name, value)))]
}

fn matchers(of_filter: bool) -> impl Strategy<Value = Vec<Option<(&'static str, &'static str)>>> {
    let ports: &[&str] = &["22", "53", "50-60", "!22", "22,80,8000-9000", "!50-60"];
    let state = optional(
        "connection-state",
        &["new", "established,related", "established,related,untracked", "invalid", "!new"],
    );
    let nat = optional("connection-nat-state", &["dstnat", "!dstnat"]);
    let end = prop_oneof![Just("src-port"), Just("dst-port"), Just("dst-port"), Just("port")];
    let port = prop_oneof![2 => Just(None), 3 => (end, select(ports)).prop_map(Some)];
    (
        optional("protocol", &["tcp", "udp", "!tcp"]),
        optional(
            "src-address",
            &["198.51.100.0/24", "198.51.100.9", "!198.51.100.9", "198.51.100.70-198.51.100.80", "!8.8.8.8"],
        ),
        optional("src-address-list", &["friends", "!friends", "nobody"]),
        optional("dst-address", &["203.0.113.7", "192.168.88.1", "!192.168.88.0/24"]),
        prop_oneof![
            2 => Just(None),
            1 => select(vec!["WAN", "LAN", "!LAN", "!WAN"]).prop_map(|list| Some(("in-interface-list", list))),
            1 => select(vec!["ether1", "!ether1", "bridge"]).prop_map(|name| Some(("in-interface", name)))
        ],
        port,
        state,
        nat,
    )
        .prop_map(move |(a, b, c, d, e, f, g, h)| {
            let (g, h) = if of_filter { (g, h) } else { (None, None) };
            vec![a, b, c, d, e, f, g, h]
        })
}

fn rule(
    chains: &'static [&'static str],
    actions: &'static [&'static str],
    of_filter: bool,
) -> impl Strategy<Value = Rule> {
    (select(chains), select(actions), matchers(of_filter)).prop_map(|(chain, action, matchers)| {
        let mut rule: Rule = matchers.into_iter().flatten().collect();
        rule.extend([("chain", chain), ("action", action)]);
        // Ports belong to a protocol that has them; both here do.
        match (action, chain) {
            // Down only, so that no chain jumps into itself.
            ("jump", "input" | "prerouting") => drop(rule.insert("jump-target", "first")),
            ("jump", "first") => drop(rule.insert("jump-target", "second")),
            ("jump", _) => drop(rule.insert("action", "passthrough")),
            _ => {}
        }
        rule
    })
}

fn sets(family: Family) -> impl Strategy<Value = Sets> {
    const FILTER: &[&str] = &["accept", "accept", "drop", "drop", "reject", "jump", "return", "passthrough", "log"];
    let nat = (
        rule(&["dstnat"], &["dst-nat", "redirect", "accept", "return"], false),
        select(vec![None, Some("22"), Some("80")]),
        select(vec![None, Some("192.168.88.1"), Some("192.168.88.50")]),
    )
        .prop_map(|(mut rule, port, to)| {
            rule.extend(port.map(|port| ("to-ports", port)));
            if rule["action"] == "dst-nat" {
                rule.extend(to.map(|to| ("to-addresses", to)));
            }
            rule
        });
    let raw = rule(
        &["prerouting", "prerouting", "first"],
        &["accept", "drop", "notrack", "jump", "return", "passthrough"],
        false,
    );
    let filter = vec(rule(&["input", "input", "first", "second"], FILTER, true), 0..10);
    // Most sets end as the factory's does, otherwise nearly all are open.
    let end = prop_oneof![
        3 => Just(Some(Rule::from([("chain", "input"), ("action", "drop"), ("in-interface-list", "!LAN")]))),
        1 => Just(None)
    ];
    (vec(raw, 0..4), vec(nat, 0..4), filter, end).prop_map(move |(raw, nat, mut filter, end)| {
        filter.extend(end);
        Sets { family, raw, nat, filter }
    })
}

/// The same place in a world of IPv6: all addresses of IPv4 have theirs in one network of it.
fn in_v6(value: &str) -> String {
    let (negated, value) = value.strip_prefix('!').map_or(("", value), |value| ("!", value));
    let one = |address: &str| format!("2001:db8::{address}");
    let there = match (value.split_once('/'), value.split_once('-')) {
        (Some((net, length)), _) => format!("{}/{}", one(net), length.parse::<u8>().expect("a length") + 96),
        (None, Some((first, last))) => format!("{}-{}", one(first), one(last)),
        (None, None) => one(value),
    };
    format!("{negated}{there}")
}

fn snapshot(sets: &Sets) -> Snapshot {
    let v6 = sets.family == Family::V6;
    let said = |name: &'static str, value: &str| -> (&'static str, String) {
        match name {
            "src-address" | "dst-address" if v6 => (name, in_v6(value)),
            "to-addresses" if v6 => ("to-address", format!("{}/128", in_v6(value))),
            _ => (name, value.to_owned()),
        }
    };
    let list = |rules: &[Rule]| {
        let record = |(at, rule): (usize, &Rule)| {
            let pairs: Vec<(&str, String)> = rule.iter().map(|(name, value)| said(name, value)).collect();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Record::of(Some(&format!("*{at:X}")), &pairs)
        };
        MenuState::List(rules.iter().enumerate().map(record).collect())
    };
    let rows =
        |rows: &[&[(&str, &str)]]| MenuState::List(rows.iter().map(|pairs| Record::of(Some("*1"), pairs)).collect());
    let [raw, nat, filter, lists] = match sets.family {
        Family::V4 => {
            [menu::IP_FIREWALL_RAW, menu::IP_FIREWALL_NAT, menu::IP_FIREWALL_FILTER, menu::IP_FIREWALL_ADDRESS_LIST]
        }
        Family::V6 => [
            menu::IPV6_FIREWALL_RAW,
            menu::IPV6_FIREWALL_NAT,
            menu::IPV6_FIREWALL_FILTER,
            menu::IPV6_FIREWALL_ADDRESS_LIST,
        ],
    };
    let friends = if v6 { in_v6("203.0.113.48/28") } else { "203.0.113.48/28".to_owned() };
    let menus: [(Menu, MenuState); 9] = [
        (raw, list(&sets.raw)),
        (nat, list(&sets.nat)),
        (filter, list(&sets.filter)),
        (lists, rows(&[&[("list", "friends"), ("address", &friends)]])),
        (
            menu::INTERFACE_LIST_MEMBER,
            rows(&[&[("list", "WAN"), ("interface", "ether1")], &[("list", "LAN"), ("interface", "bridge")]]),
        ),
        (menu::INTERFACE_BRIDGE, rows(&[&[("name", "bridge")]])),
        (
            menu::IP_ADDRESS,
            rows(&[
                &[("address", "203.0.113.7/24"), ("interface", "ether1")],
                &[("address", "192.168.88.1/24"), ("interface", "bridge")],
            ]),
        ),
        (
            menu::IP_SERVICE,
            rows(&[
                &[("name", "ssh"), ("port", "22"), ("proto", "tcp")],
                &[("name", "www"), ("port", "80"), ("proto", "tcp")],
            ]),
        ),
        (menu::IP_DNS, MenuState::Settings(Record::of(None, &[("allow-remote-requests", "true")]))),
    ];
    Snapshot::new(Version::new(7, 20, 0), BTreeMap::from(menus))
}

#[test]
fn the_walk_says_what_single_packets_say() {
    compare(Family::V4);
}

#[test]
fn and_so_it_does_of_ipv6() {
    compare(Family::V6);
}

fn compare(family: Family) {
    let (open, shut) = (Cell::new(0_u32), Cell::new(0_u32));
    let to: &[&str] = if family == Family::V6 { &TO_V6 } else { &TO };
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let result = runner.run(&sets(family), |sets| {
        let mut walked = closed_to_outside(&snapshot(&sets)).holes;
        walked.retain(|hole| hole.family == if family == Family::V6 { "IPv6" } else { "IPv4" });
        for (service, protocol, port) in SERVICES {
            let mut packets = FROM.iter().flat_map(|from| {
                to.iter().flat_map(move |to| {
                    PORTS.iter().flat_map(move |from_port| {
                        PORTS.iter().map(move |to_port| Packet {
                            from,
                            to,
                            protocol,
                            from_port: *from_port,
                            to_port: *to_port,
                            state: "new",
                            translated: false,
                        })
                    })
                })
            });
            let reached = packets.any(|packet| reaches(&sets, &packet, port));
            let found = walked.iter().any(|hole| hole.service == service && hole.protocol == protocol);
            let count = if reached { &open } else { &shut };
            count.set(count.get() + 1);
            prop_assert_eq!(found, reached, "{} {}: walked {:?}", protocol, service, walked);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (open, shut) = (open.get(), shut.get());
    println!("rule sets: {CASES}; services open: {open}, shut: {shut}");
    assert!(open > CASES / 4 && shut > CASES / 4, "open {open}, shut {shut}: one side was not tested");
}
