//! Finding and connecting to a router.
use super::{ChangeView, SuggestionView, TextView};
use crate::session::{Kept, NewPassword};
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
    /// The internet comes by a SIM card.
    pub modem: bool,
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
    /// `dhcp`, `pppoe`, `static` or `lte`.
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
    /// PIN of the SIM card.
    pub pin: Option<String>,
    /// Access point of the SIM card.
    pub apn: Option<String>,
}

/// Log in to a router.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ConnectForm {
    /// `FoundRouterView.id`, or an address that was typed.
    pub router: String,
    /// User name; empty for the one that is remembered, or `admin`.
    pub user: String,
    /// Password as typed; empty uses the stored one when there is one.
    pub password: String,
    /// Keep the password in the keyring.
    pub remember: bool,
    /// `SeenRouterView.mac` of the router that was chosen: another one may answer at its address.
    pub mac: Option<String>,
}

/// Whether the router gets a new password.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PasswordForm {
    /// It does; one is made. Otherwise it keeps the one that it has.
    pub new: bool,
    /// The person has written it down.
    pub written: bool,
}

/// What an own administrator would change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct AdministratorView {
    /// Why there can be none: `name`, `not-admin`, `somebody`, or nothing.
    pub problem: String,
    /// The account that somebody made, if that is it.
    pub other: String,
    /// What is done, in order.
    pub changes: Vec<ChangeView>,
}

/// The new password that was made for the router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PasswordView {
    /// There is one.
    pub new: bool,
    /// Where it can be found again: `nowhere`, `keyring` or `written`.
    pub kept: String,
}

impl PasswordView {
    /// What the window may know of it.
    pub fn of(made: Option<&NewPassword>) -> Self {
        let kept = match made.map(|made| made.kept) {
            Some(Kept::Keyring) => "keyring",
            Some(Kept::Written) => "written",
            Some(Kept::Nowhere) | None => "nowhere",
        };
        Self { new: made.is_some(), kept: kept.to_owned() }
    }
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
    /// It is part of the home's bridge.
    pub at_home: bool,
    /// This computer hangs on it.
    pub here: bool,
}

/// Look at the provider's line.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct FindOutForm {
    /// The socket, as in `internet.port`.
    pub port: String,
    /// The home, as in `home.address`.
    pub home: String,
    /// The temporary client that was shown is allowed.
    pub may_ask: bool,
}

/// What the line answers to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct LineView {
    /// What it means, in one sentence.
    pub sentence: TextView,
    /// What else to know, and what was not asked.
    pub notes: Vec<TextView>,
    /// The answers that are proposed.
    pub answer: Option<SuggestionView>,
    /// What the router would get for a moment, to see more.
    pub more: Option<ChangeView>,
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

/// A modem for a SIM card.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ModemView {
    /// Name of its interface.
    pub name: String,
    /// It is connected.
    pub running: bool,
    /// How its SIM card stands: `registered`, `missing`, `pin`, `puk`, `searching`, `off`; empty when
    /// the modem does not say.
    pub card: String,
    /// The network that took the card.
    pub operator: String,
}

/// What the router is made of.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct FactsView {
    /// The name that its owner gave it.
    pub identity: String,
    /// The maker's product code.
    pub product: String,
    /// The last signs of the serial number.
    pub serial_tail: String,
    /// Processor family.
    pub architecture: String,
    /// What is installed and switched on, beside RouterOS itself.
    pub packages: Vec<String>,
    /// Which device-mode it is in; none where RouterOS has none.
    pub device_mode: Option<String>,
    /// Free memory for files, in MiB.
    pub free: Option<u64>,
    /// Only the folder `flash` stays over a restart.
    pub flash_folder: bool,
    /// Its radios.
    pub radios: Vec<String>,
    /// Its modems, with whether they are connected.
    pub modems: Vec<ModemView>,
    /// The socket that this computer hangs on.
    pub here: Option<String>,
}

/// Something of somebody else's on the router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ForeignView {
    /// Menu such as `/ip/firewall/filter`.
    pub menu: String,
    /// Its name.
    pub name: String,
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
    /// `factory`, `blank`, `ours`, `customised`, `access-point`, `bridge`, `suspicious`, `lte`; empty
    /// until `look_at_router` has looked.
    pub class: String,
    /// What it is made of.
    pub facts: FactsView,
    /// Why it looks as if a stranger has been in it.
    pub suspicions: Vec<TextView>,
    /// What somebody else made on it.
    pub foreign: Vec<ForeignView>,
    /// The policies that the user's group lacks.
    pub lacks: Vec<String>,
    /// It was met before, and can be forgotten.
    pub known: bool,
    /// Simulated.
    pub simulated: bool,
    /// The last run on it, when it broke off.
    pub unfinished: Option<UnfinishedView>,
    /// Whether a safety timer waits on it: somebody else sets it up, or a run broke off a moment ago.
    pub guarded: bool,
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
    /// Whether it has a modem for a SIM card.
    pub modem: bool,
    /// Its address at home with the size, such as `192.168.88.1/24`.
    pub home: Option<String>,
    /// Whether it can read a script without carrying it out.
    pub dry_run: bool,
    /// Whether packets that ask for an address can carry a priority.
    pub dhcp_priority: bool,
    /// Whether timers may run on it (device-mode).
    pub scheduler: bool,
    /// Whether it can look up names in private.
    pub doh: bool,
    /// Whether an own administrator can take the place of `admin`.
    pub administrator: bool,
    /// What is to be said of the password that it was entered with: `blank`, `expired` or nothing.
    pub password: String,
}
