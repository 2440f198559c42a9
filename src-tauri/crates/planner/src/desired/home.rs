//! The home network: lists, bridge, and the router's address in it.
use crate::{
    draft::{About, Draft, props},
    live,
};
use project::Project;
use routeros::{Area, Text, menu};

const AREA: Area = Area::HomeNetwork;

/// What later areas need to know of it.
pub(crate) struct Home {
    /// The interface with the home network.
    pub(crate) interface: String,
}

/// Lists LAN and WAN, a bridge in LAN, and the address on it.
pub(crate) fn home(project: &Project, draft: &mut Draft<'_>) -> Home {
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
    address(project, &interface, draft);
    Home { interface }
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

/// The router's address. Another address that the home has now stays beside it: taking it away
/// would cut the connection that is being used.
fn address(project: &Project, interface: &str, draft: &mut Draft<'_>) {
    let wanted = project.home.address;
    let text = wanted.to_string();
    let net = |record: &routeros::Record| record.text("address").and_then(|text| text.parse::<ipnet::Ipv4Net>().ok());
    let about =
        |key: &str| About::new(AREA, "home-network.address", Text::new(key).with("address", wanted.ip().to_string()));
    // The same address, whatever its size and wherever it is: on a blank router it sits on a socket.
    let same = draft.find(menu::IP_ADDRESS, |record| net(record).is_some_and(|net| net.addr() == wanted.ip()));
    match same {
        Some(record) => {
            let values = [("address", text.as_str()), ("interface", interface), ("disabled", "no")];
            draft.edit(about("home-address-change"), menu::IP_ADDRESS, record, &values);
        }
        None => {
            let values = props(&[("address", &text), ("interface", interface), ("comment", "firsthop:home-address")]);
            draft.add(about("home-address"), menu::IP_ADDRESS, values, None);
        }
    }
    move_to_bridge(project, interface, draft);
    let at_home = |record: &&routeros::Record| record.text("interface") == Some(interface) && !record.is_disabled();
    let others: Vec<String> = draft
        .snapshot
        .records(menu::IP_ADDRESS)
        .filter(at_home)
        .filter_map(net)
        .map(|net| net.addr())
        .filter(|address| *address != wanted.ip())
        .map(|address| address.to_string())
        .collect();
    if !others.is_empty() {
        draft.warn(AREA, Text::new("old-address-stays").with("address", others.join(", ")));
    }
    router_name(project, draft);
}

/// On a blank router an address sits on a socket that joins the bridge. It follows, so that it can
/// still be reached while the new one is tried.
fn move_to_bridge(project: &Project, interface: &str, draft: &mut Draft<'_>) {
    if draft.snapshot.all(menu::INTERFACE_BRIDGE).iter().any(|record| record.text("name") == Some(interface))
        || !draft.is_plain()
    {
        return;
    }
    let wan = live::wan_socket(project, draft.snapshot);
    let wanted = project.home.address.ip();
    let stays = |record: &&routeros::Record| {
        record.text("interface") == wan.as_deref()
            || record
                .text("address")
                .and_then(|text| text.parse::<ipnet::Ipv4Net>().ok())
                .is_none_or(|net| net.addr() == wanted)
    };
    for record in draft.snapshot.records(menu::IP_ADDRESS).filter(|record| !stays(record)) {
        let address = record.text_or_empty("address").to_owned();
        let id = format!("home-network.follow-{}", address.split('/').next().unwrap_or_default());
        let text = Text::new("address-follows").with("address", address);
        draft.edit(About::new(AREA, &id, text), menu::IP_ADDRESS, record, &[("interface", interface)]);
    }
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
