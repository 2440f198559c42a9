//! What the router is.
use crate::{Card, Record, Snapshot, Version, menu};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// A socket of the router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// RouterOS name such as `ether1`.
    pub name: String,
    /// Whether a cable with something at its other end is plugged in.
    pub running: bool,
}

/// A modem for a SIM card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modem {
    /// Name of its interface.
    pub name: String,
    /// Whether it is connected.
    pub running: bool,
    /// How its card stands; none when it was not asked, or does not say.
    pub card: Option<Card>,
}

/// Which features the router's device-mode allows (RouterOS 7.17 and later ship home routers
/// in `home`, which forbids the scheduler).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceMode {
    /// `home`, `basic`, `advanced`, `rose`, `enterprise`.
    pub mode: String,
    /// Whether timers may run.
    pub scheduler: bool,
    /// RouterOS itself found something suspicious.
    pub flagged: bool,
}

/// A part of RouterOS that is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Such as `routeros` or `wifi-qcom`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether it is switched off.
    pub disabled: bool,
}

/// What the router's memory for files is like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// Free bytes.
    pub free: Option<u64>,
    /// Bytes in all.
    pub total: Option<u64>,
    /// Only what is in the folder `flash` stays over a reboot (reference rest-api §9). None when it was
    /// not looked at, or may not be.
    pub flash_folder: Option<bool>,
}

/// What the router is, as far as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What people call it, such as `hAP ax²`.
    pub board_name: String,
    /// The maker's product code.
    pub model: String,
    /// Serial number; empty on virtual routers.
    pub serial: String,
    /// RouterOS version.
    pub version: Version,
    /// Processor family.
    pub architecture: String,
    /// The name that its owner gave it.
    pub identity: String,
    /// Absent on RouterOS 6 and old 7.
    pub device_mode: Option<DeviceMode>,
    /// Sockets in the router's order.
    pub ports: Vec<Port>,
    /// Radios, by the name of their interface.
    pub radios: Vec<Port>,
    /// Modems for a SIM card.
    pub modems: Vec<Modem>,
    /// What is installed; empty when it was not looked at.
    pub packages: Vec<Package>,
    /// Memory for files.
    pub storage: Storage,
}

impl Facts {
    /// Takes the facts out of what was read. What was not read is empty or `None`.
    pub fn of(snapshot: &Snapshot) -> Self {
        let text =
            |menu, name| snapshot.settings(menu).and_then(|record| record.text(name)).unwrap_or_default().to_owned();
        let board_name = [text(menu::SYSTEM_RESOURCE, "board-name"), text(menu::SYSTEM_ROUTERBOARD, "board-name")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
            .replace("^2", "²")
            .replace("^3", "³");
        let of_type = |types: &[&str]| -> Vec<Port> {
            let all = snapshot.all(menu::INTERFACE).iter();
            let fits = all.filter(|record| types.contains(&record.text_or_empty("type")));
            fits.map(|record| Port { name: record.text_or_empty("name").to_owned(), running: record.flag("running") })
                .collect()
        };
        Self {
            board_name,
            model: text(menu::SYSTEM_ROUTERBOARD, "model"),
            serial: text(menu::SYSTEM_ROUTERBOARD, "serial-number"),
            version: snapshot.version(),
            architecture: text(menu::SYSTEM_RESOURCE, "architecture-name"),
            identity: text(menu::SYSTEM_IDENTITY, "name"),
            device_mode: snapshot.settings(menu::SYSTEM_DEVICE_MODE).map(|record| DeviceMode {
                mode: record.text_or_empty("mode").to_owned(),
                scheduler: record.flag("scheduler"),
                flagged: record.flag("flagged"),
            }),
            ports: snapshot.all(menu::INTERFACE_ETHERNET).iter().map(|record| port(snapshot, record)).collect(),
            radios: of_type(&["wifi", "wlan"]),
            modems: of_type(&["lte"])
                .into_iter()
                .map(|Port { name, running }| modem(snapshot, name, running))
                .collect(),
            packages: snapshot.all(menu::SYSTEM_PACKAGE).iter().filter_map(package).collect(),
            storage: Storage {
                free: text(menu::SYSTEM_RESOURCE, "free-hdd-space").parse().ok(),
                total: text(menu::SYSTEM_RESOURCE, "total-hdd-space").parse().ok(),
                flash_folder: snapshot.has(menu::FILE).then(|| has_flash(snapshot)),
            },
        }
    }
}

fn port(snapshot: &Snapshot, ethernet: &Record) -> Port {
    let name = ethernet.text_or_empty("name").to_owned();
    let running =
        snapshot.all(menu::INTERFACE).iter().any(|record| record.text("name") == Some(&name) && record.flag("running"));
    Port { running: running || ethernet.flag("running"), name }
}

fn modem(snapshot: &Snapshot, name: String, running: bool) -> Modem {
    let mut cards = snapshot.all(menu::INTERFACE_LTE_MONITOR).iter();
    let card = cards.find(|row| row.text("name") == Some(&name)).map(Card::of);
    Modem { name, running, card }
}

/// From 7.20 the list also names packages that could be installed.
fn package(record: &Record) -> Option<Package> {
    if record.flag("available") {
        return None;
    }
    let text = |name: &str| record.text_or_empty(name).to_owned();
    Some(Package { name: text("name"), version: text("version"), disabled: record.is_disabled() })
}

fn has_flash(snapshot: &Snapshot) -> bool {
    let mut files = snapshot.all(menu::FILE).iter();
    files.any(|file| file.text("name") == Some("flash") && ["directory", "disk"].contains(&file.text_or_empty("type")))
}

/// The socket, or the radio, that this computer hangs on: the router's ARP table knows the hardware
/// address behind one of its addresses, and the bridge knows where that is. None when the router
/// does not know this computer.
pub fn port_of(snapshot: &Snapshot, addresses: &[IpAddr]) -> Option<String> {
    let is_ours = |record: &&Record| {
        record.text("address").and_then(|text| text.parse().ok()).is_some_and(|ip: IpAddr| addresses.contains(&ip))
    };
    let neighbour = snapshot.all(menu::IP_ARP).iter().find(is_ours)?;
    let mac = neighbour.text("mac-address")?;
    let mut hosts = snapshot.all(menu::INTERFACE_BRIDGE_HOST).iter();
    let host = hosts.find(|host| host.text("mac-address").is_some_and(|other| other.eq_ignore_ascii_case(mac)));
    let place = host.and_then(|host| host.text("on-interface").or(host.text("interface")));
    // Without a bridge it is the socket itself.
    place.or(neighbour.text("interface")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MenuState;
    use std::collections::BTreeMap;

    fn snapshot(menus: Vec<(crate::Menu, Vec<Record>)>) -> Snapshot {
        let menus = menus.into_iter().map(|(menu, rows)| (menu, MenuState::List(rows)));
        Snapshot::new(Version::new(7, 20, 6), menus.collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn the_socket_of_this_computer() {
        let arp = Record::of(
            Some("*1"),
            &[("address", "192.168.88.10"), ("mac-address", "02:00:5E:10:00:01"), ("interface", "bridge")],
        );
        let host = Record::of(Some("*1"), &[("mac-address", "02:00:5e:10:00:01"), ("on-interface", "ether3")]);
        let own: Vec<IpAddr> = vec!["192.168.88.10".parse().expect("an address")];
        let both = snapshot(vec![(menu::IP_ARP, vec![arp.clone()]), (menu::INTERFACE_BRIDGE_HOST, vec![host])]);
        assert_eq!(port_of(&both, &own).as_deref(), Some("ether3"));
        let routed = snapshot(vec![(menu::IP_ARP, vec![arp])]);
        assert_eq!(port_of(&routed, &own).as_deref(), Some("bridge"), "no bridge knows it");
        assert_eq!(port_of(&both, &["10.0.0.2".parse().expect("an address")]), None);
    }

    #[test]
    fn packages_that_could_be_installed_are_not_there() {
        let row = |name: &str, available: &str| Record::of(None, &[("name", name), ("available", available)]);
        let facts =
            Facts::of(&snapshot(vec![(menu::SYSTEM_PACKAGE, vec![row("routeros", "false"), row("zerotier", "true")])]));
        assert_eq!(facts.packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["routeros"]);
        assert_eq!(facts.storage.flash_folder, None, "it was not looked at");
    }
}
