//! Whether a new login from home gets through the firewall to a service of the router. Where the
//! records do not say, it is unclear; a plan may leave it so, and must not make it worse.
use crate::live;
use ipnet::Ipv4Net;
use routeros::{Menu, Record, Snapshot, menu};
use std::net::Ipv4Addr;

/// How surely somebody at home gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    Shut,
    Unclear,
    Open,
}

/// RouterOS refuses chains that jump into themselves; this only bounds the walk.
const DEEPEST: usize = 16;

/// A new TCP connection from a home network to a port of the router, and what is said in it later.
pub(super) fn access(snapshot: &Snapshot, interface: &str, home: Ipv4Net, port: u16) -> Access {
    let states = ["new", "established"].map(|state| {
        let packet = Packet { snapshot, interface, home, port, state };
        let raw = packet.through(menu::IP_FIREWALL_RAW, "prerouting", 0);
        raw.min(packet.through(menu::IP_FIREWALL_FILTER, "input", 0))
    });
    states[0].min(states[1])
}

struct Packet<'a> {
    snapshot: &'a Snapshot,
    interface: &'a str,
    home: Ipv4Net,
    port: u16,
    state: &'static str,
}

/// Whether all packets of this kind match, some may, or none does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    All,
    Some,
    None,
}

impl Packet<'_> {
    fn through(&self, menu: Menu, chain: &str, depth: usize) -> Access {
        self.walk(menu, chain, depth).unwrap_or(Access::Open)
    }

    /// What the chain says; none when no rule decides.
    fn walk(&self, menu: Menu, chain: &str, depth: usize) -> Option<Access> {
        let mut unclear = false;
        let rules = self.snapshot.all(menu).iter();
        for rule in
            rules.filter(|rule| rule.text("chain") == Some(chain) && !rule.is_disabled() && !rule.flag("invalid"))
        {
            let matched = self.matches(rule);
            let verdict = match rule.text("action").unwrap_or("accept") {
                "accept" | "fasttrack-connection" => Some(Access::Open),
                "drop" | "reject" | "tarpit" => Some(Access::Shut),
                "jump" if depth < DEEPEST => self.walk(menu, rule.text_or_empty("jump-target"), depth + 1),
                "return" if matched == Match::All => return unclear.then_some(Access::Unclear),
                _ => None,
            };
            match (verdict, matched) {
                (None, _) | (_, Match::None) => {}
                (Some(_), Match::All) if unclear => return Some(Access::Unclear),
                (Some(verdict), Match::All) => return Some(verdict),
                (Some(_), Match::Some) => unclear = true,
            }
        }
        unclear.then_some(Access::Unclear)
    }

    fn matches(&self, rule: &Record) -> Match {
        const BESIDE: &[&str] = &[
            "chain",
            "action",
            "comment",
            "dynamic",
            "invalid",
            "disabled",
            "bytes",
            "packets",
            "log",
            "log-prefix",
            "jump-target",
            "reject-with",
            "hw-offload",
            "address-list",
            "address-list-timeout",
        ];
        let mut all = Match::All;
        for name in rule.props.keys().filter(|name| !BESIDE.contains(&name.as_str())) {
            let value = rule.text_or_empty(name);
            if value.is_empty() {
                continue;
            }
            match self.matcher(name, value) {
                Match::None => return Match::None,
                Match::Some => all = Match::Some,
                Match::All => {}
            }
        }
        all
    }

    fn matcher(&self, name: &str, value: &str) -> Match {
        let (negated, value) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
        let yes_no = |yes: bool| if yes { Match::All } else { Match::None };
        let found = match name {
            "connection-state" => yes_no(value.split(',').any(|state| state == self.state)),
            "protocol" => yes_no(matches!(value, "tcp" | "6")),
            "dst-port" => self.port_in(value),
            "in-interface" => yes_no(value == self.interface),
            "in-interface-list" => self.listed(value),
            "src-address" => self.from(value),
            "dst-address" => self.to(value),
            // Nobody at home comes in by a tunnel, or by a redirection of their own.
            "ipsec-policy" => yes_no(value.ends_with("none")),
            "connection-nat-state" => Match::None,
            _ => Match::Some,
        };
        match (found, negated) {
            (Match::All, true) => Match::None,
            (Match::None, true) => Match::All,
            (other, _) => other,
        }
    }

    fn port_in(&self, value: &str) -> Match {
        let holds = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            Some((from.parse::<u16>().ok()?..=to.parse().ok()?).contains(&self.port))
        };
        match value.split(',').map(holds).collect::<Option<Vec<bool>>>() {
            Some(parts) if parts.contains(&true) => Match::All,
            Some(_) => Match::None,
            None => Match::Some,
        }
    }

    fn listed(&self, list: &str) -> Match {
        if list == "all" || live::members(self.snapshot, list).iter().any(|name| name == self.interface) {
            return Match::All;
        }
        let record = self.snapshot.all(menu::INTERFACE_LIST).iter().find(|record| record.text("name") == Some(list));
        let is_plain = record.is_some_and(|record| {
            !record.flag("builtin")
                && record.text_or_empty("include").is_empty()
                && record.text_or_empty("exclude").is_empty()
        });
        if is_plain { Match::None } else { Match::Some }
    }

    /// Somebody in the home's network: which address they have is not known.
    fn from(&self, value: &str) -> Match {
        let net = value.parse::<Ipv4Net>().or_else(|_| value.parse::<Ipv4Addr>().map(Ipv4Net::from));
        match net {
            Ok(net) if net.contains(&self.home.trunc()) => Match::All,
            Ok(net) if self.home.trunc().contains(&net) => Match::Some,
            Ok(_) => Match::None,
            Err(_) => Match::Some,
        }
    }

    fn to(&self, value: &str) -> Match {
        let net = value.parse::<Ipv4Net>().or_else(|_| value.parse::<Ipv4Addr>().map(Ipv4Net::from));
        match net {
            Ok(net) if net.contains(&self.home.addr()) => Match::All,
            Ok(_) => Match::None,
            Err(_) => Match::Some,
        }
    }
}
