//! What finds a record at any moment of a plan, and nothing else.
use super::Pairs;
use routeros::{Action, Change, Menu, PropValue, Props, Record, Snapshot, Value, record::same_value};
use std::collections::BTreeSet;

/// What the menus hold before, and after all changes: what finds a record has to find it in both.
pub(super) struct After<'a> {
    pub(super) before: &'a Snapshot,
    changes: &'a [Change],
}

impl<'a> After<'a> {
    pub(super) fn new(before: &'a Snapshot, changes: &'a [Change]) -> Self {
        Self { before, changes }
    }

    pub(super) fn of(&self, menu: Menu) -> impl Iterator<Item = &'a Change> {
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
    pub(super) fn find(&self, menu: Menu, record: &Record) -> Option<Pairs> {
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
    pub(super) fn find_added(&self, menu: Menu, props: &Props) -> Option<Pairs> {
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
pub(super) fn usable(menu: Menu, record: &Record) -> impl Iterator<Item = (String, String)> {
    record.props.iter().filter_map(move |(name, value)| match value {
        Value::Text(text) if !text.is_empty() && !menu.is_volatile(name) => Some((name.clone(), word(text))),
        Value::Text(_) | Value::Secret(_) => None,
    })
}

pub(super) fn plain(value: &PropValue) -> Option<&str> {
    match value {
        PropValue::Text(text) => Some(text),
        PropValue::Secret(_) => None,
    }
}

/// What a router shows as `true` it takes as `yes` everywhere.
pub(super) fn word(text: &str) -> String {
    match text {
        "true" => "yes",
        "false" => "no",
        other => other,
    }
    .to_owned()
}
