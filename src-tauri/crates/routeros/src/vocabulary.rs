//! What a router says of its own commands. Only one that is newer than every tree that FirstHop
//! knows is asked; for all others the trees were looked at when FirstHop was made.
use crate::{
    Kind, Menu, Version, menu,
    snapshot::{MODEM_MENUS, PLANNING_MENUS, WIFI_MENUS, WIRELESS_MENUS},
};
use std::collections::{BTreeMap, BTreeSet};

/// The newest release whose tree is known.
pub const NEWEST_KNOWN: Version = Version::new(7, 24, u16::MAX);

/// What is done to a menu, as its command is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `add`
    Add,
    /// `set`
    Set,
}

impl Verb {
    /// As it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Set => "set",
        }
    }
}

/// Names of arguments, by menu and command. A command that is not there was not asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary(BTreeMap<(Menu, Verb), BTreeSet<String>>);

impl Vocabulary {
    /// Takes down what a command knows.
    pub fn learn(&mut self, menu: Menu, verb: Verb, names: impl IntoIterator<Item = String>) {
        self.0.insert((menu, verb), names.into_iter().collect());
    }

    /// Whether a command takes a name. One that was not asked about is taken at its word.
    pub fn knows(&self, menu: Menu, verb: Verb, name: &str) -> bool {
        self.0.get(&(menu, verb)).is_none_or(|names| names.contains(name))
    }
}

/// The path of a command for `/console/inspect`: `ip,address,add`.
pub fn inspect_path(menu: Menu, verb: Verb) -> String {
    format!("{},{}", menu.path().trim_start_matches('/').replace('/', ","), verb.as_str())
}

/// Everything that a plan may say to a router.
pub fn questions() -> impl Iterator<Item = (Menu, Verb)> {
    let written = PLANNING_MENUS
        .iter()
        .chain(MODEM_MENUS)
        .chain(WIFI_MENUS)
        .chain(WIRELESS_MENUS)
        .filter(|menu| !ONLY_READ.contains(menu));
    written.flat_map(|menu| {
        let verbs: &[Verb] = match menu.kind() {
            // Sockets, modems, radios and services cannot be added.
            Kind::List | Kind::Ordered if !FIXED.contains(menu) => &[Verb::Add, Verb::Set],
            Kind::List | Kind::Ordered | Kind::Settings => &[Verb::Set],
            Kind::Status => &[],
        };
        verbs.iter().map(|verb| (*menu, *verb))
    })
}

const FIXED: &[Menu] =
    &[menu::INTERFACE_ETHERNET, menu::INTERFACE_LTE, menu::INTERFACE_WIFI, menu::INTERFACE_WIRELESS, menu::IP_SERVICE];

/// What is read before planning and never written by a plan; the pipeline test of unknown versions fails
/// when one of the others is missing in what is read.
const ONLY_READ: &[Menu] = &[
    menu::SYSTEM_IDENTITY,
    menu::INTERFACE,
    menu::IP_FIREWALL_RAW,
    menu::IP_FIREWALL_ADDRESS_LIST,
    menu::IPV6_FIREWALL_NAT,
    menu::IPV6_FIREWALL_RAW,
    menu::IPV6_FIREWALL_ADDRESS_LIST,
    menu::IPV6_SETTINGS,
    menu::IP_FIREWALL_MANGLE,
    menu::QUEUE_SIMPLE,
    menu::PPP_SECRET,
    menu::INTERFACE_WIREGUARD,
    menu::INTERFACE_WIFI_CAP,
    menu::INTERFACE_WIFI_CONFIGURATION,
    menu::USER,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_the_console_takes_them() {
        assert_eq!(inspect_path(menu::IP_DHCP_CLIENT, Verb::Add), "ip,dhcp-client,add");
        assert!(questions().all(|(menu, verb)| verb == Verb::Set || menu != menu::IP_SERVICE));
    }

    #[test]
    fn what_was_not_asked_is_taken_at_its_word() {
        let mut words = Vocabulary::default();
        words.learn(menu::IP_SSH, Verb::Set, ["ciphers".to_owned()]);
        assert!(!words.knows(menu::IP_SSH, Verb::Set, "strong-crypto"));
        assert!(words.knows(menu::IP_SSH, Verb::Set, "ciphers") && words.knows(menu::IP_DNS, Verb::Set, "servers"));
    }
}
