//! Which menus an import writes to, in which order, and what of them belongs to one device, to its people, or
//! to parts that do not come along.
use project::Lease;
use routeros::{Area, Menu, Record, menu, record::same_value};

/// What is written, in an order in which everything is there before something names it, and rules and lists
/// before what they protect.
pub(super) const WRITTEN: &[(Menu, Area)] = &[
    (menu::SYSTEM_IDENTITY, Area::HomeNetwork),
    (menu::INTERFACE_BRIDGE, Area::HomeNetwork),
    (menu::INTERFACE_ETHERNET, Area::HomeNetwork),
    (menu::INTERFACE_VLAN, Area::HomeNetwork),
    (menu::INTERFACE_LTE_APN, Area::Internet),
    (menu::INTERFACE_LTE, Area::Internet),
    (menu::INTERFACE_PPPOE_CLIENT, Area::Internet),
    (menu::INTERFACE_LIST, Area::HomeNetwork),
    (menu::INTERFACE_WIRELESS_SECURITY_PROFILES, Area::HomeNetwork),
    (menu::INTERFACE_WIRELESS, Area::HomeNetwork),
    (menu::INTERFACE_WIFI_SECURITY, Area::HomeNetwork),
    (menu::INTERFACE_WIFI, Area::HomeNetwork),
    (menu::INTERFACE_LIST_MEMBER, Area::HomeNetwork),
    (menu::IP_FIREWALL_ADDRESS_LIST, Area::Protection),
    (menu::IPV6_FIREWALL_ADDRESS_LIST, Area::Protection),
    (menu::IP_FIREWALL_RAW, Area::Protection),
    (menu::IP_FIREWALL_FILTER, Area::Protection),
    (menu::IPV6_FIREWALL_RAW, Area::Protection),
    (menu::IPV6_FIREWALL_FILTER, Area::Protection),
    (menu::IP_FIREWALL_MANGLE, Area::Protection),
    (menu::IP_FIREWALL_NAT, Area::Protection),
    (menu::IPV6_FIREWALL_NAT, Area::Protection),
    (menu::IPV6_SETTINGS, Area::Protection),
    (menu::INTERFACE_BRIDGE_PORT, Area::HomeNetwork),
    (menu::IP_POOL, Area::Addresses),
    (menu::IP_ADDRESS, Area::HomeNetwork),
    (menu::IP_DHCP_SERVER_NETWORK, Area::Addresses),
    (menu::IP_DHCP_SERVER, Area::Addresses),
    (menu::IP_DHCP_SERVER_LEASE, Area::Addresses),
    (menu::IP_DHCP_CLIENT_OPTION, Area::Internet),
    (menu::IP_DHCP_CLIENT, Area::Internet),
    (menu::IP_ROUTE, Area::Internet),
    (menu::CERTIFICATE_SETTINGS, Area::Names),
    (menu::IP_DNS, Area::Names),
    (menu::IP_DNS_STATIC, Area::Names),
    (menu::IP_NEIGHBOR_DISCOVERY_SETTINGS, Area::Protection),
    (menu::INTERFACE_DETECT_INTERNET, Area::Protection),
    (menu::TOOL_MAC_SERVER, Area::Protection),
    (menu::TOOL_MAC_SERVER_MAC_WINBOX, Area::Protection),
    (menu::TOOL_MAC_SERVER_PING, Area::Protection),
    (menu::TOOL_BANDWIDTH_SERVER, Area::Protection),
    (menu::IP_SERVICE, Area::Protection),
    (menu::IP_SSH, Area::Protection),
    (menu::IP_UPNP, Area::Protection),
    (menu::IP_CLOUD, Area::Protection),
    (menu::IP_PROXY, Area::Protection),
    (menu::IP_SOCKS, Area::Protection),
    (menu::SNMP, Area::Protection),
    (menu::DISK_SETTINGS, Area::Protection),
    (menu::USER_SETTINGS, Area::Protection),
    (menu::SYSTEM_CLOCK, Area::Protection),
    (menu::SYSTEM_NTP_CLIENT, Area::Protection),
];

/// Menus of this that never come along, with the key that says why.
pub(super) fn never(path: &str) -> Option<&'static str> {
    match path {
        "/system/script" | "/system/scheduler" | "/tool/netwatch" => Some("import.lost-scripts"),
        "/user" | "/user/group" | "/user/ssh-keys" | "/user/aaa" => Some("import.lost-users"),
        "/certificate" => Some("import.lost-certificates"),
        "/file" | "/disk" => Some("import.lost-files"),
        "/system/device-mode" | "/system/license" => Some("import.lost-device"),
        // Its buttons, too: MODE, WPS and RES each have a menu below it.
        path if path.starts_with("/system/routerboard") => Some("import.lost-device"),
        _ => None,
    }
}

/// What of a menu does not come along although it comes along itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kept {
    /// It belongs to that device: hardware addresses, how its sockets and radios work.
    Device,
    /// It is a script, which does what nobody can tell beforehand.
    Script,
    /// It belongs to VLANs in the bridge, whose table does not come along.
    Vlans,
    /// It names a certificate, which is in no export.
    Certificate,
}

impl Kept {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Device => "import.kept-device",
            Self::Script => "import.kept-script",
            Self::Vlans => "import.kept-vlans",
            Self::Certificate => "import.kept-certificate",
        }
    }
}

/// What may be said of a socket, and of a radio. The rest is about how it works, which another one may not do.
const OF_SOCKETS: &[&str] = &["comment", "disabled"];
const OF_RADIOS: &[&str] = &[
    "comment",
    "disabled",
    "ssid",
    "hide-ssid",
    "country",
    "security-profile",
    "security",
    "configuration.ssid",
    "configuration.hide-ssid",
    "configuration.country",
    "security.authentication-types",
    "security.passphrase",
    "security.ft",
    "security.ft-over-ds",
    "security.wps",
];
const OF_MODEMS: &[&str] = &["comment", "disabled", "apn-profiles", "pin", "allow-roaming"];

/// Whether a property stays behind, and why.
pub(super) fn kept(menu: Menu, name: &str) -> Option<Kept> {
    let only = |known: &[&str]| (!known.contains(&name)).then_some(Kept::Device);
    match (menu.path(), name) {
        ("/interface/ethernet", _) => only(OF_SOCKETS),
        ("/interface/wifi" | "/interface/wireless", _) => only(OF_RADIOS),
        ("/interface/lte", _) => only(OF_MODEMS),
        ("/interface/bridge", "admin-mac" | "auto-mac") => Some(Kept::Device),
        ("/interface/bridge", "vlan-filtering" | "pvid" | "frame-types" | "ingress-filtering" | "ether-type")
        | ("/interface/bridge/port", "pvid" | "frame-types" | "ingress-filtering" | "tag-stacking") => {
            Some(Kept::Vlans)
        }
        ("/ip/service", "certificate") => Some(Kept::Certificate),
        (_, "script" | "lease-script" | "on-event" | "on-up" | "on-down") => Some(Kept::Script),
        _ => None,
    }
}

/// What a value names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Names {
    Interface,
    List,
    Pool,
    Server,
    Option,
    Profile(Menu),
    /// Of these only what every router has comes along.
    Only(&'static [&'static str]),
}

/// What a property names; none when it stands for itself.
pub(super) fn names(menu: Menu, property: &str) -> Option<Names> {
    Some(match (menu.path(), property) {
        ("/interface/list/member", "list") | ("/interface/list", "include" | "exclude") => Names::List,
        (_, property) if property.ends_with("interface-list") => Names::List,
        (_, "interface" | "in-interface" | "out-interface" | "bridge" | "in-bridge-port" | "out-bridge-port") => {
            Names::Interface
        }
        ("/ip/dhcp-server", "address-pool") | ("/ip/pool", "next-pool") => Names::Pool,
        ("/ip/dhcp-server/lease", "server") => Names::Server,
        ("/ip/dhcp-client", "dhcp-options") => Names::Option,
        ("/interface/lte", "apn-profiles") => Names::Profile(menu::INTERFACE_LTE_APN),
        ("/interface/wireless", "security-profile") => Names::Profile(menu::INTERFACE_WIRELESS_SECURITY_PROFILES),
        ("/interface/wifi", "security") => Names::Profile(menu::INTERFACE_WIFI_SECURITY),
        ("/interface/pppoe-client", "profile") => Names::Only(&["default", "default-encryption"]),
        ("/ip/route", "routing-table" | "routing-mark") | (_, "vrf" | "new-routing-mark") => Names::Only(&["main"]),
        (
            "/ip/dhcp-server" | "/ip/dhcp-server/network" | "/ip/dhcp-server/lease",
            "dhcp-option-set" | "dhcp-option",
        )
        | (_, "layer7-protocol") => Names::Only(&["", "none"]),
        _ => return None,
    })
}

/// What RouterOS makes of a property that a new record is not given, where an export leaves it out and the
/// record has to be told from others by it (manual.mikrotik.com, "IP Routing", "Firewall", "DNS").
pub(super) fn usual(menu: Menu, name: &str) -> Option<&'static str> {
    match (menu.path(), name) {
        ("/ip/route", "dst-address") => Some("0.0.0.0/0"),
        (_, "action") if menu.is_ordered() => Some("accept"),
        _ => None,
    }
}

/// What a rule shows without having been told, and what changes nothing of what it does.
pub(super) const BESIDE: &[&str] = &["comment", "disabled", "log", "log-prefix", "hw-offload", "reject-with"];

/// Takes work off the processor where a chip can, changes nothing of what a rule does, and is refused by many routers
/// (reference versions, "Removed from the tree": never send it).
pub(super) const NEVER_SENT: &str = "hw-offload";

/// Menus whose new records are off unless they are told otherwise; all others are on.
pub(super) fn is_off_when_new(menu: Menu) -> bool {
    [menu::INTERFACE_PPPOE_CLIENT, menu::INTERFACE_WIFI, menu::INTERFACE_WIRELESS].contains(&menu)
}

/// Menus whose new records are off in RouterOS 6 and on in 7, so that an export that says nothing means the
/// one or the other (reference versions, "defaults of `disabled`").
pub(super) fn is_off_in_six(menu: Menu) -> bool {
    [menu::IP_DHCP_CLIENT, menu::IP_DHCP_SERVER].contains(&menu)
}

/// Lists that mean the same in any order.
const SETS: &[&str] = &["connection-state", "policy", "topics", "dhcp-options", "security.authentication-types"];

/// Whether a record has a value, however RouterOS writes it: `yes` as `true`, `1d` as `1d00:00:00`, an address
/// of one device with or without `/32`, hardware addresses in large or small letters.
pub(super) fn has(record: &Record, name: &str, value: &str) -> bool {
    let found = record.text(name);
    if same_value(found, Some(value)) {
        return true;
    }
    let Some(found) = found else { return false };
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(',').map(str::to_owned).collect();
        words.sort();
        words
    };
    let time = |text: &str| {
        let is_time = text.ends_with(|sign: char| sign.is_ascii_alphabetic()) || text.contains(':');
        text.parse::<Lease>().ok().filter(|_| is_time)
    };
    (SETS.contains(&name) && sorted(found) == sorted(value))
        || (time(found).is_some() && time(found) == time(value))
        || found.strip_suffix("/32").unwrap_or(found) == value.strip_suffix("/32").unwrap_or(value)
        || (name.contains("mac") && found.eq_ignore_ascii_case(value))
}

/// Sockets, radios and modems are called here as they are; whatever names them follows.
pub(super) fn keeps_its_name(menu: Menu) -> bool {
    ["/interface/ethernet", "/interface/wifi", "/interface/wireless", "/interface/lte"].contains(&menu.path())
}
