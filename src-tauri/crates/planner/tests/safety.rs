//! Plans in a bad order, written by hand: each is refused at the change that does the harm.
use planner::{Danger, Entry, Move, Plan, Transport, Unsafe, safety::check};
use routeros::{
    Action, Area, Change, Group, Menu, MenuState, PropValue, Props, Record, Snapshot, Target, Text, Undo, Version, menu,
};
use std::{collections::BTreeMap, net::Ipv4Addr};

const OLD: Ipv4Addr = Ipv4Addr::new(192, 168, 88, 1);

fn list(rows: &[&[(&str, &str)]]) -> MenuState {
    let row = |(at, pairs): (usize, &&[(&str, &str)])| Record::of(Some(&format!("*{}", at + 1)), pairs);
    MenuState::List(rows.iter().enumerate().map(row).collect())
}

/// A home on a bridge, a line on ether1, and the usual rules.
fn router() -> Snapshot {
    let menus = BTreeMap::from([
        (menu::INTERFACE_ETHERNET, list(&[&[("name", "ether1")], &[("name", "ether2")], &[("name", "ether3")]])),
        (menu::INTERFACE_BRIDGE, list(&[&[("name", "bridge")]])),
        (
            menu::INTERFACE_BRIDGE_PORT,
            list(&[&[("bridge", "bridge"), ("interface", "ether2")], &[("bridge", "bridge"), ("interface", "ether3")]]),
        ),
        (menu::INTERFACE_LIST, list(&[&[("name", "LAN")], &[("name", "WAN")]])),
        (
            menu::INTERFACE_LIST_MEMBER,
            list(&[&[("list", "LAN"), ("interface", "bridge")], &[("list", "WAN"), ("interface", "ether1")]]),
        ),
        (menu::IP_ADDRESS, list(&[&[("address", "192.168.88.1/24"), ("interface", "bridge")]])),
        (menu::IP_DHCP_CLIENT, list(&[&[("interface", "ether1"), ("add-default-route", "yes")]])),
        (
            menu::IP_SERVICE,
            list(&[
                &[("name", "www-ssl"), ("port", "443"), ("certificate", "router")],
                &[("name", "telnet"), ("port", "23")],
            ]),
        ),
        (menu::USER, list(&[&[("name", "admin"), ("group", "full")], &[("name", "eve"), ("group", "read")]])),
        (
            menu::IP_FIREWALL_FILTER,
            list(&[
                &[("chain", "input"), ("action", "accept"), ("connection-state", "established,related")],
                &[("chain", "input"), ("action", "drop"), ("in-interface-list", "!LAN")],
                &[("chain", "forward"), ("action", "drop"), ("in-interface-list", "WAN"), ("connection-state", "new")],
            ]),
        ),
        (menu::IPV6_SETTINGS, MenuState::Settings(Record::of(None, &[("disable-ipv6", "true")]))),
    ]);
    Snapshot::new(Version::new(7, 20, 6), menus)
}

fn props(pairs: &[(&str, &str)]) -> Props {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), PropValue::text(*value))).collect()
}

fn change(id: &str, menu: Menu, action: Action) -> Change {
    let text = Text::new("x");
    Change { id: id.into(), group: Group::Settings, area: Area::Protection, menu, action, text, undo: Undo::Automatic }
}

fn target(number: usize) -> Target {
    Target { id: format!("*{number}"), find: Vec::new() }
}

fn add(id: &str, menu: Menu, pairs: &[(&str, &str)], before: Option<usize>) -> Change {
    change(id, menu, Action::Add { props: props(pairs), before: before.map(target) })
}

fn set(id: &str, menu: Menu, number: usize, pairs: &[(&str, &str)]) -> Change {
    change(id, menu, Action::Set { target: target(number), props: props(pairs) })
}

fn remove(id: &str, menu: Menu, number: usize) -> Change {
    change(id, menu, Action::Remove { target: target(number) })
}

fn plan(changes: Vec<Change>) -> Plan {
    let snapshot = router().hash(&[0; 32]);
    Plan {
        changes,
        together: Vec::new(),
        later: Vec::new(),
        moves: None,
        left_alone: Vec::new(),
        warnings: Vec::new(),
        complete: true,
        snapshot,
        device: String::new(),
    }
}

fn judged(plan: &Plan) -> Result<(), Unsafe> {
    check(plan, &router(), &Entry { transport: Transport::Https, router: Some(OLD), port: Some("ether3".into()) })
}

/// The plan is refused at change `bad`, for this reason; without it, or in the right order, it is not.
fn refused(changes: Vec<Change>, danger: Danger, right: Vec<Change>) {
    assert_eq!(judged(&plan(changes)), Err(Unsafe { id: "bad".into(), danger }));
    assert_eq!(judged(&plan(right)), Ok(()), "{danger:?}");
}

#[test]
fn a_socket_of_the_home_stays_in_it() {
    let into = |id| set(id, menu::INTERFACE_BRIDGE_PORT, 2, &[("bridge", "guests")]);
    let fine = || add("fine", menu::INTERFACE_BRIDGE, &[("name", "guests")], None);
    refused(vec![fine(), into("bad")], Danger::Port, vec![fine()]);
    refused(
        vec![remove("bad", menu::INTERFACE_BRIDGE_PORT, 2)],
        Danger::Port,
        vec![remove("fine", menu::INTERFACE_BRIDGE_PORT, 1)],
    );
    refused(vec![set("bad", menu::INTERFACE_ETHERNET, 3, &[("disabled", "yes")])], Danger::Port, vec![]);
    refused(vec![set("bad", menu::INTERFACE_BRIDGE, 1, &[("disabled", "yes")])], Danger::Port, vec![]);
}

#[test]
fn the_address_in_use_stays_until_another_was_reached() {
    let new = || add("new", menu::IP_ADDRESS, &[("address", "192.168.77.1/24"), ("interface", "bridge")], None);
    let old = || remove("bad", menu::IP_ADDRESS, 1);
    refused(vec![old(), new()], Danger::Address, vec![new()]);
    // Beside the new one it may not go either, as long as nobody was there.
    refused(vec![new(), old()], Danger::Address, vec![new()]);
    let to = "192.168.77.1/24".parse().expect("a network");
    let moves = Some(Move { to, from: Vec::new(), wait: 600, pool: Default::default() });
    let moving = Plan { later: vec![old()], moves: moves.clone(), ..plan(vec![new()]) };
    assert_eq!(judged(&moving), Ok(()));
    // It is to go on at an address that nobody adds.
    let lost = Plan { moves, ..plan(vec![set("bad", menu::IP_DNS, 1, &[])]) };
    assert_eq!(judged(&lost), Err(Unsafe { id: "bad".into(), danger: Danger::Address }));
}

#[test]
fn the_service_in_use_stays_and_lets_the_new_network_in() {
    let off = |id, number| set(id, menu::IP_SERVICE, number, &[("disabled", "yes")]);
    refused(vec![off("fine", 2), off("bad", 1)], Danger::Service, vec![off("fine", 2)]);
    let only = |id, net| set(id, menu::IP_SERVICE, 1, &[("address", net)]);
    refused(vec![only("bad", "10.0.0.0/8")], Danger::Service, vec![only("fine", "10.0.0.0/8,192.168.0.0/16")]);
    let to = "192.168.77.1/24".parse().expect("a network");
    let moves = Some(Move { to, from: Vec::new(), wait: 600, pool: Default::default() });
    let new = || add("bad", menu::IP_ADDRESS, &[("address", "192.168.77.1/24"), ("interface", "bridge")], None);
    let narrow = Plan { moves: moves.clone(), ..plan(vec![only("first", "192.168.88.0/24"), new()]) };
    assert_eq!(judged(&narrow), Err(Unsafe { id: "bad".into(), danger: Danger::Service }));
    let wide = Plan { moves, ..plan(vec![only("first", "192.168.88.0/24,192.168.77.0/24"), new()]) };
    assert_eq!(judged(&wide), Ok(()));
}

#[test]
fn the_service_in_use_stays_where_it_was_and_who_it_was() {
    let www_ssl = |id, name, value| set(id, menu::IP_SERVICE, 1, &[(name, value)]);
    let telnet = |id, name, value| set(id, menu::IP_SERVICE, 2, &[(name, value)]);
    refused(vec![www_ssl("bad", "port", "8443")], Danger::Service, vec![telnet("fine", "port", "2323")]);
    // Nor for a moment: what comes after it would not arrive.
    refused(
        vec![www_ssl("bad", "port", "8443"), www_ssl("back", "port", "443")],
        Danger::Service,
        vec![www_ssl("fine", "port", "443")],
    );
    refused(vec![www_ssl("bad", "vrf", "guests")], Danger::Service, vec![www_ssl("fine", "vrf", "main")]);
    for other in ["none", "another"] {
        refused(
            vec![www_ssl("bad", "certificate", other)],
            Danger::Service,
            vec![www_ssl("fine", "certificate", "router"), telnet("fine", "certificate", other)],
        );
    }
    let gone = |id: &str, name: &str| {
        let target = Target { id: "*9".into(), find: vec![("name".into(), name.into())] };
        change(id, menu::CERTIFICATE, Action::Remove { target })
    };
    refused(vec![gone("bad", "router")], Danger::Service, vec![gone("fine", "another")]);
    let calls = |id: &str, name: &str| {
        change(id, menu::IP_SERVICE_WEBSERVER, Action::SetSettings { props: props(&[(name, "no")]) })
    };
    refused(vec![calls("bad", "rest-secure")], Danger::Service, vec![calls("fine", "rest-plain")]);
}

/// The same service is judged that the connection uses, and no other.
#[test]
fn each_connection_has_a_service_of_its_own() {
    let services: &[&[(&str, &str)]] = &[
        &[("name", "www"), ("port", "80"), ("certificate", "none")],
        &[("name", "www-ssl"), ("port", "443"), ("certificate", "router")],
        &[("name", "api"), ("port", "8728")],
        &[("name", "api-ssl"), ("port", "8729"), ("certificate", "router")],
    ];
    let mut before = router();
    before.insert(menu::IP_SERVICE, list(services));
    let all = [Transport::Http, Transport::Https, Transport::Api, Transport::ApiSsl];
    for (used, transport) in all.into_iter().enumerate() {
        let entry = Entry { transport, router: Some(OLD), port: Some("ether3".into()) };
        let bad = || Err(Unsafe { id: "x".into(), danger: Danger::Service });
        for number in 0..all.len() {
            let moved = plan(vec![set("x", menu::IP_SERVICE, number + 1, &[("port", "4444")])]);
            assert_eq!(check(&moved, &before, &entry), if number == used { bad() } else { Ok(()) }, "{transport:?}");
            // In clear text nobody is shown a certificate.
            let other = plan(vec![set("x", menu::IP_SERVICE, number + 1, &[("certificate", "another")])]);
            let is_shown = number == used && transport.is_private();
            assert_eq!(check(&other, &before, &entry), if is_shown { bad() } else { Ok(()) }, "{transport:?}");
        }
        for (name, refuses) in [("rest-plain", Transport::Http), ("rest-secure", Transport::Https)] {
            let action = Action::SetSettings { props: props(&[(name, "no")]) };
            let calls = plan(vec![change("x", menu::IP_SERVICE_WEBSERVER, action)]);
            assert_eq!(check(&calls, &before, &entry), if transport == refuses { bad() } else { Ok(()) }, "{name}");
        }
    }
}

/// It is in use, so it was reachable, whatever the records say: only what a change makes of it is judged.
#[test]
fn a_service_that_a_plan_does_not_touch_is_not_judged() {
    let mut before = router();
    let limited: &[&[(&str, &str)]] =
        &[&[("name", "www-ssl"), ("port", "443"), ("address", "192.168.88.5")], &[("name", "telnet"), ("port", "23")]];
    before.insert(menu::IP_SERVICE, list(limited));
    let entry = Entry { transport: Transport::Https, router: Some(OLD), port: None };
    let judged = |changes| check(&plan(changes), &before, &entry);
    assert_eq!(judged(vec![set("x", menu::IP_SERVICE, 2, &[("disabled", "yes")])]), Ok(()));
    assert_eq!(judged(vec![set("x", menu::IP_SERVICE, 1, &[("address", "192.168.88.0/24")])]), Ok(()));
    let narrower = set("x", menu::IP_SERVICE, 1, &[("address", "192.168.88.6")]);
    assert_eq!(judged(vec![narrower]), Err(Unsafe { id: "x".into(), danger: Danger::Service }));
}

#[test]
fn accepts_come_before_drops() {
    let drop =
        |id| add(id, menu::IP_FIREWALL_FILTER, &[("chain", "input"), ("action", "drop"), ("protocol", "tcp")], None);
    let accept = || {
        add(
            "accept",
            menu::IP_FIREWALL_FILTER,
            &[("chain", "input"), ("action", "accept"), ("in-interface-list", "LAN")],
            None,
        )
    };
    refused(vec![drop("bad"), accept()], Danger::LockedOut, vec![accept(), drop("fine")]);
    // What cannot be said from the records counts as a way to be locked out, too.
    let unclear = add(
        "bad",
        menu::IP_FIREWALL_FILTER,
        &[("chain", "input"), ("action", "drop"), ("src-mac-address", "02:00:00:00:00:01")],
        Some(2),
    );
    refused(vec![unclear], Danger::LockedOut, vec![]);
    refused(
        vec![add(
            "bad",
            menu::IP_FIREWALL_FILTER,
            &[("chain", "input"), ("action", "drop"), ("src-address", "192.168.88.0/24")],
            Some(1),
        )],
        Danger::LockedOut,
        vec![add(
            "fine",
            menu::IP_FIREWALL_FILTER,
            &[("chain", "input"), ("action", "drop"), ("src-address", "10.0.0.0/8")],
            Some(1),
        )],
    );
}

#[test]
fn list_lan_is_never_empty() {
    let out = |id| remove(id, menu::INTERFACE_LIST_MEMBER, 1);
    let other = || add("other", menu::INTERFACE_LIST_MEMBER, &[("list", "LAN"), ("interface", "ether9")], None);
    refused(vec![out("bad")], Danger::LanEmpty, vec![other()]);
    refused(vec![other(), out("bad")], Danger::LanEmpty, vec![other()]);
}

#[test]
fn vlan_filtering_comes_last() {
    let filter = |id| set(id, menu::INTERFACE_BRIDGE, 1, &[("vlan-filtering", "yes")]);
    let port = || add("port", menu::INTERFACE_BRIDGE_PORT, &[("bridge", "bridge"), ("interface", "ether4")], None);
    refused(vec![filter("bad"), port()], Danger::VlanFiltering, vec![port(), filter("fine")]);
}

#[test]
fn somebody_who_may_change_everything_stays() {
    let off = |id| set(id, menu::USER, 1, &[("disabled", "yes")]);
    let new = || add("new", menu::USER, &[("name", "anna"), ("group", "full")], None);
    refused(vec![off("bad"), new()], Danger::LastUser, vec![new(), off("fine")]);
}

#[test]
fn nothing_is_open_that_was_not() {
    let shut = |id| remove(id, menu::IP_FIREWALL_FILTER, 2);
    let again = || {
        add(
            "again",
            menu::IP_FIREWALL_FILTER,
            &[("chain", "input"), ("action", "drop"), ("in-interface-list", "!LAN")],
            None,
        )
    };
    refused(vec![shut("bad"), again()], Danger::MoreOpen, vec![again(), shut("fine")]);
    refused(
        vec![set("bad", menu::IP_FIREWALL_FILTER, 2, &[("disabled", "yes")])],
        Danger::MoreOpen,
        vec![set("fine", menu::IP_FIREWALL_FILTER, 2, &[("comment", "x")])],
    );
}
