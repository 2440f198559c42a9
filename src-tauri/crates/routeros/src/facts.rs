//! What the router is.
use crate::{Snapshot, Version, menu};
use serde::{Deserialize, Serialize};

/// A socket of the router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// RouterOS name such as `ether1`.
    pub name: String,
    /// Whether a cable with something at its other end is plugged in.
    pub running: bool,
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
}

impl Facts {
    /// Takes the facts out of what was read.
    pub fn of(snapshot: &Snapshot) -> Self {
        let text =
            |menu, name| snapshot.settings(menu).and_then(|record| record.text(name)).unwrap_or_default().to_owned();
        let board_name = [text(menu::SYSTEM_RESOURCE, "board-name"), text(menu::SYSTEM_ROUTERBOARD, "board-name")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
            .replace("^2", "²")
            .replace("^3", "³");
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
        }
    }
}

fn port(snapshot: &Snapshot, ethernet: &crate::Record) -> Port {
    let name = ethernet.text_or_empty("name").to_owned();
    let running =
        snapshot.all(menu::INTERFACE).iter().any(|record| record.text("name") == Some(&name) && record.flag("running"));
    Port { running: running || ethernet.flag("running"), name }
}
