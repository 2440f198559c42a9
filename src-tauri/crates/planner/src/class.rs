//! What kind of router it is, decided by foreign records alone (reference router-configuration §1.5).
use crate::{desired::firewall, owned::is_owned};
use routeros::{Menu, Snapshot, menu};
use serde::{Deserialize, Serialize};

/// How a router is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// As it came from the factory: edited in place.
    Factory,
    /// No configuration: everything is built.
    Blank,
    /// Another MikroTik runs it as an access point: not set up from here.
    AccessPoint,
    /// A bridge or a client of a wireless provider: it has no home behind it.
    Bridge,
    /// Somebody's own set-up: nothing of theirs changes unless it is ticked.
    Customised,
    /// Something looks like a break-in.
    Suspicious,
    /// The internet comes by a SIM card.
    Lte,
    /// Set up, or half set up, by FirstHop: edited in place.
    Ours,
}

/// Decides the class.
pub fn classify(snapshot: &Snapshot) -> Class {
    let flagged = snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_some_and(|record| record.flag("flagged"));
    let enabled = |menu: Menu| snapshot.settings(menu).is_some_and(|record| record.flag("enabled"));
    if flagged || enabled(menu::IP_SOCKS) {
        return Class::Suspicious;
    }
    if enabled(menu::INTERFACE_WIFI_CAP) {
        return Class::AccessPoint;
    }
    let types = |kind: &str| snapshot.all(menu::INTERFACE).iter().any(|record| record.text("type") == Some(kind));
    if types("lte") {
        return Class::Lte;
    }
    let bridges: Vec<&str> =
        snapshot.records(menu::INTERFACE_BRIDGE).filter_map(|record| record.text("name")).collect();
    let client_on_bridge =
        snapshot.records(menu::IP_DHCP_CLIENT).any(|record| bridges.contains(&record.text_or_empty("interface")));
    let has_nat = snapshot.records(menu::IP_FIREWALL_NAT).next().is_some();
    if client_on_bridge && !has_nat {
        return Class::Bridge;
    }
    if has_foreign(snapshot) {
        return Class::Customised;
    }
    let owned = snapshot.menus().any(|(menu, _)| snapshot.records(menu).any(|record| is_owned(menu, record)));
    let configured = !bridges.is_empty() || snapshot.records(menu::IP_FIREWALL_FILTER).next().is_some();
    match (owned, configured) {
        (true, _) => Class::Ours,
        (false, true) => Class::Factory,
        (false, false) => Class::Blank,
    }
}

/// Menus in which a factory router has nothing.
const EMPTY_AT_FACTORY: &[Menu] = &[
    menu::INTERFACE_VLAN,
    menu::INTERFACE_PPPOE_CLIENT,
    menu::IP_ROUTE,
    menu::IP_FIREWALL_RAW,
    menu::IP_FIREWALL_MANGLE,
    menu::IP_FIREWALL_ADDRESS_LIST,
    menu::QUEUE_SIMPLE,
    menu::PPP_SECRET,
    menu::INTERFACE_WIREGUARD,
    menu::SYSTEM_SCRIPT,
    menu::SYSTEM_SCHEDULER,
    menu::IP_DHCP_SERVER_LEASE,
];

/// Menus in which a factory router has at most one record, whatever its values.
const ONE_AT_FACTORY: &[Menu] = &[
    menu::INTERFACE_BRIDGE,
    menu::IP_POOL,
    menu::IP_DHCP_SERVER,
    menu::IP_DHCP_SERVER_NETWORK,
    menu::IP_DHCP_CLIENT,
    menu::IP_DNS_STATIC,
    menu::IP_ADDRESS,
    menu::USER,
];

fn has_foreign(snapshot: &Snapshot) -> bool {
    let foreign = |menu: Menu| snapshot.records(menu).filter(move |record| !is_owned(menu, record));
    let rules = |menu: Menu| foreign(menu).any(|record| !firewall::is_default(menu, record));
    EMPTY_AT_FACTORY.iter().any(|menu| foreign(*menu).next().is_some())
        || ONE_AT_FACTORY.iter().any(|menu| foreign(*menu).count() > 1)
        || [menu::IP_FIREWALL_FILTER, menu::IP_FIREWALL_NAT, menu::IPV6_FIREWALL_FILTER].into_iter().any(rules)
        || foreign(menu::INTERFACE_BRIDGE).any(|record| record.flag("vlan-filtering"))
        || foreign(menu::INTERFACE_LIST)
            .any(|record| !record.flag("builtin") && !["WAN", "LAN"].contains(&record.text_or_empty("name")))
}
