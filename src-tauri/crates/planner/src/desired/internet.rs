//! The way to the internet (reference router-configuration §3): make the WAN interface, put it into
//! list WAN, give it address and route, and only then stop the old way.
use super::{firewall, free_name};
use crate::{
    draft::{About, Draft, props},
    live,
    owned::{is_owned, role},
};
use project::{InternetKind, Names, PortChoice, Project};
use routeros::{Area, Menu, MenuState, PropValue, Record, Snapshot, Text, menu};

const AREA: Area = Area::Internet;
const PASSWORD: &str = "internet.pppoe.password";

/// Everything between the provider's cable and the home.
pub(crate) fn internet(project: &Project, draft: &mut Draft<'_>) {
    let port = match &project.internet.port {
        PortChoice::Named(name) => Some(name.clone()),
        PortChoice::Auto => live::wan_port(draft.snapshot),
    };
    // `check` has refused a router without a socket for the internet.
    let Some(port) = port else { return };
    hardware_address(project, &port, draft);
    let line = match project.internet.vlan {
        Some(vlan) => vlan_interface(&port, &vlan.to_string(), draft),
        None => port.clone(),
    };
    let peer_dns = if matches!(project.names, Names::Provider) { "yes" } else { "no" };
    let way = match &project.internet.kind {
        InternetKind::Dhcp => {
            list_member(&line, draft);
            dhcp(&line, peer_dns, draft);
            Way::Dhcp(line.clone())
        }
        InternetKind::Pppoe { user, service } => {
            let name = pppoe(&line, user.as_str(), service.as_deref().unwrap_or_default(), peer_dns, draft);
            list_member(&name, draft);
            Way::Pppoe(name)
        }
        InternetKind::Static { address, gateway } => {
            list_member(&line, draft);
            fixed(&line, &address.to_string(), &gateway.to_string(), draft);
            Way::Static { line: line.clone(), address: address.to_string(), gateway: gateway.to_string() }
        }
    };
    lower_is_outside("internet.socket-list-member", &port, &way, draft);
    if line != port {
        lower_is_outside("internet.vlan-list-member", &line, &way, draft);
    }
    masquerade(draft);
    stop_other_ways(&way, draft);
}

/// The router as strangers will find it: with the line that is to come, and its place in list WAN.
pub(crate) fn outlook(project: &Project, snapshot: &Snapshot) -> Snapshot {
    let mut outlook = snapshot.clone();
    let port = match &project.internet.port {
        PortChoice::Named(name) => Some(name.clone()),
        PortChoice::Auto => live::wan_port(snapshot),
    };
    let Some(port) = port else { return outlook };
    let line = project.internet.vlan.as_ref().map_or_else(|| port.clone(), |vlan| format!("wan-vlan{vlan}"));
    let mut append = |menu: Menu, pairs: &[(&str, &str)]| {
        let mut rows = outlook.all(menu).to_vec();
        rows.push(Record::of(None, pairs));
        outlook.insert(menu, MenuState::List(rows));
    };
    if line != port {
        append(menu::INTERFACE_VLAN, &[("name", &line), ("interface", &port)]);
    }
    let end = match &project.internet.kind {
        InternetKind::Pppoe { .. } => {
            // A name that nothing has: rules of others cannot know it.
            let name = "firsthop-pppoe";
            append(menu::INTERFACE_PPPOE_CLIENT, &[("name", name), ("interface", &line), ("add-default-route", "yes")]);
            name.to_owned()
        }
        InternetKind::Dhcp | InternetKind::Static { .. } => line,
    };
    append(menu::INTERFACE_LIST_MEMBER, &[("list", "WAN"), ("interface", &end)]);
    outlook
}

enum Way {
    Dhcp(String),
    Pppoe(String),
    Static { line: String, address: String, gateway: String },
}

fn hardware_address(project: &Project, port: &str, draft: &mut Draft<'_>) {
    let Some(record) = draft.find(menu::INTERFACE_ETHERNET, |record| record.text("name") == Some(port)) else {
        return;
    };
    let Some(mac) = project.internet.mac else {
        // Another one than its own was borrowed for a provider, and is not asked for any more.
        if let Some(own) = record.text("orig-mac-address").filter(|own| record.text("mac-address") != Some(own)) {
            let text = Text::new("wan-mac-own").with("mac", own);
            let about = About::new(AREA, "internet.mac", text);
            draft.edit(about, menu::INTERFACE_ETHERNET, record, &[("mac-address", own)]);
        }
        return;
    };
    {
        let text = Text::new("wan-mac").with("mac", mac.to_string());
        draft.edit(
            About::new(AREA, "internet.mac", text),
            menu::INTERFACE_ETHERNET,
            record,
            &[("mac-address", &mac.to_string())],
        );
    }
}

fn vlan_interface(port: &str, vlan: &str, draft: &mut Draft<'_>) -> String {
    let about = About::new(AREA, "internet.vlan", Text::new("wan-vlan").with("vlan", vlan));
    let fits = |record: &Record| record.text("interface") == Some(port) && record.text("vlan-id") == Some(vlan);
    if let Some(record) = draft.find(menu::INTERFACE_VLAN, fits) {
        draft.edit(about, menu::INTERFACE_VLAN, record, &[("disabled", "no")]);
        return record.text_or_empty("name").to_owned();
    }
    let plain = format!("wan-vlan{vlan}");
    let taken = draft.snapshot.all(menu::INTERFACE).iter().any(|record| record.text("name") == Some(&plain));
    let name = if taken { free_name(draft, menu::INTERFACE, &format!("{plain}-")) } else { plain };
    let values = props(&[("name", &name), ("interface", port), ("vlan-id", vlan), ("comment", "firsthop:wan-vlan")]);
    draft.add(about, menu::INTERFACE_VLAN, values, None);
    name
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
fn lower_is_outside(id: &str, lower: &str, way: &Way, draft: &mut Draft<'_>) {
    let (Way::Dhcp(end) | Way::Pppoe(end) | Way::Static { line: end, .. }) = way;
    if end == lower || !draft.is_plain() {
        return;
    }
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

fn dhcp(line: &str, peer_dns: &str, draft: &mut Draft<'_>) {
    let about = |key: &str| About::new(AREA, "internet.dhcp-client", Text::new(key));
    let wanted = [("add-default-route", "yes"), ("use-peer-dns", peer_dns), ("disabled", "no")];
    match draft.find(menu::IP_DHCP_CLIENT, |record| record.text("interface") == Some(line)) {
        Some(record) => {
            let key = if record.is_disabled() { "wan-dhcp-on" } else { "wan-dhcp-change" };
            draft.edit(about(key), menu::IP_DHCP_CLIENT, record, &wanted);
        }
        None => {
            // `disabled` is yes on RouterOS 6 unless said otherwise (reference versions.md).
            let mut values = props(&[("interface", line)]);
            values.extend(props(&wanted));
            values.extend(props(&[("comment", "firsthop:wan-dhcp")]));
            draft.add(about("wan-dhcp"), menu::IP_DHCP_CLIENT, values, None);
        }
    }
}

/// A client that holds a secret is never overwritten: with another login a new one is added and the
/// old one disabled, so that going back needs no secret.
fn pppoe(line: &str, user: &str, service: &str, peer_dns: &str, draft: &mut Draft<'_>) -> String {
    let about = |key: &str| About::new(AREA, "internet.pppoe-client", Text::new(key));
    let password = draft.context.secrets.secret(PASSWORD);
    let fits = |record: &Record| {
        let same_login = record.text("interface") == Some(line)
            && record.text("user") == Some(user)
            && record.text_or_empty("service-name") == service;
        // Only what is known to differ counts as another password.
        let same_password = match (&password, record.secret("password")) {
            (Some(wanted), Some(found)) => wanted == found,
            (None, _) | (_, None) => true,
        };
        same_login && same_password
    };
    let wanted = [("add-default-route", "yes"), ("use-peer-dns", peer_dns), ("disabled", "no")];
    // One that is on is the one that works, when the password does not tell them apart.
    let on = draft.find(menu::INTERFACE_PPPOE_CLIENT, |record| fits(record) && !record.is_disabled());
    if let Some(record) = on.or_else(|| draft.find(menu::INTERFACE_PPPOE_CLIENT, fits)) {
        draft.edit(about("wan-pppoe-change"), menu::INTERFACE_PPPOE_CLIENT, record, &wanted);
        return record.text_or_empty("name").to_owned();
    }
    let name = free_name(draft, menu::INTERFACE, "pppoe-out");
    let mut values = props(&[("name", &name), ("interface", line), ("user", user)]);
    values.push(("password".to_owned(), PropValue::Secret(PASSWORD.to_owned())));
    if !service.is_empty() {
        values.extend(props(&[("service-name", service)]));
    }
    values.extend(props(&wanted));
    values.extend(props(&[("comment", "firsthop:wan-pppoe")]));
    draft.add(about("wan-pppoe"), menu::INTERFACE_PPPOE_CLIENT, values, None);
    name
}

fn fixed(line: &str, address: &str, gateway: &str, draft: &mut Draft<'_>) {
    let about = About::new(AREA, "internet.address", Text::new("wan-address").with("address", address));
    let fits = |record: &Record| record.text("address") == Some(address) && record.text("interface") == Some(line);
    match draft.find(menu::IP_ADDRESS, fits) {
        Some(record) => draft.edit(about, menu::IP_ADDRESS, record, &[("disabled", "no")]),
        None => {
            let values = props(&[("address", address), ("interface", line), ("comment", "firsthop:wan-address")]);
            draft.add(about, menu::IP_ADDRESS, values, None);
        }
    }
    let about = About::new(AREA, "internet.route", Text::new("wan-route").with("gateway", gateway));
    let fits = |record: &Record| is_default_route(record) && record.text("gateway") == Some(gateway);
    match draft.find(menu::IP_ROUTE, fits) {
        Some(record) => draft.edit(about, menu::IP_ROUTE, record, &[("disabled", "no")]),
        None => {
            let values =
                props(&[("dst-address", "0.0.0.0/0"), ("gateway", gateway), ("comment", "firsthop:wan-route")]);
            draft.add(about, menu::IP_ROUTE, values, None);
        }
    }
}

fn is_default_route(record: &Record) -> bool {
    record.text("dst-address") == Some("0.0.0.0/0")
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

/// Exactly one source of the default route. The others are switched off, not removed, so that the
/// way back needs nothing.
fn stop_other_ways(way: &Way, draft: &mut Draft<'_>) {
    let stop = |draft: &mut Draft<'_>, menu: Menu, record: &Record, key: &str| {
        let name = crate::draft::name(menu, record);
        let id = format!("internet.stop-{key}-{}", name.replace(' ', "-"));
        let text = Text::new(format!("stop-{key}")).with("name", name);
        draft.edit(About::new(AREA, &id, text), menu, record, &[("disabled", "yes")]);
    };
    let snapshot = draft.snapshot;
    for record in snapshot.records(menu::IP_DHCP_CLIENT).filter(|record| !record.is_disabled()) {
        let interface = record.text_or_empty("interface");
        let is_it = matches!(way, Way::Dhcp(line) if line == interface);
        if !is_it && record.text("add-default-route") != Some("no") {
            stop(draft, menu::IP_DHCP_CLIENT, record, "dhcp");
        }
    }
    for record in snapshot.records(menu::INTERFACE_PPPOE_CLIENT).filter(|record| !record.is_disabled()) {
        let is_it = matches!(way, Way::Pppoe(name) if record.text("name") == Some(name));
        if !is_it && record.flag("add-default-route") {
            stop(draft, menu::INTERFACE_PPPOE_CLIENT, record, "pppoe");
        }
    }
    for record in snapshot.records(menu::IP_ROUTE).filter(|record| is_default_route(record) && !record.is_disabled()) {
        let is_it = matches!(way, Way::Static { gateway, .. } if record.text("gateway") == Some(gateway));
        if !is_it {
            stop(draft, menu::IP_ROUTE, record, "route");
        }
    }
    let ours = |record: &&Record| {
        is_owned(menu::IP_ADDRESS, record) && role(record) == Some("wan-address") && !record.is_disabled()
    };
    for record in snapshot.records(menu::IP_ADDRESS).filter(ours) {
        let found = (record.text_or_empty("interface"), record.text_or_empty("address"));
        let is_it = matches!(way, Way::Static { line, address, .. } if found == (line.as_str(), address.as_str()));
        if !is_it {
            stop(draft, menu::IP_ADDRESS, record, "address");
        }
    }
}
