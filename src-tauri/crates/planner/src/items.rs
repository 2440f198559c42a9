//! The items of the Protection page and their state on a router.
use crate::{Class, Context, Transport, classify, desired, draft::Draft};
use project::{Level, Names, Project, Protection, TimeZone, Watcher};
use routeros::{Change, Menu, Secret, Secrets, Snapshot, menu};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One row of the page. Texts: `protection.<id>.name`, `.term`, `.why`, `.breaks`, and where the advice
/// comes from: `protection.source-<source>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// As in `protection.items` of a project.
    pub id: &'static str,
    /// From which level on it is asked for.
    pub asked: Asked,
    /// What switching it off does.
    pub off: Off,
    /// Who advises it.
    pub source: &'static str,
    /// What a router loses in the audit when it is not right, of 100.
    pub(crate) points: u8,
    /// The menus that a router needs for it; one is enough.
    menus: &'static [Menu],
    /// What it is called while it is not right.
    open: Standing,
}

/// What the items depend on beside the router.
#[derive(Debug, Clone, Copy)]
pub struct Wishes<'a> {
    /// How much is asked for.
    pub level: Level,
    /// Where the router's clock is.
    pub time_zone: Option<&'a TimeZone>,
    /// Names are looked up in private, which needs the right time.
    pub private_names: bool,
    /// Who may watch the router.
    pub watcher: Option<&'a Watcher>,
}

impl<'a> Wishes<'a> {
    /// A level and nothing else.
    pub fn of_level(level: Level) -> Self {
        Self { level, time_zone: None, private_names: false, watcher: None }
    }

    /// Those of a project.
    pub fn of(project: &'a Project) -> Self {
        let private_names = matches!(project.names, Names::Servers { doh: Some(_), .. });
        let Protection { level, time_zone, watcher, .. } = &project.protection;
        Self { level: *level, time_zone: time_zone.as_ref(), private_names, watcher: watcher.as_ref() }
    }
}

/// Who asks for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Both levels.
    Recommended,
    /// The strict level.
    Strict,
    /// Only the person.
    Own,
}

/// What switching an item off does on a router that FirstHop set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Off {
    /// What FirstHop set goes back to what RouterOS has by default.
    Default,
    /// It stays as it is: the default is not known, is the same, or would open the router.
    Stays,
}

impl Item {
    /// Whether it is one of the two firewalls, which stand before everything else in a plan.
    pub fn is_firewall(&self) -> bool {
        self.id.starts_with("firewall")
    }

    /// Whether a level asks for it.
    pub fn is_in(&self, level: Level) -> bool {
        match self.asked {
            Asked::Recommended => true,
            Asked::Strict => level == Level::Strict,
            Asked::Own => false,
        }
    }
}

/// All items, in the order of the page.
pub const ITEMS: &[Item] = &[
    Item { source: "wifi", ..item("wifi", 45, &[menu::INTERFACE_WIFI, menu::INTERFACE_WIRELESS], Standing::Open) },
    Item { source: "firewall", ..item("firewall", 20, &[menu::IP_FIREWALL_FILTER], Standing::Open) },
    Item { source: "firewall", ..item("firewall6", 20, &[menu::IPV6_FIREWALL_FILTER], Standing::Open) },
    Item { off: Off::Default, ..item("old-services", 6, &[menu::IP_SERVICE], Standing::Open) },
    Item { off: Off::Default, ..item("private-only", 6, &[menu::IP_SERVICE], Standing::Open) },
    Item { off: Off::Default, source: "disks", ..item("usb-sharing", 4, &[menu::DISK_SETTINGS], Standing::Shared) },
    item("upnp", 8, &[menu::IP_UPNP], Standing::Open),
    item("proxy", 15, &[menu::IP_PROXY], Standing::Open),
    item("socks", 15, &[menu::IP_SOCKS], Standing::Open),
    Item { source: "snmp", ..item("snmp", 6, &[menu::SNMP], Standing::Open) },
    item("cloud", 3, &[menu::IP_CLOUD], Standing::Open),
    item("hide-outside", 6, &[menu::TOOL_MAC_SERVER, menu::IP_NEIGHBOR_DISCOVERY_SETTINGS], Standing::Open),
    Item { off: Off::Default, ..item("ssh-crypto", 3, &[menu::IP_SSH], Standing::NotSet) },
    Item { source: "dns", ..item("ntp", 3, &[menu::SYSTEM_NTP_CLIENT], Standing::NotSet) },
    Item { off: Off::Default, source: "clock", ..item("time-zone", 0, &[menu::SYSTEM_CLOCK], Standing::NotSet) },
    Item { off: Off::Default, ..item("bandwidth-server", 3, &[menu::TOOL_BANDWIDTH_SERVER], Standing::Open) },
    Item { source: "detect", ..item("detect-internet", 3, &[menu::INTERFACE_DETECT_INTERNET], Standing::Open) },
    Item {
        asked: Asked::Strict,
        off: Off::Default,
        ..item("mac-winbox", 0, &[menu::TOOL_MAC_SERVER_MAC_WINBOX], Standing::Open)
    },
    Item {
        asked: Asked::Strict,
        off: Off::Default,
        ..item("mac-ping", 0, &[menu::TOOL_MAC_SERVER_PING], Standing::Open)
    },
    Item {
        asked: Asked::Strict,
        off: Off::Default,
        ..item("password-policy", 0, &[menu::USER_SETTINGS], Standing::NotSet)
    },
    Item { asked: Asked::Own, off: Off::Default, ..item("winbox", 0, &[menu::IP_SERVICE], Standing::Open) },
    Item { asked: Asked::Own, off: Off::Default, ..item("ssh", 0, &[menu::IP_SERVICE], Standing::Open) },
];

const fn item(id: &'static str, points: u8, menus: &'static [Menu], open: Standing) -> Item {
    Item { id, asked: Asked::Recommended, off: Off::Stays, source: "securing", points, menus, open }
}

/// How an item stands on a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// There is nothing to change.
    Already,
    /// A way in is open.
    Open,
    /// Something is shared with everybody.
    Shared,
    /// Something useful is not set.
    NotSet,
    /// This router has nothing of the kind.
    NotOnModel,
}

impl Standing {
    /// As it stands in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Already => "already",
            Self::Open => "open",
            Self::Shared => "shared",
            Self::NotSet => "not-set",
            Self::NotOnModel => "not-on-model",
        }
    }
}

/// An item's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemState {
    /// Which item.
    pub item: &'static Item,
    /// How it stands.
    pub standing: Standing,
    /// What switching it on would change, ticked or not.
    pub on: Vec<Change>,
    /// What switching it off would change.
    pub off: Vec<Change>,
}

/// The state of every item. An item stands right when applying it alone would change nothing,
/// so the page cannot disagree with the plan.
pub fn item_states(snapshot: &Snapshot, wishes: Wishes<'_>) -> Vec<ItemState> {
    let class = classify(snapshot);
    ITEMS.iter().map(|item| state(item, class, snapshot, wishes)).collect()
}

fn state(item: &'static Item, class: Class, snapshot: &Snapshot, wishes: Wishes<'_>) -> ItemState {
    if !item.menus.iter().any(|menu| snapshot.has(*menu)) {
        return ItemState { item, standing: Standing::NotOnModel, on: Vec::new(), off: Vec::new() };
    }
    // The level of an item that only the strict one has is the strict one.
    let level = if item.asked == Asked::Strict { Level::Strict } else { wishes.level };
    let wishes = Wishes { level, ..wishes };
    let (complete, on) = alone(class, snapshot, &|draft| desired::apply_item(item, wishes, draft));
    // Whether a clock is right nobody can say who does not know where it is.
    let is_known = item.id != "time-zone" || wishes.time_zone.is_some();
    let standing = if on.is_empty() && complete && is_known { Standing::Already } else { item.open };
    let off = if standing == Standing::Already && may_take_back(class) {
        alone(class, snapshot, &|draft| desired::take_back(item, wishes, draft)).1
    } else {
        Vec::new()
    };
    ItemState { item, standing, on, off }
}

/// What an item would change is asked for without its secret: one that will be given.
struct Any;

impl Secrets for Any {
    fn secret(&self, _: &str) -> Option<Secret> {
        Some(Secret::new(""))
    }
}

/// Whether everything needed could be said, and what would change.
fn alone(class: Class, snapshot: &Snapshot, apply: &dyn Fn(&mut Draft<'_>)) -> (bool, Vec<Change>) {
    let ticked = BTreeSet::new();
    let context =
        Context { secrets: &Any, ticked: &ticked, transport: Transport::Https, run_key: &[0; 32], finish_move: false };
    let mut draft = Draft::of(class, snapshot, &context);
    apply(&mut draft);
    let (complete, changes) = draft.wanted();
    (complete || !changes.is_empty(), changes)
}

/// Whether what FirstHop sets may be taken back when the person says so: on somebody's own set-up, nobody
/// knows who set it.
pub(crate) fn may_take_back(class: Class) -> bool {
    matches!(class, Class::Factory | Class::Blank | Class::Ours)
}
