//! The items of the Protection page and their state on a router.
use crate::{Context, Transport, desired, draft::Draft};
use routeros::{Menu, NoSecrets, Snapshot, menu};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One row of the page. Texts: `protection.<id>.name`, `.term`, `.why`, `.breaks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// As in `protection.items` of a project.
    pub id: &'static str,
    /// Only the strict level has it.
    pub strict_only: bool,
    /// The menus that a router needs for it; one is enough.
    menus: &'static [Menu],
    /// What it is called while it is not right.
    open: Standing,
}

impl Item {
    /// Whether it is one of the two firewalls, which stand before everything else in a plan.
    pub fn is_firewall(&self) -> bool {
        self.id.starts_with("firewall")
    }
}

/// All items, in the order of the page.
pub const ITEMS: &[Item] = &[
    item("firewall", &[menu::IP_FIREWALL_FILTER], Standing::Open),
    item("firewall6", &[menu::IPV6_FIREWALL_FILTER], Standing::Open),
    item("old-services", &[menu::IP_SERVICE], Standing::Open),
    item("private-only", &[menu::IP_SERVICE], Standing::Open),
    item("usb-sharing", &[menu::DISK_SETTINGS], Standing::Shared),
    item("upnp", &[menu::IP_UPNP], Standing::Open),
    item("hide-outside", &[menu::TOOL_MAC_SERVER, menu::IP_NEIGHBOR_DISCOVERY_SETTINGS], Standing::Open),
    item("ssh-crypto", &[menu::IP_SSH], Standing::NotSet),
    item("ntp", &[menu::SYSTEM_NTP_CLIENT], Standing::NotSet),
    item("bandwidth-server", &[menu::TOOL_BANDWIDTH_SERVER], Standing::Open),
    item("detect-internet", &[menu::INTERFACE_DETECT_INTERNET], Standing::Open),
    Item { strict_only: true, ..item("mac-winbox", &[menu::TOOL_MAC_SERVER_MAC_WINBOX], Standing::Open) },
];

const fn item(id: &'static str, menus: &'static [Menu], open: Standing) -> Item {
    Item { id, strict_only: false, menus, open }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemState {
    /// Which item.
    pub item: &'static Item,
    /// How it stands.
    pub standing: Standing,
}

/// The state of every item. An item stands right when applying it alone would change nothing, so
/// the page cannot disagree with the plan.
pub fn item_states(snapshot: &Snapshot) -> Vec<ItemState> {
    let ticked = BTreeSet::new();
    let context = Context { secrets: &NoSecrets, ticked: &ticked, transport: Transport::Https, run_key: &[0; 32] };
    let state = |item: &'static Item| {
        let standing = if item.menus.iter().any(|menu| snapshot.has(*menu)) {
            let mut draft = Draft::new(snapshot, &context);
            desired::apply_item(item, item.strict_only, &mut draft);
            if draft.is_empty() { Standing::Already } else { item.open }
        } else {
            Standing::NotOnModel
        };
        ItemState { item, standing }
    };
    ITEMS.iter().map(state).collect()
}
