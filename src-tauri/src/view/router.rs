//! Finding and connecting to a router.
use super::ChangeView;
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
