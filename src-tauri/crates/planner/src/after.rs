//! What a router will hold once changes are on it, without sending them.
//!
//! Only what the changes say is foreseen. What the router makes of them by itself, such as an
//! address from the provider, is not; the addresses and routes that it got by itself stay as read.
use routeros::{
    Action, Change, Menu, MenuState, PropValue, Props, Record, Secret, Secrets, Snapshot, Target, Value, menu,
    menu::Kind,
};

/// The snapshot with all changes carried out in their order. A secret that is not known becomes the
/// empty one. A change whose record is gone does nothing, as on the router, where it would be refused.
pub fn after(before: &Snapshot, changes: &[Change], secrets: &dyn Secrets) -> Snapshot {
    let mut now = before.clone();
    for (number, change) in changes.iter().enumerate() {
        carry_out(&mut now, change, number, secrets);
    }
    now
}

/// Carries out one change. `number` tells it from others that add something.
pub(crate) fn carry_out(now: &mut Snapshot, change: &Change, number: usize, secrets: &dyn Secrets) {
    let menu = change.menu;
    match &change.action {
        Action::SetSettings { props } => {
            let mut record = now.settings(menu).cloned().unwrap_or_default();
            put(menu, &mut record, props, secrets);
            now.insert(menu, MenuState::Settings(record));
        }
        Action::Add { props, before } => {
            let mut record = Record { id: Some(new_id(number)), ..Record::default() };
            put(menu, &mut record, props, secrets);
            if is_interface(menu) {
                show_interface(now, menu, &record, number);
            }
            now.edit(menu, |rows| rows.insert(place(menu, rows, before.as_ref()), record));
        }
        Action::Set { target, props } => now.edit(menu, |rows| {
            if let Some(record) = rows.iter_mut().find(|record| is(record, target)) {
                put(menu, record, props, secrets);
            }
        }),
        Action::Remove { target } => now.edit(menu, |rows| rows.retain(|record| !is(record, target))),
        Action::Move { target, before } => now.edit(menu, |rows| {
            if let Some(from) = rows.iter().position(|record| is(record, target)) {
                let record = rows.remove(from);
                let at = place(menu, rows, before.as_ref());
                rows.insert(at, record);
            }
        }),
        Action::Run { .. } => {}
    }
}

/// No router numbers its records so.
fn new_id(number: usize) -> String {
    format!("*new{number}")
}

/// A record that the plan itself adds has no number yet: it goes by its name.
fn is(record: &Record, target: &Target) -> bool {
    if target.id.starts_with('*') {
        return record.id.as_deref() == Some(&target.id);
    }
    record.text("name") == Some(&target.id)
}

fn put(menu: Menu, record: &mut Record, props: &Props, secrets: &dyn Secrets) {
    for (name, value) in props {
        let value = match value {
            PropValue::Text(text) if menu.is_secret(name) => Value::Secret(Secret::new(text.clone())),
            PropValue::Text(text) => Value::Text(text.clone()),
            PropValue::Secret(field) => {
                Value::Secret(secrets.secret(field).unwrap_or_else(|| Secret::new(String::new())))
            }
        };
        // `!name` takes a property away.
        match name.strip_prefix('!') {
            Some(name) => drop(record.props.remove(name)),
            None => drop(record.props.insert(name.clone(), value)),
        }
    }
}

/// Where a record comes to stand: before the one named, or at the end. Rules that the router made
/// itself stand first and stay there.
fn place(menu: Menu, rows: &[Record], before: Option<&Target>) -> usize {
    let named = before.filter(|_| menu.kind() == Kind::Ordered);
    named.and_then(|target| rows.iter().position(|record| is(record, target))).unwrap_or(rows.len())
}

/// Menus whose records are interfaces that somebody makes.
fn is_interface(menu: Menu) -> bool {
    [menu::INTERFACE_VLAN, menu::INTERFACE_PPPOE_CLIENT, menu::INTERFACE_BRIDGE, menu::INTERFACE_WIREGUARD]
        .contains(&menu)
}

fn show_interface(now: &mut Snapshot, menu: Menu, record: &Record, number: usize) {
    let kind = match menu.path().rsplit('/').next() {
        Some("pppoe-client") => "pppoe-out",
        Some("wireguard") => "wg",
        Some(other) => other,
        None => return,
    };
    let name = record.text_or_empty("name");
    let row = Record::of(Some(&format!("{}i", new_id(number))), &[("name", name), ("type", kind)]);
    now.edit(menu::INTERFACE, |rows| rows.push(row));
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{Area, Group, NoSecrets, Text, Undo, Version};
    use std::collections::BTreeMap;

    fn change(menu: Menu, action: Action) -> Change {
        Change {
            id: "x".into(),
            group: Group::Settings,
            area: Area::Protection,
            menu,
            action,
            text: Text::new("x"),
            undo: Undo::Automatic,
        }
    }

    fn target(id: &str) -> Target {
        Target { id: id.to_owned(), find: Vec::new() }
    }

    fn rules(snapshot: &Snapshot) -> Vec<&str> {
        snapshot.all(menu::IP_FIREWALL_FILTER).iter().map(|record| record.text_or_empty("chain")).collect()
    }

    fn with_rules() -> Snapshot {
        let rows = vec![Record::of(Some("*1"), &[("chain", "a")]), Record::of(Some("*2"), &[("chain", "b")])];
        let menus = BTreeMap::from([(menu::IP_FIREWALL_FILTER, MenuState::List(rows))]);
        Snapshot::new(Version::new(7, 20, 0), menus)
    }

    #[test]
    fn rules_come_to_stand_where_they_were_sent() {
        let add = |chain: &str, before: Option<&str>| {
            let props = vec![("chain".to_owned(), PropValue::text(chain))];
            change(menu::IP_FIREWALL_FILTER, Action::Add { props, before: before.map(target) })
        };
        let first = [add("c", Some("*2")), add("d", None)];
        assert_eq!(rules(&after(&with_rules(), &first, &NoSecrets)), ["a", "c", "b", "d"]);
        let moved =
            [change(menu::IP_FIREWALL_FILTER, Action::Move { target: target("*2"), before: Some(target("*1")) })];
        assert_eq!(rules(&after(&with_rules(), &moved, &NoSecrets)), ["b", "a"]);
        let removed = [change(menu::IP_FIREWALL_FILTER, Action::Remove { target: target("*1") })];
        assert_eq!(rules(&after(&with_rules(), &removed, &NoSecrets)), ["b"]);
    }

    #[test]
    fn a_password_stays_a_secret_and_a_new_interface_is_listed() {
        let props = vec![
            ("name".to_owned(), PropValue::text("pppoe-out1")),
            ("password".to_owned(), PropValue::Secret("internet.pppoe.password".into())),
        ];
        let add = change(menu::INTERFACE_PPPOE_CLIENT, Action::Add { props, before: None });
        let known = std::collections::HashMap::from([("internet.pppoe.password".to_owned(), Secret::new("geheim"))]);
        let now = after(&with_rules(), &[add], &known);
        let record = &now.all(menu::INTERFACE_PPPOE_CLIENT)[0];
        assert_eq!(record.secret("password").map(Secret::expose), Some("geheim"));
        assert_eq!(now.all(menu::INTERFACE)[0].text("name"), Some("pppoe-out1"));
        assert!(!format!("{now:?}").contains("geheim"));
    }
}
