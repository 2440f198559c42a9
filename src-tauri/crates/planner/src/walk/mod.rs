//! Packets walked through records: is the router, and the home behind it, closed to the outside, and
//! does what the home needs still work?
//!
//! A walk takes all packets of a kind at once, such as every new TCP connection from the internet,
//! whatever its sender, its ports and its destination. Each rule takes a part out of them; what comes
//! through is exact, and so is the rule that decides. Where a rule asks for what the records do not
//! tell, it is taken at its worst: a drop does not match, an accept does.
mod addresses;
mod blocks;
mod chain;
mod matching;
mod ranges;
mod rules;
mod services;
mod sight;
mod space;
mod ways;

pub use ways::{Broken, Promise, look};

use crate::live;
use addresses::Family;
use chain::Walked;
use matching::Kind;
use ranges::Ranges;
use routeros::{Menu, Record, Snapshot, menu};
pub(crate) use rules::title;
pub(crate) use services::services;
use sight::{Sight, to_port};
use space::{Part, Side, Space};
use std::collections::HashSet;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether no packet came through.
    pub closed: bool,
    /// Each way in.
    pub holes: Vec<Hole>,
    /// The rules that keep strangers out, by their comment or what they say, without repetitions.
    pub kept_by: Vec<String>,
    /// The rules by which the owner lets strangers through to devices at home (port forwarding).
    pub forwards: Vec<String>,
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
    /// The rule that lets it in, as its comment or what it says; none when no rule stops it.
    pub decided_by: Option<String>,
    /// The same rule, by its number among the filter rules of the family.
    pub(crate) rule: Option<String>,
}

/// No packet from outside is judged by these.
pub(crate) const UNSEEN: &[Menu] = &[
    menu::IP_POOL,
    menu::IP_DHCP_SERVER,
    menu::IP_DHCP_SERVER_NETWORK,
    menu::IP_DHCP_SERVER_LEASE,
    menu::IP_DNS_STATIC,
    menu::IP_SSH,
    menu::SYSTEM_NTP_CLIENT,
    menu::SYSTEM_CLOCK,
    menu::DISK_SETTINGS,
    menu::TOOL_MAC_SERVER,
    menu::TOOL_MAC_SERVER_MAC_WINBOX,
    menu::IP_NEIGHBOR_DISCOVERY_SETTINGS,
    menu::CERTIFICATE_SETTINGS,
    menu::INTERFACE_WIFI,
    menu::INTERFACE_WIFI_SECURITY,
    menu::INTERFACE_WIRELESS,
    menu::INTERFACE_WIRELESS_SECURITY_PROFILES,
];

/// Walks every packet that a stranger can send.
pub fn closed_to_outside(snapshot: &Snapshot) -> Verdict {
    verdict(&Sight::of(snapshot))
}

/// Both, with the rules read once.
pub(crate) fn all(snapshot: &Snapshot) -> (Verdict, Vec<Broken>) {
    let sight = Sight::of(snapshot);
    (verdict(&sight), ways::look_at(&sight))
}

fn verdict(sight: &Sight<'_>) -> Verdict {
    let snapshot = sight.snapshot;
    let mut found = Found::default();
    let home = live::lan_interface(snapshot);
    for interface in &live::outside(snapshot) {
        for family in sight.families.clone() {
            for protocol in ["tcp", "udp"] {
                let from = Stranger { family, protocol, interface, home: home.as_deref() };
                from.knock(sight, &mut found);
            }
        }
    }
    Verdict {
        closed: found.holes.is_empty(),
        holes: found.holes,
        kept_by: found.kept_by.titles(),
        forwards: found.forwards.titles(),
    }
}

/// What is collected on the way.
#[derive(Default)]
struct Found<'s> {
    holes: Vec<Hole>,
    kept_by: Rules<'s>,
    forwards: Rules<'s>,
}

/// Rules in the order in which they were met, each once: thousands may keep strangers out.
#[derive(Default)]
struct Rules<'s> {
    known: HashSet<*const Record>,
    all: Vec<&'s Record>,
}

impl<'s> Rules<'s> {
    fn note(&mut self, rule: &'s Record) {
        if self.known.insert(std::ptr::from_ref(rule)) {
            self.all.push(rule);
        }
    }

    fn titles(&self) -> Vec<String> {
        let mut known = HashSet::new();
        self.all.iter().map(|rule| title(rule)).filter(|title| known.insert(title.clone())).collect()
    }
}

/// Somebody on the internet.
struct Stranger<'a> {
    family: Family,
    protocol: &'static str,
    interface: &'a str,
    home: Option<&'a str>,
}

impl Stranger<'_> {
    fn knock<'s>(&self, sight: &Sight<'s>, found: &mut Found<'s>) {
        let Self { family, protocol, interface, home } = *self;
        let strangers = addresses::strangers(sight.snapshot, family, interface);
        let kind =
            Kind { protocol, came_by: Some(interface), goes_by: None, state: "new", translated: false, sealed: false };
        let through = Kind { goes_by: Some(home.unwrap_or_default()), ..kind };

        let to_router = addresses::block(strangers.clone(), addresses::router(sight.snapshot, family));
        let arrived = sight.arrive(family, &kind, Space::of(to_router));
        arrived.stopped.iter().for_each(|rule| found.kept_by.note(rule));
        let walked = sight.filter(family, "input", &kind, arrived.plain);
        self.services(sight, &walked, found);
        for turned in arrived.turned {
            let kind = if turned.to_router { kind } else { through };
            let kind = Kind { translated: true, ..kind };
            let chain = if turned.to_router { "input" } else { "forward" };
            let walked = sight.filter(family, chain, &kind, turned.space);
            if turned.to_router {
                self.services(sight, &walked, found);
            } else if passes(&walked, &Part::default()).is_some() {
                found.forwards.note(turned.by);
            }
        }

        let Some(home) = home else { return };
        let devices = addresses::devices(sight.snapshot, family, home);
        let to_home = addresses::block(strangers, devices).with(Side::ToPort, ports_of_devices(protocol));
        let arrived = sight.arrive(family, &through, Space::of(to_home));
        arrived.stopped.iter().for_each(|rule| found.kept_by.note(rule));
        let walked = sight.filter(family, "forward", &through, arrived.plain);
        walked.stopped.iter().for_each(|rule| found.kept_by.note(rule));
        if let Some(decided_by) = passes(&walked, &Part::default()) {
            self.hole(found, "any", 0, "home", decided_by);
        }
    }

    /// What of the router's own answers to those that came through.
    fn services<'s>(&self, sight: &Sight<'s>, walked: &Walked<'s>, found: &mut Found<'s>) {
        walked.stopped.iter().for_each(|rule| found.kept_by.note(rule));
        for (service, protocol, port) in services(sight.snapshot) {
            if protocol != self.protocol {
                continue;
            }
            if let Some(decided_by) = passes(walked, &to_port(port)) {
                self.hole(found, protocol, port, &service, decided_by);
            }
        }
    }

    fn hole(
        &self,
        found: &mut Found<'_>,
        protocol: &'static str,
        port: u16,
        service: &str,
        decided_by: Option<&Record>,
    ) {
        let hole = Hole {
            family: self.family.name(),
            protocol,
            port,
            service: service.to_owned(),
            decided_by: decided_by.map(title),
            rule: decided_by.and_then(|rule| rule.id.clone()),
        };
        let same = |known: &Hole| {
            (known.family, known.protocol, known.port, &known.service)
                == (hole.family, hole.protocol, hole.port, &hole.service)
        };
        if !found.holes.iter().any(same) {
            found.holes.push(hole);
        }
    }
}

/// Whether any of these came through, and by which rule; none inside when no rule spoke of them, for
/// then RouterOS accepts.
fn passes<'s>(walked: &Walked<'s>, part: &Part) -> Option<Option<&'s Record>> {
    match walked.ends.iter().find(|(_, space)| space.meets(part)) {
        Some((rule, _)) => Some(Some(*rule)),
        None => walked.left.meets(part).then_some(None),
    }
}

/// IPsec to devices at home passes the default IPv6 firewall (reference router-configuration §1.4).
fn ports_of_devices(protocol: &str) -> Ranges {
    let all = Ranges::one(0, rules::PORTS);
    if protocol != "udp" {
        return all;
    }
    all.without(&Ranges::of(vec![(500, 500), (4500, 4500)]))
}
