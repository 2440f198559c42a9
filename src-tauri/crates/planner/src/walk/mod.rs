//! Packets walked through records: is the router, and the home behind it, closed to the outside, and
//! does what the home needs still work?
//!
//! A walk takes all packets of a kind at once, such as every new TCP connection from the internet,
//! whatever its sender, its ports and its destination. Each rule takes a part out of them; what comes
//! through is exact, and so is the rule that decides. Where a rule asks for what the records do not
//! tell, it is taken at its worst: a drop does not match, an accept does.
mod addresses;
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
use routeros::Snapshot;
pub(crate) use rules::title;
pub(crate) use services::services;
use sight::{Sight, to_port};
use space::{Part, Side, Space};

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
}

/// Walks every packet that a stranger can send.
pub fn closed_to_outside(snapshot: &Snapshot) -> Verdict {
    let sight = Sight::of(snapshot);
    let mut verdict = Verdict { closed: true, holes: Vec::new(), kept_by: Vec::new(), forwards: Vec::new() };
    let home = live::lan_interface(snapshot);
    for interface in &live::outside(snapshot) {
        for family in sight.families.clone() {
            for protocol in ["tcp", "udp"] {
                let from = Stranger { family, protocol, interface, home: home.as_deref() };
                from.knock(&sight, &mut verdict);
            }
        }
    }
    verdict.closed = verdict.holes.is_empty();
    verdict
}

/// Somebody on the internet.
struct Stranger<'a> {
    family: Family,
    protocol: &'static str,
    interface: &'a str,
    home: Option<&'a str>,
}

impl Stranger<'_> {
    fn knock(&self, sight: &Sight<'_>, verdict: &mut Verdict) {
        let Self { family, protocol, interface, home } = *self;
        let strangers = addresses::strangers(sight.snapshot, family, interface);
        let kind =
            Kind { protocol, came_by: Some(interface), goes_by: None, state: "new", translated: false, sealed: false };
        let through = Kind { goes_by: Some(home.unwrap_or_default()), ..kind };

        let to_router = addresses::block(strangers.clone(), addresses::router(sight.snapshot, family));
        let arrived = sight.arrive(family, &kind, Space(vec![to_router]));
        stopped(verdict, &arrived.stopped);
        let walked = sight.filter(family, "input", &kind, arrived.plain);
        self.services(sight, &walked, verdict);
        for turned in arrived.turned {
            let kind = if turned.to_router { kind } else { through };
            let kind = Kind { translated: true, ..kind };
            let chain = if turned.to_router { "input" } else { "forward" };
            let walked = sight.filter(family, chain, &kind, turned.space);
            if turned.to_router {
                self.services(sight, &walked, verdict);
            } else if passes(&walked, &Part::default()).is_some() {
                note(&mut verdict.forwards, title(turned.by));
            }
        }

        let Some(home) = home else { return };
        let devices = addresses::devices(sight.snapshot, family, home);
        let to_home = addresses::block(strangers, devices).with(Side::ToPort, ports_of_devices(protocol));
        let arrived = sight.arrive(family, &through, Space(vec![to_home]));
        stopped(verdict, &arrived.stopped);
        let walked = sight.filter(family, "forward", &through, arrived.plain);
        stopped(verdict, &walked.stopped);
        if let Some(decided_by) = passes(&walked, &Part::default()) {
            self.hole(verdict, "any", 0, "home", decided_by);
        }
    }

    /// What of the router's own answers to those that came through.
    fn services(&self, sight: &Sight<'_>, walked: &Walked<'_>, verdict: &mut Verdict) {
        stopped(verdict, &walked.stopped);
        for (service, protocol, port) in services(sight.snapshot) {
            if protocol != self.protocol {
                continue;
            }
            if let Some(decided_by) = passes(walked, &to_port(port)) {
                self.hole(verdict, protocol, port, &service, decided_by);
            }
        }
    }

    fn hole(
        &self,
        verdict: &mut Verdict,
        protocol: &'static str,
        port: u16,
        service: &str,
        decided_by: Option<String>,
    ) {
        let hole = Hole { family: self.family.name(), protocol, port, service: service.to_owned(), decided_by };
        let same = |known: &Hole| {
            (known.family, known.protocol, known.port, &known.service)
                == (hole.family, hole.protocol, hole.port, &hole.service)
        };
        if !verdict.holes.iter().any(same) {
            verdict.holes.push(hole);
        }
    }
}

/// Whether any of these came through, and by which rule; none inside when no rule spoke of them, for
/// then RouterOS accepts.
fn passes(walked: &Walked<'_>, part: &Part) -> Option<Option<String>> {
    match walked.ends.iter().find(|(_, space)| space.meets(part)) {
        Some((rule, _)) => Some(Some(title(rule))),
        None => walked.left.meets(part).then_some(None),
    }
}

fn stopped(verdict: &mut Verdict, stopped: &[(&routeros::Record, Space)]) {
    for (rule, _) in stopped {
        note(&mut verdict.kept_by, title(rule));
    }
}

fn note(known: &mut Vec<String>, title: String) {
    if !known.contains(&title) {
        known.push(title);
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
