//! Packets walked through records: is the router, and the home behind it, closed to the outside?
//!
//! New packets come in by every interface that strangers may be behind, over IPv4 and IPv6, one for
//! every service that is on, and two for a device at home. Where a rule cannot be decided from the
//! records, it is taken at its worst: a drop does not match, an accept does.
mod addresses;
mod matching;

use crate::live;
use matching::{Family, Packet, Verdict3};
use routeros::{Menu, Record, Snapshot, menu};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether no packet came through.
    pub closed: bool,
    /// Each way in.
    pub holes: Vec<Hole>,
}

/// A way in from the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// IPv4 or IPv6.
    pub family: &'static str,
    /// `tcp`, `udp`, or `any` for the way to a device at home.
    pub protocol: &'static str,
    /// The port; 0 for the way to a device at home.
    pub port: u16,
    /// What answers there: a service's name, `dns`, or `home`.
    pub service: String,
    /// The rule that lets it in, as its comment or id; none when no rule stops it.
    pub decided_by: Option<String>,
}

/// Walks every packet that matters.
pub fn closed_to_outside(snapshot: &Snapshot) -> Verdict {
    let mut holes: Vec<Hole> = Vec::new();
    let mut found = |hole: Option<Hole>| {
        let Some(hole) = hole else { return };
        let known =
            |other: &Hole| (other.family, other.port, &other.service) == (hole.family, hole.port, &hole.service);
        if !holes.iter().any(|other| known(other) && other.protocol == hole.protocol) {
            holes.push(hole);
        }
    };
    let listening = services(snapshot);
    let families: &[Family] = if speaks_ipv6(snapshot) { &[Family::V4, Family::V6] } else { &[Family::V4] };
    for interface in &live::outside(snapshot) {
        for family in families.iter().copied() {
            for (service, protocol, port) in &listening {
                let packet = Packet { family, protocol, port: Some(*port), interface, chain: "input", state: "new" };
                found(walk(snapshot, &packet, service));
            }
            for protocol in ["tcp", "udp"] {
                let packet = Packet { family, protocol, port: None, interface, chain: "forward", state: "new" };
                found(walk(snapshot, &packet, "home").map(|hole| Hole { protocol: "any", ..hole }));
            }
        }
    }
    Verdict { closed: holes.is_empty(), holes }
}

fn speaks_ipv6(snapshot: &Snapshot) -> bool {
    let disabled = snapshot.settings(menu::IPV6_SETTINGS).is_some_and(|record| record.flag("disable-ipv6"));
    snapshot.has(menu::IPV6_FIREWALL_FILTER) && !disabled
}

/// What listens on the router, beside its services: the resolver, and servers that are off at the
/// factory but for the one for bandwidth tests (ports: manual.mikrotik.com, "IP Services").
fn services(snapshot: &Snapshot) -> Vec<(String, &'static str, u16)> {
    let on = snapshot.records(menu::IP_SERVICE).filter(|record| !record.is_disabled());
    let mut found: Vec<(String, &'static str, u16)> = on
        .filter_map(|record| {
            let protocol = if record.text("proto") == Some("udp") { "udp" } else { "tcp" };
            Some((record.text("name")?.to_owned(), protocol, record.text("port")?.parse().ok()?))
        })
        .collect();
    if snapshot.settings(menu::IP_DNS).is_some_and(|record| record.flag("allow-remote-requests")) {
        found.push(("dns".to_owned(), "udp", 53));
        found.push(("dns".to_owned(), "tcp", 53));
    }
    let allowed = |feature: &str| {
        snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_none_or(|record| record.text(feature) != Some("false"))
    };
    for (menu, name, protocol, usual, feature) in [
        (menu::IP_PROXY, "proxy", "tcp", 8080, "proxy"),
        (menu::IP_SOCKS, "socks", "tcp", 1080, "socks"),
        (menu::SNMP, "snmp", "udp", 161, ""),
        (menu::TOOL_BANDWIDTH_SERVER, "bandwidth-server", "tcp", 2000, "bandwidth-test"),
    ] {
        let on = snapshot.settings(menu).filter(|record| record.flag("enabled") && allowed(feature));
        found.extend(on.map(|record| {
            let port = record.text("port").and_then(|text| text.parse().ok()).unwrap_or(usual);
            (name.to_owned(), protocol, port)
        }));
    }
    found
}

/// The hole that a packet finds, if it comes through.
fn walk(snapshot: &Snapshot, packet: &Packet<'_>, service: &str) -> Option<Hole> {
    let hole = |decided_by: Option<String>| Hole {
        family: packet.family.name(),
        protocol: packet.protocol,
        port: packet.port.unwrap_or_default(),
        service: service.to_owned(),
        decided_by,
    };
    for state in states(snapshot, packet)? {
        let packet = Packet { state, ..*packet };
        let mut way = Way { snapshot, menu: packet.family.filter(), packet: &packet, untracked: Verdict3::No };
        match way.chain(packet.chain, 0) {
            End::Stopped => {}
            End::Accepted(rule) => return Some(hole(Some(rule))),
            // No rule spoke: RouterOS accepts.
            End::Returned => return Some(hole(None)),
        }
    }
    None
}

/// The connection states that the packet may have after the raw rules; `None` when those drop it.
/// What is exempt from tracking arrives as `untracked`, which default rules accept.
fn states(snapshot: &Snapshot, packet: &Packet<'_>) -> Option<&'static [&'static str]> {
    let mut way = Way { snapshot, menu: packet.family.raw(), packet, untracked: Verdict3::No };
    if let End::Stopped = way.chain("prerouting", 0) {
        return None;
    }
    Some(match way.untracked {
        Verdict3::No => &["new"],
        Verdict3::Yes => &["untracked"],
        Verdict3::Unknown => &["new", "untracked"],
    })
}

enum End {
    Accepted(String),
    Stopped,
    Returned,
}

/// RouterOS refuses chains that jump into themselves; this only bounds the walk.
const DEEPEST: usize = 16;

/// One packet on its way through one menu.
struct Way<'a> {
    snapshot: &'a Snapshot,
    menu: Menu,
    packet: &'a Packet<'a>,
    untracked: Verdict3,
}

impl Way<'_> {
    fn chain(&mut self, name: &str, depth: usize) -> End {
        if depth > DEEPEST {
            return End::Returned;
        }
        // After a `return` that may have matched, nothing further down surely stops the packet.
        let mut may_have_left = false;
        let stopped = |may_have_left: bool| if may_have_left { End::Returned } else { End::Stopped };
        let snapshot = self.snapshot;
        for rule in snapshot.all(self.menu).iter().filter(|rule| rule.text("chain") == Some(name) && works(rule)) {
            let matched = matching::matches(snapshot, rule, self.packet);
            match (rule.text("action").unwrap_or("accept"), matched) {
                (_, Verdict3::No) => {}
                // FastTrack and the like only take packets of connections that exist.
                ("accept" | "fasttrack-connection", Verdict3::Yes | Verdict3::Unknown) => {
                    return End::Accepted(title(rule));
                }
                ("drop" | "reject" | "tarpit", Verdict3::Yes) => return stopped(may_have_left),
                ("jump", Verdict3::Yes | Verdict3::Unknown) => {
                    let target = rule.text_or_empty("jump-target").to_owned();
                    match (self.chain(&target, depth + 1), matched) {
                        (End::Accepted(rule), _) => return End::Accepted(rule),
                        (End::Stopped, Verdict3::Yes) => return stopped(may_have_left),
                        // Whether the packet went there at all is not known.
                        (End::Stopped | End::Returned, _) => {}
                    }
                }
                ("return", Verdict3::Yes) => return End::Returned,
                ("return", Verdict3::Unknown) => may_have_left = true,
                ("notrack", Verdict3::Yes) if !may_have_left => self.untracked = Verdict3::Yes,
                ("notrack", _) if self.untracked == Verdict3::No => self.untracked = Verdict3::Unknown,
                // Counting, logging and marking let the packet go on; so does a drop that may not match.
                _ => {}
            }
        }
        End::Returned
    }
}

/// A rule that names an interface or list which is gone is `invalid` and does nothing.
fn works(rule: &Record) -> bool {
    !rule.is_disabled() && !rule.flag("invalid")
}

fn title(rule: &Record) -> String {
    if rule.comment().is_empty() { rule.id.clone().unwrap_or_default() } else { rule.comment().to_owned() }
}
