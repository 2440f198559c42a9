//! The order in which a plan is sent, where the order of the areas is not enough: at no moment may
//! somebody be let in, or this computer be shut out.
use crate::desired::SHORTENED;
use routeros::{Action, Area, Change, Menu, PropValue, Record, Snapshot, Target, Text, menu};

/// Puts changes into order; `moves` says that the home's address becomes another one. Gives back what
/// has to be done in one piece.
pub(crate) fn order(changes: &mut Vec<Change>, moves: bool, before: &Snapshot) -> Vec<String> {
    members_first(changes);
    logins_last(changes);
    // What makes devices ask for new addresses comes last: this computer may be among the first.
    if moves {
        changes.sort_by_key(|change| change.id.starts_with("addresses.") && change.id != SHORTENED);
    }
    joining(changes, before)
}

/// A socket that carries an address of the router's joins a bridge, and the address follows: in
/// between nobody would find the router.
fn joining(changes: &mut Vec<Change>, before: &Snapshot) -> Vec<String> {
    let carries = |record: &Record, socket: &str| record.text("interface") == Some(socket);
    let joins = |change: &Change| -> Option<String> {
        let socket = added(change, menu::INTERFACE_BRIDGE_PORT, "interface")?;
        before.records(menu::IP_ADDRESS).any(|record| carries(record, socket)).then(|| socket.to_owned())
    };
    let sockets: Vec<String> = changes.iter().filter_map(joins).collect();
    let follows = |change: &Change| match &change.action {
        Action::Set { target, .. } if change.menu == menu::IP_ADDRESS && named(change, "interface").is_some() => {
            let record = before.records(menu::IP_ADDRESS).find(|record| record.id.as_deref() == Some(&target.id));
            record.is_some_and(|record| sockets.iter().any(|socket| carries(record, socket)))
        }
        _ => false,
    };
    if sockets.is_empty() || !changes.iter().any(follows) {
        return Vec::new();
    }
    let last = changes.iter().rposition(|change| joins(change).is_some() || follows(change)).unwrap_or_default();
    let mut together: Vec<Change> = Vec::new();
    let mut rest: Vec<Change> = Vec::new();
    let mut after: Vec<Change> = Vec::new();
    for (at, change) in changes.drain(..).enumerate() {
        if joins(&change).is_some() || follows(&change) {
            together.push(change);
        } else if at < last {
            rest.push(change);
        } else {
            after.push(change);
        }
    }
    together.sort_by_key(|change| joins(change).is_none());
    let ids = together.iter().map(|change| change.id.clone()).collect();
    changes.extend(rest.into_iter().chain(together).chain(after));
    ids
}

/// An interface to the internet is in list WAN, which the firewall goes by, before anything uses it:
/// right behind the change that adds it, or before the first that gives it a use.
fn members_first(changes: &mut Vec<Change>) {
    for at in 0..changes.len() {
        let Some(interface) = added(&changes[at], menu::INTERFACE_LIST_MEMBER, "interface").map(str::to_owned) else {
            continue;
        };
        let is_it = |change: &Change| {
            [menu::INTERFACE_VLAN, menu::INTERFACE_PPPOE_CLIENT]
                .into_iter()
                .any(|menu| added(change, menu, "name") == Some(&interface))
        };
        let uses = |change: &Change| change.area == Area::Internet && named(change, "interface") == Some(&interface);
        let first = match changes[..at].iter().position(is_it) {
            Some(made) => Some(made + 1),
            None => changes[..at].iter().position(uses),
        };
        if let Some(first) = first {
            let member = changes.remove(at);
            changes.insert(first, member);
        }
    }
}

/// A login comes to life when it is in list WAN. Its interface has to be there before it can be.
fn logins_last(changes: &mut Vec<Change>) {
    let Some(at) = changes.iter().position(|change| added(change, menu::INTERFACE_PPPOE_CLIENT, "name").is_some())
    else {
        return;
    };
    let Some(name) = added(&changes[at], menu::INTERFACE_PPPOE_CLIENT, "name").map(str::to_owned) else { return };
    let is_member = |change: &Change| added(change, menu::INTERFACE_LIST_MEMBER, "interface") == Some(&name);
    let Some(member) = changes.iter().rposition(is_member).filter(|member| *member > at) else { return };
    let login = &mut changes[at];
    let on = Change {
        id: format!("{}{ON}", login.id),
        action: Action::Set {
            // RouterOS takes a name for a number (reference router-configuration §8.1).
            target: Target { id: name.clone(), find: vec![("name".to_owned(), name)] },
            props: vec![("disabled".to_owned(), PropValue::text("no"))],
        },
        text: Text::new("wan-pppoe-on"),
        ..login.clone()
    };
    if let Action::Add { props, .. } = &mut login.action {
        for (_, value) in props.iter_mut().filter(|(known, _)| known == "disabled") {
            *value = PropValue::text("yes");
        }
    }
    changes.insert(member + 1, on);
}

/// What the change that switches a login on is called, behind the login's own id.
pub(crate) const ON: &str = "-on";

/// The value that a new record of this menu gets.
fn added<'a>(change: &'a Change, menu: Menu, name: &str) -> Option<&'a str> {
    if change.menu != menu || !matches!(change.action, Action::Add { .. }) {
        return None;
    }
    named(change, name)
}

fn named<'a>(change: &'a Change, name: &str) -> Option<&'a str> {
    change.props().iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
        PropValue::Text(text) => Some(text.as_str()),
        PropValue::Secret(_) => None,
    })
}
