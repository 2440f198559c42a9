//! What the router's records say about where the internet and the home are.
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

/// The socket that leads to the provider: from live records (list WAN, DHCP client, default route),
/// then the first socket, which is the one for the internet in MikroTik's default configuration
/// (reference router-configuration §1.1). A socket of the home's bridge is never it.
pub fn wan_port(snapshot: &Snapshot) -> Option<String> {
    let sockets: Vec<&str> =
        snapshot.all(menu::INTERFACE_ETHERNET).iter().filter_map(|record| record.text("name")).collect();
    let at_home: Vec<&str> =
        snapshot.records(menu::INTERFACE_BRIDGE_PORT).filter_map(|record| record.text("interface")).collect();
    let usable = |name: &str| sockets.contains(&name) && !at_home.contains(&name);
    let from_list = members(snapshot, "WAN").into_iter();
    let from_client =
        snapshot.records(menu::IP_DHCP_CLIENT).filter_map(|record| record.text("interface").map(str::to_owned));
    let live = from_list.chain(from_client).map(|name| below(snapshot, &name)).find(|name| usable(name));
    let addressed =
        |name: &str| snapshot.records(menu::IP_ADDRESS).any(|record| record.text("interface") == Some(name));
    live.or_else(|| sockets.iter().find(|name| usable(name) && !addressed(name)).map(|name| (*name).to_owned()))
}

/// The socket under a VLAN or a PPPoE client; the name itself when there is nothing below.
pub(crate) fn below(snapshot: &Snapshot, name: &str) -> String {
    layers(snapshot, name).pop().unwrap_or_else(|| name.to_owned())
}

/// An interface and everything that it stands on, such as PPPoE, its VLAN and the socket.
fn layers(snapshot: &Snapshot, name: &str) -> Vec<String> {
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
    let names =
        pppoe.filter_map(|record| record.text("name")).chain(dhcp.filter_map(|record| record.text("interface")));
    names.map(str::to_owned)
}

fn static_wan(snapshot: &Snapshot) -> Option<String> {
    let is_default = |record: &&Record| record.text("dst-address") == Some("0.0.0.0/0") && !record.is_disabled();
    let gateway = snapshot.all(menu::IP_ROUTE).iter().find(is_default)?.text("gateway")?;
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
