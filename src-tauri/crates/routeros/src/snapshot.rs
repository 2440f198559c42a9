//! The router's records, read at one moment.
use crate::{Menu, Record, Value, Verb, Version, Vocabulary, menu, menu::Kind};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

/// What was found under a menu's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuState {
    /// Records in router order.
    List(Vec<Record>),
    /// The one record of a settings or status menu.
    Settings(Record),
    /// This router has no such menu.
    Absent,
}

/// Identifies the configuration that a snapshot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotHash(String);

impl fmt::Display for SnapshotHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All menus that were read, in path order.
///
/// A copy shares with its original what neither of them has changed: planning looks at many moments of
/// a router that may hold thousands of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    version: Version,
    menus: BTreeMap<Menu, Arc<MenuState>>,
    vocabulary: Vocabulary,
}

impl Snapshot {
    /// Puts together what was read.
    pub fn new(version: Version, menus: BTreeMap<Menu, MenuState>) -> Self {
        let menus = menus.into_iter().map(|(menu, state)| (menu, Arc::new(state))).collect();
        Self { version, menus, vocabulary: Vocabulary::default() }
    }

    /// The same router, with what it said of its own commands.
    #[must_use]
    pub fn speaking(self, vocabulary: Vocabulary) -> Self {
        Self { vocabulary, ..self }
    }

    /// The same records on another version, for a router that cannot be read.
    #[must_use]
    pub fn as_version(self, version: Version) -> Self {
        Self { version, ..self }
    }

    /// Whether the router takes a name with a command.
    pub fn takes(&self, menu: Menu, verb: Verb, name: &str) -> bool {
        self.vocabulary.knows(menu, verb, name)
    }

    /// The router's version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Which device it is: its serial number, or where it has none, as virtual routers, its licence's id
    /// (`software-id`, on a CHR `system-id`). Empty when it says neither.
    pub fn device(&self) -> &str {
        let text = |menu, name| self.settings(menu).and_then(|record| record.text(name)).unwrap_or_default();
        let names = [text(menu::SYSTEM_ROUTERBOARD, "serial-number"), text(menu::SYSTEM_LICENSE, "software-id")];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or(text(menu::SYSTEM_LICENSE, "system-id"))
    }

    /// All records of a list menu in router order, dynamic ones too; none when it is absent.
    pub fn all(&self, menu: Menu) -> &[Record] {
        match self.state(menu) {
            Some(MenuState::List(records)) => records,
            Some(MenuState::Settings(_) | MenuState::Absent) | None => &[],
        }
    }

    /// The records of a list menu that somebody made.
    pub fn records(&self, menu: Menu) -> impl Iterator<Item = &Record> {
        self.all(menu).iter().filter(|record| !record.is_dynamic())
    }

    /// The record of a settings or status menu.
    pub fn settings(&self, menu: Menu) -> Option<&Record> {
        match self.state(menu) {
            Some(MenuState::Settings(record)) => Some(record),
            Some(MenuState::List(_) | MenuState::Absent) | None => None,
        }
    }

    /// Whether the router has this menu. A menu that was not read counts as absent.
    pub fn has(&self, menu: Menu) -> bool {
        !matches!(self.state(menu), Some(MenuState::Absent) | None)
    }

    /// The menus that were read.
    pub fn menus(&self) -> impl Iterator<Item = (Menu, &MenuState)> {
        self.menus.iter().map(|(menu, state)| (*menu, state.as_ref()))
    }

    fn state(&self, menu: Menu) -> Option<&MenuState> {
        self.menus.get(&menu).map(Arc::as_ref)
    }

    /// Changes the records of a list menu, which an absent one becomes. They are copied only when
    /// another snapshot has them too.
    pub fn edit(&mut self, menu: Menu, edit: impl FnOnce(&mut Vec<Record>)) {
        match Arc::make_mut(self.menus.entry(menu).or_insert_with(|| Arc::new(MenuState::Absent))) {
            MenuState::List(records) => edit(records),
            other => {
                let mut records = Vec::new();
                edit(&mut records);
                *other = MenuState::List(records);
            }
        }
    }

    /// Replaces what is known of one menu, as a later reading does.
    pub fn insert(&mut self, menu: Menu, state: MenuState) {
        self.menus.insert(menu, Arc::new(state));
    }

    /// The menus whose configuration is another one than in `other`: the values and the order of
    /// static records, whatever their numbers are.
    pub fn differing(&self, other: &Self) -> Vec<Menu> {
        let of = |snapshot: &Self, menu: Menu| -> Vec<BTreeMap<String, Value>> {
            let records = snapshot.records(menu).chain(snapshot.settings(menu));
            records
                .map(|record| configured(menu, record).map(|(name, value)| (name.clone(), value.clone())).collect())
                .collect()
        };
        let same = |menu: Menu| {
            let (mut mine, mut theirs) = (of(self, menu), of(other, menu));
            if menu.kind() != Kind::Ordered {
                let key = |record: &BTreeMap<String, Value>| format!("{record:?}");
                mine.sort_by_cached_key(key);
                theirs.sort_by_cached_key(key);
            }
            mine == theirs
        };
        let menus: BTreeSet<Menu> = self.menus.keys().chain(other.menus.keys()).copied().collect();
        let shared = |menu: &Menu| match (self.menus.get(menu), other.menus.get(menu)) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            _ => false,
        };
        menus.into_iter().filter(|menu| !shared(menu) && !same(*menu)).collect()
    }

    /// The hash over the configurable properties of static records, in router order. `run_key`
    /// keeps hashed secrets from being guessed from a stored hash.
    pub fn hash(&self, run_key: &[u8; 32]) -> SnapshotHash {
        let mut hasher = Sha256::new_with_prefix(run_key);
        let mut put = |text: &str| {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        };
        for (menu, state) in &self.menus {
            put(menu.path());
            match state.as_ref() {
                MenuState::List(records) => records
                    .iter()
                    .filter(|record| !record.is_dynamic())
                    .for_each(|record| hash_record(*menu, record, &mut put)),
                MenuState::Settings(record) => hash_record(*menu, record, &mut put),
                MenuState::Absent => put("absent"),
            }
        }
        SnapshotHash(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

fn hash_record(menu: Menu, record: &Record, put: &mut impl FnMut(&str)) {
    put("record");
    put(record.id.as_deref().unwrap_or_default());
    for (name, value) in configured(menu, record) {
        put(name);
        match value {
            Value::Text(text) => put(text),
            Value::Secret(secret) => put(secret.expose()),
        }
    }
}

/// What somebody configured: DNS servers learned from the provider and the like come and go; so do
/// absent defaults.
fn configured(menu: Menu, record: &Record) -> impl Iterator<Item = (&String, &Value)> {
    let is_unset = |value: &Value| matches!(value, Value::Text(text) if text.is_empty() || text == "false");
    record.props.iter().filter(move |(name, value)| !menu.is_volatile(name) && !is_unset(value))
}

/// What FirstHop reads of every router before it plans. Menus that a version lacks answer with an
/// error and count as absent.
pub const PLANNING_MENUS: &[Menu] = &[
    menu::SYSTEM_RESOURCE,
    menu::SYSTEM_ROUTERBOARD,
    menu::SYSTEM_IDENTITY,
    menu::SYSTEM_DEVICE_MODE,
    menu::INTERFACE,
    menu::INTERFACE_ETHERNET,
    menu::INTERFACE_VLAN,
    menu::INTERFACE_PPPOE_CLIENT,
    menu::INTERFACE_BRIDGE,
    menu::INTERFACE_BRIDGE_PORT,
    menu::INTERFACE_LIST,
    menu::INTERFACE_LIST_MEMBER,
    menu::IP_ADDRESS,
    menu::IP_POOL,
    menu::IP_DHCP_CLIENT,
    menu::IP_DHCP_CLIENT_OPTION,
    menu::IP_DHCP_SERVER,
    menu::IP_DHCP_SERVER_NETWORK,
    menu::IP_DHCP_SERVER_LEASE,
    menu::IP_DNS,
    menu::IP_DNS_STATIC,
    menu::IP_ROUTE,
    menu::IP_FIREWALL_FILTER,
    menu::IP_FIREWALL_NAT,
    menu::IP_FIREWALL_RAW,
    menu::IP_FIREWALL_ADDRESS_LIST,
    menu::IPV6_FIREWALL_FILTER,
    menu::IPV6_FIREWALL_NAT,
    menu::IPV6_FIREWALL_RAW,
    menu::IPV6_FIREWALL_ADDRESS_LIST,
    menu::IPV6_SETTINGS,
    menu::IP_SERVICE,
    menu::IP_SERVICE_WEBSERVER,
    menu::IP_SSH,
    menu::IP_UPNP,
    menu::IP_CLOUD,
    menu::IP_NEIGHBOR_DISCOVERY_SETTINGS,
    menu::INTERFACE_DETECT_INTERNET,
    menu::TOOL_MAC_SERVER,
    menu::TOOL_MAC_SERVER_MAC_WINBOX,
    menu::TOOL_MAC_SERVER_PING,
    menu::TOOL_BANDWIDTH_SERVER,
    menu::SYSTEM_NTP_CLIENT,
    menu::SYSTEM_CLOCK,
    menu::CERTIFICATE_SETTINGS,
    menu::DISK_SETTINGS,
    menu::IP_PROXY,
    menu::IP_SOCKS,
    menu::SNMP,
    menu::SNMP_COMMUNITY,
    menu::IP_FIREWALL_MANGLE,
    menu::QUEUE_SIMPLE,
    menu::PPP_SECRET,
    menu::INTERFACE_WIREGUARD,
    menu::INTERFACE_WIFI_CAP,
    menu::SYSTEM_SCRIPT,
    menu::SYSTEM_SCHEDULER,
    menu::USER,
    menu::USER_SETTINGS,
];

/// What is read beside those of a router whose `/interface` lists a modem.
pub const MODEM_MENUS: &[Menu] = &[menu::INTERFACE_LTE, menu::INTERFACE_LTE_APN];

/// Whether a router has a modem, by its interfaces.
pub fn has_modem(interfaces: Option<&MenuState>) -> bool {
    matches!(interfaces, Some(MenuState::List(rows)) if rows.iter().any(|row| row.text("type") == Some("lte")))
}

/// What is read beside those of a router whose `/interface` lists radios of the newer kind.
pub const WIFI_MENUS: &[Menu] =
    &[menu::INTERFACE_WIFI, menu::INTERFACE_WIFI_SECURITY, menu::INTERFACE_WIFI_CONFIGURATION];

/// The same for radios of the older kind.
pub const WIRELESS_MENUS: &[Menu] = &[menu::INTERFACE_WIRELESS, menu::INTERFACE_WIRELESS_SECURITY_PROFILES];

/// What is read of the radios that `/interface` lists.
pub fn radio_menus(interfaces: Option<&MenuState>) -> impl Iterator<Item = Menu> {
    let has = |kind: &str| matches!(interfaces, Some(MenuState::List(rows)) if rows.iter().any(|row| row.text("type") == Some(kind)));
    let of = |kind: &str, menus: &'static [Menu]| if has(kind) { menus } else { &[] };
    of("wifi", WIFI_MENUS).iter().chain(of("wlan", WIRELESS_MENUS)).copied()
}

/// Whether something is in list WAN, by the members of all lists.
pub fn has_outside(members: Option<&MenuState>) -> bool {
    matches!(members, Some(MenuState::List(rows)) if rows.iter().any(|row| row.text("list") == Some("WAN")))
}

/// Whether a version has a menu, as far as is known: one that it lacks is not asked for, because each
/// question costs a home router about 120 ms (reference versions.md, what appeared when).
pub fn may_have(version: Version, menu: Menu) -> bool {
    let since = match menu.path() {
        "/ip/service/webserver" => Version::new(7, 21, 0),
        "/ip/dns/forwarders" => Version::new(7, 17, 0),
        "/disk/settings" => Version::new(7, 15, 0),
        "/interface/wifi/cap" => Version::new(7, 13, 0),
        // Whether 6 has rules for passwords is not known; a router that has none is asked for nothing.
        "/interface/wireguard" | "/system/device-mode" | "/user/settings" | "/ipv6/firewall/nat" => {
            Version::new(7, 0, 0)
        }
        _ => return true,
    };
    version >= since
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(records: Vec<Record>) -> Snapshot {
        Snapshot::new(Version::new(7, 20, 6), BTreeMap::from([(menu::IP_FIREWALL_FILTER, MenuState::List(records))]))
    }

    #[test]
    fn counters_and_dynamic_rows_do_not_change_the_hash() {
        let key = [7; 32];
        let before = snapshot(vec![Record::of(Some("*1"), &[("chain", "input"), ("bytes", "1")])]);
        let after = snapshot(vec![
            Record::of(Some("*2"), &[("chain", "forward"), ("dynamic", "true")]),
            Record::of(Some("*1"), &[("chain", "input"), ("bytes", "99"), ("disabled", "false")]),
        ]);
        assert_eq!(before.hash(&key), after.hash(&key));
    }

    #[test]
    fn order_and_values_change_the_hash() {
        let key = [7; 32];
        let a = Record::of(Some("*1"), &[("chain", "input")]);
        let b = Record::of(Some("*2"), &[("chain", "forward")]);
        assert_ne!(snapshot(vec![a.clone(), b.clone()]).hash(&key), snapshot(vec![b.clone(), a.clone()]).hash(&key));
        assert_ne!(snapshot(vec![a.clone()]).hash(&key), snapshot(vec![b]).hash(&key));
        assert_ne!(snapshot(vec![a.clone()]).hash(&key), snapshot(vec![a]).hash(&[8; 32]));
    }
}
