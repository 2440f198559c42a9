//! What looking for routers found.
use routeros::visible;
use routeros_client::{
    KnownRouter,
    discovery::{Device, Kind, Trouble},
};
use serde::Serialize;
use ts_rs::TS;

/// What looking for routers found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct SearchView {
    /// Devices that said what they are.
    pub routers: Vec<SeenRouterView>,
    /// Addresses that more than one of them has: only one can answer there.
    pub shared: Vec<String>,
    /// Why there are none: `no-network`, `only-wifi`, `may-not-listen`, `silence`.
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
            Trouble::OnlyWifi => "only-wifi",
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
