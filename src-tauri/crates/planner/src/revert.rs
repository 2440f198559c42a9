//! Taking a plan back: computed from the plan and the snapshot that it was made for.
//!
//! The same list becomes a script on the router, which the guard runs, and a plan of changes, which
//! a person sees. It is right after any prefix of the plan and when it runs twice, because each
//! entry is tested before it is undone. It needs no secret: a change that would need one has no entry.
use crate::{LeftAlone, LeftAloneReason, Offer, Plan, draft};
use routeros::{
    Action, Change, Group, Menu, PropValue, Props, Record, Snapshot, Target, Text, Undo, Value,
    quote::{find_terms, quote},
    record::same_value,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeSet;

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

/// What the menus hold before, and after all changes: what finds a record has to find it in both.
struct After<'a> {
    before: &'a Snapshot,
    changes: &'a [Change],
}

impl<'a> After<'a> {
    fn new(before: &'a Snapshot, changes: &'a [Change]) -> Self {
        Self { before, changes }
    }

    fn of(&self, menu: Menu) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().filter(move |change| change.menu == menu)
    }

    /// Properties of a record that the plan changes.
    fn touched(&self, menu: Menu, id: &str) -> BTreeSet<&'a str> {
        let sets =
            self.of(menu).filter(move |change| matches!(&change.action, Action::Set { target, .. } if target.id == id));
        sets.flat_map(|change| change.props().iter().map(|(name, _)| name.as_str())).collect()
    }

    fn added(&self, menu: Menu) -> impl Iterator<Item = &'a Props> {
        self.of(menu).filter_map(|change| match &change.action {
            Action::Add { props, .. } => Some(props),
            _ => None,
        })
    }

    /// Whether an existing record fits, now or at any moment of the plan.
    fn may_fit(&self, menu: Menu, record: &Record, find: &Pairs) -> bool {
        let id = record.id.as_deref().unwrap_or_default();
        let is_touched =
            self.of(menu).any(|change| matches!(&change.action, Action::Set { target, .. } if target.id == id));
        // Nearly all records stay as they are, and there may be thousands.
        if !is_touched {
            return find.iter().all(|(name, value)| same_value(record.text(name), Some(value)));
        }
        let values = |name: &str| -> Vec<&str> {
            let sets =
                self.of(menu).filter(|change| matches!(&change.action, Action::Set { target, .. } if target.id == id));
            let new = sets.flat_map(|change| change.props()).filter(|(known, _)| known == name);
            let new = new.filter_map(|(_, value)| plain(value));
            record.text(name).into_iter().chain(new).collect()
        };
        find.iter().all(|(name, value)| values(name).iter().any(|found| same_value(Some(found), Some(value))))
    }

    fn fits_added(props: &Props, find: &Pairs) -> bool {
        find.iter().all(|(name, value)| {
            let found = props.iter().find(|(known, _)| known == name).and_then(|(_, value)| plain(value));
            found.is_some_and(|found| same_value(Some(found), Some(value)))
        })
    }

    /// What finds an existing record whatever of the plan has been done: as few properties as it takes.
    fn find(&self, menu: Menu, record: &Record) -> Option<Pairs> {
        let touched = self.touched(menu, record.id.as_deref()?);
        let candidates = usable(menu, record).filter(|(name, _)| !touched.contains(name.as_str()));
        let (key, more): (Vec<_>, Vec<_>) = candidates.partition(|(name, _)| menu.key().contains(&name.as_str()));
        let is_alone = |find: &Pairs| {
            let others = self.before.all(menu).iter().filter(|other| other.id != record.id);
            !find.is_empty()
                && others.clone().all(|other| !self.may_fit(menu, other, find))
                && self.added(menu).all(|props| !Self::fits_added(props, find))
        };
        let mut find = key;
        for next in std::iter::once(None).chain(more.into_iter().map(Some)) {
            find.extend(next);
            if is_alone(&find) {
                return Some(find);
            }
        }
        None
    }

    /// What finds a record that the plan adds, and nothing else.
    fn find_added(&self, menu: Menu, props: &Props) -> Option<Pairs> {
        let given = |name: &str| {
            props
                .iter()
                .find(|(known, _)| known == name)
                .and_then(|(_, value)| plain(value))
                .filter(|text| !text.is_empty())
        };
        let names = menu.key().iter().copied().chain(["comment"]);
        let mut find = Pairs::new();
        for name in names.chain(props.iter().map(|(name, _)| name.as_str())) {
            if let Some(value) = given(name)
                && find.iter().all(|(known, _)| known != name)
            {
                find.push((name.to_owned(), word(value)));
            }
            // The key and the mark always; more only where it takes more.
            let is_key = menu.key().contains(&name) && name != menu.key().last().copied().unwrap_or_default();
            let is_alone = self.before.all(menu).iter().all(|record| !self.may_fit(menu, record, &find))
                && self.added(menu).filter(|other| Self::fits_added(other, &find)).count() == 1;
            if !is_key && !find.is_empty() && is_alone {
                return Some(find);
            }
        }
        None
    }
}

/// What a `[find]` can compare: what somebody chose, as text.
fn usable(menu: Menu, record: &Record) -> impl Iterator<Item = (String, String)> {
    record.props.iter().filter_map(move |(name, value)| match value {
        Value::Text(text) if !text.is_empty() && !menu.is_volatile(name) => Some((name.clone(), word(text))),
        Value::Text(_) | Value::Secret(_) => None,
    })
}

fn plain(value: &PropValue) -> Option<&str> {
    match value {
        PropValue::Text(text) => Some(text),
        PropValue::Secret(_) => None,
    }
}

/// What a router shows as `true` it takes as `yes` everywhere.
fn word(text: &str) -> String {
    match text {
        "true" => "yes",
        "false" => "no",
        other => other,
    }
    .to_owned()
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

/// The old and the new values; none when one of them is a secret.
fn both(menu: Menu, record: &Record, props: &Props) -> Option<(Pairs, Pairs)> {
    let mut pairs = (Pairs::new(), Pairs::new());
    for (name, value) in props {
        if menu.is_secret(name) {
            return None;
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

/// The lines of a script that takes everything back on the router itself. Each stands alone: one
/// that fails does not keep the others from being undone.
pub fn script_lines(inverses: &[Inverse]) -> Vec<String> {
    inverses
        .iter()
        .map(|inverse| {
            format!(":do {{ {} }} on-error={{ :log error \"FirstHop could not undo {}\" }}", line(inverse), inverse.id)
        })
        .collect()
}

fn line(inverse: &Inverse) -> String {
    let count = format!("[:len [{} find {}]]", inverse.menu.spaced(), find_terms(&inverse.find));
    let command = command(inverse);
    match &inverse.back {
        Back::SetSettings { .. } => command,
        Back::Add { .. } => format!(":if ({count} = 0) do={{ {command} }}"),
        Back::Remove | Back::Set { .. } | Back::Move { .. } => format!(":if ({count} = 1) do={{ {command} }}"),
    }
}

/// The command that undoes, without its test.
pub fn command(inverse: &Inverse) -> String {
    let menu = inverse.menu.spaced();
    let found = format!("[find {}]", find_terms(&inverse.find));
    let place = |find: &Pairs| format!("[find {}]", find_terms(find));
    let given =
        |pairs: &Pairs| pairs.iter().map(|(name, value)| format!(" {name}={}", quote(value))).collect::<String>();
    match &inverse.back {
        Back::Remove => format!("{menu} remove {found}"),
        Back::Set { old, .. } => format!("{menu} set {found}{}", given(old)),
        Back::SetSettings { old, .. } => format!("{menu} set{}", given(old)),
        Back::Add { props, before } => {
            let before = before.as_ref().map(|find| format!(" place-before={}", place(find))).unwrap_or_default();
            format!("{menu} add{}{before}", given(props))
        }
        Back::Move { before } => {
            let before = before.as_ref().map(|find| format!(" {}", place(find))).unwrap_or_default();
            format!("{menu} move {found}{before}")
        }
    }
}

/// What taking back would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The changes, as any other plan; what cannot be touched is in `left_alone`.
    pub plan: Plan,
    /// Ids of changes whose records somebody else changed since.
    pub changed_since: Vec<String>,
}

/// What it takes to put a router back, from what it holds now. What somebody else changed since
/// stays as it is and is named.
pub fn put_back(inverses: &[Inverse], now: &Snapshot, run_key: &[u8; 32]) -> PutBack {
    let mut plan = Plan {
        changes: Vec::new(),
        left_alone: Vec::new(),
        warnings: Vec::new(),
        complete: true,
        snapshot: now.hash(run_key),
    };
    let mut changed_since = Vec::new();
    for inverse in inverses {
        match step(inverse, now) {
            Step::Nothing => {}
            Step::Do(action) => plan.changes.push(change(inverse, action)),
            Step::Foreign(name) => {
                changed_since.push(inverse.id.clone());
                plan.complete = false;
                let offer: Option<Offer> = None;
                plan.left_alone.push(LeftAlone { menu: inverse.menu, name, reason: LeftAloneReason::Foreign, offer });
            }
        }
    }
    let inverses = revert(now, &plan.changes);
    for change in &mut plan.changes {
        change.undo = undo_of(&inverses, change);
    }
    PutBack { plan, changed_since }
}

/// Whether a change has an entry.
pub(crate) fn undo_of(inverses: &[Inverse], change: &Change) -> Undo {
    if inverses.iter().any(|inverse| inverse.id == change.id) { Undo::Automatic } else { Undo::ByHand }
}

enum Step {
    Nothing,
    Do(Action),
    /// Somebody else changed it; the record's name.
    Foreign(String),
}

fn step(inverse: &Inverse, now: &Snapshot) -> Step {
    let menu = inverse.menu;
    let fits = |record: &&Record, find: &Pairs| {
        !record.is_dynamic() && find.iter().all(|(name, value)| same_value(record.text(name), Some(value)))
    };
    let all: Vec<&Record> = now.all(menu).iter().filter(|record| fits(record, &inverse.find)).collect();
    let title = inverse.find.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
    let aim = |find: &Pairs| -> Option<Target> {
        now.all(menu).iter().find(|record| fits(record, find)).and_then(|record| draft::target(now, menu, record))
    };
    let differing = |record: &Record, old: &Pairs, new: &Pairs| -> Result<Props, ()> {
        let mut props = Props::new();
        for ((name, old), (_, new)) in old.iter().zip(new) {
            let found = record.text(name);
            if same_value(found, Some(old)) {
                continue;
            }
            if !same_value(found, Some(new)) && !draft::same_set(name, found, new) {
                return Err(());
            }
            props.push((name.clone(), PropValue::text(old)));
        }
        Ok(props)
    };
    match (&inverse.back, all.as_slice()) {
        (Back::SetSettings { old, new }, _) => match now.settings(menu).map(|record| differing(record, old, new)) {
            None => Step::Nothing,
            Some(Ok(props)) if props.is_empty() => Step::Nothing,
            Some(Ok(props)) => Step::Do(Action::SetSettings { props }),
            Some(Err(())) => Step::Foreign(menu.spaced()),
        },
        (Back::Remove, []) => Step::Nothing,
        (Back::Remove, [_]) => {
            aim(&inverse.find).map_or(Step::Foreign(title), |target| Step::Do(Action::Remove { target }))
        }
        (Back::Set { old, new }, [record]) => match (differing(record, old, new), aim(&inverse.find)) {
            (Ok(props), _) if props.is_empty() => Step::Nothing,
            (Ok(props), Some(target)) => Step::Do(Action::Set { target, props }),
            _ => Step::Foreign(title),
        },
        (Back::Add { props, before }, []) => {
            let props = props.iter().map(|(name, value)| (name.clone(), PropValue::text(value))).collect();
            Step::Do(Action::Add { props, before: before.as_ref().and_then(aim) })
        }
        (Back::Add { .. }, [_]) => Step::Nothing,
        (Back::Move { before }, [record]) => {
            let next = now.records(menu).skip_while(|other| other.id != record.id).nth(1);
            let is_there = match (next, before) {
                (None, None) => true,
                (Some(next), Some(find)) => fits(&next, find),
                _ => false,
            };
            match aim(&inverse.find) {
                _ if is_there => Step::Nothing,
                Some(target) => Step::Do(Action::Move { target, before: before.as_ref().and_then(aim) }),
                None => Step::Foreign(title),
            }
        }
        (Back::Remove | Back::Set { .. } | Back::Add { .. } | Back::Move { .. }, _) => Step::Foreign(title),
    }
}

fn change(inverse: &Inverse, action: Action) -> Change {
    let name = match inverse.find.first() {
        Some(_) => inverse.find.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" "),
        None => inverse.menu.spaced(),
    };
    let key = match action {
        Action::Add { .. } => "back-add",
        Action::Remove { .. } => "back-remove",
        Action::Move { .. } => "back-move",
        Action::Set { .. } | Action::SetSettings { .. } | Action::Run { .. } => "back-set",
    };
    let text = Text::new(key).with("name", name);
    let area = draft::area_of(&inverse.id);
    Change {
        id: inverse.id.clone(),
        group: Group::Settings,
        area,
        menu: inverse.menu,
        action,
        text,
        undo: Undo::ByHand,
    }
}
