//! The menus that FirstHop reads and writes, as data.
//!
//! Names and kinds: `/console/inspect` trees of 7.12.2 and 7.20.8 (reference versions.md). Volatile
//! properties are those that a router changes by itself; they are never compared or hashed.
use std::{cmp::Ordering, fmt};

/// What kind of menu it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Records with `.id`; their order means nothing.
    List,
    /// Records with `.id`; the first match decides, so order matters.
    Ordered,
    /// One nameless record that can be set.
    Settings,
    /// Only read.
    Status,
}

/// What is known of a menu.
#[derive(Debug)]
pub struct Spec {
    /// Path in the form of REST, of the binary API and of RouterOS 7, such as `/ip/address`.
    pub path: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Properties that together name a record.
    pub key: &'static [&'static str],
    /// Properties that hold secrets.
    pub secrets: &'static [&'static str],
    /// Properties that change without anybody's doing.
    pub volatile: &'static [&'static str],
}

/// A menu of RouterOS, compared and ordered by its path.
#[derive(Clone, Copy)]
pub struct Menu(&'static Spec);

impl Menu {
    /// The menu with this path, if FirstHop knows it.
    pub fn by_path(path: &str) -> Option<Self> {
        ALL.iter().copied().find(|menu| menu.path() == path)
    }

    /// Path such as `/ip/address`.
    pub fn path(self) -> &'static str {
        self.0.path
    }

    /// Path in the form that RouterOS 6 and 7 both take, such as `/ip address`.
    pub fn spaced(self) -> String {
        self.0.path.replacen('/', "\0", 1).replace('/', " ").replace('\0', "/")
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        self.0.kind
    }

    /// Whether it is a list of records.
    pub fn is_list(self) -> bool {
        matches!(self.0.kind, Kind::List | Kind::Ordered)
    }

    /// Properties that together name a record.
    pub fn key(self) -> &'static [&'static str] {
        self.0.key
    }

    /// Whether a property holds a secret.
    pub fn is_secret(self, name: &str) -> bool {
        self.0.secrets.contains(&name)
    }

    /// Whether the order of its records means something, as with rules.
    pub fn is_ordered(self) -> bool {
        self.0.kind == Kind::Ordered
    }

    /// Whether a router changes a property by itself.
    pub fn is_volatile(self, name: &str) -> bool {
        self.0.kind == Kind::Status || ALWAYS_VOLATILE.contains(&name) || self.0.volatile.contains(&name)
    }
}

/// State flags that any record may carry.
const ALWAYS_VOLATILE: &[&str] = &[".id", ".nextid", "dynamic", "inactive", "default", "builtin"];

impl fmt::Debug for Menu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.path)
    }
}
impl fmt::Display for Menu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.path)
    }
}
impl PartialEq for Menu {
    fn eq(&self, other: &Self) -> bool {
        self.0.path == other.0.path
    }
}
impl Eq for Menu {}
impl PartialOrd for Menu {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Menu {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.path.cmp(other.0.path)
    }
}
impl std::hash::Hash for Menu {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.path.hash(state);
    }
}

macro_rules! menus {
    ($($name:ident $path:literal $kind:ident [$($key:literal),*] [$($secret:literal),*] [$($volatile:literal),*];)*) => {
        $(#[doc = concat!("`", $path, "`")]
        pub const $name: Menu = Menu(&Spec { path: $path, kind: Kind::$kind, key: &[$($key),*], secrets: &[$($secret),*], volatile: &[$($volatile),*] });)*
        /// Every menu that FirstHop knows.
        pub const ALL: &[Menu] = &[$($name),*];
    };
}

// name, path, kind, [identity key], [secrets], [volatile]
menus! {
    INTERFACE "/interface" List ["name"] [] ["running", "actual-mtu", "last-link-up-time", "last-link-down-time", "link-downs", "rx-byte", "tx-byte", "rx-packet", "tx-packet", "rx-drop", "tx-drop", "tx-queue-drop", "rx-error", "tx-error", "fp-rx-byte", "fp-tx-byte", "fp-rx-packet", "fp-tx-packet", "slave", "l2mtu", "max-l2mtu"];
    INTERFACE_ETHERNET "/interface/ethernet" List ["default-name"] [] ["running", "slave", "rx-bytes", "tx-bytes", "rx-packet", "tx-packet", "driver-rx-byte", "driver-tx-byte", "driver-rx-packet", "driver-tx-packet"];
    INTERFACE_VLAN "/interface/vlan" List ["name"] [] ["running", "slave", "l2mtu"];
    INTERFACE_PPPOE_CLIENT "/interface/pppoe-client" List ["name"] ["password"] ["running", "invalid", "slave"];
    INTERFACE_LTE "/interface/lte" List ["name"] ["pin"] ["running", "inactive", "default-name", "imei", "imsi", "uicc"];
    INTERFACE_LTE_APN "/interface/lte/apn" List ["name"] ["password"] [];
    INTERFACE_BRIDGE "/interface/bridge" List ["name"] [] ["running", "actual-mtu", "l2mtu", "mac-address"];
    INTERFACE_BRIDGE_PORT "/interface/bridge/port" List ["interface"] [] ["inactive", "hw-offload", "hw-offload-group", "port-number", "role", "edge-port", "edge-port-discovery", "point-to-point-port", "external-fdb-status", "sending-rstp", "learning", "forwarding", "status", "path-cost", "actual-path-cost", "root-path-cost", "designated-bridge", "designated-cost", "designated-port-number", "nextid", "debug-info"];
    INTERFACE_LIST "/interface/list" List ["name"] [] ["builtin"];
    INTERFACE_LIST_MEMBER "/interface/list/member" List ["list", "interface"] [] [];
    IP_ADDRESS "/ip/address" List ["address", "interface"] [] ["actual-interface", "invalid", "slave", "network"];
    IP_POOL "/ip/pool" List ["name"] [] ["total", "used", "available"];
    IP_DHCP_CLIENT "/ip/dhcp-client" List ["interface"] [] ["status", "address", "gateway", "dhcp-server", "primary-dns", "secondary-dns", "primary-ntp", "secondary-ntp", "expires-after", "invalid"];
    IP_DHCP_CLIENT_OPTION "/ip/dhcp-client/option" List ["name"] [] ["raw-value"];
    IP_DHCP_SERVER "/ip/dhcp-server" List ["name"] [] ["invalid"];
    IP_DHCP_SERVER_NETWORK "/ip/dhcp-server/network" List ["address"] [] [];
    IP_DHCP_SERVER_LEASE "/ip/dhcp-server/lease" List ["mac-address"] [] ["status", "active-address", "active-mac-address", "active-server", "active-client-id", "host-name", "expires-after", "last-seen", "age", "radius", "blocked", "address-lists", "dhcp-option", "client-id", "class-id"];
    IP_DNS "/ip/dns" Settings [] [] ["dynamic-servers", "cache-used"];
    IP_DNS_STATIC "/ip/dns/static" List ["name"] [] [];
    IP_ROUTE "/ip/route" List ["dst-address", "gateway"] [] ["active", "inactive", "static", "immediate-gw", "dhcp", "connect", "ecmp", "hw-offloaded", "local-address", "vrf-interface"];
    IP_FIREWALL_FILTER "/ip/firewall/filter" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IP_FIREWALL_NAT "/ip/firewall/nat" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IP_FIREWALL_MANGLE "/ip/firewall/mangle" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IP_FIREWALL_RAW "/ip/firewall/raw" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IP_FIREWALL_ADDRESS_LIST "/ip/firewall/address-list" List ["list", "address"] [] ["creation-time", "timeout"];
    IPV6_FIREWALL_FILTER "/ipv6/firewall/filter" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IPV6_FIREWALL_NAT "/ipv6/firewall/nat" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IPV6_FIREWALL_RAW "/ipv6/firewall/raw" Ordered ["chain", "action", "comment"] [] ["bytes", "packets", "invalid"];
    IPV6_FIREWALL_ADDRESS_LIST "/ipv6/firewall/address-list" List ["list", "address"] [] ["creation-time", "timeout"];
    IPV6_SETTINGS "/ipv6/settings" Settings [] [] [];
    IP_SERVICE "/ip/service" List ["name"] [] ["invalid", "local", "remote", "connection"];
    IP_SERVICE_WEBSERVER "/ip/service/webserver" Settings [] [] [];
    IP_SSH "/ip/ssh" Settings [] [] [];
    IP_UPNP "/ip/upnp" Settings [] [] [];
    IP_CLOUD "/ip/cloud" Settings [] [] ["status", "public-address", "public-address-ipv6", "dns-name", "warning", "back-to-home-vpn", "vpn-status", "vpn-prefer-relay-code"];
    IP_NEIGHBOR_DISCOVERY_SETTINGS "/ip/neighbor/discovery-settings" Settings [] [] [];
    INTERFACE_DETECT_INTERNET "/interface/detect-internet" Settings [] [] [];
    TOOL_MAC_SERVER "/tool/mac-server" Settings [] [] [];
    TOOL_MAC_SERVER_MAC_WINBOX "/tool/mac-server/mac-winbox" Settings [] [] [];
    TOOL_MAC_SERVER_PING "/tool/mac-server/ping" Settings [] [] [];
    TOOL_BANDWIDTH_SERVER "/tool/bandwidth-server" Settings [] [] [];
    SYSTEM_CLOCK "/system/clock" Settings [] [] ["date", "time", "gmt-offset", "dst-active"];
    SYSTEM_NTP_CLIENT "/system/ntp/client" Settings [] [] ["freq-drift", "status", "synced-server", "synced-stratum", "system-offset", "active-server", "dynamic-servers", "poll-interval", "last-update-from", "last-update-before", "last-adjustment", "last-bad-packet-from", "last-bad-packet-before", "last-bad-packet-reason"];
    SYSTEM_IDENTITY "/system/identity" Settings [] [] [];
    SYSTEM_RESOURCE "/system/resource" Status [] [] [];
    SYSTEM_ROUTERBOARD "/system/routerboard" Status [] [] [];
    SYSTEM_ROUTERBOARD_MODE_BUTTON "/system/routerboard/mode-button" Status [] [] [];
    SYSTEM_DEFAULT_CONFIGURATION "/system/default-configuration" Status [] [] [];
    SYSTEM_DEVICE_MODE "/system/device-mode" Status [] [] [];
    SYSTEM_LICENSE "/system/license" Status [] [] [];
    SYSTEM_PACKAGE "/system/package" List ["name"] [] ["scheduled", "available"];
    SYSTEM_PACKAGE_UPDATE "/system/package/update" Settings [] [] ["installed-version", "latest-version", "status"];
    ROUTING_BGP_PEER "/routing/bgp/peer" List ["name"] ["tcp-md5-key"] [];
    ROUTING_OSPF_NETWORK "/routing/ospf/network" List ["network"] [] [];
    ROUTING_FILTER "/routing/filter" List ["chain"] [] [];
    SYSTEM "/system" Status [] [] [];
    FILE "/file" List ["name"] ["contents"] ["size", "creation-time", "last-modified"];
    INTERFACE_LTE_MONITOR "/interface/lte/monitor" List ["name"] [] [];
    IP_ARP "/ip/arp" List ["address"] [] ["status"];
    INTERFACE_BRIDGE_HOST "/interface/bridge/host" List ["mac-address"] [] ["age"];
    CERTIFICATE "/certificate" List ["name"] [] ["fingerprint", "private-key", "authority", "expired", "revoked", "trusted", "issued", "expires-after", "invalid", "serial-number", "akid", "skid", "crl", "smart-card-key", "invalid-before", "invalid-after", "issuer", "ca"];
    CERTIFICATE_SETTINGS "/certificate/settings" Settings [] [] [];
    DISK_SETTINGS "/disk/settings" Settings [] [] [];
    IP_PROXY "/ip/proxy" Settings [] [] [];
    IP_SOCKS "/ip/socks" Settings [] [] [];
    SNMP "/snmp" Settings [] [] ["engine-id"];
    SNMP_COMMUNITY "/snmp/community" List ["name"] ["authentication-password", "encryption-password"] [];
    USER_GROUP "/user/group" List ["name"] [] [];
    USER "/user" List ["name"] ["password"] ["last-logged-in", "expired"];
    USER_SETTINGS "/user/settings" Settings [] [] [];
    IP_DNS_FORWARDERS "/ip/dns/forwarders" List ["name"] [] [];
    QUEUE_SIMPLE "/queue/simple" Ordered ["name"] [] ["bytes", "packets", "rate", "packet-rate", "queued-bytes", "queued-packets", "dropped", "total-bytes", "total-packets", "total-rate"];
    PPP_SECRET "/ppp/secret" List ["name"] ["password"] ["last-logged-out", "last-caller-id", "last-disconnect-reason"];
    INTERFACE_WIREGUARD "/interface/wireguard" List ["name"] ["private-key"] ["running"];
    INTERFACE_WIFI "/interface/wifi" List ["name"] ["security.passphrase", "security.eap-password"] ["running", "inactive", "bound", "master"];
    INTERFACE_WIFI_SECURITY "/interface/wifi/security" List ["name"] ["passphrase", "eap-password"] [];
    INTERFACE_WIFI_CONFIGURATION "/interface/wifi/configuration" List ["name"] ["security.passphrase", "security.eap-password"] [];
    INTERFACE_WIRELESS "/interface/wireless" List ["name"] ["nv2-preshared-key", "nv2-sync-secret"] ["running"];
    INTERFACE_WIRELESS_SECURITY_PROFILES "/interface/wireless/security-profiles" List ["name"] ["wpa-pre-shared-key", "wpa2-pre-shared-key", "mschapv2-password", "management-protection-key", "static-key-0", "static-key-1", "static-key-2", "static-key-3", "static-sta-private-key"] [];
    INTERFACE_WIFI_CAP "/interface/wifi/cap" Settings [] [] [];
    INTERFACE_WIRELESS_CAP "/interface/wireless/cap" Settings [] [] [];
    USER_SSH_KEYS "/user/ssh-keys" List ["user"] [] [];
    SYSTEM_SCRIPT "/system/script" List ["name"] [] ["owner", "run-count", "last-started", "invalid"];
    SYSTEM_SCHEDULER "/system/scheduler" List ["name"] [] ["owner", "run-count", "next-run", "invalid"];
    SYSTEM_BACKUP "/system/backup" Status [] [] [];
    LOG "/log" List [] [] [];
    CONSOLE "" Status [] [] [];
    SCRIPT_JOB "/system/script/job" List [] [] ["started"];
    SCRIPT_ENVIRONMENT "/system/script/environment" List ["name"] [] [];
}
