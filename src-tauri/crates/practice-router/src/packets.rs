//! Packets of a device at home, and of a stranger, walked through the records.
use crate::{
    Internet, RouterState,
    firewall::{Packet, covers, is_hidden, passes},
    live::{self, Live, Row, rows},
    properties::{enabled, get},
};
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// A stranger's address, and the number that a device at home asks for (RFC 5737).
const STRANGER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 66);
const FAR_AWAY: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 80);

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

/// The server that serves the home, its interface, and what it gives.
pub(crate) struct Serving<'a> {
    pub(crate) server: &'a str,
    pub(crate) address: Ipv4Addr,
    network: &'a Row,
    pub(crate) interface: &'a str,
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
    let gets_out = |protocol: &str, port: u16, target: Ipv4Addr| {
        let to = live.way_out.as_deref();
        let (from, source) = (serving.interface, serving.address);
        let packet = Packet { protocol, port, from, to, source, target: Some(target) };
        to.is_some() && is_router(gateway) && passes(state, &packet) && is_hidden(state, &packet)
    };
    let asks_router = || {
        let (from, source) = (serving.interface, serving.address);
        let packet = Packet { protocol: "udp", port: 53, from, to: None, source, target: dns };
        passes(state, &packet) && answers_others(state) && resolves(state, &live)
    };
    // A resolver elsewhere is asked through the router.
    let names = if is_router(dns) { asks_router() } else { dns.is_some_and(|dns| gets_out("udp", 53, dns)) };
    LanProbe { address: Some(serving.address), gateway, dns, internet: gets_out("tcp", 443, FAR_AWAY), names }
}

/// Whether a stranger's packet reaches something on the router.
pub(crate) fn wan_probe(state: &RouterState, internet: &Internet, protocol: &str, port: u16) -> bool {
    let live = live::live(state, internet);
    let from = live.way_out.as_deref().unwrap_or(live::socket(state));
    let packet = Packet { protocol, port, from, to: None, source: STRANGER, target: live.address_on(state, from) };
    let listens = rows(state, "/ip/service").any(|row| {
        // 7.24 knows the same thing by two names.
        let lets_in = ["address", "available-from"]
            .into_iter()
            .map(|name| get(row, name))
            .all(|allowed| allowed.is_empty() || allowed.split(',').any(|part| covers(part, STRANGER)));
        enabled(row) && lets_in && protocol == "tcp" && get(row, "port") == port.to_string()
    });
    let somebody = listens || protocol == "icmp" || (port == 53 && answers_others(state));
    somebody && passes(state, &packet)
}

fn answers_others(state: &RouterState) -> bool {
    setting(state, "/ip/dns", "allow-remote-requests") == "true"
}

/// Whether the router finds names.
pub(crate) fn resolves(state: &RouterState, live: &Live) -> bool {
    let plain = !setting(state, "/ip/dns", "servers").is_empty() || !live.dynamic_servers.is_empty();
    let private = !setting(state, "/ip/dns", "use-doh-server").is_empty();
    // While names are asked for in private, plain servers only find the private server's own name.
    live.way_out.is_some() && if private { (plain || is_numeric(state)) && trusts(state) } else { plain }
}

fn trusts(state: &RouterState) -> bool {
    if setting(state, "/ip/dns", "verify-doh-cert") != "true" || state.since(7, 21) {
        return true;
    }
    state.since(7, 19) && setting(state, "/certificate/settings", "builtin-trust-anchors") == "trusted"
}

/// Whether the private server is named by its number, so that nobody has to be asked where it is.
fn is_numeric(state: &RouterState) -> bool {
    let host = setting(state, "/ip/dns", "use-doh-server").split('/').nth(2).unwrap_or_default();
    host.split(':').next().is_some_and(|host| host.parse::<Ipv4Addr>().is_ok())
}

pub(crate) fn setting<'a>(state: &'a RouterState, menu: &str, name: &str) -> &'a str {
    state.menus.get(menu).and_then(|record| record.get(name)).and_then(serde_json::Value::as_str).unwrap_or_default()
}
