//! What changed on a router since it was left, as the commands that would have done it, and how each is
//! taken back.
//!
//! A router's numbers (`.id`) stay with their records until it loads a backup; records with new numbers and
//! the same values are the same records. The order of rules is not compared.
mod who;

use crate::{Inverse, revert};
use routeros::{
    Action, Area, Change, Group, Menu, MenuState, PropValue, Props, Record, Snapshot, Target, Text, Undo, Value,
    menu::{self, Kind},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use who::{Deed, What, who};

pub use who::{LogEnd, Told, Way, Who};

/// What the router itself keeps up to date, or nobody sets up there.
const NOT_COMPARED: &[Menu] = &[menu::INTERFACE, menu::FILE, menu::LOG, menu::CERTIFICATE];
/// A record's number among its stored values.
const ID: &str = ".id";

/// How a router was left: what people set up on it, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    format_version: u32,
    lists: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    settings: BTreeMap<String, BTreeMap<String, String>>,
    /// How far its log went; none when that is not known.
    #[serde(default)]
    pub log: Option<LogEnd>,
}

/// One thing that somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The command that does what was done.
    pub change: Change,
    /// What takes it back; none where that would need a secret, or nothing finds the record for certain.
    pub back: Option<Inverse>,
    /// The router's number of the record; empty for settings.
    number: String,
}

impl Left {
    /// What is to be remembered.
    pub fn of(snapshot: &Snapshot, log: Option<LogEnd>) -> Self {
        let (mut lists, mut settings) = (BTreeMap::new(), BTreeMap::new());
        for (menu, state) in compared(snapshot) {
            match state {
                MenuState::List(_) => {
                    let rows = snapshot.records(menu).map(|record| row(menu, record));
                    lists.insert(menu.path().to_owned(), rows.collect());
                }
                MenuState::Settings(record) => {
                    settings.insert(menu.path().to_owned(), configured(menu, record));
                }
                MenuState::Absent => {}
            }
        }
        Self { format_version: 1, lists, settings, log }
    }

    /// Who made a change, as far as the log of now says.
    pub fn who(&self, drift: &Drift, now: &Snapshot, log: &[Record]) -> Who {
        let Change { menu, action, .. } = &drift.change;
        let number = |target: &Target| target.id.clone();
        let (deed, number) = match action {
            Action::Add { .. } => (Deed::Added, drift.number.clone()),
            Action::Set { target, .. } => (Deed::Changed, number(target)),
            Action::Remove { target } => (Deed::Removed, number(target)),
            _ => (Deed::Changed, String::new()),
        };
        let then = self.lists.get(menu.path()).into_iter().flatten().find(|row| row.get(ID) == Some(&number));
        let is = now.records(*menu).find(|row| row.id.as_deref() == Some(number.as_str()));
        let names = [then.and_then(|row| row.get("name")).map(String::as_str), is.and_then(|row| row.text("name"))];
        let names = names.into_iter().flatten().map(str::to_owned).collect();
        let what = What { menu: *menu, deed, number, names };
        who(self.log.as_ref(), &what, log)
    }

    /// A record of a list as it is now was left so, too. A menu that is not remembered stays so.
    pub fn take_over(&mut self, menu: Menu, record: &Record) {
        let Some(rows) = self.lists.get_mut(menu.path()) else { return };
        let row = row(menu, record);
        match rows.iter_mut().find(|known| known.get(ID) == row.get(ID)) {
            Some(known) => *known = row,
            None => rows.push(row),
        }
    }

    /// As a snapshot of then. Menus that are not known any more are left out.
    fn snapshot(&self, now: &Snapshot) -> Snapshot {
        let record = |row: &BTreeMap<String, String>| Record {
            id: row.get(ID).cloned(),
            props: row
                .iter()
                .filter(|(name, _)| *name != ID)
                .map(|(name, value)| (name.clone(), Value::Text(value.clone())))
                .collect(),
        };
        let known = |path: &String| Menu::by_path(path).filter(|menu| now.has(*menu));
        let lists = self
            .lists
            .iter()
            .filter_map(|(path, rows)| Some((known(path)?, MenuState::List(rows.iter().map(record).collect()))));
        let settings =
            self.settings.iter().filter_map(|(path, row)| Some((known(path)?, MenuState::Settings(record(row)))));
        Snapshot::new(now.version(), lists.chain(settings).collect())
    }
}

/// A record as it is remembered.
fn row(menu: Menu, record: &Record) -> BTreeMap<String, String> {
    let id = record.id.clone().map(|id| (ID.to_owned(), id));
    configured(menu, record).into_iter().chain(id).collect()
}

fn compared(snapshot: &Snapshot) -> impl Iterator<Item = (Menu, &MenuState)> {
    snapshot.menus().filter(|(menu, _)| menu.kind() != Kind::Status && !NOT_COMPARED.contains(menu))
}

/// What somebody chose, as text. Absent is off, or empty.
fn configured(menu: Menu, record: &Record) -> BTreeMap<String, String> {
    let chosen = record.props.iter().filter_map(|(name, value)| match value {
        Value::Text(text) if !menu.is_volatile(name) && !text.is_empty() && text != "false" => {
            Some((name.clone(), text.clone()))
        }
        Value::Text(_) | Value::Secret(_) => None,
    });
    chosen.collect()
}

/// What changed since, in the order of the menus.
pub fn drift(left: &Left, now: &Snapshot) -> Vec<Drift> {
    let then = left.snapshot(now);
    let mut changes = Vec::new();
    for (menu, state) in compared(&then) {
        match state {
            MenuState::List(rows) => list(menu, rows, now, &mut changes),
            MenuState::Settings(was) => {
                let Some(is) = now.settings(menu) else { continue };
                let props = differing(menu, was, is);
                if !props.is_empty() {
                    changes.push(change(menu, "", Action::SetSettings { props }));
                }
            }
            MenuState::Absent => {}
        }
    }
    // All of them together: what finds one record must not find another that came since.
    let mut inverses = revert(&then, &changes);
    changes
        .into_iter()
        .map(|mut change| {
            let at = inverses.iter().position(|inverse| inverse.id == change.id);
            let back = at.map(|at| inverses.swap_remove(at));
            change.undo = if back.is_some() { Undo::Automatic } else { Undo::ByHand };
            let number = change.id.rsplit_once('.').map(|(_, number)| number.to_owned()).unwrap_or_default();
            Drift { change, back, number }
        })
        .collect()
}

fn list(menu: Menu, rows: &[Record], now: &Snapshot, changes: &mut Vec<Change>) {
    let all: Vec<&Record> = now.records(menu).collect();
    let same = |was: &Record, is: &Record| configured(menu, was) == configured(menu, is);
    // By number first; what is left over may have got another one.
    let by_number = |id: &Option<String>| all.iter().find(|record| record.id == *id);
    let gone: Vec<&Record> = rows.iter().filter(|was| by_number(&was.id).is_none()).collect();
    let known = |is: &Record| rows.iter().any(|was| was.id == is.id);
    let mut come: Vec<&Record> = all.iter().copied().filter(|is| !known(is)).collect();
    for was in rows {
        let Some(is) = by_number(&was.id) else { continue };
        let props = differing(menu, was, is);
        if let (Some(id), false) = (&was.id, props.is_empty()) {
            let target = Target { id: id.clone(), find: Vec::new() };
            changes.push(change(menu, id, Action::Set { target, props }));
        }
    }
    for was in gone {
        if let Some(at) = come.iter().position(|is| same(was, is)) {
            come.swap_remove(at);
        } else if let Some(id) = &was.id {
            let target = Target { id: id.clone(), find: Vec::new() };
            changes.push(change(menu, id, Action::Remove { target }));
        }
    }
    for is in come {
        let props: Props =
            configured(menu, is).into_iter().map(|(name, value)| (name, PropValue::text(value))).collect();
        if let (Some(id), false) = (&is.id, props.is_empty()) {
            changes.push(change(menu, id, Action::Add { props, before: None }));
        }
    }
}

/// The values of now, where they are others than then.
fn differing(menu: Menu, was: &Record, is: &Record) -> Props {
    let (was, is) = (configured(menu, was), configured(menu, is));
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    let off = |text: &str| if matches!(text, "true" | "yes") { "no" } else { "" };
    let value = |name: &String| is.get(name).map_or_else(|| off(&was[name]).to_owned(), Clone::clone);
    let other = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    other.map(|name| (name.clone(), PropValue::text(value(name)))).collect()
}

fn change(menu: Menu, id: &str, action: Action) -> Change {
    Change {
        id: format!("drift.{}.{id}", menu.path()),
        group: Group::Settings,
        area: Area::Protection,
        menu,
        action,
        text: Text::new("drift"),
        undo: Undo::ByHand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{Version, render::cli};

    fn snapshot(rules: &[(&str, &[(&str, &str)])], servers: &str) -> Snapshot {
        let rules = rules.iter().map(|(id, props)| Record::of(Some(id), props)).collect();
        let dns = Record::of(None, &[("servers", servers), ("allow-remote-requests", "true")]);
        let menus = [(menu::IP_POOL, MenuState::List(rules)), (menu::IP_DNS, MenuState::Settings(dns))];
        Snapshot::new(Version::new(7, 20, 0), menus.into())
    }

    #[test]
    fn what_changed_is_said_as_commands_and_taken_back() {
        let before = snapshot(&[("*1", &[("name", "a"), ("ranges", "1-2")]), ("*2", &[("name", "b")])], "");
        let now = snapshot(&[("*1", &[("name", "a"), ("ranges", "1-9")]), ("*3", &[("name", "c")])], "9.9.9.9");
        let text = serde_json::to_string(&Left::of(&before, None)).expect("JSON");
        let left: Left = serde_json::from_str(&text).expect("the same");
        let all = drift(&left, &now);
        let lines: Vec<String> = all.iter().map(|one| cli::line(&one.change)).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("/ip dns set servers=9.9.9.9")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("add name=c")), "{lines:?}");
        let inverses: Vec<Inverse> = all.into_iter().filter_map(|one| one.back).collect();
        assert_eq!(inverses.len(), 4, "each is taken back");
        let back = crate::put_back(&inverses, &now, &[0; 32]).plan;
        let after = crate::after(&now, &back.all(), &routeros::NoSecrets);
        assert_eq!(before.differing(&after), Vec::<Menu>::new());
        assert_eq!(drift(&Left::of(&now, None), &now), []);
    }

    #[test]
    fn records_with_new_numbers_are_the_same_records() {
        let before = snapshot(&[("*1", &[("name", "a")]), ("*2", &[("name", "b")])], "");
        let now = snapshot(&[("*A", &[("name", "a")]), ("*B", &[("name", "b")])], "");
        assert_eq!(drift(&Left::of(&before, None), &now), []);
    }
}
