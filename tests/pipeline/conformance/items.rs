//! Every item of Protection switched on and off again, also those that no scenario asks for and those that
//! factory routers have right already.
use planner::{ITEMS, Off, Standing, Wishes, after, item_states};
use project::{Level, Watcher};
use routeros::{Change, Menu, MenuState, NoSecrets, Record, Snapshot, Value, menu};
use std::collections::BTreeSet;

/// What switches items on, what switches them off again, and what takes both back.
#[derive(Default)]
pub(super) struct Switched {
    pub(super) changes: Vec<(String, Change)>,
    pub(super) undone: Vec<(String, planner::Inverse)>,
    pub(super) on: BTreeSet<&'static str>,
    pub(super) back: BTreeSet<&'static str>,
    /// Those that this router has nothing of.
    pub(super) absent: BTreeSet<&'static str>,
}

/// Alone, it looks like a break-in, and then nothing is taken back.
const SOCKS: &[Setting] = &[(menu::IP_SOCKS, "enabled", "true")];

type Setting = (Menu, &'static str, &'static str);

/// As careless as a router can be: whatever an item would switch off is on.
fn careless(snapshot: &Snapshot) -> Snapshot {
    let mut now = snapshot.clone();
    let settings: &[Setting] = &[
        (menu::DISK_SETTINGS, "auto-smb-sharing", "true"),
        (menu::IP_UPNP, "enabled", "true"),
        (menu::IP_PROXY, "enabled", "true"),
        (menu::SNMP, "enabled", "true"),
        (menu::IP_CLOUD, "ddns-enabled", "yes"),
        (menu::IP_SSH, "strong-crypto", "false"),
        (menu::IP_NEIGHBOR_DISCOVERY_SETTINGS, "discover-interface-list", "all"),
        (menu::TOOL_MAC_SERVER, "allowed-interface-list", "all"),
        (menu::TOOL_MAC_SERVER_MAC_WINBOX, "allowed-interface-list", "all"),
        (menu::TOOL_MAC_SERVER_PING, "enabled", "true"),
        (menu::TOOL_BANDWIDTH_SERVER, "enabled", "true"),
        (menu::INTERFACE_DETECT_INTERNET, "detect-interface-list", "all"),
        (menu::SYSTEM_NTP_CLIENT, "enabled", "false"),
        (menu::SYSTEM_CLOCK, "time-zone-name", "Europe/Riga"),
        (menu::USER_SETTINGS, "minimum-password-length", "0"),
        (menu::IP_SERVICE_WEBSERVER, "rest-plain", "true"),
        // Where it is forbidden, there is nothing to switch.
        (menu::SYSTEM_DEVICE_MODE, "bandwidth-test", "true"),
    ];
    set(&mut now, settings);
    let each = |now: &mut Snapshot, menu: Menu, edit: &dyn Fn(&mut Record)| {
        if snapshot.has(menu) {
            now.edit(menu, |rows| rows.iter_mut().for_each(edit));
        }
    };
    each(&mut now, menu::IP_SERVICE, &|row| drop(row.props.insert("disabled".into(), Value::Text("false".into()))));
    each(&mut now, menu::INTERFACE_WIFI, &|row| row.props.retain(|name, _| !name.starts_with("security")));
    for menu in [menu::IP_FIREWALL_FILTER, menu::IPV6_FIREWALL_FILTER] {
        if snapshot.has(menu) {
            now.insert(menu, MenuState::List(Vec::new()));
        }
    }
    now
}

fn set(now: &mut Snapshot, settings: &[Setting]) {
    for (menu, name, value) in settings {
        let Some(mut record) = now.settings(*menu).cloned() else { continue };
        record.props.insert((*name).to_owned(), Value::Text((*value).to_owned()));
        now.insert(*menu, MenuState::Settings(record));
    }
}

/// Every item on a router of the factory's settings and on the most careless one.
pub(super) fn switched(snapshot: &Snapshot) -> Switched {
    let zone = "Europe/Vienna".parse().expect("a zone");
    let watcher = Watcher { name: "watch".parse().expect("a name"), address: [192, 168, 88, 5].into() };
    let mut all = Switched::default();
    let mut socks = snapshot.clone();
    set(&mut socks, SOCKS);
    for before in [snapshot.clone(), careless(snapshot), socks] {
        for (level, watcher) in
            [(Level::Recommended, None), (Level::Strict, None), (Level::Recommended, Some(&watcher))]
        {
            let wishes = Wishes { level, time_zone: Some(&zone), private_names: true, watcher };
            for (at, state) in item_states(&before, wishes).into_iter().enumerate() {
                let item = state.item;
                if state.standing == Standing::NotOnModel {
                    all.absent.insert(item.id);
                    continue;
                }
                let now = after(&before, &state.on, &NoSecrets);
                let off = item_states(&now, wishes).swap_remove(at).off;
                let undone = [planner::revert(&before, &state.on), planner::revert(&now, &off)].concat();
                all.undone.extend(undone.into_iter().map(|inverse| (format!("{} undone", item.id), inverse)));
                if !state.on.is_empty() {
                    all.on.insert(item.id);
                }
                if !off.is_empty() {
                    assert_eq!(item.off, Off::Default, "{} stays", item.id);
                    all.back.insert(item.id);
                }
                let changes = state.on.into_iter().chain(off);
                all.changes.extend(changes.map(|change| (format!("item {}", change.id), change)));
            }
        }
    }
    all
}

impl Switched {
    /// Items that were not switched both ways though the router has them.
    pub(super) fn left_out(&self) -> Vec<&'static str> {
        let fits = |item: &&planner::Item| !self.absent.contains(item.id);
        let both =
            |item: &planner::Item| self.on.contains(item.id) && (item.off == Off::Stays || self.back.contains(item.id));
        ITEMS.iter().filter(fits).filter(|item| !both(item)).map(|item| item.id).collect()
    }
}
