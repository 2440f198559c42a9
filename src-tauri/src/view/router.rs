//! Finding and connecting to a router.
use super::{ChangeView, SuggestionView, TextView};
use crate::session::{Kept, NewPassword};
use routeros::visible;
use routeros_client::{
    KnownRouter,
    discovery::{Device, Kind, Trouble},
};
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
    /// User name.
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
    /// Which device-mode it is in; none before 7.17.
    pub device_mode: Option<String>,
    /// Free memory for files, in MiB.
    pub free: Option<u64>,
    /// Only the folder `flash` stays over a restart.
    pub flash_folder: bool,
    /// Its radios.
    pub radios: Vec<String>,
    /// Its modems, with whether they are connected.
    pub modems: Vec<PortView>,
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
    /// What is to be said of the password that it was entered with: `blank`, `expired` or nothing.
    pub password: String,
}

/// What looking for routers found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct SearchView {
    /// Devices that said what they are.
    pub routers: Vec<SeenRouterView>,
    /// Addresses that more than one of them has: only one can answer there.
    pub shared: Vec<String>,
    /// Why there are none: `no-network`, `may-not-listen`, `silence`.
    pub trouble: Option<String>,
}

/// A device that said something of itself. Nothing of it is checked before the login.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct SeenRouterView {
    /// `routeros`, `swos` for a MikroTik switch with another system, or `other`.
    pub kind: String,
    /// Model; empty when it did not say.
    pub model: String,
    /// The name that its owner gave it.
    pub identity: String,
    /// Version.
    pub version: String,
    /// Where it can be reached; none when it has no address.
    pub address: Option<String>,
    /// Its hardware address, to tell two alike apart. Handed back in `ConnectForm`.
    pub mac: String,
    /// It was met before.
    pub known: bool,
    /// The day on which it was set up from here, such as `2026-05-03`.
    pub set_up_on: Option<String>,
}

impl SearchView {
    /// What the window shows of a search.
    pub fn of(found: Result<Vec<Device>, Trouble>, known: &[KnownRouter]) -> Self {
        let trouble = |trouble| match trouble {
            Trouble::NoNetwork => "no-network",
            Trouble::MayNotListen => "may-not-listen",
            Trouble::Silence => "silence",
        };
        let devices = match found {
            Ok(devices) => devices,
            Err(why) => {
                return Self { routers: Vec::new(), shared: Vec::new(), trouble: Some(trouble(why).to_owned()) };
            }
        };
        let mut routers: Vec<_> = devices.iter().map(|device| SeenRouterView::of(device, known)).collect();
        // What can be set up comes first.
        routers.sort_by_key(|seen| (seen.kind != "routeros", seen.address.is_none()));
        let times = |address: &String| routers.iter().filter(|seen| seen.address.as_ref() == Some(address)).count();
        let mut shared: Vec<String> =
            routers.iter().filter_map(|seen| seen.address.clone()).filter(|address| times(address) > 1).collect();
        shared.dedup();
        Self { routers, shared, trouble: None }
    }
}

impl SeenRouterView {
    fn of(device: &Device, known: &[KnownRouter]) -> Self {
        let macs: Vec<String> = device
            .macs
            .iter()
            .map(|mac| mac.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":"))
            .collect();
        let is_it =
            |met: &&KnownRouter| met.macs.iter().any(|own| macs.iter().any(|mac| mac.eq_ignore_ascii_case(own)));
        let met = known.iter().find(is_it);
        let kind = match device.kind() {
            Kind::RouterOs => "routeros",
            Kind::SwOs => "swos",
            Kind::Other => "other",
        };
        Self {
            kind: kind.to_owned(),
            model: visible(&device.says.board.replace("^2", "²").replace("^3", "³")),
            identity: visible(&device.says.identity),
            version: visible(device.says.version.split(' ').next().unwrap_or_default()),
            address: device.addresses.first().map(ToString::to_string),
            mac: macs.into_iter().next().unwrap_or_default(),
            known: met.is_some(),
            set_up_on: met.and_then(|met| met.set_up_on.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros_client::discovery::Announcement;

    fn device(mac: u8, platform: &str, version: &str, address: Option<&str>) -> Device {
        let says = Announcement { platform: platform.into(), version: version.into(), ..Announcement::default() };
        let addresses = address.into_iter().map(|address| address.parse().expect("an address")).collect();
        Device { says, macs: vec![[2, 0, 0, 0, 0, mac]], addresses }
    }

    #[test]
    fn devices_are_told_apart_and_known_ones_are_known() {
        let found = vec![
            device(4, "MikroTik", "SwOS 2.13", Some("192.168.88.4")),
            device(3, "MikroTik", "7.12.2", None),
            device(1, "MikroTik", "7.20.6 (stable)", Some("192.168.88.1")),
            device(2, "MikroTik", "7.20.6 (stable)", Some("192.168.88.1")),
        ];
        let mut met = KnownRouter::new("x".into(), "192.168.88.1:443".parse().expect("a place"), [7; 32]);
        met.macs = vec!["02:00:00:00:00:02".into()];
        met.set_up_on = Some("2026-05-03".into());
        let view = SearchView::of(Ok(found), &[met]);
        let seen: Vec<_> = view.routers.iter().map(|seen| (seen.kind.as_str(), &seen.mac[15..], seen.known)).collect();
        assert_eq!(
            seen,
            [("routeros", "01", false), ("routeros", "02", true), ("routeros", "03", false), ("swos", "04", false)]
        );
        assert_eq!(view.shared, ["192.168.88.1"], "said once");
        assert_eq!(view.routers[1].set_up_on.as_deref(), Some("2026-05-03"));
        assert_eq!(SearchView::of(Err(Trouble::Silence), &[]).trouble.as_deref(), Some("silence"));
    }
}
