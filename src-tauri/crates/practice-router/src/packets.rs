//! Packets of a device at home, and of a stranger, walked through the records.
//!
//! A matcher that is not known here makes its rule not match: the practice router errs on the open
//! side, so that a test that expects "closed" has to earn it.
use crate::{
    Internet, RouterState,
    live::{self, Live, Row, rows},
    properties::{enabled, get},
};
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// What a device gets that is plugged in at home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LanProbe {
    /// The address that the router gives it.
    pub address: Option<Ipv4Addr>,
    /// The way out that it is told.
    pub gateway: Option<Ipv4Addr>,
    /// The resolver that it is told.
    pub dns: Option<Ipv4Addr>,
    /// Whether a number on the internet answers it.
    pub internet: bool,
    /// Whether names are found for it.
    pub names: bool,
}

/// The first packet of a connection.
#[derive(Debug, Clone)]
struct Packet<'a> {
    chain: &'a str,
    protocol: &'a str,
    port: u16,
    from: &'a str,
    to: Option<&'a str>,
    source: Option<Ipv4Addr>,
}

/// The server that serves the home, its interface, and what it gives.
pub(crate) struct Serving<'a> {
    pub(crate) server: &'a str,
    pub(crate) address: Ipv4Addr,
    network: &'a Row,
    interface: &'a str,
}

pub(crate) fn serving(state: &RouterState) -> Option<Serving<'_>> {
    let server = rows(state, "/ip/dhcp-server").find(|row| enabled(row))?;
    let interface = get(server, "interface");
    let pool = rows(state, "/ip/pool").find(|row| get(row, "name") == get(server, "address-pool"))?;
    let address: Ipv4Addr = get(pool, "ranges").split(['-', ',']).next()?.parse().ok()?;
    // A pool outside the interface's networks serves nobody.
    let own = rows(state, "/ip/address").filter(|row| enabled(row) && get(row, "interface") == interface);
    own.filter_map(|row| get(row, "address").parse::<Ipv4Net>().ok()).find(|net| net.contains(&address))?;
    let network = rows(state, "/ip/dhcp-server/network")
        .find(|row| get(row, "address").parse::<Ipv4Net>().is_ok_and(|net| net.contains(&address)))?;
    Some(Serving { server: get(server, "name"), address, network, interface })
}

pub(crate) fn lan_probe(state: &RouterState, internet: &Internet) -> LanProbe {
    let Some(serving) = serving(state) else { return LanProbe::default() };
    let live = live::live(state, internet);
    let gateway: Option<Ipv4Addr> = get(serving.network, "gateway").parse().ok();
    let dns: Option<Ipv4Addr> = get(serving.network, "dns-server").split(',').next().and_then(|text| text.parse().ok());
    let is_router = |address: Option<Ipv4Addr>| {
        rows(state, "/ip/address")
            .filter(|row| enabled(row) && get(row, "interface") == serving.interface)
            .any(|row| get(row, "address").parse::<Ipv4Net>().is_ok_and(|net| Some(net.addr()) == address))
    };
    let out = live.way_out.as_deref();
    let packet = Packet {
        chain: "forward",
        protocol: "tcp",
        port: 443,
        from: serving.interface,
        to: out,
        source: Some(serving.address),
    };
    let through = out.is_some() && passes(state, "/ip/firewall/filter", &packet) && is_hidden(state, &packet);
    let asks = Packet { chain: "input", protocol: "udp", port: 53, to: None, ..packet.clone() };
    let names = is_router(dns)
        && passes(state, "/ip/firewall/filter", &asks)
        && answers_others(state)
        && resolves(state, &live);
    LanProbe { address: Some(serving.address), gateway, dns, internet: is_router(gateway) && through, names }
}

/// Whether a stranger's packet reaches something on the router.
pub(crate) fn wan_probe(state: &RouterState, internet: &Internet, protocol: &str, port: u16) -> bool {
    let live = live::live(state, internet);
    let first = state.board.get("ports").and_then(|ports| ports[0].as_str()).unwrap_or("ether1");
    let from = live.way_out.as_deref().unwrap_or(first);
    let packet = Packet { chain: "input", protocol, port, from, to: None, source: None };
    let listens =
        rows(state, "/ip/service").any(|row| enabled(row) && protocol == "tcp" && get(row, "port") == port.to_string());
    (listens || (port == 53 && answers_others(state))) && passes(state, "/ip/firewall/filter", &packet)
}

fn answers_others(state: &RouterState) -> bool {
    setting(state, "/ip/dns", "allow-remote-requests") == "true"
}

/// Whether the router finds names.
pub(crate) fn resolves(state: &RouterState, live: &Live) -> bool {
    let plain = !setting(state, "/ip/dns", "servers").is_empty() || !live.dynamic_servers.is_empty();
    let private = !setting(state, "/ip/dns", "use-doh-server").is_empty();
    // While names are asked for in private, plain servers only find the private server's own name.
    live.way_out.is_some() && plain && (!private || trusts(state))
}

fn trusts(state: &RouterState) -> bool {
    if setting(state, "/ip/dns", "verify-doh-cert") != "true" || state.since(7, 21) {
        return true;
    }
    state.since(7, 19) && setting(state, "/certificate/settings", "builtin-trust-anchors") == "trusted"
}

pub(crate) fn setting<'a>(state: &'a RouterState, menu: &str, name: &str) -> &'a str {
    state.menus.get(menu).and_then(|record| record.get(name)).and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// Source NAT on the way out: without it the provider does not know where to send the answer.
fn is_hidden(state: &RouterState, packet: &Packet<'_>) -> bool {
    let nat = Packet { chain: "srcnat", ..packet.clone() };
    let rule = rows(state, "/ip/firewall/nat")
        .find(|rule| get(rule, "chain") == "srcnat" && enabled(rule) && matches(state, rule, &nat));
    rule.is_some_and(|rule| matches!(get(rule, "action"), "masquerade" | "src-nat"))
}

/// The first rule that matches decides; without one RouterOS accepts.
fn passes(state: &RouterState, menu: &str, packet: &Packet<'_>) -> bool {
    for rule in rows(state, menu).filter(|rule| get(rule, "chain") == packet.chain && enabled(rule)) {
        if !matches(state, rule, packet) {
            continue;
        }
        match get(rule, "action") {
            "accept" | "fasttrack-connection" | "" => return true,
            "drop" | "reject" | "tarpit" => return false,
            _ => {}
        }
    }
    true
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
];

fn matches(state: &RouterState, rule: &Row, packet: &Packet<'_>) -> bool {
    rule.iter().filter(|(name, _)| !NO_MATCHERS.contains(&name.as_str())).all(|(name, value)| {
        let value = value.as_str().unwrap_or_default();
        let (negated, value) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
        let plain = match name.as_str() {
            "connection-state" => value.split(',').any(|word| word == "new"),
            "connection-nat-state" => false,
            "protocol" => value == packet.protocol,
            "dst-port" => value.split(',').any(|port| port == packet.port.to_string()),
            "in-interface" => value == packet.from,
            "in-interface-list" => is_member(state, value, packet.from),
            "out-interface" => packet.to == Some(value),
            "out-interface-list" => packet.to.is_some_and(|to| is_member(state, value, to)),
            "ipsec-policy" => value.ends_with("none"),
            "src-address" => packet.source.is_some_and(|source| {
                value.parse::<Ipv4Net>().is_ok_and(|net| net.contains(&source)) || value.parse() == Ok(source)
            }),
            _ => return false,
        };
        plain != negated
    })
}

fn is_member(state: &RouterState, list: &str, interface: &str) -> bool {
    match list {
        "all" => true,
        "none" => false,
        _ => rows(state, "/interface/list/member")
            .any(|row| get(row, "list") == list && get(row, "interface") == interface && enabled(row)),
    }
}
