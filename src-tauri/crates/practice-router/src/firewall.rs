//! A packet's way through the firewall's chains.
//!
//! A matcher that is not known here makes its rule not match: the practice router errs on the open
//! side, so that a test that expects "closed" has to earn it.
use crate::{
    RouterState,
    live::{Row, rows},
    properties::{enabled, get},
};
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

const FILTER: &str = "/ip/firewall/filter";
/// A loop of jumps ends somewhere.
const DEEPEST: usize = 16;

/// The first packet of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet<'a> {
    pub(crate) protocol: &'a str,
    pub(crate) port: u16,
    /// The interface it comes in by.
    pub(crate) from: &'a str,
    /// The interface it leaves by; none when it is for the router.
    pub(crate) to: Option<&'a str>,
    pub(crate) source: Ipv4Addr,
    pub(crate) target: Option<Ipv4Addr>,
}

/// Whether the packet gets through: raw first, then the filter's chain.
pub(crate) fn passes(state: &RouterState, packet: &Packet<'_>) -> bool {
    let chain = if packet.to.is_some() { "forward" } else { "input" };
    walk(state, "/ip/firewall/raw", "prerouting", packet, 0).unwrap_or(true)
        && walk(state, FILTER, chain, packet, 0).unwrap_or(true)
}

/// Source NAT on the way out: without it the provider does not know where to send the answer.
pub(crate) fn is_hidden(state: &RouterState, packet: &Packet<'_>) -> bool {
    let rule = rows(state, "/ip/firewall/nat")
        .find(|rule| get(rule, "chain") == "srcnat" && enabled(rule) && matches(state, rule, packet));
    rule.is_some_and(|rule| matches!(get(rule, "action"), "masquerade" | "src-nat"))
}

/// The first rule that matches decides; `None` when none does, which RouterOS takes for a yes.
fn walk(state: &RouterState, menu: &str, chain: &str, packet: &Packet<'_>, depth: usize) -> Option<bool> {
    for rule in rows(state, menu).filter(|rule| get(rule, "chain") == chain && enabled(rule)) {
        if depth > DEEPEST || !matches(state, rule, packet) {
            continue;
        }
        match get(rule, "action") {
            "accept" | "fasttrack-connection" | "" => return Some(true),
            "drop" | "reject" | "tarpit" => return Some(false),
            "return" => return None,
            "jump" => {
                let decided = walk(state, menu, get(rule, "jump-target"), packet, depth + 1);
                if decided.is_some() {
                    return decided;
                }
            }
            _ => {}
        }
    }
    None
}

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
    "to-addresses",
    "to-ports",
    "jump-target",
];

fn matches(state: &RouterState, rule: &Row, packet: &Packet<'_>) -> bool {
    rule.iter().filter(|(name, _)| !NO_MATCHERS.contains(&name.as_str())).all(|(name, value)| {
        let value = value.as_str().unwrap_or_default();
        let (negated, value) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
        let plain = match name.as_str() {
            "connection-state" => value.split(',').any(|word| word == "new"),
            "connection-nat-state" => false,
            "protocol" => value == packet.protocol,
            "dst-port" => has_port(value, packet.port),
            "in-interface" => value == packet.from,
            "in-interface-list" => is_member(state, value, packet.from),
            "out-interface" => packet.to == Some(value),
            "out-interface-list" => packet.to.is_some_and(|to| is_member(state, value, to)),
            "ipsec-policy" => value.ends_with("none"),
            "src-address" => covers(value, packet.source),
            "dst-address" => packet.target.is_some_and(|target| covers(value, target)),
            "src-address-list" => listed(state, value, packet.source),
            "dst-address-list" => packet.target.is_some_and(|target| listed(state, value, target)),
            "dst-address-type" => (value == "local") == packet.to.is_none(),
            _ => return false,
        };
        plain != negated
    })
}

fn has_port(list: &str, port: u16) -> bool {
    list.split(',').any(|part| match part.split_once('-') {
        Some((from, to)) => {
            from.parse().is_ok_and(|from: u16| from <= port) && to.parse().is_ok_and(|to: u16| port <= to)
        }
        None => part == port.to_string(),
    })
}

/// Whether an address, a network or a range holds an address.
pub(crate) fn covers(text: &str, address: Ipv4Addr) -> bool {
    if let Some((from, to)) = text.split_once('-') {
        return from.parse().is_ok_and(|from: Ipv4Addr| from <= address)
            && to.parse().is_ok_and(|to: Ipv4Addr| address <= to);
    }
    text.parse::<Ipv4Net>().is_ok_and(|net| net.contains(&address)) || text.parse() == Ok(address)
}

fn listed(state: &RouterState, list: &str, address: Ipv4Addr) -> bool {
    rows(state, "/ip/firewall/address-list")
        .any(|row| get(row, "list") == list && enabled(row) && covers(get(row, "address"), address))
}

fn is_member(state: &RouterState, list: &str, interface: &str) -> bool {
    let member = |list: &str| {
        rows(state, "/interface/list/member")
            .any(|row| get(row, "list") == list && get(row, "interface") == interface && enabled(row))
    };
    match list {
        "all" => true,
        "none" => false,
        _ => {
            // A list may take others in and leave others out, one step deep.
            let words = |name| {
                rows(state, "/interface/list").find(|row| get(row, "name") == list).map_or("", |row| get(row, name))
            };
            let named =
                |name| words(name).split(',').any(|other| other == "all" || (!other.is_empty() && member(other)));
            member(list) || (named("include") && !named("exclude"))
        }
    }
}
