//! Whether a rule matches a packet.
use super::addresses;
use crate::live;
use routeros::{Menu, Record, Snapshot, menu};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        }
    }

    pub(super) fn raw(self) -> Menu {
        match self {
            Self::V4 => menu::IP_FIREWALL_RAW,
            Self::V6 => menu::IPV6_FIREWALL_RAW,
        }
    }

    pub(super) fn filter(self) -> Menu {
        match self {
            Self::V4 => menu::IP_FIREWALL_FILTER,
            Self::V6 => menu::IPV6_FIREWALL_FILTER,
        }
    }
}

/// The first packet of a connection from a stranger on the internet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) family: Family,
    pub(super) protocol: &'static str,
    /// `None` is any: one that the rules let through, if there is one.
    pub(super) port: Option<u16>,
    pub(super) interface: &'a str,
    /// `input` to the router, `forward` to a device at home.
    pub(super) chain: &'static str,
    /// `new`, or `untracked` after a raw rule.
    pub(super) state: &'static str,
}

/// Yes, no, or not to be told from the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict3 {
    Yes,
    No,
    Unknown,
}

impl Verdict3 {
    fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

/// Properties of a rule that match nothing.
const NO_MATCHERS: &[&str] = &[
    ".id",
    "chain",
    "action",
    "comment",
    "disabled",
    "dynamic",
    "invalid",
    "bytes",
    "packets",
    "log",
    "log-prefix",
    "hw-offload",
    "jump-target",
    "reject-with",
    "address-list",
    "address-list-timeout",
];

/// A rule matches when all of its matchers do.
pub(super) fn matches(snapshot: &Snapshot, rule: &Record, packet: &Packet<'_>) -> Verdict3 {
    let mut all = Verdict3::Yes;
    for name in rule.props.keys().filter(|name| !NO_MATCHERS.contains(&name.as_str())) {
        let value = rule.text_or_empty(name);
        if value.is_empty() {
            continue;
        }
        match matcher(snapshot, name, value, packet) {
            Verdict3::No => return Verdict3::No,
            Verdict3::Unknown => all = Verdict3::Unknown,
            Verdict3::Yes => {}
        }
    }
    all
}

fn matcher(snapshot: &Snapshot, name: &str, value: &str, packet: &Packet<'_>) -> Verdict3 {
    let (negated, value) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
    let plain = match name {
        "connection-state" => Verdict3::of(value.split(',').any(|state| state == packet.state)),
        "connection-nat-state" => redirected(snapshot, packet),
        "protocol" => Verdict3::of(value == packet.protocol || protocol_number(value) == Some(packet.protocol)),
        // `port` is where to or where from. The stranger comes from a port above 49151, as systems do.
        "dst-port" | "port" => ports(value, packet.port),
        "in-interface" => Verdict3::of(value == packet.interface),
        "in-interface-list" => in_list(snapshot, value, packet.interface, 0),
        "out-interface" => goes_out_by(snapshot, packet, &|interface| Verdict3::of(value == interface)),
        "out-interface-list" => goes_out_by(snapshot, packet, &|interface| in_list(snapshot, value, interface, 0)),
        // The stranger uses no IPsec.
        "ipsec-policy" => Verdict3::of(value.ends_with("none")),
        "dst-address" if value == "127.0.0.1" || value == "::1/128" => Verdict3::No,
        "dst-address-type" if value == "local" => Verdict3::of(packet.chain == "input"),
        "src-address" => addresses::source(snapshot, value, packet),
        "src-address-list" => addresses::source_list(snapshot, value, packet),
        _ => Verdict3::Unknown,
    };
    match (plain, negated) {
        (Verdict3::Yes, true) => Verdict3::No,
        (Verdict3::No, true) => Verdict3::Yes,
        (other, _) => other,
    }
}

fn protocol_number(value: &str) -> Option<&'static str> {
    match value {
        "6" => Some("tcp"),
        "17" => Some("udp"),
        _ => None,
    }
}

/// A stranger's packet to a device at home was not sent there by a rule of the owner's: those ways in
/// are wanted. One to the router itself may have been redirected, if there are such rules.
fn redirected(snapshot: &Snapshot, packet: &Packet<'_>) -> Verdict3 {
    let redirects = |rule: &Record| rule.text("chain") != Some("srcnat") && !rule.is_disabled();
    if packet.chain == "input" && snapshot.all(menu::IP_FIREWALL_NAT).iter().any(redirects) {
        return Verdict3::Unknown;
    }
    Verdict3::No
}

/// The home may have more than one interface, so only the way back out is surely not it.
fn goes_out_by(snapshot: &Snapshot, packet: &Packet<'_>, is: &dyn Fn(&str) -> Verdict3) -> Verdict3 {
    let home = live::lan_interface(snapshot).map_or(Verdict3::Unknown, |home| is(&home));
    match (home, is(packet.interface)) {
        (Verdict3::Yes, _) => Verdict3::Yes,
        (Verdict3::No, Verdict3::Yes) => Verdict3::No,
        _ => Verdict3::Unknown,
    }
}

/// IPsec to devices at home passes the default IPv6 firewall (reference router-configuration §1.4).
const IPSEC_PORTS: &[&str] = &["500", "4500"];

/// `80,443,8000-8010`
fn ports(value: &str, port: Option<u16>) -> Verdict3 {
    let Some(port) = port else {
        return if value.split(',').all(|part| IPSEC_PORTS.contains(&part)) { Verdict3::No } else { Verdict3::Unknown };
    };
    let mut unknown = false;
    for part in value.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        match (from.parse::<u16>(), to.parse::<u16>()) {
            (Ok(from), Ok(to)) if (from..=to).contains(&port) => return Verdict3::Yes,
            (Ok(_), Ok(_)) => {}
            _ => unknown = true,
        }
    }
    if unknown { Verdict3::Unknown } else { Verdict3::No }
}

/// Members, and what the list includes and excludes.
fn in_list(snapshot: &Snapshot, list: &str, interface: &str, depth: usize) -> Verdict3 {
    match list {
        "all" => return Verdict3::Yes,
        "none" => return Verdict3::No,
        // Which interfaces are dynamic or static is the router's own knowledge.
        "dynamic" | "static" => return Verdict3::Unknown,
        _ => {}
    }
    let member = |record: &Record| {
        record.text("list") == Some(list) && record.text("interface") == Some(interface) && !record.is_disabled()
    };
    if snapshot.all(menu::INTERFACE_LIST_MEMBER).iter().any(member) {
        return Verdict3::Yes;
    }
    let Some(record) = snapshot.all(menu::INTERFACE_LIST).iter().find(|record| record.text("name") == Some(list))
    else {
        return Verdict3::No;
    };
    if depth > 4 {
        return Verdict3::Unknown;
    }
    let names = |property: &str| {
        record.text_or_empty(property).split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let any = |lists: Vec<String>| {
        let found: Vec<Verdict3> = lists.iter().map(|list| in_list(snapshot, list, interface, depth + 1)).collect();
        if found.contains(&Verdict3::Yes) {
            Verdict3::Yes
        } else if found.contains(&Verdict3::Unknown) {
            Verdict3::Unknown
        } else {
            Verdict3::No
        }
    };
    match (any(names("include")), any(names("exclude"))) {
        (Verdict3::No, _) | (_, Verdict3::Yes) => Verdict3::No,
        (Verdict3::Yes, Verdict3::No) => Verdict3::Yes,
        _ => Verdict3::Unknown,
    }
}
