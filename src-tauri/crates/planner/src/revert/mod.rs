//! Taking a plan back: computed from the plan and the snapshot that it was made for.
//!
//! The same list becomes a script on the router, which the guard runs, and a plan of changes, which
//! a person sees. It is right after any prefix of the plan and when it runs twice, because each
//! entry is tested before it is undone. It needs no secret: a change that would need one has no entry.
mod find;
mod put_back;
mod script;

pub use put_back::{PutBack, put_back};
pub use script::{command, script_lines};

use find::{After, plain, usable, word};
use routeros::{Action, Change, Menu, Props, Record, Snapshot, Target, Undo, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Properties with their values.
pub type Pairs = Vec<(String, String)>;

/// How one change is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Back {
    /// The record that was added goes.
    Remove,
    /// The record gets its old values.
    Set {
        /// What it had.
        old: Pairs,
        /// What the plan gave it.
        new: Pairs,
    },
    /// The settings get their old values.
    SetSettings {
        /// What they had.
        old: Pairs,
        /// What the plan gave them.
        new: Pairs,
    },
    /// The record that was removed comes back.
    Add {
        /// What it had.
        props: Pairs,
        /// What must follow it, in an ordered menu.
        before: Option<Pairs>,
    },
    /// The record goes back to its place.
    Move {
        /// What must follow it.
        before: Option<Pairs>,
    },
}

/// One change, taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inverse {
    /// The change's id.
    pub id: String,
    /// Where.
    #[serde(serialize_with = "path_of", deserialize_with = "menu_of")]
    pub menu: Menu,
    /// What matches exactly the record that it is about; empty for settings.
    pub find: Pairs,
    /// How.
    pub back: Back,
}

fn path_of<S: Serializer>(menu: &Menu, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(menu.path())
}

fn menu_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Menu, D::Error> {
    let path = String::deserialize(deserializer)?;
    Menu::by_path(&path).ok_or_else(|| D::Error::custom("a menu that is not known"))
}

/// How to take the changes back, last first.
///
/// A change without an entry cannot be taken back by itself; its `Change::undo` says so.
pub fn revert(before: &Snapshot, changes: &[Change]) -> Vec<Inverse> {
    let after = After::new(before, changes);
    changes.iter().rev().filter_map(|change| inverse(change, &after)).collect()
}

/// What takes two runs back, of which the earlier one broke off: what the newer one changed again goes
/// back to what was before both.
pub fn with_earlier(newer: Vec<Inverse>, earlier: &[Inverse]) -> Vec<Inverse> {
    let mut left: Vec<Inverse> = earlier.to_vec();
    let mut both: Vec<Inverse> = newer
        .into_iter()
        .map(|mut newer| {
            let same = |known: &Inverse| known.menu == newer.menu && known.find == newer.find;
            let Some(at) = left.iter().position(same) else { return newer };
            match (&mut newer.back, &left[at].back) {
                (Back::Remove, Back::Remove) => {}
                (Back::Set { old, new }, Back::Set { old: before, new: since })
                | (Back::SetSettings { old, new }, Back::SetSettings { old: before, new: since }) => {
                    for (was, became) in before.iter().zip(since) {
                        match old.iter_mut().find(|(name, _)| *name == was.0) {
                            Some(known) => known.1.clone_from(&was.1),
                            None => {
                                old.push(was.clone());
                                new.push(became.clone());
                            }
                        }
                    }
                }
                _ => return newer,
            }
            left.remove(at);
            newer
        })
        .collect();
    both.append(&mut left);
    both
}

/// Whether a change has an entry.
pub(crate) fn undo_of(inverses: &[Inverse], change: &Change) -> Undo {
    // What is done to a record that the plan adds goes with it.
    let goes_along = matches!(&change.action, Action::Set { target, .. } if !target.id.starts_with('*'));
    let is_undone = goes_along || inverses.iter().any(|inverse| inverse.id == change.id);
    if is_undone { Undo::Automatic } else { Undo::ByHand }
}

fn inverse(change: &Change, after: &After<'_>) -> Option<Inverse> {
    let menu = change.menu;
    let known = |target: &Target| after.before.all(menu).iter().find(|record| record.id.as_deref() == Some(&target.id));
    let (find, back) = match &change.action {
        Action::Add { props, .. } => (after.find_added(menu, props)?, Back::Remove),
        Action::Set { target, props } => {
            let record = known(target)?;
            let (old, new) = both(menu, record, props)?;
            (after.find(menu, record)?, Back::Set { old, new })
        }
        Action::SetSettings { props } => {
            let (old, new) = both(menu, after.before.settings(menu)?, props)?;
            (Pairs::new(), Back::SetSettings { old, new })
        }
        Action::Remove { target } => {
            let record = known(target)?;
            if record.props.values().any(|value| matches!(value, Value::Secret(_))) {
                return None;
            }
            let props = usable(menu, record).collect();
            (after.find(menu, record)?, Back::Add { props, before: follower(after, menu, record)? })
        }
        Action::Move { target, .. } => {
            let record = known(target)?;
            (after.find(menu, record)?, Back::Move { before: follower(after, menu, record)? })
        }
        Action::Run { .. } => return None,
    };
    Some(Inverse { id: change.id.clone(), menu, find, back })
}

/// The old and the new values; none when an old one is a secret. A new one that is a secret stays empty here.
fn both(menu: Menu, record: &Record, props: &Props) -> Option<(Pairs, Pairs)> {
    let mut pairs = (Pairs::new(), Pairs::new());
    for (name, value) in props {
        if menu.is_secret(name) {
            // To take one away where there was none needs no secret; to bring an old one back would.
            if record.secret(name).is_some_and(|old| !old.expose().is_empty()) {
                return None;
            }
            pairs.0.push((name.clone(), String::new()));
            pairs.1.push((name.clone(), String::new()));
            continue;
        }
        // What a record does not show is off, or empty.
        let unset = if matches!(plain(value)?, "yes" | "no" | "true" | "false") { "no" } else { "" };
        pairs.0.push((name.clone(), word(record.text(name).unwrap_or(unset))));
        pairs.1.push((name.clone(), plain(value)?.to_owned()));
    }
    Some(pairs)
}

/// What stands behind a record and stays. `None` inside is the end of the menu; outside, nobody can say.
fn follower(after: &After<'_>, menu: Menu, record: &Record) -> Option<Option<Pairs>> {
    if menu.kind() != routeros::menu::Kind::Ordered {
        return Some(None);
    }
    let goes = |other: &Record| {
        after.of(menu).any(|change| match &change.action {
            Action::Remove { target } | Action::Move { target, .. } => other.id.as_deref() == Some(&target.id),
            _ => false,
        })
    };
    let behind = after.before.records(menu).skip_while(|other| other.id != record.id).skip(1);
    match behind.into_iter().find(|other| !goes(other)) {
        Some(next) => after.find(menu, next).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::menu;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn two_runs_go_back_to_what_was_before_both() {
        let set = |old: &[(&str, &str)], new: &[(&str, &str)]| Inverse {
            id: "x".into(),
            menu: menu::IP_DNS,
            find: Pairs::new(),
            back: Back::SetSettings { old: pairs(old), new: pairs(new) },
        };
        let earlier =
            set(&[("servers", ""), ("cache-size", "2048KiB")], &[("servers", "1.1.1.1"), ("cache-size", "1")]);
        let newer = set(&[("servers", "1.1.1.1")], &[("servers", "9.9.9.9")]);
        let both = set(&[("servers", ""), ("cache-size", "2048KiB")], &[("servers", "9.9.9.9"), ("cache-size", "1")]);
        assert_eq!(with_earlier(vec![newer], std::slice::from_ref(&earlier)), [both]);
        assert_eq!(with_earlier(Vec::new(), std::slice::from_ref(&earlier)), [earlier]);
    }
}
