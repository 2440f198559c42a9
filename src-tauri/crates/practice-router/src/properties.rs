//! How values are kept: RouterOS shows booleans as `true` and `false`, but some words that look like
//! booleans are enumerations and stay `yes` and `no` (reference rest-api §4).
use serde_json::{Map, Value};

/// Booleans, wherever they occur.
const BOOLEANS: &[&str] = &[
    "disabled",
    "use-peer-dns",
    "use-peer-ntp",
    "allow-remote-requests",
    "verify-doh-cert",
    "strong-crypto",
    "enabled",
    "auto-media-sharing",
    "auto-smb-sharing",
    "authenticate",
    "vlan-filtering",
    "dial-on-demand",
    "hw",
    "log",
    "add-arp",
    "conflict-detection",
    "always-broadcast",
    "hw-offload",
    "allow-disable-external-interface",
    "use-network-apn",
    "allow-roaming",
    "dont-require-permissions",
    "read-access",
    "write-access",
];

/// The value as it is kept and shown.
pub(crate) fn normal(menu: &str, name: &str, value: &str) -> String {
    // The default route of a PPPoE client and of a modem is a boolean, a DHCP client's an enumeration.
    let client = ["/interface/pppoe-client", "/interface/lte/apn"].contains(&menu);
    let boolean = BOOLEANS.contains(&name)
        || (client && name == "add-default-route")
        || menu == "/ip/service/webserver"
        || name == "time-zone-autodetect";
    match (boolean, value) {
        (true, "yes") => "true".to_owned(),
        (true, "no") => "false".to_owned(),
        _ if name == "mac-address" => value.to_ascii_uppercase(),
        _ if name == "address" && menu == "/ip/address" && !value.contains('/') => format!("{value}/32"),
        _ => value.to_owned(),
    }
}

/// A JSON value of a request as text.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What a new record has beside what it was given.
pub(crate) fn defaults(menu: &str) -> &'static [(&'static str, &'static str)] {
    match menu {
        "/interface/vlan" => {
            &[("mtu", "1500"), ("arp", "enabled"), ("use-service-tag", "false"), ("disabled", "false")]
        }
        "/interface/pppoe-client" => &[
            ("max-mtu", "auto"),
            ("max-mru", "auto"),
            ("profile", "default"),
            ("service-name", ""),
            ("ac-name", ""),
            ("add-default-route", "false"),
            ("default-route-distance", "1"),
            ("dial-on-demand", "false"),
            ("use-peer-dns", "false"),
            ("allow", "pap,chap,mschap1,mschap2"),
            ("disabled", "true"),
        ],
        "/interface/bridge" => {
            &[("mtu", "auto"), ("protocol-mode", "rstp"), ("vlan-filtering", "false"), ("disabled", "false")]
        }
        "/interface/bridge/port" => &[("pvid", "1"), ("disabled", "false")],
        "/interface/list" => &[("include", ""), ("exclude", ""), ("dynamic", "false")],
        "/interface/list/member" => &[("dynamic", "false"), ("disabled", "false")],
        "/ip/address" => &[("invalid", "false"), ("dynamic", "false"), ("disabled", "false")],
        "/ip/dhcp-client" => &[
            ("add-default-route", "yes"),
            ("default-route-distance", "1"),
            ("use-peer-dns", "true"),
            ("use-peer-ntp", "true"),
            ("dhcp-options", "hostname,clientid"),
            ("invalid", "false"),
            ("dynamic", "false"),
            ("disabled", "false"),
        ],
        "/ip/dhcp-client/option" => &[],
        "/interface/lte/apn" => &[
            ("authentication", "none"),
            ("user", ""),
            ("ip-type", "auto"),
            ("use-network-apn", "true"),
            ("use-peer-dns", "true"),
            ("add-default-route", "true"),
            ("default-route-distance", "2"),
        ],
        "/ip/dhcp-server" => &[
            ("lease-time", "30m"),
            ("authoritative", "yes"),
            ("bootp-support", "static"),
            ("use-radius", "no"),
            ("conflict-detection", "true"),
            ("invalid", "false"),
            ("dynamic", "false"),
            ("disabled", "false"),
        ],
        "/ip/dhcp-server/network" => {
            &[("wins-server", ""), ("ntp-server", ""), ("dhcp-option", ""), ("dynamic", "false")]
        }
        "/ip/dhcp-server/lease" => &[
            ("status", "waiting"),
            ("radius", "false"),
            ("dynamic", "false"),
            ("blocked", "false"),
            ("disabled", "false"),
        ],
        "/ip/dns/static" => &[("type", "A"), ("ttl", "1d"), ("dynamic", "false"), ("disabled", "false")],
        // As `public` is at the factory.
        "/snmp/community" => &[
            ("addresses", "::/0"),
            ("security", "none"),
            ("read-access", "true"),
            ("write-access", "false"),
            ("authentication-protocol", "MD5"),
            ("encryption-protocol", "DES"),
            ("authentication-password", ""),
            ("encryption-password", ""),
            ("default", "false"),
            ("disabled", "false"),
        ],
        "/ip/route" => &[
            ("distance", "1"),
            ("scope", "30"),
            ("target-scope", "10"),
            ("routing-table", "main"),
            ("suppress-hw-offload", "false"),
            ("static", "true"),
            ("dynamic", "false"),
        ],
        // Rules and netwatch have no `disabled` until it was written once.
        "/ip/firewall/filter"
        | "/ip/firewall/nat"
        | "/ip/firewall/raw"
        | "/ip/firewall/mangle"
        | "/ipv6/firewall/filter" => &[("bytes", "0"), ("packets", "0"), ("invalid", "false"), ("dynamic", "false")],
        // Scripts cannot be switched off. Without a list of policies both may do everything (manual, Scheduler).
        "/system/script" => &[("dont-require-permissions", "false"), ("policy", ALL_POLICIES), ("run-count", "0")],
        "/system/scheduler" => &[("policy", ALL_POLICIES), ("run-count", "0"), ("disabled", "false")],
        _ => &[("dynamic", "false"), ("disabled", "false")],
    }
}

const ALL_POLICIES: &str = "ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon";

/// What `add` must at least carry (measured on 7.20.8, reference versions.md).
pub(crate) fn required(menu: &str) -> &'static [&'static str] {
    match menu {
        "/ip/address" => &["address", "interface"],
        "/ip/dhcp-client" | "/ip/dhcp-server" => &["interface"],
        "/ip/dhcp-client/option" => &["name", "code", "value"],
        "/interface/lte/apn" => &["apn"],
        "/ip/pool" => &["ranges"],
        "/interface/vlan" => &["interface", "vlan-id"],
        "/interface/pppoe-client" => &["interface"],
        "/interface/bridge/port" => &["bridge", "interface"],
        "/interface/list/member" => &["interface", "list"],
        "/user" => &["group", "name", "password"],
        "/system/scheduler" | "/system/script" | "/interface/list" => &["name"],
        "/ip/firewall/filter"
        | "/ip/firewall/nat"
        | "/ip/firewall/raw"
        | "/ip/firewall/mangle"
        | "/ipv6/firewall/filter" => &["chain"],
        "/ip/dhcp-server/network" => &["address"],
        _ => &[],
    }
}

/// The words that a property takes. A tree of a virtual router does not say all of them, so these
/// are the ones that FirstHop could get wrong.
pub(crate) fn allowed(menu: &str, name: &str) -> Option<&'static [&'static str]> {
    match (menu, name) {
        ("/ip/dhcp-client", "add-default-route") => Some(&["yes", "no", "special-classless"]),
        ("/ip/firewall/filter" | "/ipv6/firewall/filter", "action") => Some(&[
            "accept",
            "drop",
            "reject",
            "jump",
            "return",
            "log",
            "passthrough",
            "fasttrack-connection",
            "tarpit",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ]),
        ("/ip/firewall/nat", "action") => Some(&[
            "accept",
            "masquerade",
            "src-nat",
            "dst-nat",
            "redirect",
            "netmap",
            "jump",
            "return",
            "log",
            "passthrough",
        ]),
        ("/interface/lte/apn", "authentication") => Some(&["none", "pap", "chap"]),
        ("/snmp/community", "security") => Some(&["none", "authorized", "private"]),
        ("/snmp/community", "authentication-protocol") => Some(&["MD5", "SHA1"]),
        ("/snmp/community", "encryption-protocol") => Some(&["DES", "AES"]),
        ("/certificate/settings", "builtin-trust-anchors") => Some(&["trusted", "not-trusted"]),
        (_, "disabled" | "use-peer-dns" | "allow-remote-requests" | "verify-doh-cert" | "strong-crypto") => {
            Some(&["yes", "no", "true", "false"])
        }
        _ => None,
    }
}

/// What names something in another menu.
pub(crate) fn reference(menu: &str, name: &str) -> Option<&'static str> {
    match (menu, name) {
        ("/interface/bridge/port", "bridge") => Some("/interface/bridge"),
        (_, "interface" | "in-interface" | "out-interface") => Some("/interface"),
        ("/interface/list/member", "list") => Some("/interface/list"),
        (
            _,
            "in-interface-list"
            | "out-interface-list"
            | "allowed-interface-list"
            | "discover-interface-list"
            | "detect-interface-list",
        ) => Some("/interface/list"),
        ("/ip/dhcp-server", "address-pool") => Some("/ip/pool"),
        ("/interface/lte", "apn-profiles") => Some("/interface/lte/apn"),
        ("/ip/dhcp-server/lease", "server") => Some("/ip/dhcp-server"),
        _ => None,
    }
}

/// Menus to which RouterOS 6 adds records switched off, and 7 switched on (seen in exports of 6.49, 7.11 and 7.18).
pub(crate) fn is_off_in_six(menu: &str) -> bool {
    ["/ip/dhcp-client", "/ip/dhcp-server"].contains(&menu)
}

/// Whether the records of a menu are interfaces, which share one space of names.
pub(crate) fn is_interface(menu: &str) -> bool {
    ["/interface/ethernet", "/interface/vlan", "/interface/bridge", "/interface/pppoe-client", "/interface/lte"]
        .contains(&menu)
}

/// What an interface is called that was given no name, but for its number.
pub(crate) fn usual_name(menu: &str) -> Option<&'static str> {
    match menu {
        "/interface/vlan" => Some("vlan"),
        "/interface/bridge" => Some("bridge"),
        "/interface/pppoe-client" => Some("pppoe-out"),
        _ => None,
    }
}

/// A record's text property, empty when absent.
pub(crate) fn get<'a>(record: &'a Map<String, Value>, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a record is switched on.
pub(crate) fn enabled(record: &Map<String, Value>) -> bool {
    !matches!(get(record, "disabled"), "true" | "yes")
}
