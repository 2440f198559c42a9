//! Packets walked through records: is the router, and the home behind it, closed to the outside?
//!
//! New packets come in by the WAN interface, over IPv4 and IPv6, one for every service that is on
//! and one for a device at home. Where a rule cannot be decided from the records, it is taken at its
//! worst: a drop does not match, an accept does.
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
    let mut holes = Vec::new();
    let Some(wan) = live::wan_interface(snapshot) else { return Verdict { closed: true, holes } };
    for family in [Family::V4, Family::V6] {
        if family == Family::V6 && !speaks_ipv6(snapshot) {
            continue;
        }
        for (service, protocol, port) in services(snapshot) {
            let packet = Packet { family, protocol, port, interface: &wan, chain: "input" };
            holes.extend(walk(snapshot, &packet, service));
        }
        let packet = Packet { family, protocol: "tcp", port: 443, interface: &wan, chain: "forward" };
        if let Some(hole) = walk(snapshot, &packet, "home".to_owned()) {
            holes.push(Hole { protocol: "any", port: 0, ..hole });
        }
    }
    Verdict { closed: holes.is_empty(), holes }
}

fn speaks_ipv6(snapshot: &Snapshot) -> bool {
    let disabled = snapshot.settings(menu::IPV6_SETTINGS).is_some_and(|record| record.flag("disable-ipv6"));
    snapshot.has(menu::IPV6_FIREWALL_FILTER) && !disabled
}

/// What listens on the router.
fn services(snapshot: &Snapshot) -> Vec<(String, &'static str, u16)> {
    let on = snapshot.records(menu::IP_SERVICE).filter(|record| !record.is_disabled());
    let mut found: Vec<(String, &'static str, u16)> = on
        .filter_map(|record| Some((record.text("name")?.to_owned(), "tcp", record.text("port")?.parse().ok()?)))
        .collect();
    if snapshot.settings(menu::IP_DNS).is_some_and(|record| record.flag("allow-remote-requests")) {
        found.push(("dns".to_owned(), "udp", 53));
        found.push(("dns".to_owned(), "tcp", 53));
    }
    found
}

/// The hole that a packet finds, if it comes through.
fn walk(snapshot: &Snapshot, packet: &Packet<'_>, service: String) -> Option<Hole> {
    let hole = |decided_by: Option<String>| {
        Some(Hole {
            family: packet.family.name(),
            protocol: packet.protocol,
            port: packet.port,
            service: service.clone(),
            decided_by,
        })
    };
    if packet.family == Family::V4 {
        let raw = Packet { chain: "prerouting", ..*packet };
        if let End::Stopped = chain(snapshot, menu::IP_FIREWALL_RAW, "prerouting", &raw, 0) {
            return None;
        }
    }
    match chain(snapshot, packet.family.filter(), packet.chain, packet, 0) {
        End::Stopped => None,
        End::Accepted(rule) => hole(Some(rule)),
        // No rule spoke: RouterOS accepts.
        End::Returned => hole(None),
    }
}

enum End {
    Accepted(String),
    Stopped,
    Returned,
}

/// RouterOS refuses chains that jump into themselves; this only bounds the walk.
const DEEPEST: usize = 16;

fn chain(snapshot: &Snapshot, menu: Menu, name: &str, packet: &Packet<'_>, depth: usize) -> End {
    if depth > DEEPEST {
        return End::Returned;
    }
    for rule in snapshot.all(menu).iter().filter(|rule| rule.text("chain") == Some(name) && !rule.is_disabled()) {
        let matched = matching::matches(snapshot, rule, packet);
        match (rule.text("action").unwrap_or("accept"), matched) {
            (_, Verdict3::No) => {}
            // FastTrack and the like only take packets of connections that exist.
            ("accept" | "fasttrack-connection", Verdict3::Yes | Verdict3::Unknown) => {
                return End::Accepted(title(rule));
            }
            ("drop" | "reject" | "tarpit", Verdict3::Yes) => return End::Stopped,
            ("jump", Verdict3::Yes | Verdict3::Unknown) => {
                let target = rule.text_or_empty("jump-target").to_owned();
                match (chain(snapshot, menu, &target, packet, depth + 1), matched) {
                    (End::Accepted(rule), _) => return End::Accepted(rule),
                    (End::Stopped, Verdict3::Yes) => return End::Stopped,
                    // Whether the packet went there at all is not known.
                    (End::Stopped | End::Returned, _) => {}
                }
            }
            ("return", Verdict3::Yes) => return End::Returned,
            // Counting, logging and marking let the packet go on; so does a drop that may not match.
            _ => {}
        }
    }
    End::Returned
}

fn title(rule: &Record) -> String {
    if rule.comment().is_empty() { rule.id.clone().unwrap_or_default() } else { rule.comment().to_owned() }
}
