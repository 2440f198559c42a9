//! What the router's records say about where the internet and the home are.
use project::{InternetKind, PortChoice, Project};
use routeros::{Record, Snapshot, menu};

/// The interface with the home network: the bridge that is in list LAN, or the first bridge.
pub fn lan_interface(snapshot: &Snapshot) -> Option<String> {
    let bridges: Vec<&str> =
        snapshot.records(menu::INTERFACE_BRIDGE).filter_map(|record| record.text("name")).collect();
    let in_lan = members(snapshot, "LAN").into_iter().find(|name| bridges.contains(&name.as_str()));
    in_lan.or_else(|| bridges.first().map(|name| (*name).to_owned()))
}

/// What carries the first private address of the router's own that is not on the way out.
pub(crate) fn private_interface(snapshot: &Snapshot) -> Option<String> {
    let outside = outside(snapshot);
    let private = |record: &&Record| {
        let net = record.text("address").and_then(|text| text.parse::<ipnet::Ipv4Net>().ok());
        net.is_some_and(|net| net.addr().is_private()) && !record.is_disabled()
    };
    let mut names = snapshot.records(menu::IP_ADDRESS).filter(private).filter_map(|record| record.text("interface"));
    names.find(|name| !outside.iter().any(|out| out == name)).map(str::to_owned)
}

/// Names of the interfaces that are in a list and enabled.
pub(crate) fn members(snapshot: &Snapshot, list: &str) -> Vec<String> {
    let all = snapshot.all(menu::INTERFACE_LIST_MEMBER).iter();
    all.filter(|record| record.text("list") == Some(list) && !record.is_disabled())
        .filter_map(|record| record.text("interface").map(str::to_owned))
        .collect()
}

/// The socket that the internet is to come by; none with a SIM card.
pub(crate) fn wan_socket(project: &Project, snapshot: &Snapshot) -> Option<String> {
    match (&project.internet.kind, &project.internet.port) {
        (InternetKind::Lte(_), _) => None,
        (_, PortChoice::Named(name)) => Some(name.clone()),
        (_, PortChoice::Auto) => wan_port(snapshot),
    }
}

/// The socket that leads to the provider: from live records (list WAN, DHCP client, default route),
/// then the only free one with a cable in it, then the one that the factory's script names, then the
/// first, which is the one for the internet in MikroTik's default configuration (reference
/// router-configuration §1.1). A socket of the home is never it.
pub fn wan_port(snapshot: &Snapshot) -> Option<String> {
    let usable: Vec<&str> = sockets(snapshot).filter(|name| !at_home(snapshot, name)).collect();
    let is_usable = |name: &String| usable.contains(&name.as_str());
    let from_list = members(snapshot, "WAN").into_iter();
    let from_client =
        snapshot.records(menu::IP_DHCP_CLIENT).filter_map(|record| record.text("interface").map(str::to_owned));
    let from_route = clients(snapshot).chain(static_wan(snapshot));
    let live = from_list.chain(from_client).chain(from_route).map(|name| below(snapshot, &name)).find(is_usable);
    let addressed =
        |name: &str| snapshot.records(menu::IP_ADDRESS).any(|record| record.text("interface") == Some(name));
    let free: Vec<&str> = usable.iter().copied().filter(|name| !addressed(name)).collect();
    let by_cable = || match free_with_cable(snapshot).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let by_script = || factory_wan(snapshot).filter(|name| free.contains(&name.as_str()));
    live.or_else(by_cable).or_else(by_script).or_else(|| free.first().map(|name| (*name).to_owned()))
}

/// Sockets that are not part of the home and carry no address of the router's own, with a cable.
pub(crate) fn free_with_cable(snapshot: &Snapshot) -> Vec<String> {
    let free = sockets(snapshot).filter(|name| !at_home(snapshot, name) && has_cable(snapshot, name));
    let addressed =
        |name: &str| snapshot.records(menu::IP_ADDRESS).any(|record| record.text("interface") == Some(name));
    free.filter(|name| !addressed(name)).map(str::to_owned).collect()
}

fn sockets(snapshot: &Snapshot) -> impl Iterator<Item = &str> {
    snapshot.all(menu::INTERFACE_ETHERNET).iter().filter_map(|record| record.text("name"))
}

/// Whether something at the other end of a socket's cable is switched on.
pub(crate) fn has_cable(snapshot: &Snapshot, name: &str) -> bool {
    [menu::INTERFACE, menu::INTERFACE_ETHERNET]
        .into_iter()
        .flat_map(|menu| snapshot.all(menu))
        .any(|record| record.text("name") == Some(name) && record.flag("running"))
}

/// What MikroTik's own script would put into list WAN on this model.
fn factory_wan(snapshot: &Snapshot) -> Option<String> {
    let script = snapshot.settings(menu::SYSTEM_DEFAULT_CONFIGURATION)?.text("script")?;
    let lines = script.lines().filter(|line| line.contains("list member") && line.contains("list=WAN"));
    let mut named = lines.filter_map(|line| line.split("interface=").nth(1)?.split([' ', ';', '"', '\\']).next());
    named.find(|name| !name.is_empty()).map(str::to_owned)
}

/// Whether a socket is part of the home's bridge.
pub fn at_home(snapshot: &Snapshot, name: &str) -> bool {
    snapshot
        .records(menu::INTERFACE_BRIDGE_PORT)
        .any(|record| record.text("interface") == Some(name) && !record.is_disabled())
}

/// The router's modems, those that are on before others.
pub(crate) fn modems(snapshot: &Snapshot) -> impl Iterator<Item = &Record> {
    let (on, off): (Vec<_>, Vec<_>) = snapshot.records(menu::INTERFACE_LTE).partition(|modem| !modem.is_disabled());
    on.into_iter().chain(off)
}

/// The modem that brings the internet when a SIM card does.
pub fn modem(snapshot: &Snapshot) -> Option<&Record> {
    modems(snapshot).next()
}

/// The profile of the access point that a modem uses: the first of its list.
pub(crate) fn profile<'a>(snapshot: &'a Snapshot, modem: &Record) -> Option<&'a Record> {
    let name = modem.text("apn-profiles")?.split(',').next()?;
    snapshot.records(menu::INTERFACE_LTE_APN).find(|record| record.text("name") == Some(name))
}

/// Whether a modem brings a way out with it, as it does unless told not to.
pub(crate) fn brings_route(snapshot: &Snapshot, modem: &Record) -> bool {
    profile(snapshot, modem)
        .and_then(|profile| profile.text("add-default-route"))
        .is_none_or(|text| matches!(text, "true" | "yes"))
}

/// The socket under a VLAN or a PPPoE client; the name itself when there is nothing below.
pub(crate) fn below(snapshot: &Snapshot, name: &str) -> String {
    layers(snapshot, name).pop().unwrap_or_else(|| name.to_owned())
}

/// An interface and everything that it stands on, such as PPPoE, its VLAN and the socket.
pub(crate) fn layers(snapshot: &Snapshot, name: &str) -> Vec<String> {
    let mut layers = vec![name.to_owned()];
    // A chain is at most PPPoE on VLAN on socket; more rounds would be a loop.
    for _ in 0..4 {
        let next = [menu::INTERFACE_PPPOE_CLIENT, menu::INTERFACE_VLAN]
            .into_iter()
            .flat_map(|menu| snapshot.all(menu))
            .find(|record| record.text("name") == layers.last().map(String::as_str))
            .and_then(|record| record.text("interface"));
        match next {
            Some(next) => layers.push(next.to_owned()),
            None => break,
        }
    }
    layers
}

/// The interface that packets from the internet come in by: an enabled PPPoE or DHCP client, or
/// what the default route points at, or the first member of list WAN.
pub fn wan_interface(snapshot: &Snapshot) -> Option<String> {
    let first = clients(snapshot).next();
    first.or_else(|| static_wan(snapshot)).or_else(|| members(snapshot, "WAN").into_iter().next())
}

/// Whether anything is switched on that brings a default route: one that a provider gave does not outlive its client.
pub(crate) fn has_way(snapshot: &Snapshot) -> bool {
    let is_kept = |record: &Record| is_default_route(record) && !record.is_dynamic();
    clients(snapshot).next().is_some() || snapshot.all(menu::IP_ROUTE).iter().any(is_kept)
}

fn is_default_route(record: &Record) -> bool {
    record.text("dst-address") == Some("0.0.0.0/0") && !record.is_disabled()
}

/// Every interface that strangers may be behind: all ways to the internet that are switched on, and
/// everything that they stand on, because plain packets arrive there too. Without any, the socket that would be the way.
pub(crate) fn outside(snapshot: &Snapshot) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let ways = clients(snapshot).chain(static_wan(snapshot)).chain(members(snapshot, "WAN"));
    for name in ways.flat_map(|name| layers(snapshot, &name)) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    if found.is_empty() {
        found.extend(wan_port(snapshot));
    }
    found
}

/// What brings addresses and a default route from a provider.
fn clients(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let enabled = |record: &&Record| !record.is_disabled();
    let pppoe = snapshot.all(menu::INTERFACE_PPPOE_CLIENT).iter().filter(enabled);
    let dhcp = snapshot
        .all(menu::IP_DHCP_CLIENT)
        .iter()
        .filter(enabled)
        .filter(|record| record.text("add-default-route") != Some("no"));
    let lte = modems(snapshot).filter(enabled).filter(|modem| brings_route(snapshot, modem));
    let names = pppoe
        .filter_map(|record| record.text("name"))
        .chain(dhcp.filter_map(|record| record.text("interface")))
        .chain(lte.filter_map(|record| record.text("name")));
    names.map(str::to_owned)
}

fn static_wan(snapshot: &Snapshot) -> Option<String> {
    let gateway = snapshot.all(menu::IP_ROUTE).iter().find(|record| is_default_route(record))?.text("gateway")?;
    let Ok(gateway) = gateway.parse::<std::net::Ipv4Addr>() else { return Some(gateway.to_owned()) };
    let holds = |record: &&Record| {
        record
            .text("address")
            .and_then(|text| text.parse::<ipnet::Ipv4Net>().ok())
            .is_some_and(|net| net.contains(&gateway))
    };
    let address = snapshot.all(menu::IP_ADDRESS).iter().filter(|record| !record.is_disabled()).find(holds)?;
    address.text("interface").map(str::to_owned)
}

/// Interfaces with devices of their own that are neither at home nor outside, such as a VLAN for
/// guests. What the owner put into list LAN belongs to the home, and tunnels belong to whom they were made for.
pub(crate) fn guests(snapshot: &Snapshot, home: &str) -> Vec<String> {
    let outside = outside(snapshot);
    let trusted = members(snapshot, "LAN");
    let kind = |name: &str| {
        let row = snapshot.all(menu::INTERFACE).iter().find(|record| record.text("name") == Some(name));
        row.map_or("", |row| row.text_or_empty("type")).to_owned()
    };
    let mut found: Vec<String> = Vec::new();
    for record in snapshot.records(menu::IP_ADDRESS).filter(|record| !record.is_disabled() && !record.flag("invalid")) {
        let name = record.text_or_empty("interface");
        let is_tunnel = matches!(kind(name).as_str(), "wg" | "loopback")
            || kind(name).contains("ppp")
            || kind(name).contains("tunnel")
            || snapshot.all(menu::INTERFACE_WIREGUARD).iter().any(|record| record.text("name") == Some(name));
        let known = name == home || outside.iter().chain(&trusted).chain(&found).any(|known| known == name);
        if !known && !is_tunnel {
            found.push(name.to_owned());
        }
    }
    found
}
