//! Reading a router: first the little that says what it is, then everything that planning needs.
//!
//! A request costs a home router about 120 ms, so the facts come from a dozen and are shown while the
//! other forty menus are read.
use crate::{
    Client, ClientError, Router,
    router::{MOVE, TIMER},
    sim::read_monitor,
};
use routeros::{
    Menu, MenuState, NEWEST_KNOWN, Record, Snapshot, Value, Version, Vocabulary, menu,
    snapshot::{MODEM_MENUS, PLANNING_MENUS, has_modem, has_outside, may_have, radio_menus},
    vocabulary,
};
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

/// What says what a router is.
const FACTS: &[Menu] = &[
    menu::SYSTEM_RESOURCE,
    menu::SYSTEM_ROUTERBOARD,
    menu::SYSTEM_IDENTITY,
    menu::SYSTEM_DEVICE_MODE,
    menu::SYSTEM_PACKAGE,
    menu::INTERFACE,
    menu::INTERFACE_ETHERNET,
    menu::USER,
    menu::IP_SERVICE,
    menu::IP_ARP,
    menu::INTERFACE_BRIDGE_HOST,
];

/// Reads what the router is: see `routeros::Facts`.
///
/// # Errors
/// The router does not answer, or not as RouterOS.
pub async fn read_facts(router: &impl Router) -> Result<Snapshot, ClientError> {
    let mut menus = BTreeMap::new();
    for menu in FACTS {
        menus.insert(*menu, router.read(*menu).await?);
        // One that is not set up from here is asked nothing more.
        version(&menus)?;
    }
    read_device(router, &mut menus).await?;
    // The group `full` may everything; what others may is to be looked at.
    let full = |state: &MenuState| matches!(state, MenuState::List(users) if users.iter().all(|user| user.text("group") == Some("full")));
    if !menus.get(&menu::USER).is_some_and(full) {
        menus.insert(menu::USER_GROUP, router.read(menu::USER_GROUP).await?);
    }
    menus.insert(menu::FILE, read_files(router).await);
    let cards = read_cards(router, menus.get(&menu::INTERFACE)).await;
    if !cards.is_empty() {
        menus.insert(menu::INTERFACE_LTE_MONITOR, MenuState::List(cards));
    }
    let version = version(&menus)?;
    Ok(Snapshot::new(version, menus))
}

/// Reads everything that planning needs: one list per menu.
///
/// # Errors
/// The router does not answer, or not as RouterOS.
pub async fn read_snapshot(router: &impl Router) -> Result<Snapshot, ClientError> {
    read_menus(router, PLANNING_MENUS).await
}

/// Reads these menus, each once, and not those that the router's version lacks. The first one has to be
/// `/system/resource`, which says what the version is.
///
/// # Errors
/// As `read_snapshot`.
pub async fn read_menus(router: &impl Router, wanted: &[Menu]) -> Result<Snapshot, ClientError> {
    read_rest(router, wanted, BTreeMap::new()).await
}

/// The same after the facts were read a moment ago: what is in them is not read again.
///
/// # Errors
/// As `read_snapshot`.
pub async fn read_snapshot_after(router: &impl Router, facts: &Snapshot) -> Result<Snapshot, ClientError> {
    let known = facts.menus().map(|(menu, state)| (menu, state.clone())).collect();
    read_rest(router, PLANNING_MENUS, known).await
}

async fn read_rest(
    router: &impl Router,
    wanted: &[Menu],
    known: BTreeMap<Menu, MenuState>,
) -> Result<Snapshot, ClientError> {
    let mut menus = BTreeMap::new();
    for menu in wanted {
        let lacks = version(&menus).is_ok_and(|version| !may_have(version, *menu));
        let state = match known.get(menu) {
            Some(state) => state.clone(),
            None if lacks => MenuState::Absent,
            None => router.read(*menu).await?,
        };
        menus.insert(*menu, state);
    }
    read_device(router, &mut menus).await?;
    if has_modem(menus.get(&menu::INTERFACE)) {
        for menu in MODEM_MENUS {
            menus.insert(*menu, router.read(*menu).await?);
        }
    }
    for menu in radio_menus(menus.get(&menu::INTERFACE)).collect::<Vec<_>>() {
        menus.insert(menu, router.read(menu).await?);
    }
    // What the factory would do says where the internet is when nothing else does.
    if !has_outside(menus.get(&menu::INTERFACE_LIST_MEMBER)) {
        let menu = menu::SYSTEM_DEFAULT_CONFIGURATION;
        menus.insert(menu, router.read(menu).await?);
    }
    // Before 7.13 an access point is managed through the menu of the older radios.
    if matches!(menus.get(&menu::INTERFACE_WIFI_CAP), Some(MenuState::Absent) | None) {
        menus.insert(menu::INTERFACE_WIRELESS_CAP, router.read(menu::INTERFACE_WIRELESS_CAP).await?);
    }
    // What RouterOS 6 has in its scheduler for a run is part of that and nobody's configuration.
    if let Some(MenuState::List(entries)) = menus.get_mut(&menu::SYSTEM_SCHEDULER) {
        let is_ours = |name: &str| name.starts_with(TIMER) || name == MOVE;
        entries.retain(|entry| !is_ours(entry.text_or_empty("name")));
    }
    let version = version(&menus)?;
    let snapshot = Snapshot::new(version, menus);
    Ok(if version > NEWEST_KNOWN { snapshot.speaking(vocabulary(router).await?) } else { snapshot })
}

/// Asks a router that is newer than every known tree what its commands take
/// (`/console/inspect`, reference rest-api §7).
async fn vocabulary(router: &impl Router) -> Result<Vocabulary, ClientError> {
    let mut vocabulary = Vocabulary::default();
    for (menu, verb) in vocabulary::questions() {
        let path = vocabulary::inspect_path(menu, verb);
        let rows = match router.ask("/console/inspect", &[("request", "child"), ("path", &path)]).await {
            Ok(rows) => rows,
            // One that cannot be asked is taken at its word.
            Err(ClientError::Refused { .. } | ClientError::Missing { .. }) => continue,
            Err(error) => return Err(error),
        };
        let names = rows.iter().filter(|row| row.text("type") == Some("child")).filter_map(|row| row.text("name"));
        let names: Vec<String> = names.map(str::to_owned).collect();
        // Nothing at all says that the menu is not there, which reading it said already.
        if !names.is_empty() {
            vocabulary.learn(menu, verb, names);
        }
    }
    Ok(vocabulary)
}

/// Only a virtual router has no serial number; it is told from others by its licence.
async fn read_device(router: &impl Router, menus: &mut BTreeMap<Menu, MenuState>) -> Result<(), ClientError> {
    let has_serial = match menus.get(&menu::SYSTEM_ROUTERBOARD) {
        Some(MenuState::Settings(record)) => !record.text_or_empty("serial-number").is_empty(),
        Some(MenuState::List(_) | MenuState::Absent) | None => false,
    };
    if !has_serial {
        menus.insert(menu::SYSTEM_LICENSE, router.read(menu::SYSTEM_LICENSE).await?);
    }
    Ok(())
}

/// The names of files, never what is in them (reference rest-api §1.9). Absent where they cannot be
/// looked at: nothing depends on them alone.
async fn read_files(router: &impl Router) -> MenuState {
    match router.ask("/file/print", &[(".proplist", "name,type")]).await {
        Ok(files) => MenuState::List(files),
        Err(_) => MenuState::Absent,
    }
}

/// What each modem says of its card, under the modem's name. One that says nothing is left out: nothing
/// depends on it.
async fn read_cards(router: &impl Router, interfaces: Option<&MenuState>) -> Vec<Record> {
    let Some(MenuState::List(interfaces)) = interfaces else { return Vec::new() };
    let modems = interfaces.iter().filter(|row| row.text("type") == Some("lte")).filter_map(|row| row.text("name"));
    let mut cards = Vec::new();
    for modem in modems {
        if let Ok(mut row) = read_monitor(router, modem).await {
            row.props.insert("name".to_owned(), Value::Text(modem.to_owned()));
            cards.push(row);
        }
    }
    cards
}

fn version(menus: &BTreeMap<Menu, MenuState>) -> Result<Version, ClientError> {
    let version = match menus.get(&menu::SYSTEM_RESOURCE) {
        Some(MenuState::Settings(record)) => record.text_or_empty("version").parse::<Version>().ok(),
        Some(MenuState::List(_) | MenuState::Absent) | None => None,
    };
    let version = version.ok_or(ClientError::NotRouterOs)?;
    if version.is_untested() {
        return Err(ClientError::Untested { has: version.to_string() });
    }
    if version < Version::OLDEST {
        return Err(ClientError::TooOld { detail: version.to_string() });
    }
    Ok(version)
}

/// The addresses by which the router may know this computer: those in its networks, and where its
/// services list connections (from 7.19), the one that asked.
pub fn own_addresses(router: &Client, facts: &Snapshot) -> Vec<IpAddr> {
    let at = router.socket().ip();
    let mut own = crate::address::own_in_network_of(at);
    let connected = facts.all(menu::IP_SERVICE).iter().filter(|row| row.is_dynamic());
    let remote = |row: &Record| row.text("remote").and_then(|text| text.parse::<SocketAddr>().ok());
    // With other computers connected too, this would be one of them.
    let remotes: Vec<IpAddr> = connected.filter_map(remote).map(|socket| socket.ip()).collect();
    if let [first, rest @ ..] = remotes.as_slice()
        && rest.iter().all(|other| other == first)
        && !own.contains(first)
    {
        own.push(*first);
    }
    own
}
