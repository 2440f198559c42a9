//! The way to the internet (reference router-configuration §3): make the WAN interface, put it into
//! list WAN, give it address and route, and only then stop the old way.
mod back_home;
mod dhcp;
mod fixed;
mod lte;
mod pppoe;
mod socket;
mod stop;

pub(crate) use socket::frame;

use super::{firewall, free_name};
use crate::{
    draft::{About, Draft, props},
    live,
    owned::is_owned,
};
use project::{InternetKind, Names, Project};
use routeros::{Area, Menu, Record, Snapshot, Text, menu};

const AREA: Area = Area::Internet;

/// What brings the internet in the end, and by which record.
enum Way {
    Dhcp(String),
    Pppoe(String),
    Static { line: String, address: String, gateway: String },
    Lte(String),
}

/// Everything between the provider and the home.
pub(crate) fn internet(project: &Project, draft: &mut Draft<'_>) {
    let peer_dns = if matches!(project.names, Names::Provider) { "yes" } else { "no" };
    let way = match &project.internet.kind {
        InternetKind::Lte(wanted) => lte::lte(wanted, peer_dns, draft),
        InternetKind::Dhcp(_) | InternetKind::Pppoe { .. } | InternetKind::Static { .. } => {
            by_cable(project, peer_dns, draft)
        }
    };
    // `check` has refused a router without a socket or a modem for the internet.
    let Some(way) = way else { return };
    masquerade(draft);
    stop::other_ways(&way, draft);
    back_home::back_home(live::wan_socket(project, draft.snapshot).as_deref(), draft);
}

fn by_cable(project: &Project, peer_dns: &str, draft: &mut Draft<'_>) -> Option<Way> {
    let port = live::wan_socket(project, draft.snapshot)?;
    socket::hardware_address(project, &port, draft);
    let needs = socket::frame(project);
    socket::frame_of_socket(&port, needs, draft);
    let line = match project.internet.vlan {
        Some(vlan) => socket::vlan(&port, &vlan.to_string(), needs, draft),
        None => port.clone(),
    };
    let is_bare = line == port && !matches!(project.internet.kind, InternetKind::Pppoe { .. });
    let leaves = live::at_home(draft.snapshot, &port);
    if leaves && !is_bare {
        // What arrives on it is from outside from the moment on at which it leaves the home.
        lower_is_outside("internet.socket-list-member", &port, draft);
    }
    if is_bare {
        list_member(&line, draft);
    }
    if leaves {
        socket::leave_home(&port, draft);
    }
    let way = match &project.internet.kind {
        InternetKind::Dhcp(wanted) => {
            if !is_bare {
                list_member(&line, draft);
            }
            dhcp::dhcp(wanted, &line, peer_dns, draft);
            Way::Dhcp(line.clone())
        }
        InternetKind::Pppoe { user, service } => {
            let service = service.as_deref().unwrap_or_default();
            let login = pppoe::Login { line: &line, user: user.as_str(), service, mtu: project.internet.mtu };
            let name = pppoe::pppoe(&login, peer_dns, draft);
            list_member(&name, draft);
            Way::Pppoe(name)
        }
        InternetKind::Static { address, gateway } => {
            if !is_bare {
                list_member(&line, draft);
            }
            let (address, gateway) = (address.to_string(), gateway.to_string());
            fixed::fixed(&line, &address, &gateway, draft);
            Way::Static { line: line.clone(), address, gateway }
        }
        InternetKind::Lte(_) => return None,
    };
    if !is_bare && !leaves {
        lower_is_outside("internet.socket-list-member", &port, draft);
    }
    if line != port && matches!(way, Way::Pppoe(_)) {
        // FirstHop made this one, so it closes it among the rules of others, too.
        outside("internet.vlan-list-member", &line, draft);
    }
    // A modem is switched off, but whoever switches it on again must not open the home.
    let modems: Vec<String> =
        live::modems(draft.snapshot).map(|modem| modem.text_or_empty("name").to_owned()).collect();
    for modem in modems {
        lower_is_outside(&format!("internet.{modem}-list-member"), &modem, draft);
    }
    Some(way)
}

/// The router as strangers will find it: with the line that is to come, and its place in list WAN.
pub(crate) fn outlook(project: &Project, snapshot: &Snapshot) -> Snapshot {
    let mut outlook = snapshot.clone();
    let mut append = |menu: Menu, pairs: &[(&str, &str)]| {
        outlook.edit(menu, |rows| rows.push(Record::of(None, pairs)));
    };
    let end = match &project.internet.kind {
        InternetKind::Lte(_) => live::modem(snapshot).map(|modem| modem.text_or_empty("name").to_owned()),
        kind => live::wan_socket(project, snapshot).map(|port| {
            let line = project.internet.vlan.as_ref().map_or_else(|| port.clone(), |vlan| format!("wan-vlan{vlan}"));
            if line != port {
                append(menu::INTERFACE_VLAN, &[("name", &line), ("interface", &port)]);
            }
            if !matches!(kind, InternetKind::Pppoe { .. }) {
                return line;
            }
            // A name that nothing has: rules of others cannot know it.
            let name = "firsthop-pppoe";
            append(menu::INTERFACE_PPPOE_CLIENT, &[("name", name), ("interface", &line), ("add-default-route", "yes")]);
            name.to_owned()
        }),
    };
    if let Some(end) = end {
        append(menu::INTERFACE_LIST_MEMBER, &[("list", "WAN"), ("interface", &end)]);
    }
    outlook
}

fn list_member(interface: &str, draft: &mut Draft<'_>) {
    let about = About::new(AREA, "internet.list-member", Text::new("wan-list-member"));
    let fits = |record: &Record| record.text("list") == Some("WAN") && record.text("interface") == Some(interface);
    match draft.find(menu::INTERFACE_LIST_MEMBER, fits) {
        Some(record) => draft.edit(about, menu::INTERFACE_LIST_MEMBER, record, &[("disabled", "no")]),
        None => {
            let values = props(&[("list", "WAN"), ("interface", interface), ("comment", "firsthop:wan")]);
            draft.add(about, menu::INTERFACE_LIST_MEMBER, values, None);
        }
    }
}

/// What arrives on the bare socket, or on a VLAN beside its login, comes from outside as well: the
/// forward rule stops only what list WAN names. MikroTik's default configuration has the socket in it
/// (reference router-configuration §1.2); a router without configuration lacks that.
fn lower_is_outside(id: &str, lower: &str, draft: &mut Draft<'_>) {
    if draft.is_plain() {
        outside(id, lower, draft);
    }
}

fn outside(id: &str, lower: &str, draft: &mut Draft<'_>) {
    let about = About::new(AREA, id, Text::new("wan-list-member"));
    let fits = |record: &Record| record.text("list") == Some("WAN") && record.text("interface") == Some(lower);
    match draft.find(menu::INTERFACE_LIST_MEMBER, fits) {
        Some(record) if record.is_disabled() || is_owned(menu::INTERFACE_LIST_MEMBER, record) => {
            draft.edit(about, menu::INTERFACE_LIST_MEMBER, record, &[("disabled", "no")]);
        }
        Some(_) => {}
        None => {
            let values = props(&[("list", "WAN"), ("interface", lower), ("comment", "firsthop:wan")]);
            draft.add(about, menu::INTERFACE_LIST_MEMBER, values, None);
        }
    }
}

/// One rule hides the home behind the router's address, whatever the WAN interface is called.
fn masquerade(draft: &mut Draft<'_>) {
    let about = About::new(AREA, "internet.masquerade", Text::new("masquerade"));
    match draft.find(menu::IP_FIREWALL_NAT, firewall::is_masquerade) {
        Some(record) => draft.edit(about, menu::IP_FIREWALL_NAT, record, &[("disabled", "no")]),
        None => {
            let values = props(&[
                ("chain", "srcnat"),
                ("action", "masquerade"),
                ("out-interface-list", "WAN"),
                ("ipsec-policy", "out,none"),
                ("comment", "firsthop:masquerade"),
            ]);
            draft.add(about, menu::IP_FIREWALL_NAT, values, None);
        }
    }
}
