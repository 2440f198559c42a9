//! What kind of router it is, decided by foreign records alone (reference router-configuration §1.5).
use crate::{desired::firewall, owned::is_owned, suspicion::suspicions};
use routeros::{Menu, Record, Snapshot, menu};
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
    /// As it came from the factory, with the internet by a SIM card: edited in place.
    Lte,
    /// Set up, or half set up, by FirstHop: edited in place.
    Ours,
}

impl Class {
    /// Whether a router of this class is plainly FirstHop's to set up.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Self::Factory | Self::Blank | Self::Ours | Self::Lte)
    }
}

/// Decides the class.
pub fn classify(snapshot: &Snapshot) -> Class {
    if !suspicions(snapshot).is_empty() {
        return Class::Suspicious;
    }
    let enabled = |menu: Menu| snapshot.settings(menu).is_some_and(|record| record.flag("enabled"));
    if enabled(menu::INTERFACE_WIFI_CAP) || enabled(menu::INTERFACE_WIRELESS_CAP) {
        return Class::AccessPoint;
    }
    let bridges: Vec<&str> =
        snapshot.records(menu::INTERFACE_BRIDGE).filter_map(|record| record.text("name")).collect();
    let client_on_bridge =
        snapshot.records(menu::IP_DHCP_CLIENT).any(|record| bridges.contains(&record.text_or_empty("interface")));
    let has_nat = snapshot.records(menu::IP_FIREWALL_NAT).next().is_some();
    if client_on_bridge && !has_nat {
        return Class::Bridge;
    }
    if all_foreign(snapshot).next().is_some() {
        return Class::Customised;
    }
    let owned = snapshot.menus().any(|(menu, _)| snapshot.records(menu).any(|record| is_owned(menu, record)));
    let configured = !bridges.is_empty() || snapshot.records(menu::IP_FIREWALL_FILTER).next().is_some();
    let has_modem = snapshot.all(menu::INTERFACE).iter().any(|record| record.text("type") == Some("lte"));
    match (owned, configured) {
        (true, _) => Class::Ours,
        (false, true) if has_modem => Class::Lte,
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

/// Boards with buttons MODE and WPS come with a script for each, which the button runs (exports of factory routers
/// of 7: `/system script add comment=defconf name=dark-mode owner=*sys`). By name and by what they do.
const OF_BUTTONS: &[(&str, &str)] = &[("dark-mode", "all-leds-off"), ("wps-accept", "wps-push-button")];

/// Whether the factory gave it to a button, and nobody made more of it.
pub(crate) fn is_of_a_button(menu: Menu, record: &Record) -> bool {
    let source = record.text_or_empty("source");
    let is_it = |(name, does): &(&str, &str)| record.text("name") == Some(name) && source.contains(does);
    let does_more = ["fetch", "import", "/user", "/file", "scheduler"].iter().any(|word| source.contains(word));
    menu == menu::SYSTEM_SCRIPT && record.comment() == "defconf" && OF_BUTTONS.iter().any(is_it) && !does_more
}

/// Menus in which a factory router has at most one record, whatever its values.
const ONE_AT_FACTORY: &[Menu] = &[
    menu::INTERFACE_BRIDGE,
    menu::IP_POOL,
    menu::IP_DHCP_SERVER,
    menu::IP_DHCP_SERVER_NETWORK,
    menu::IP_DHCP_CLIENT,
    menu::IP_DNS_STATIC,
    menu::IP_ADDRESS,
    menu::INTERFACE_LTE_APN,
    menu::USER,
];

/// What somebody else made: all that a factory router has not, and that FirstHop did not add. It is
/// not touched unless the person ticks it.
pub fn foreign(snapshot: &Snapshot) -> Vec<(Menu, &Record)> {
    all_foreign(snapshot).collect()
}

/// The same one by one: for the class of a router, which is asked for again and again, the first is enough.
fn all_foreign(snapshot: &Snapshot) -> impl Iterator<Item = (Menu, &Record)> {
    let of = move |menu: Menu| {
        snapshot.records(menu).filter(move |record| !is_owned(menu, record)).map(move |record| (menu, record))
    };
    let rules = move |menu: Menu| of(menu).filter(|(menu, record)| !firewall::is_default(*menu, record));
    let is_other_list =
        |record: &Record| !record.flag("builtin") && !["WAN", "LAN"].contains(&record.text_or_empty("name"));
    let empty = EMPTY_AT_FACTORY.iter().flat_map(move |menu| of(*menu));
    let empty = empty.filter(|(menu, record)| !is_of_a_button(*menu, record));
    // Which of several was there first is known to nobody: the later ones are named.
    let one = ONE_AT_FACTORY.iter().flat_map(move |menu| of(*menu).skip(1));
    let firewall = [menu::IP_FIREWALL_FILTER, menu::IP_FIREWALL_NAT, menu::IPV6_FIREWALL_FILTER];
    empty
        .chain(one)
        .chain(firewall.into_iter().flat_map(rules))
        .chain(of(menu::INTERFACE_BRIDGE).filter(|(_, record)| record.flag("vlan-filtering")))
        .chain(of(menu::INTERFACE_LIST).filter(move |(_, record)| is_other_list(record)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_of_buttons_are_the_factorys_as_long_as_they_do_nothing_else() {
        let is_it = |name: &str, comment: &str, source: &str| {
            let record = Record::of(Some("*1"), &[("name", name), ("comment", comment), ("source", source)]);
            is_of_a_button(menu::SYSTEM_SCRIPT, &record)
        };
        let dark = ":if ([system leds settings get all-leds-off] = \"never\") do={ /system leds settings set all-leds-off=immediate }";
        assert!(is_it("dark-mode", "defconf", dark));
        assert!(is_it("wps-accept", "defconf", "/interface/wifi wps-push-button $iface"));
        assert!(!is_it("dark-mode", "", dark) && !is_it("wps-accept", "defconf", dark));
        assert!(!is_it("dark-mode", "defconf", &format!("{dark}; /tool fetch url=x")));
    }
}
