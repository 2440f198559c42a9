//! A plan in the making. It alone decides what may be touched, so the areas only say what they want.
use crate::{
    Class, Context, LeftAlone, LeftAloneReason, Move, Offer, Plan, Warning, classify,
    order::order,
    owned::is_owned,
    revert::{revert, undo_of},
};
use routeros::{
    Action, Area, Change, Group, Menu, PropValue, Props, Record, Snapshot, SnapshotHash, Target, Text, Undo, Verb,
    record::same_value,
};

/// What the areas write into.
pub(crate) struct Draft<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) context: &'a Context<'a>,
    pub(crate) class: Class,
    changes: Vec<Change>,
    later: Vec<Change>,
    pub(crate) moves: Option<Move>,
    left_alone: Vec<LeftAlone>,
    warnings: Vec<Warning>,
    complete: bool,
}

/// What a change is called and what it says.
#[derive(Clone)]
pub(crate) struct About {
    /// Stable between plans.
    pub(crate) id: String,
    pub(crate) area: Area,
    pub(crate) text: Text,
    /// What will not work without it, when that is not what its area says.
    without: Option<&'static str>,
    /// Whether the plan is whole without it.
    is_extra: bool,
}

impl About {
    pub(crate) fn new(area: Area, id: &str, text: Text) -> Self {
        Self { id: id.to_owned(), area, text, without: None, is_extra: false }
    }

    /// Says what will not work without it.
    pub(crate) fn without(self, key: &'static str) -> Self {
        Self { without: Some(key), ..self }
    }

    /// A proposal: what was chosen does not need it.
    pub(crate) fn extra(self) -> Self {
        Self { is_extra: true, ..self }
    }
}

/// Shorthand for properties that are plain text.
pub(crate) fn props(pairs: &[(&str, &str)]) -> Props {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), PropValue::text(*value))).collect()
}

impl<'a> Draft<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot, context: &'a Context<'a>) -> Self {
        Self::of(classify(snapshot), snapshot, context)
    }

    /// The same where the router's class is known.
    pub(crate) fn of(class: Class, snapshot: &'a Snapshot, context: &'a Context<'a>) -> Self {
        Self {
            snapshot,
            context,
            class,
            changes: Vec::new(),
            later: Vec::new(),
            moves: None,
            left_alone: Vec::new(),
            warnings: Vec::new(),
            complete: true,
        }
    }

    /// The first static record that fits.
    pub(crate) fn find(&self, menu: Menu, fits: impl Fn(&Record) -> bool) -> Option<&'a Record> {
        self.snapshot.records(menu).find(|record| fits(record))
    }

    /// Adds a record. `place` is the record that must follow it.
    pub(crate) fn add(&mut self, about: About, menu: Menu, props: Props, place: Option<&Record>) {
        let Some(props) = self.taken(&about, menu, props) else { return };
        let before = place.and_then(|record| target(self.snapshot, menu, record));
        self.push(about, menu, Action::Add { props, before });
    }

    /// Adds a record that changes what the records of others mean, such as a rule among theirs. On
    /// somebody's own set-up it waits for a tick.
    pub(crate) fn add_among(&mut self, about: About, menu: Menu, props: Props, place: Option<&Record>) {
        if self.is_plain() || self.context.ticked.contains(&about.id) {
            self.add(about, menu, props, place);
            return;
        }
        let Some(props) = self.taken(&about, menu, props) else { return };
        let title = menu.key().iter().filter_map(|key| props.iter().find(|(name, _)| name == key));
        let title: Vec<String> = title
            .filter_map(|(_, value)| match value {
                PropValue::Text(text) => Some(text.clone()),
                PropValue::Secret(_) => None,
            })
            .collect();
        let before = place.and_then(|record| target(self.snapshot, menu, record));
        self.offer(about, menu, title.join(" "), Action::Add { props, before });
    }

    /// Whether the router is plainly FirstHop's to set up.
    pub(crate) fn is_plain(&self) -> bool {
        self.class.is_plain()
    }

    /// Makes an existing record have these values, with as few properties as differ.
    pub(crate) fn edit(&mut self, about: About, menu: Menu, record: &Record, wanted: &[(&str, &str)]) {
        let differing = self.differing(&about, menu, record, wanted);
        if differing.is_empty() {
            self.leave(menu, record, LeftAloneReason::AlreadyRight);
            return;
        }
        let Some(target) = target(self.snapshot, menu, record) else {
            self.warn(about.area, Text::new("not-addressable").with("menu", menu.spaced()));
            self.complete = false;
            return;
        };
        let action = Action::Set { target, props: props(&differing) };
        self.touch(about, menu, record, action);
    }

    /// The wanted values that a record does not have, but for those that a newer RouterOS than any
    /// that is known does not take: they are left out, and said.
    fn differing<'w>(
        &mut self,
        about: &About,
        menu: Menu,
        record: &Record,
        wanted: &[(&'w str, &'w str)],
    ) -> Vec<(&'w str, &'w str)> {
        let differing = wanted.iter().copied().filter(|(name, value)| !same(menu, record, name, value));
        let (taken, left): (Vec<_>, Vec<_>) =
            differing.partition(|(name, _)| self.snapshot.takes(menu, Verb::Set, name));
        self.left_out(about, menu, &left.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        taken
    }

    /// The same for a new record; none when it would not be the record that it should be.
    fn taken(&mut self, about: &About, menu: Menu, props: Props) -> Option<Props> {
        let (taken, left): (Props, Props) =
            props.into_iter().partition(|(name, _)| self.snapshot.takes(menu, Verb::Add, name));
        let names: Vec<&str> = left.iter().map(|(name, _)| name.as_str()).collect();
        self.left_out(about, menu, &names);
        // Without its mark it is still that record.
        let whole = names.iter().all(|name| *name == "comment");
        self.complete &= whole;
        whole.then_some(taken)
    }

    fn left_out(&mut self, about: &About, menu: Menu, names: &[&str]) {
        if !names.is_empty() {
            let text = Text::new("left-out").with("menu", menu.spaced()).with("names", names.join(", "));
            self.warn(about.area, text);
        }
    }

    /// Gives an existing record a secret, by the name of its project field.
    pub(crate) fn edit_secret(&mut self, about: About, menu: Menu, record: &Record, name: &str, field: &str) {
        if let Some(target) = target(self.snapshot, menu, record) {
            let props = vec![(name.to_owned(), PropValue::Secret(field.to_owned()))];
            self.touch(about, menu, record, Action::Set { target, props });
        }
    }

    /// Removes a record that FirstHop made.
    pub(crate) fn remove(&mut self, about: About, menu: Menu, record: &Record) {
        if let Some(target) = target(self.snapshot, menu, record) {
            self.touch(about, menu, record, Action::Remove { target });
        }
    }

    /// Makes a settings menu have these values. A menu that the router lacks is left out.
    pub(crate) fn settings(&mut self, about: About, menu: Menu, wanted: &[(&str, &str)]) {
        let Some(record) = self.snapshot.settings(menu) else { return };
        let differing = self.differing(&about, menu, record, wanted);
        if differing.is_empty() {
            self.leave(menu, record, LeftAloneReason::AlreadyRight);
            return;
        }
        let action = Action::SetSettings { props: props(&differing) };
        // Settings carry no mark of whom they belong to: on somebody's own set-up they are theirs.
        self.touch(about, menu, record, action);
    }

    /// Notes that a record stays as it is.
    pub(crate) fn leave(&mut self, menu: Menu, record: &Record, reason: LeftAloneReason) {
        self.left_alone.push(LeftAlone { menu, name: name(menu, record), reason, offer: None });
    }

    /// Notes something to know.
    pub(crate) fn warn(&mut self, area: Area, text: Text) {
        self.warnings.push(Warning { area, text });
    }

    /// Notes what the router does by itself when all devices have had the time to follow a move; when
    /// its own job for it is lost, it is done now.
    pub(crate) fn later(&mut self, about: About, menu: Menu, action: Action) {
        let change = Change { group: Group::Cleanup, ..change(about, menu, action) };
        if self.context.finish_move { self.changes.push(change) } else { self.later.push(change) }
    }

    /// Whether a change with this id is in it.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.changes.iter().any(|change| change.id == id)
    }

    /// Whether the plan already changes a record, or offers to.
    pub(crate) fn is_spoken_for(&self, menu: Menu, record: &Record) -> bool {
        let offered = self.left_alone.iter().filter_map(|left| left.offer.as_ref()).map(|offer| &offer.change);
        let mut all = self.changes.iter().chain(&self.later).chain(offered);
        all.any(|change| change.menu == menu && touches(change, record))
    }

    /// Whether a change of this record would be made without asking.
    pub(crate) fn may_touch(&self, id: &str, menu: Menu, record: &Record) -> bool {
        self.is_plain() || is_owned(menu, record) || self.context.ticked.contains(id)
    }

    fn touch(&mut self, about: About, menu: Menu, record: &Record, action: Action) {
        if self.may_touch(&about.id, menu, record) {
            self.push(about, menu, action);
        } else {
            self.offer(about, menu, name(menu, record), action);
        }
    }

    fn offer(&mut self, about: About, menu: Menu, name: String, action: Action) {
        let without = Text::new(about.without.unwrap_or(match about.area {
            Area::Internet => "internet",
            Area::HomeNetwork => "home-network",
            Area::Addresses => "addresses",
            Area::Names => "names",
            Area::Protection => "protection",
            Area::Backups => "backups",
        }));
        self.complete &= about.is_extra;
        let id = about.id.clone();
        let change = change(about, menu, action);
        let offer = Some(Offer { id, change, without });
        self.left_alone.push(LeftAlone { menu, name, reason: LeftAloneReason::NotTicked, offer });
    }

    fn push(&mut self, about: About, menu: Menu, action: Action) {
        self.changes.push(change(about, menu, action));
    }

    /// The finished plan: areas in the wizard's order, what nobody mentioned is foreign.
    pub(crate) fn finish(mut self, hash: SnapshotHash) -> Plan {
        let mentioned = |menu: Menu, record: &Record, title: &str, left: &[LeftAlone], changes: &[Change]| {
            left.iter().any(|entry| entry.menu == menu && entry.name == title)
                || changes.iter().any(|change| change.menu == menu && touches(change, record))
        };
        let mut foreign = Vec::new();
        for (menu, _) in self.snapshot.menus().filter(|(menu, _)| is_configuration(*menu)) {
            for record in self.snapshot.records(menu).filter(|record| !record.flag("builtin")) {
                let reason = if is_owned(menu, record) {
                    LeftAloneReason::NotNeeded
                } else if matches!(self.class, Class::Factory | Class::Ours | Class::Lte) {
                    LeftAloneReason::Factory
                } else {
                    LeftAloneReason::Foreign
                };
                let name = name(menu, record);
                if !mentioned(menu, record, &name, &self.left_alone, &self.changes) {
                    foreign.push(LeftAlone { menu, name, reason, offer: None });
                }
            }
        }
        self.left_alone.extend(foreign);
        if self.changes.is_empty() {
            // The run that moved the home has left the rest to the router.
            self.later.clear();
            self.moves = None;
        }
        let together = self.arrange();
        Plan {
            changes: self.changes,
            together,
            later: self.later,
            moves: self.moves,
            left_alone: self.left_alone,
            warnings: self.warnings,
            complete: self.complete,
            snapshot: hash,
            device: self.snapshot.device().to_owned(),
        }
    }

    /// Whether everything needed could be said, and all that would change, ticked or not; without what is left alone.
    pub(crate) fn wanted(mut self) -> (bool, Vec<Change>) {
        self.arrange();
        let offers = self.left_alone.into_iter().filter_map(|left| left.offer).map(|offer| offer.change);
        (self.complete, self.changes.into_iter().chain(offers).collect())
    }

    /// Puts the changes into order and notes which can be taken back. Gives what has to be done in one piece.
    fn arrange(&mut self) -> Vec<String> {
        let together = order(&mut self.changes, self.moves.is_some(), self.snapshot);
        let all: Vec<Change> = self.changes.iter().chain(&self.later).cloned().collect();
        let inverses = revert(self.snapshot, &all);
        for change in self.changes.iter_mut().chain(&mut self.later) {
            change.undo = undo_of(&inverses, change);
        }
        together
    }
}

/// Menus whose records are hardware rather than somebody's configuration.
fn is_configuration(menu: Menu) -> bool {
    use routeros::menu::{INTERFACE, INTERFACE_ETHERNET, INTERFACE_WIFI, INTERFACE_WIRELESS, IP_SERVICE, USER};
    ![INTERFACE, INTERFACE_ETHERNET, INTERFACE_WIFI, INTERFACE_WIRELESS, USER, IP_SERVICE].contains(&menu)
}

fn touches(change: &Change, record: &Record) -> bool {
    match &change.action {
        Action::Set { target, .. } | Action::Remove { target } | Action::Move { target, .. } => {
            record.id.as_deref() == Some(&target.id)
        }
        Action::Add { .. } | Action::SetSettings { .. } | Action::Run { .. } => false,
    }
}

fn change(about: About, menu: Menu, action: Action) -> Change {
    Change {
        id: about.id,
        group: Group::Settings,
        area: about.area,
        menu,
        action,
        text: about.text,
        undo: Undo::ByHand,
    }
}

/// Lists such as `established,related` mean the same in any order in these properties.
const SETS: &[&str] = &["connection-state", "policy", "topics", "dhcp-options"];

fn same(menu: Menu, record: &Record, name: &str, value: &str) -> bool {
    let found = record.text(name);
    if SETS.contains(&name) {
        return same_set(name, found, value);
    }
    let is_time = [(routeros::menu::IP_DHCP_SERVER, "lease-time"), (routeros::menu::SYSTEM_SCHEDULER, "interval")];
    if is_time.contains(&(menu, name)) {
        return found.and_then(|text| text.parse::<project::Lease>().ok()) == value.parse().ok();
    }
    same_value(found, Some(value))
}

/// Whether a list holds the same words, in a property where their order means nothing.
pub(crate) fn same_set(name: &str, found: Option<&str>, value: &str) -> bool {
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(',').map(str::to_owned).collect();
        words.sort();
        words
    };
    SETS.contains(&name) && sorted(found.unwrap_or_default()) == sorted(value)
}

/// The part of the wizard that a change's id names.
pub(crate) fn area_of(id: &str) -> Area {
    match id.split('.').next() {
        Some("internet") => Area::Internet,
        Some("home") => Area::HomeNetwork,
        Some("addresses") => Area::Addresses,
        Some("names") => Area::Names,
        Some("backups") => Area::Backups,
        _ => Area::Protection,
    }
}

/// How a person is told of a record.
pub(crate) fn name(menu: Menu, record: &Record) -> String {
    let key: Vec<&str> =
        menu.key().iter().filter_map(|name| record.text(name)).filter(|text| !text.is_empty()).collect();
    key.join(" ")
}

/// A record as REST and scripts address it. The `[find]` must match exactly this record, now and
/// when it runs: the menu's key first, then every configurable property that it has. `None` when
/// even those do not tell it from another.
pub(crate) fn target(snapshot: &Snapshot, menu: Menu, record: &Record) -> Option<Target> {
    let id = record.id.clone()?;
    let usable =
        |name: &str| record.text(name).filter(|text| !text.is_empty()).map(|text| (name.to_owned(), text.to_owned()));
    let key: Vec<_> = menu.key().iter().filter_map(|name| usable(name)).collect();
    let configurable =
        record.props.keys().filter(|name| !menu.is_volatile(name) && !menu.key().contains(&name.as_str()));
    let more: Vec<_> = configurable.filter_map(|name| usable(name)).collect();
    let matches = |find: &[(String, String)]| {
        let fits = |other: &&Record| find.iter().all(|(name, value)| other.text(name) == Some(value));
        snapshot.all(menu).iter().filter(fits).count()
    };
    let mut find = key;
    for next in std::iter::once(None).chain(more.into_iter().map(Some)) {
        find.extend(next);
        if !find.is_empty() && matches(&find) == 1 {
            return Some(Target { id, find });
        }
    }
    None
}
