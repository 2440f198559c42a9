//! The home network: lists, bridge, and the router's address in it.
use super::moving::{self, net};
use crate::{
    draft::{About, Draft, props},
    live, owned,
};
use project::Project;
use routeros::{Area, Record, Text, menu};

const AREA: Area = Area::HomeNetwork;

/// What later areas need to know of it.
pub(crate) struct Home<'a> {
    /// The interface with the home network.
    pub(crate) interface: String,
    /// The addresses that it has beside the wanted one.
    pub(crate) old: Vec<&'a Record>,
}

/// Lists LAN and WAN, a bridge in LAN, and the address on it.
pub(crate) fn home<'a>(project: &Project, draft: &mut Draft<'a>) -> Home<'a> {
    for list in ["WAN", "LAN"] {
        if draft.find(menu::INTERFACE_LIST, |record| record.text("name") == Some(list)).is_none() {
            let id = format!("home-network.list-{}", list.to_lowercase());
            let text = Text::new("interface-list").with("list", list);
            let comment = format!("firsthop:list-{}", list.to_lowercase());
            draft.add(
                About::new(AREA, &id, text),
                menu::INTERFACE_LIST,
                props(&[("name", list), ("comment", &comment)]),
                None,
            );
        }
    }
    let found = live::lan_interface(draft.snapshot);
    // On somebody's own set-up the home may be on a socket or a VLAN: no bridge is forced on it.
    let found = found.or_else(|| if draft.is_plain() { None } else { live::private_interface(draft.snapshot) });
    let interface = found.unwrap_or_else(|| build_bridge(project, draft));
    let member =
        |record: &routeros::Record| record.text("list") == Some("LAN") && record.text("interface") == Some(&interface);
    let about = About::new(AREA, "home-network.list-member", Text::new("lan-list-member"));
    match draft.find(menu::INTERFACE_LIST_MEMBER, member) {
        Some(record) => draft.edit(about, menu::INTERFACE_LIST_MEMBER, record, &[("disabled", "no")]),
        None => {
            let values = props(&[("list", "LAN"), ("interface", &interface), ("comment", "firsthop:lan")]);
            draft.add(about, menu::INTERFACE_LIST_MEMBER, values, None);
        }
    }
    let old = old_addresses(project, &interface, draft);
    address(project, &interface, &old, draft);
    Home { interface, old }
}

/// On a blank router: a bridge over every socket but the one for the internet. The socket that
/// carries the router's address, where this computer most likely hangs, joins last.
fn build_bridge(project: &Project, draft: &mut Draft<'_>) -> String {
    const BRIDGE: &str = "bridge";
    let about = About::new(AREA, "home-network.bridge", Text::new("bridge"));
    draft.add_among(about, menu::INTERFACE_BRIDGE, props(&[("name", BRIDGE), ("comment", "firsthop:home")]), None);
    let wan = live::wan_socket(project, draft.snapshot);
    let sockets = draft.snapshot.all(menu::INTERFACE_ETHERNET).iter().filter_map(|record| record.text("name"));
    let holds_address =
        |name: &str| draft.find(menu::IP_ADDRESS, |record| record.text("interface") == Some(name)).is_some();
    let mut ports: Vec<&str> = sockets.filter(|name| Some(*name) != wan.as_deref()).collect();
    ports.sort_by_key(|name| holds_address(name));
    for port in ports {
        let taken = draft.find(menu::INTERFACE_BRIDGE_PORT, |record| record.text("interface") == Some(port)).is_some();
        if !taken {
            let about =
                About::new(AREA, &format!("home-network.port-{port}"), Text::new("bridge-port").with("port", port));
            let values = props(&[("bridge", BRIDGE), ("interface", port), ("comment", "firsthop:home")]);
            draft.add_among(about, menu::INTERFACE_BRIDGE_PORT, values, None);
        }
    }
    BRIDGE.to_owned()
}

/// The router's address. What the home has now stays beside it until everybody has followed.
fn address<'a>(project: &Project, interface: &str, old: &[&'a Record], draft: &mut Draft<'a>) {
    let wanted = project.home.address;
    let text = wanted.to_string();
    moving::begin(project, interface, old, draft);
    let about =
        |key: &str| About::new(AREA, "home-network.address", Text::new(key).with("address", wanted.ip().to_string()));
    // The same address, whatever its size and wherever it is: on a blank router it sits on a socket.
    let same = draft.find(menu::IP_ADDRESS, |record| net(record).is_some_and(|net| net.addr() == wanted.ip()));
    match same {
        Some(record) => {
            let mut values = vec![("address", text.as_str()), ("interface", interface), ("disabled", "no")];
            // It had been given up in an earlier run, and is wanted again.
            if owned::role(record) == Some("old-address") {
                values.push(("comment", "firsthop:home-address"));
            }
            draft.edit(about("home-address-change"), menu::IP_ADDRESS, record, &values);
        }
        None => {
            let values = props(&[("address", &text), ("interface", interface), ("comment", "firsthop:home-address")]);
            draft.add(about("home-address"), menu::IP_ADDRESS, values, None);
        }
    }
    for record in old.iter().filter(|record| record.text("interface") != Some(interface)) {
        let address = record.text_or_empty("address").to_owned();
        let id = format!("home-network.follow-{}", address.split('/').next().unwrap_or_default());
        let text = Text::new("address-follows").with("address", address);
        let comment = moving::mark(record);
        let mut values = vec![("interface", interface)];
        if draft.moves.is_some() {
            values.push(("comment", comment.as_str()));
        }
        draft.edit(About::new(AREA, &id, text), menu::IP_ADDRESS, record, &values);
    }
    if draft.moves.is_none() && !old.is_empty() {
        let others: Vec<String> =
            old.iter().filter_map(|record| net(record)).map(|net| net.addr().to_string()).collect();
        draft.warn(AREA, Text::new("old-address-stays").with("address", others.join(", ")));
    }
    router_name(project, draft);
}

/// The other addresses that the home has now. On a blank router they sit on sockets that join the
/// bridge, and follow them, so that the router can still be reached while the new one is tried.
fn old_addresses<'a>(project: &Project, interface: &str, draft: &Draft<'a>) -> Vec<&'a Record> {
    let snapshot = draft.snapshot;
    let is_new = !snapshot.all(menu::INTERFACE_BRIDGE).iter().any(|record| record.text("name") == Some(interface))
        && draft.is_plain();
    let wan = live::wan_socket(project, snapshot);
    let wanted = project.home.address.ip();
    let is_home = |record: &&Record| {
        let on = record.text("interface");
        (on == Some(interface) && !record.is_disabled()) || (is_new && on != wan.as_deref())
    };
    let others = snapshot.records(menu::IP_ADDRESS).filter(is_home);
    others.filter(|record| net(record).is_some_and(|net| net.addr() != wanted)).collect()
}

/// `router.lan`, which the default configuration has, follows the address.
fn router_name(project: &Project, draft: &mut Draft<'_>) {
    let address = project.home.address.ip().to_string();
    if let Some(record) = draft.find(menu::IP_DNS_STATIC, |record| record.text("name") == Some("router.lan")) {
        let text = Text::new("router-name").with("address", &address);
        draft.edit(
            About::new(AREA, "home-network.router-name", text),
            menu::IP_DNS_STATIC,
            record,
            &[("address", &address)],
        );
    }
}
