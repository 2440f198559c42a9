//! What the person clicked and typed so far. Everything is text or a switch: it may be incomplete and wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All answers of the wizard, as they stand. The default is the usual home.
///
/// The TypeScript types are exported by the app's test, so that one process writes the whole of `bindings.ts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct Choices {
    /// How the provider connects this home.
    pub internet: InternetChoice,
    /// The home network's address.
    pub home: HomeChoice,
    /// Whether and how the router gives addresses.
    pub addresses: AddressesChoice,
    /// Who looks up names.
    pub names: NamesChoice,
    /// How well the router is protected.
    pub protection: ProtectionChoice,
    /// Where backups are kept.
    pub backups: BackupsChoice,
}

/// How the provider connects this home. Answers for the kinds that are not chosen are kept, but not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct InternetChoice {
    /// `dhcp`, `pppoe`, `static` or `lte`.
    pub r#type: String,
    /// `auto`, or the name of the port.
    pub port: String,
    /// Network number of the provider; empty for none.
    pub vlan: String,
    /// Hardware address to show to the provider; empty for the router's own.
    pub mac: String,
    /// Largest packet in bytes; empty for the usual.
    pub mtu: String,
    /// For `dhcp`.
    pub dhcp: DhcpChoice,
    /// For `pppoe`.
    pub pppoe: PppoeChoice,
    /// For `static`.
    pub r#static: StaticChoice,
    /// For `lte`.
    pub lte: LteChoice,
}

impl Default for InternetChoice {
    fn default() -> Self {
        Self {
            r#type: "dhcp".into(),
            port: "auto".into(),
            vlan: String::new(),
            mac: String::new(),
            mtu: String::new(),
            dhcp: DhcpChoice::default(),
            pppoe: PppoeChoice::default(),
            r#static: StaticChoice::default(),
            lte: LteChoice::default(),
        }
    }
}

/// What a provider wants to know of whoever asks for an address, and what is taken over from its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct DhcpChoice {
    /// Name to show (option 12); empty for the router's own.
    pub hostname: String,
    /// Id to show (option 61): text, or bytes such as `0x01AB`; empty for the usual.
    pub client_id: String,
    /// Kind of device to show (option 60); empty for none.
    pub vendor_class: String,
    /// Priority of the packets that ask, from 0 to 7; empty for none.
    pub priority: String,
    /// Whether routes that the provider sends are taken over (option 121).
    pub classless_routes: bool,
    /// Whether the provider's clock is used.
    pub peer_ntp: bool,
}

impl Default for DhcpChoice {
    fn default() -> Self {
        Self {
            hostname: String::new(),
            client_id: String::new(),
            vendor_class: String::new(),
            priority: String::new(),
            classless_routes: false,
            peer_ntp: true,
        }
    }
}

/// A login from the provider. Its password is a secret and never stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct PppoeChoice {
    /// User name.
    pub user: String,
    /// Service name; empty for any.
    pub service: String,
}

/// A fixed address from the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct StaticChoice {
    /// Own address with its size, such as `203.0.113.47/24`.
    pub address: String,
    /// The provider's side.
    pub gateway: String,
}

/// A SIM card in the router. Its PIN and the password of its access point are secrets and never stand here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct LteChoice {
    /// Access point; empty for the one that the network names.
    pub apn: String,
    /// User name at the access point; empty for none.
    pub user: String,
    /// How that name is shown: `pap` or `chap`.
    pub authentication: String,
    /// Whether networks of other providers may be used.
    pub roaming: bool,
}

impl Default for LteChoice {
    fn default() -> Self {
        Self { apn: String::new(), user: String::new(), authentication: "pap".into(), roaming: false }
    }
}

/// The home network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct HomeChoice {
    /// The router's address with the network's size, such as `192.168.88.1/24`.
    pub address: String,
}

impl Default for HomeChoice {
    fn default() -> Self {
        Self { address: "192.168.88.1/24".into() }
    }
}

/// Addresses for the devices at home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct AddressesChoice {
    /// Whether the router gives addresses.
    pub enabled: bool,
    /// First address; empty to derive it from the home network.
    pub from: String,
    /// Last address; empty to derive it from the home network.
    pub to: String,
    /// How long a device keeps its address, such as `30m`.
    pub lease: String,
    /// Devices that always get the same address.
    pub reservations: Vec<ReservationChoice>,
}

impl Default for AddressesChoice {
    fn default() -> Self {
        Self { enabled: true, from: String::new(), to: String::new(), lease: "30m".into(), reservations: Vec::new() }
    }
}

/// One device that always gets the same address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct ReservationChoice {
    /// What the person calls it.
    pub name: String,
    /// The address it gets.
    pub address: String,
    /// Its hardware address.
    pub mac: String,
}

/// Who looks up names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct NamesChoice {
    /// `provider`, `preset` or `own`.
    pub source: String,
    /// For `preset`: one of [`crate::Preset::ALL`].
    pub preset: String,
    /// For `own`: the servers' addresses. Empty entries are fields that were left empty.
    pub servers: Vec<String>,
    /// Whether to ask in private (DNS over HTTPS).
    pub doh: bool,
    /// For `own` with `doh`: where to ask.
    pub doh_url: String,
}

impl Default for NamesChoice {
    fn default() -> Self {
        Self {
            source: "provider".into(),
            preset: "cloudflare".into(),
            servers: Vec::new(),
            doh: false,
            doh_url: String::new(),
        }
    }
}

/// How well the router is protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct ProtectionChoice {
    /// `recommended` or `strict`.
    pub level: String,
    /// Items that differ from the level, by the planner's item id.
    pub items: BTreeMap<String, bool>,
    /// Where the router's clock is, such as `Europe/Vienna`; empty to leave it as it is.
    pub time_zone: String,
    /// Who may watch the router.
    pub snmp: SnmpChoice,
}

/// A program at home that watches the router, by SNMP version 3. Its two passwords are secrets and never
/// stand here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct SnmpChoice {
    /// Whether there is one; otherwise the item of Protection switches SNMP off.
    pub enabled: bool,
    /// The name that it says.
    pub name: String,
    /// The address at home that it asks from.
    pub address: String,
}

impl Default for ProtectionChoice {
    fn default() -> Self {
        Self {
            level: "recommended".into(),
            items: BTreeMap::new(),
            time_zone: String::new(),
            snmp: SnmpChoice::default(),
        }
    }
}

/// Where backups are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct BackupsChoice {
    /// Whether this computer keeps backups.
    pub computer: bool,
    /// Folder on this computer; empty for the usual one.
    pub folder: String,
    /// `day`, `week`, `month` or `never`.
    pub every: String,
    /// How many are kept.
    pub keep: u32,
    /// Whether the router keeps some too.
    pub router: bool,
}

impl Default for BackupsChoice {
    fn default() -> Self {
        Self { computer: true, folder: String::new(), every: "week".into(), keep: 10, router: false }
    }
}
