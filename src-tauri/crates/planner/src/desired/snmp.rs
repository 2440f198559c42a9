//! Who may watch the router: nobody, or one program at one address of the home, by SNMP version 3. What
//! RouterOS takes: manual.mikrotik.com, "SNMP"; AES since 6.16.
use super::free_name;
use crate::draft::{About, Draft, props};
use project::Watcher;
use routeros::{Area, PropValue, Record, Secret, Text, menu};

const AREA: Area = Area::Protection;

/// The passwords, by property and by the project's field.
const PASSWORDS: [(&str, &str); 2] = [
    ("authentication-password", "protection.snmp.authentication_password"),
    ("encryption-password", "protection.snmp.encryption_password"),
];

/// Nobody, or one program. Who is answered is right before SNMP is switched on.
pub(crate) fn snmp(watcher: Option<&Watcher>, draft: &mut Draft<'_>) {
    let Some(watcher) = watcher else {
        draft.settings(about("snmp", Text::new("snmp")), menu::SNMP, &[("enabled", "no")]);
        return;
    };
    let own = user(watcher, draft);
    let left = others(own.as_deref(), draft);
    let about = about("snmp-on", Text::new("snmp-on").with("address", watcher.address.to_string()));
    if !left.is_empty() {
        draft.warn(AREA, Text::new("snmp-still-answers").with("names", left.join(", ")));
    }
    draft.settings(about, menu::SNMP, &[("enabled", "yes")]);
}

fn about(key: &str, text: Text) -> About {
    About::new(AREA, &format!("protection.{key}"), text)
}

/// The community of the program; gives the number of the one that has its name. Passwords are never overwritten,
/// so that going back needs none: with others, the old one is put aside and a new one takes its name.
fn user(watcher: &Watcher, draft: &mut Draft<'_>) -> Option<String> {
    let menu = menu::SNMP_COMMUNITY;
    let name = watcher.name.as_str();
    let addresses = format!("{}/32", watcher.address);
    let mut wanted = vec![
        ("addresses", addresses.as_str()),
        ("security", "private"),
        ("read-access", "yes"),
        ("write-access", "no"),
        ("authentication-protocol", "SHA1"),
        ("encryption-protocol", "AES"),
    ];
    let text = |key: &str| Text::new(key).with("name", name).with("address", watcher.address.to_string());
    if let Some(record) = draft.find(menu, |record| record.text("name") == Some(name)) {
        let secrets = draft.context.secrets;
        let fits = |(property, field): &(&str, &str)| may_be(secrets.secret(field).as_ref(), record.secret(property));
        if PASSWORDS.iter().all(fits) {
            wanted.push(("disabled", "no"));
            draft.edit(about("snmp-user-change", text("snmp-user-change")), menu, record, &wanted);
            return record.id.clone();
        }
        let aside = free_name(draft, menu, &format!("{name}-"));
        let about = about("snmp-aside", Text::new("snmp-aside").with("name", name).with("aside", &aside));
        let makes_room = draft.may_touch(&about.id, menu, record);
        draft.edit(about, menu, record, &[("name", &aside), ("disabled", "yes")]);
        if !makes_room {
            return record.id.clone();
        }
    }
    let mut values = props(&[("name", name)]);
    values.extend(props(&wanted));
    values.extend(PASSWORDS.map(|(property, field)| (property.to_owned(), PropValue::Secret(field.to_owned()))));
    values.extend(props(&[("comment", &free_mark(draft))]));
    draft.add(about("snmp-user", text("snmp-user")), menu, values, None);
    None
}

/// A mark that no other community has: one that was put aside is like the new one in all but its passwords, by
/// which nothing is found.
fn free_mark(draft: &Draft<'_>) -> String {
    const MARK: &str = "firsthop:snmp";
    let is_free = |mark: &String| draft.find(menu::SNMP_COMMUNITY, |record| record.comment() == mark).is_none();
    let marks = std::iter::once(MARK.to_owned()).chain((2..).map(|number| format!("{MARK} {number}")));
    marks.into_iter().find(is_free).unwrap_or_default()
}

/// Only what is known to differ counts as another password; an empty one stands for one that will be given.
fn may_be(wanted: Option<&Secret>, found: Option<&Secret>) -> bool {
    match (wanted, found) {
        (Some(wanted), Some(found)) => wanted.expose().is_empty() || wanted == found,
        (None, _) | (_, None) => true,
    }
}

/// Nobody else is answered; gives the names of those that stay, because they are somebody's. `public` is there
/// by itself and cannot be removed (reference router-configuration §10.4).
fn others(own: Option<&str>, draft: &mut Draft<'_>) -> Vec<String> {
    let menu = menu::SNMP_COMMUNITY;
    let others = draft.snapshot.records(menu).filter(|record| record.id.as_deref() != own && !record.is_disabled());
    let others: Vec<&Record> = others.collect();
    let mut left = Vec::new();
    for record in others {
        // Put aside just now.
        if draft.is_spoken_for(menu, record) {
            continue;
        }
        let name = record.text_or_empty("name");
        let about = about(&format!("snmp-shut-{name}"), Text::new("snmp-shut").with("name", name));
        if !draft.may_touch(&about.id, menu, record) {
            left.push(name.to_owned());
        }
        draft.edit(about, menu, record, &[("disabled", "yes")]);
    }
    left
}
