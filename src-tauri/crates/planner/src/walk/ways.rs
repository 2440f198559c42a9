//! The ways that a home needs, and those that guests must not have: walked as the way in from outside is.
use super::{
    addresses::{self, Family},
    chain::Walked,
    matching::Kind,
    passes,
    ranges::Ranges,
    rules::title,
    services::services,
    sight::{Sight, to_port},
    space::{Block, Part, Side, Space},
};
use crate::live;
use routeros::{Snapshot, menu};

/// What has to hold for packets inside the home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// Devices at home can ask the router for names, where it told them to.
    HomeAsksNames,
    /// A person at home can log in to the router.
    HomeManages,
    /// Devices at home reach the internet.
    HomeReachesInternet,
    /// What they asked for comes back to them.
    AnswersComeHome,
    /// They share the router's address: something masquerades.
    HomeShares,
    /// The router itself reaches the internet: names, time, its maker.
    RouterReachesInternet,
    /// It hears the answers.
    RouterHearsAnswers,
    /// Connections in IPsec tunnels do not take the short way, which would leave the tunnel.
    TunnelsStayWhole,
    /// The short way has the same rule without the short way behind it: FastTrack does not take every packet.
    ShortWayIsFollowed,
    /// Guests do not reach the router's services.
    GuestsOffRouter,
    /// Guests do not reach the home.
    GuestsOffHome,
}

impl Promise {
    /// As it stands in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HomeAsksNames => "home-asks-names",
            Self::HomeManages => "home-manages",
            Self::HomeReachesInternet => "home-reaches-internet",
            Self::AnswersComeHome => "answers-come-home",
            Self::HomeShares => "home-shares",
            Self::RouterReachesInternet => "router-reaches-internet",
            Self::RouterHearsAnswers => "router-hears-answers",
            Self::TunnelsStayWhole => "tunnels-stay-whole",
            Self::ShortWayIsFollowed => "short-way-is-followed",
            Self::GuestsOffRouter => "guests-off-router",
            Self::GuestsOffHome => "guests-off-home",
        }
    }
}

/// A promise that the records do not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub promise: Promise,
    /// IPv4 or IPv6.
    pub family: &'static str,
    /// Where: the interface of the home, of the guests or of the line.
    pub interface: String,
    /// What does not work, or is reached: a service's name, or empty.
    pub what: String,
    /// The rule that decides; none when it is that no rule does.
    pub decided_by: Option<String>,
}

/// What listens for a person who sets up the router.
const MANAGEMENT: &[&str] = &["www", "www-ssl", "api", "api-ssl", "winbox", "ssh", "telnet", "ftp"];

/// What homes and routers ask of the internet.
const ASKED: &[(&str, u16)] = &[("tcp", 443), ("tcp", 80), ("udp", 443)];
const ASKED_BY_ROUTER: &[(&str, u16)] = &[("udp", 53), ("udp", 123), ("tcp", 443)];

/// Walks all of them. What cannot be said, as without a home or a line, is left out.
pub fn look(snapshot: &Snapshot) -> Vec<Broken> {
    look_at(&Sight::of(snapshot))
}

pub(super) fn look_at(sight: &Sight<'_>) -> Vec<Broken> {
    let snapshot = sight.snapshot;
    let mut broken = Vec::new();
    let (home, line) = (live::lan_interface(snapshot), live::wan_interface(snapshot));
    for family in sight.families.clone() {
        let look = Look { sight, family };
        if let Some(home) = &home {
            look.home(home, &mut broken);
            for guests in live::guests(snapshot, home) {
                look.guests(&guests, home, &mut broken);
            }
        }
        if let Some(line) = &line {
            look.router(line, &mut broken);
        }
        if let (Some(home), Some(line)) = (&home, &line) {
            look.through(home, line, &mut broken);
        }
    }
    broken
}

struct Look<'a> {
    sight: &'a Sight<'a>,
    family: Family,
}

fn plain<'a>(protocol: &'a str, came_by: Option<&'a str>, goes_by: Option<&'a str>) -> Kind<'a> {
    Kind { protocol, came_by, goes_by, state: "new", translated: false, sealed: false }
}

impl<'a> Look<'a> {
    /// From a device behind an interface to the router.
    fn to_router(&self, interface: &str, protocol: &str) -> Walked<'a> {
        let snapshot = self.sight.snapshot;
        let from = addresses::devices(snapshot, self.family, interface);
        let space = Space::of(addresses::block(from, addresses::router(snapshot, self.family)));
        let kind = plain(protocol, Some(interface), None);
        let mut arrived = self.sight.arrive(self.family, &kind, space);
        let mut walked = self.sight.filter(self.family, "input", &kind, arrived.plain);
        walked.stopped.append(&mut arrived.stopped);
        walked
    }

    fn home(&self, home: &str, broken: &mut Vec<Broken>) {
        // That the home is managed and asks for names over IPv4 is what it is set up for.
        if self.family == Family::V6 {
            return;
        }
        let (tcp, udp) = (self.to_router(home, "tcp"), self.to_router(home, "udp"));
        let all = services(self.sight.snapshot);
        let managing: Vec<_> = all.iter().filter(|(name, ..)| MANAGEMENT.contains(&name.as_str())).collect();
        if managing.iter().all(|(.., port)| passes(&tcp, &to_port(*port)).is_none()) {
            self.add(Promise::HomeManages, home, "", &tcp, broken);
        }
        let asks = all.iter().any(|(name, ..)| name == "dns") && self.is_asked_for_names();
        if asks && passes(&udp, &to_port(53)).is_none() {
            self.add(Promise::HomeAsksNames, home, "dns", &udp, broken);
        }
    }

    /// Whether devices are told to ask the router itself.
    fn is_asked_for_names(&self) -> bool {
        let networks = self.sight.snapshot.all(menu::IP_DHCP_SERVER_NETWORK).iter();
        let servers = networks.flat_map(|network| network.text_or_empty("dns-server").split(','));
        servers
            .filter_map(|server| self.family.range(server))
            .any(|server| addresses::is_own(self.sight.snapshot, self.family, &server))
    }

    fn router(&self, line: &str, broken: &mut Vec<Broken>) {
        let snapshot = self.sight.snapshot;
        let own = addresses::router(snapshot, self.family);
        for (protocol, port) in ASKED_BY_ROUTER {
            let space = ask(own.clone(), addresses::internet(self.family), *port);
            let walked = self.sight.filter(self.family, "output", &plain(protocol, None, Some(line)), space);
            if passes(&walked, &Part::default()).is_none() {
                self.add(Promise::RouterReachesInternet, line, &format!("{protocol} {port}"), &walked, broken);
                continue;
            }
            let space = answer(addresses::internet(self.family), own.clone(), *port);
            let kind = Kind { state: "established", ..plain(protocol, Some(line), None) };
            let mut arrived = self.sight.arrive(self.family, &kind, space);
            let mut walked = self.sight.filter(self.family, "input", &kind, arrived.plain);
            walked.stopped.append(&mut arrived.stopped);
            if passes(&walked, &Part::default()).is_none() {
                self.add(Promise::RouterHearsAnswers, line, &format!("{protocol} {port}"), &walked, broken);
            }
        }
    }

    fn through(&self, home: &str, line: &str, broken: &mut Vec<Broken>) {
        let devices = addresses::devices(self.sight.snapshot, self.family, home);
        let internet = addresses::internet(self.family);
        for (protocol, port) in ASKED {
            let out = plain(protocol, Some(home), Some(line));
            let space = ask(devices.clone(), internet.clone(), *port);
            let mut arrived = self.sight.arrive(self.family, &out, space);
            let mut walked = self.sight.filter(self.family, "forward", &out, arrived.plain);
            walked.stopped.append(&mut arrived.stopped);
            let what = format!("{protocol} {port}");
            if passes(&walked, &Part::default()).is_none() {
                // An address that the provider may never give need not go out.
                if self.family == Family::V4 {
                    self.add(Promise::HomeReachesInternet, home, &what, &walked, broken);
                }
                continue;
            }
            if self.family == Family::V4
                && self.sight.shared_by(self.family, &out, ask(devices.clone(), internet.clone(), *port)).is_none()
            {
                self.push(Promise::HomeShares, line, "", None, broken);
            }
            let back = Kind { state: "established", ..plain(protocol, Some(line), Some(home)) };
            let mut arrived = self.sight.arrive(self.family, &back, answer(internet.clone(), devices.clone(), *port));
            let mut walked = self.sight.filter(self.family, "forward", &back, arrived.plain);
            walked.stopped.append(&mut arrived.stopped);
            match passes(&walked, &Part::default()) {
                None => self.add(Promise::AnswersComeHome, home, &what, &walked, broken),
                Some(None) if walked.fast.is_some() => {
                    self.push(Promise::ShortWayIsFollowed, home, "", walked.fast.map(title), broken);
                }
                Some(_) => {}
            }
            // The factory's IPv6 rules have the short way first.
            if self.family == Family::V6 {
                continue;
            }
            let tunnel = Kind { sealed: true, ..back };
            let space = answer(internet.clone(), devices.clone(), *port);
            let walked = self.sight.filter(self.family, "forward", &tunnel, space);
            if let Some(fast) = walked.fast {
                self.push(Promise::TunnelsStayWhole, home, "", Some(title(fast)), broken);
            }
        }
    }

    fn guests(&self, guests: &str, home: &str, broken: &mut Vec<Broken>) {
        let snapshot = self.sight.snapshot;
        let walked = self.to_router(guests, "tcp");
        for (service, _, port) in services(snapshot).iter().filter(|(name, ..)| MANAGEMENT.contains(&name.as_str())) {
            if let Some(decided_by) = passes(&walked, &to_port(*port)) {
                self.push(Promise::GuestsOffRouter, guests, service, decided_by.map(title), broken);
            }
        }
        let from = addresses::devices(snapshot, self.family, guests);
        let devices = addresses::devices(snapshot, self.family, home);
        for protocol in ["tcp", "udp"] {
            let kind = plain(protocol, Some(guests), Some(home));
            let space = Space::of(addresses::block(from.clone(), devices.clone()));
            let arrived = self.sight.arrive(self.family, &kind, space);
            let walked = self.sight.filter(self.family, "forward", &kind, arrived.plain);
            if let Some(decided_by) = passes(&walked, &Part::default()) {
                self.push(Promise::GuestsOffHome, guests, "", decided_by.map(title), broken);
            }
        }
    }

    /// Nothing came through: the rule that stopped the last of it decides.
    fn add(&self, promise: Promise, interface: &str, what: &str, walked: &Walked<'_>, broken: &mut Vec<Broken>) {
        let decided_by = walked.stopped.last().map(|rule| title(rule));
        self.push(promise, interface, what, decided_by, broken);
    }

    fn push(
        &self,
        promise: Promise,
        interface: &str,
        what: &str,
        decided_by: Option<String>,
        broken: &mut Vec<Broken>,
    ) {
        let found = Broken {
            promise,
            family: self.family.name(),
            interface: interface.to_owned(),
            what: what.to_owned(),
            decided_by,
        };
        if !broken.contains(&found) {
            broken.push(found);
        }
    }
}

/// From some port to this one.
fn ask(from: Ranges, to: Ranges, port: u16) -> Space {
    let port = Ranges::one(port.into(), port.into());
    Space::of(high_port(addresses::block(from, to), Side::FromPort).with(Side::ToPort, port))
}

/// Back from this port.
fn answer(from: Ranges, to: Ranges, port: u16) -> Space {
    let port = Ranges::one(port.into(), port.into());
    Space::of(high_port(addresses::block(from, to), Side::ToPort).with(Side::FromPort, port))
}

/// Systems ask from the ports above 49151.
fn high_port(block: Block, side: Side) -> Block {
    block.with(side, Ranges::one(49_152, super::rules::PORTS))
}
