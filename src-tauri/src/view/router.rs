//! Finding and connecting to a router.
use super::ChangeView;
use routeros::visible;
use routeros_client::discovery::{Device, Kind, Trouble};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A simulated router that can be practised on.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PersonalityView {
    /// Name such as `hap-ax2_7.20`.
    pub name: String,
    /// Model as people call it.
    pub model: String,
    /// RouterOS version.
    pub version: String,
}

/// Which simulated router to start, and what its provider's line offers.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PracticeForm {
    /// Name of the personality.
    pub personality: String,
    /// In the form of `firsthop-cli practice --internet`.
    pub internet: String,
}

/// A router that could be connected to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct FoundRouterView {
    /// Handed back in `ConnectForm`.
    pub id: String,
    /// Model as people call it.
    pub model: String,
    /// RouterOS version.
    pub version: String,
    /// The address that a person would see, such as 192.168.88.1.
    pub address: String,
    /// The last signs of the serial number.
    pub serial_tail: String,
    /// Simulated, and then what its sticker says.
    pub simulated: bool,
    /// The password on the simulated router's sticker; a real router's is on the real sticker.
    pub sticker_password: Option<String>,
    /// With a simulated router on a PPPoE line: the letter of its simulated provider.
    pub provider_letter: Option<ProviderLetterView>,
}

/// What the simulated provider wrote to its customer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ProviderLetterView {
    /// `dhcp`, `pppoe` or `static`.
    pub kind: String,
    /// PPPoE name.
    pub user: Option<String>,
    /// PPPoE password.
    pub password: Option<String>,
    /// VLAN id.
    pub vlan: Option<u16>,
    /// Static address with prefix.
    pub address: Option<String>,
    /// Static gateway.
    pub gateway: Option<String>,
}

/// Log in to a router.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ConnectForm {
    /// `FoundRouterView.id`, or an address that was typed.
    pub router: String,
    /// User name.
    pub user: String,
    /// Password as typed; empty uses the stored one when there is one.
    pub password: String,
    /// Keep the password in the keyring.
    pub remember: bool,
}

/// A socket of the router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PortView {
    /// Such as `ether1`.
    pub name: String,
    /// A cable is plugged in.
    pub running: bool,
}

/// A run that broke off.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct UnfinishedView {
    /// How many of its steps were sent.
    pub sent: usize,
    /// How many there were.
    pub total: usize,
    /// How many changes it would take to put the router back; 0 when the router did so itself.
    pub left: usize,
}

/// The connected router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct RouterView {
    /// Model as people call it.
    pub model: String,
    /// RouterOS version.
    pub version: String,
    /// The router's LAN address.
    pub address: String,
    /// `factory`, `blank`, `ours`, `customised`, `access-point`, `bridge`, `suspicious`, `lte`.
    pub class: String,
    /// Simulated.
    pub simulated: bool,
    /// The last run on it, when it broke off.
    pub unfinished: Option<UnfinishedView>,
    /// Whether nobody on the way can read along.
    pub private: bool,
    /// The end of the router's key, when it is private.
    pub key_tail: Option<String>,
    /// What would make the connection private; empty when it is, or cannot be.
    pub private_changes: Vec<ChangeView>,
    /// Its sockets.
    pub ports: Vec<PortView>,
    /// The socket that `auto` means.
    pub internet_port: Option<String>,
    /// Whether timers may run on it (device-mode).
    pub scheduler: bool,
    /// Whether it can look up names in private.
    pub doh: bool,
}

/// What looking for routers found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct SearchView {
    /// Routers that can be set up or at least named.
    pub routers: Vec<SeenRouterView>,
    /// Why there are none: `no-network`, `may-not-listen`, `silence`.
    pub trouble: Option<String>,
}

/// A router that said something of itself. Nothing of it is checked before the login.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct SeenRouterView {
    /// Model; empty when it did not say.
    pub model: String,
    /// The name that its owner gave it.
    pub identity: String,
    /// Version.
    pub version: String,
    /// Where it can be reached; none when it has no address.
    pub address: Option<String>,
    /// The end of its hardware address, to tell two alike apart.
    pub mac_tail: String,
}

impl SearchView {
    /// What the window shows of a search.
    pub fn of(found: Result<Vec<Device>, Trouble>) -> Self {
        let trouble = |trouble| match trouble {
            Trouble::NoNetwork => "no-network",
            Trouble::MayNotListen => "may-not-listen",
            Trouble::Silence => "silence",
        };
        match found {
            Ok(devices) => Self {
                routers: devices
                    .iter()
                    .filter(|device| device.kind() == Kind::RouterOs)
                    .map(SeenRouterView::of)
                    .collect(),
                trouble: None,
            },
            Err(why) => Self { routers: Vec::new(), trouble: Some(trouble(why).to_owned()) },
        }
    }
}

impl SeenRouterView {
    fn of(device: &Device) -> Self {
        let mac = device.macs.first().map(|mac| mac[3..].iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>());
        Self {
            model: visible(&device.says.board.replace("^2", "²").replace("^3", "³")),
            identity: visible(&device.says.identity),
            version: visible(device.says.version.split(' ').next().unwrap_or_default()),
            address: device.addresses.first().map(ToString::to_string),
            mac_tail: mac.unwrap_or_default().join(":"),
        }
    }
}
