//! From RouterOS 6 to 7: what the move means for one router.
//!
//! MikroTik's manual, "Upgrade" (the channel `upgrade`, 7.12.1 first), "Moving from ROSv6 to v7" (routing),
//! "Packages" and reference versions.md (Wi-Fi becomes a package with 7.13).
use crate::class::is_of_a_button;
use routeros::{Facts, Menu, Snapshot, Text, menu};
use serde::{Deserialize, Serialize};

/// Menus beside those of planning that say whether routing was made by somebody.
pub const ROUTING_MENUS: [Menu; 3] = [menu::ROUTING_BGP_PEER, menu::ROUTING_OSPF_NETWORK, menu::ROUTING_FILTER];
/// MikroTik names so much main memory for RouterOS 7; smaller boards run it, and slowly.
const LITTLE: u64 = 64 << 20;
/// What is part of RouterOS 6 itself.
const OWN_PACKAGES: &[&str] =
    &["system", "ipv6", "wireless", "hotspot", "mpls", "routing", "ppp", "dhcp", "security", "advanced-tools"];

/// Something that is different afterwards, on this router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Meaning {
    /// RouterOS takes all settings over by itself at its first start.
    Converted,
    /// It has radios: their RouterOS becomes a package of its own with 7.13.
    Wifi,
    /// Its radios are managed by another router.
    Managed,
    /// BGP, OSPF or routing filters: rewritten in 7, so somebody has to look.
    Routing,
    /// Routing marks become names of tables.
    Marks,
    /// IPv6 was off as a package; in 7 it is part of RouterOS.
    Ipv6,
    /// Scripts and timers may name what is called otherwise in 7.
    Scripts {
        /// How many.
        count: usize,
    },
    /// Extra packages that 7 has in itself, has otherwise, or has no more.
    Packages {
        /// Their names.
        names: String,
    },
    /// There is little main memory.
    Memory {
        /// How much, in MB.
        megabytes: u64,
    },
}

impl Meaning {
    /// The sentence: `update.<key>`.
    pub fn sentence(&self) -> Text {
        match self {
            Self::Converted => Text::new("seven-converted"),
            Self::Wifi => Text::new("seven-wifi"),
            Self::Managed => Text::new("seven-managed"),
            Self::Routing => Text::new("seven-routing"),
            Self::Marks => Text::new("seven-marks"),
            Self::Ipv6 => Text::new("seven-ipv6"),
            Self::Scripts { count } => Text::new("seven-scripts").with("count", count.to_string()),
            Self::Packages { names } => Text::new("seven-packages").with("names", names),
            Self::Memory { megabytes } => Text::new("seven-memory").with("megabytes", megabytes.to_string()),
        }
    }
}

/// What the move means for this router.
pub(super) fn meanings(router: &Snapshot) -> Vec<Meaning> {
    let facts = Facts::of(router);
    let is_on = |name: &str| facts.packages.iter().any(|package| package.name == name && !package.disabled);
    let has = |menu: Menu| router.records(menu).next().is_some();
    let marked = |menu: Menu, name: &str| router.records(menu).any(|record| record.text(name).is_some());
    let extra: Vec<&str> = facts
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .filter(|name| !name.starts_with("routeros") && !OWN_PACKAGES.contains(name))
        .collect();
    // What the factory gave to a button switches lights or WPS, which both versions name alike.
    let made = |menu: Menu| router.records(menu).filter(|record| !is_of_a_button(menu, record)).count();
    let scripts = made(menu::SYSTEM_SCRIPT) + made(menu::SYSTEM_SCHEDULER);
    let memory =
        router.settings(menu::SYSTEM_RESOURCE).and_then(|record| record.text("total-memory")?.parse::<u64>().ok());
    let managed = router.settings(menu::INTERFACE_WIRELESS_CAP).is_some_and(|cap| cap.flag("enabled"));
    [
        Some(Meaning::Converted),
        (!facts.radios.is_empty()).then_some(Meaning::Wifi),
        managed.then_some(Meaning::Managed),
        ROUTING_MENUS.into_iter().any(has).then_some(Meaning::Routing),
        (marked(menu::IP_ROUTE, "routing-mark") || marked(menu::IP_FIREWALL_MANGLE, "new-routing-mark"))
            .then_some(Meaning::Marks),
        (!is_on("ipv6")).then_some(Meaning::Ipv6),
        (scripts > 0).then_some(Meaning::Scripts { count: scripts }),
        (!extra.is_empty()).then(|| Meaning::Packages { names: extra.join(", ") }),
        memory.filter(|total| *total < LITTLE).map(|total| Meaning::Memory { megabytes: total >> 20 }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
