//! What the router finds by itself: leases from the provider, logins, routes. Computed from the
//! records and the line each time it is looked at, so nothing can be out of date.
use crate::{
    Internet, RouterState, lte,
    properties::{enabled, get},
};
use ipnet::Ipv4Net;
use serde_json::{Map, Value, json};
use std::net::Ipv4Addr;

/// The provider's addresses: documentation networks (RFC 5737).
const DHCP_ADDRESS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 47);
const DHCP_DNS: &str = "203.0.113.53";
const PPPOE_ADDRESS: &str = "198.51.100.23";
const PPPOE_REMOTE: &str = "198.51.100.1";
const PPPOE_DNS: &str = "198.51.100.53";

pub(crate) type Row = Map<String, Value>;

/// How a PPPoE login stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Off,
    /// Nobody answers.
    Dialing,
    Refused,
    Connected,
}

/// Everything that is not in the state file.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// Rows beside the static ones, by menu.
    pub(crate) rows: Vec<(&'static str, Row)>,
    /// Properties on static rows: menu, `.id`, name, value.
    pub(crate) overlay: Vec<(&'static str, String, &'static str, String)>,
    /// Servers learned from the provider.
    pub(crate) dynamic_servers: Vec<&'static str>,
    /// The interface of the active default route, when packets really get out there.
    pub(crate) way_out: Option<String>,
    /// The gateway behind it.
    pub(crate) gateway: Option<String>,
}

impl Live {
    /// The router's address on an interface.
    pub(crate) fn address_on(&self, state: &RouterState, interface: &str) -> Option<Ipv4Addr> {
        let dynamic = self.rows.iter().filter(|(menu, _)| *menu == "/ip/address").map(|(_, row)| row);
        let mut all = rows(state, "/ip/address").filter(|row| enabled(row)).chain(dynamic);
        let row = all.find(|row| get(row, "interface") == interface)?;
        get(row, "address").parse::<Ipv4Net>().ok().map(|net| net.addr())
    }
}

/// Rows of a list menu in the state.
pub(crate) fn rows<'a>(state: &'a RouterState, menu: &str) -> impl Iterator<Item = &'a Row> {
    state.menus.get(menu).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// The socket that the provider's line is plugged into.
pub(crate) fn socket(state: &RouterState) -> &str {
    let first = state.board.get("ports").and_then(|ports| ports[0].as_str()).unwrap_or("ether1");
    // It may have been given another name.
    let named = rows(state, "/interface/ethernet").find(|row| get(row, "default-name") == first);
    named.map_or(first, |row| get(row, "name"))
}

/// The tag with which an interface reaches the provider's line; `None` when it does not.
pub(crate) fn line(state: &RouterState, interface: &str) -> Option<Option<u16>> {
    let socket = socket(state);
    if rows(state, "/interface/ethernet").any(|row| get(row, "name") == socket && !enabled(row)) {
        return None;
    }
    // A port of a bridge has no life of its own: the bridge is on the line.
    let port = rows(state, "/interface/bridge/port").find(|row| get(row, "interface") == socket && enabled(row));
    let end = port.map_or(socket, |row| get(row, "bridge"));
    if interface == end {
        return Some(None);
    }
    let vlan = rows(state, "/interface/vlan").find(|row| get(row, "name") == interface && enabled(row))?;
    if get(vlan, "interface") == end { get(vlan, "vlan-id").parse().ok().map(Some) } else { None }
}

/// A PPPoE client's state.
pub(crate) fn login(state: &RouterState, internet: &Internet, client: &Row) -> Login {
    if !enabled(client) {
        return Login::Off;
    }
    let Internet::Pppoe { user, password, vlan } = internet else { return Login::Dialing };
    if line(state, get(client, "interface")) != Some(*vlan) {
        return Login::Dialing;
    }
    if get(client, "user") == user && get(client, "password") == password { Login::Connected } else { Login::Refused }
}

/// A possible default route: `.id`, distance, interface, gateway as shown, whether the provider takes the packets.
struct Way {
    id: String,
    distance: u32,
    interface: String,
    gateway: String,
    real: bool,
}

pub(crate) fn live(state: &RouterState, internet: &Internet) -> Live {
    let mut live = Live::default();
    let mut ways = Vec::new();
    interfaces(state, internet, &mut live);
    dhcp_clients(state, internet, &mut live, &mut ways);
    pppoe_clients(state, internet, &mut live, &mut ways);
    modems(state, internet, &mut live, &mut ways);
    connected_and_static(state, internet, &mut live, &mut ways);
    // Several routes of one distance share the packets, so all of them must lead somewhere.
    if let Some(nearest) = ways.iter().map(|way| way.distance).min() {
        let used: Vec<&Way> = ways.iter().filter(|way| way.distance == nearest).collect();
        if used.iter().all(|way| way.real) {
            live.way_out = used.first().map(|way| way.interface.clone());
            live.gateway = used.first().map(|way| way.gateway.clone());
        }
        for way in ways.iter().filter(|way| way.distance > nearest) {
            live.overlay.retain(|(_, id, name, _)| (id, *name) != (&way.id, "active"));
            let routes = live.rows.iter_mut().filter(|(menu, row)| *menu == "/ip/route" && get(row, ".id") == way.id);
            routes.for_each(|(_, row)| {
                row.remove("active");
            });
        }
    }
    live
}

/// VLANs, PPPoE clients and bridges stand in `/interface` too.
fn interfaces(state: &RouterState, internet: &Internet, live: &mut Live) {
    let kinds =
        [("/interface/vlan", "vlan"), ("/interface/pppoe-client", "pppoe-out"), ("/interface/bridge", "bridge")];
    for (menu, kind) in kinds {
        for record in rows(state, menu) {
            let name = get(record, "name");
            let running = match kind {
                "pppoe-out" => login(state, internet, record) == Login::Connected,
                _ => enabled(record),
            };
            let id = get(record, ".id").to_owned();
            if rows(state, "/interface").any(|row| get(row, "name") == name) {
                continue;
            }
            live.overlay.push((menu, id.clone(), "running", running.to_string()));
            live.rows.push((
                "/interface",
                row(json!({
                    ".id": id, "name": name, "type": kind, "mtu": "1500", "running": running.to_string(),
                    "disabled": (!enabled(record)).to_string(), "dynamic": "false",
                })),
            ));
        }
    }
}

fn dhcp_clients(state: &RouterState, internet: &Internet, live: &mut Live, ways: &mut Vec<Way>) {
    const MENU: &str = "/ip/dhcp-client";
    for client in rows(state, MENU) {
        let id = get(client, ".id").to_owned();
        let interface = get(client, "interface");
        if !enabled(client) {
            live.overlay.push((MENU, id, "status", "stopped".to_owned()));
            continue;
        }
        let offered = match internet {
            Internet::Dhcp { vlan, address } if line(state, interface) == Some(*vlan) => Some(offer(*address)),
            _ => None,
        };
        let answered = offered.is_some();
        live.overlay.push((MENU, id.clone(), "status", if answered { "bound" } else { "searching..." }.to_owned()));
        let Some((address, gateway)) = offered else { continue };
        for (name, value) in [
            ("address", address.to_string()),
            ("gateway", gateway.clone()),
            ("dhcp-server", gateway.clone()),
            ("primary-dns", DHCP_DNS.to_owned()),
            ("expires-after", "23h59m".to_owned()),
        ] {
            live.overlay.push((MENU, id.clone(), name, value));
        }
        dynamic_address(live, &address.to_string(), &address.network().to_string(), interface);
        if get(client, "use-peer-dns") == "true" {
            live.dynamic_servers.push(DHCP_DNS);
        }
        if get(client, "add-default-route") != "no" {
            ways.push(default_route(live, client, &gateway, interface, "dhcp"));
        }
    }
}

/// The address that the provider gives, and its own: the first of the network.
fn offer(address: Option<Ipv4Net>) -> (Ipv4Net, String) {
    let usual = Ipv4Net::new_assert(DHCP_ADDRESS, 24);
    let address = address.unwrap_or(usual);
    let gateway = address.hosts().next().unwrap_or(address.network());
    (address, gateway.to_string())
}

fn pppoe_clients(state: &RouterState, internet: &Internet, live: &mut Live, ways: &mut Vec<Way>) {
    for client in rows(state, "/interface/pppoe-client") {
        if login(state, internet, client) != Login::Connected {
            continue;
        }
        let name = get(client, "name");
        dynamic_address(live, &format!("{PPPOE_ADDRESS}/32"), PPPOE_REMOTE, name);
        if get(client, "use-peer-dns") == "true" {
            live.dynamic_servers.push(PPPOE_DNS);
        }
        if get(client, "add-default-route") == "true" {
            ways.push(default_route(live, client, name, name, "vpn"));
        }
    }
}

/// The card brings its own provider: the line in the first socket has nothing to do with it.
fn modems(state: &RouterState, internet: &Internet, live: &mut Live, ways: &mut Vec<Way>) {
    for modem in rows(state, "/interface/lte") {
        let connected = lte::sim(state, internet, modem) == lte::Sim::Registered;
        let (id, name) = (get(modem, ".id").to_owned(), get(modem, "name"));
        live.overlay.push(("/interface/lte", id.clone(), "running", connected.to_string()));
        live.overlay.push(("/interface", id, "running", connected.to_string()));
        let Some(profile) = lte::profile(state, modem).filter(|_| connected) else { continue };
        dynamic_address(live, &format!("{}/32", lte::ADDRESS), lte::ADDRESS, name);
        if get(profile, "use-peer-dns") == "true" {
            live.dynamic_servers.push(lte::DNS);
        }
        if get(profile, "add-default-route") == "true" {
            ways.push(default_route(live, profile, name, name, "vpn"));
        }
    }
}

fn connected_and_static(state: &RouterState, internet: &Internet, live: &mut Live, ways: &mut Vec<Way>) {
    let mut nets: Vec<(Ipv4Net, String)> = Vec::new();
    for address in rows(state, "/ip/address").filter(|row| enabled(row)) {
        if let Ok(net) = get(address, "address").parse::<Ipv4Net>() {
            nets.push((net, get(address, "interface").to_owned()));
        }
    }
    for (_, row) in live.rows.iter().filter(|(menu, _)| *menu == "/ip/address") {
        if let Ok(net) = get(row, "address").parse::<Ipv4Net>() {
            nets.push((net, get(row, "interface").to_owned()));
        }
    }
    for (net, interface) in &nets {
        let id = format!("*2018{:04X}", live.rows.len());
        live.rows.push(("/ip/route", row(json!({
            ".id": id, "dst-address": net.trunc().to_string(), "gateway": interface, "immediate-gw": interface, "distance": "0", "scope": "10",
            "routing-table": "main", "connect": "true", "dynamic": "true", "active": "true",
        }))));
    }
    for route in rows(state, "/ip/route").filter(|row| get(row, "dst-address") == "0.0.0.0/0" && enabled(row)) {
        let gateway = get(route, "gateway");
        let over = match gateway.parse::<Ipv4Addr>() {
            Ok(address) => nets
                .iter()
                .find(|(net, _)| net.contains(&address) && net.addr() != address)
                .map(|(_, interface)| interface.clone()),
            Err(_) => nets.iter().any(|(_, interface)| interface == gateway).then(|| gateway.to_owned()),
        };
        let id = get(route, ".id").to_owned();
        let Some(interface) = over else {
            live.overlay.push(("/ip/route", id, "inactive", "true".to_owned()));
            continue;
        };
        live.overlay.push(("/ip/route", id.clone(), "active", "true".to_owned()));
        live.overlay.push(("/ip/route", id.clone(), "immediate-gw", format!("{gateway}%{interface}")));
        let real = match internet {
            Internet::Static { address, gateway: theirs, vlan } => {
                let tagged = line(state, &interface);
                let right_tag = if vlan.is_some() { tagged == Some(*vlan) } else { tagged.is_some() };
                right_tag
                    && gateway == theirs.to_string()
                    && nets.iter().any(|(net, on)| net == address && *on == interface)
            }
            Internet::None | Internet::Dhcp { .. } | Internet::Pppoe { .. } | Internet::Lte { .. } => false,
        };
        let distance = get(route, "distance").parse().unwrap_or(1);
        ways.push(Way { id, distance, interface, gateway: gateway.to_owned(), real });
    }
}

fn dynamic_address(live: &mut Live, address: &str, network: &str, interface: &str) {
    let id = format!("*F{:03X}", live.rows.len());
    live.rows.push(("/ip/address", row(json!({
        ".id": id, "address": address, "network": network, "interface": interface, "actual-interface": interface, "invalid": "false", "dynamic": "true",
        "disabled": "false",
    }))));
}

/// The route that a client brings with it.
fn default_route(live: &mut Live, client: &Row, gateway: &str, interface: &str, flag: &str) -> Way {
    let id = format!("*8000{:04X}", live.rows.len());
    let distance: u32 = get(client, "default-route-distance").parse().unwrap_or(1);
    let immediate = if gateway == interface { interface.to_owned() } else { format!("{gateway}%{interface}") };
    live.rows.push(("/ip/route", row(json!({
        ".id": id, "dst-address": "0.0.0.0/0", "gateway": gateway, "immediate-gw": immediate, "distance": distance.to_string(), "scope": "30",
        "routing-table": "main", flag: "true", "dynamic": "true", "active": "true",
    }))));
    Way { id, distance, interface: interface.to_owned(), gateway: gateway.to_owned(), real: true }
}
