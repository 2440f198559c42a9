//! Lines and records side by side: what is the same, what differs, what is missing.
use super::{
    lines::{Given, Reader},
    lost::Losses,
    menus,
};
use crate::{
    Class, LeftAloneReason,
    draft::{About, Draft, name, target},
};
use routeros::{
    Area, Menu, PropValue, Props, Record, Text,
    export::{Command, Export, Line},
    menu::{self, Kind},
};
use std::collections::BTreeSet;

/// Brings the lines of one menu.
pub(super) fn bring<'a>(
    menu: Menu,
    area: Area,
    lines: Vec<&'a Line>,
    reader: &mut Reader<'a>,
    draft: &mut Draft<'_>,
    losses: &mut Losses,
) {
    if lines.is_empty() {
        return;
    }
    if !reader.snapshot.has(menu) {
        losses.no_menu(menu, lines.len());
        return;
    }
    let mut side = Side { menu, area, reader, draft, losses };
    match menu.kind() {
        Kind::Settings => lines.into_iter().for_each(|line| side.settings(line)),
        Kind::Ordered => side.rules(&lines),
        Kind::List => side.list(&lines),
        Kind::Status => {}
    }
}

/// One menu of both.
struct Side<'s, 'a, 'd> {
    menu: Menu,
    area: Area,
    reader: &'s mut Reader<'a>,
    draft: &'s mut Draft<'d>,
    losses: &'s mut Losses,
}

impl<'a> Side<'_, 'a, '_> {
    fn settings(&mut self, line: &'a Line) {
        if line.command != Command::Set {
            self.losses.line("import.lost-unread", line, "");
            return;
        }
        let Some(given) = self.reader.read(self.menu, line, self.losses) else { return };
        let Some(record) = self.reader.snapshot.settings(self.menu) else { return };
        self.tell_rest(&given, Some(record));
        let about = self.about(&given, "import-settings");
        self.draft.settings(about, self.menu, &given.differing(record));
    }

    fn list(&mut self, lines: &[&'a Line]) {
        let snapshot = self.reader.snapshot;
        let records: Vec<&Record> = snapshot.records(self.menu).collect();
        let mut claimed = BTreeSet::new();
        let mut open = Vec::new();
        for line in lines {
            let Some(given) = self.reader.read(self.menu, line, self.losses) else { continue };
            let free = |claimed: &BTreeSet<usize>, at: &usize| !claimed.contains(at);
            let same = |at: &usize| {
                let all = given.differing(records[*at]).is_empty() && given.unknown.is_empty();
                all && line.command == Command::Add && (given.is_named(records[*at]) || is_nameless(&given))
            };
            if let Some(at) = (0..records.len()).filter(|at| free(&claimed, at)).find(same) {
                claimed.insert(at);
                self.edit(&given, records[at]);
            } else {
                open.push(given);
            }
        }
        for given in open {
            let free: Vec<usize> = (0..records.len()).filter(|at| !claimed.contains(at)).collect();
            let found: Vec<usize> = match &given.line.command {
                Command::Add => free.into_iter().filter(|at| given.is_named(records[*at])).collect(),
                _ => self.meant(&given, &records),
            };
            match (found.as_slice(), given.line.command == Command::Add) {
                ([at], _) => {
                    claimed.insert(*at);
                    self.edit(&given, records[*at]);
                }
                ([], true) => self.add(&given, None),
                ([], false) => self.losses.line("import.lost-device-part", given.line, ""),
                (_, _) => self.losses.line("import.lost-unclear", given.line, ""),
            }
        }
    }

    /// The records that a `set` means.
    fn meant(&self, given: &Given<'_>, records: &[&Record]) -> Vec<usize> {
        let all = 0..records.len();
        match &given.line.command {
            Command::SetFound(find) => {
                let value = |name: &str, value: &str| match name {
                    "name" | "default-name" if menus::keeps_its_name(self.menu) => {
                        self.reader.name(value).map(str::to_owned)
                    }
                    _ => self.reader.called(self.menu, name, value).ok(),
                };
                let wanted: Option<Vec<(&str, String)>> = find
                    .iter()
                    .map(|(name, text)| {
                        // Places are told by what sockets and radios are called here.
                        let by = if menus::keeps_its_name(self.menu) && name == "default-name" { "name" } else { name };
                        Some((by, value(name, text)?))
                    })
                    .collect();
                let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { return Vec::new() };
                all.filter(|at| wanted.iter().all(|(name, value)| menus::has(records[*at], name, value))).collect()
            }
            Command::SetNamed(name) => match name.parse::<usize>() {
                Ok(number) => all.filter(|at| *at == number).collect(),
                Err(_) => {
                    let here =
                        if menus::keeps_its_name(self.menu) { self.reader.name(name) } else { Some(name.as_str()) };
                    all.filter(|at| here.is_some() && records[*at].text("name") == here).collect()
                }
            },
            Command::Add | Command::Set | Command::Unread => Vec::new(),
        }
    }

    /// Rules: those that are on both stay, in their order; what is missing goes before the next of them.
    fn rules(&mut self, lines: &[&'a Line]) {
        let snapshot = self.reader.snapshot;
        let records: Vec<&Record> = snapshot.records(self.menu).collect();
        let mut given = Vec::new();
        for line in lines {
            let Some(one) = self.reader.read(self.menu, line, self.losses) else { continue };
            if line.command != Command::Add {
                self.losses.line("import.lost-unread", line, "");
            } else if one.unknown.iter().any(|name| !menus::BESIDE.contains(&name.as_str())) || !one.kept.is_empty() {
                // A rule without one of its conditions is another rule.
                self.losses.unknown(line, &one.unknown);
            } else {
                given.push(one);
            }
        }
        let pairs = in_order(&given, &records);
        let paired: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
        let mut others: BTreeSet<usize> = (0..records.len()).filter(|at| !paired.contains(at)).collect();
        for (at, one) in given.iter().enumerate() {
            if let Some(record) = pairs[at] {
                self.switch(one, records[record]);
                continue;
            }
            if let Some(elsewhere) = others.iter().copied().find(|other| is_rule(one, records[*other])) {
                others.remove(&elsewhere);
                self.losses.line("import.lost-order", one.line, "");
                continue;
            }
            // Behind the last of them, what only this router has follows.
            let next = pairs[at..].iter().flatten().next().copied();
            let last = pairs[..at].iter().flatten().next_back().map(|last| last + 1);
            let place = next.or(last).unwrap_or_default();
            self.add(one, records.get(place).copied());
        }
    }

    /// The same rule; it may be on in one place and off in the other.
    fn switch(&mut self, given: &Given<'_>, record: &Record) {
        if is_off(given) == record.is_disabled() {
            self.draft.leave(self.menu, record, LeftAloneReason::AlreadyRight);
            return;
        }
        let about = self.about(given, "import-set");
        self.draft.edit(about, self.menu, record, &[("disabled", if is_off(given) { "yes" } else { "no" })]);
    }

    fn add(&mut self, given: &Given<'_>, place: Option<&Record>) {
        if let Some(record) = place
            && target(self.reader.snapshot, self.menu, record).is_none()
        {
            self.losses.line("import.lost-unclear", given.line, "");
            return;
        }
        // Without one of its properties it would be another record.
        let missing: Vec<String> = given.unknown.iter().filter(|name| *name != "comment").cloned().collect();
        if !missing.is_empty() && !self.menu.is_ordered() {
            self.losses.unknown(given.line, &missing);
            return;
        }
        let mut props: Props =
            given.props.iter().map(|(name, value)| (name.clone(), PropValue::text(value.clone()))).collect();
        if let Some((name, field)) = &given.secret {
            if self.reader.secret(field).is_none() {
                self.losses.waits(given, field);
                return;
            }
            props.push((name.clone(), PropValue::Secret(field.clone())));
        }
        self.tell_rest(given, None);
        self.reader.is_there(self.menu, given.get("name").unwrap_or_default());
        let about = self.about(given, "import-add");
        if self.menu.is_ordered() {
            self.draft.add_among(about, self.menu, props, place);
        } else {
            self.draft.add(about, self.menu, props, None);
        }
    }

    fn edit(&mut self, given: &Given<'_>, record: &Record) {
        if record.flag("builtin") {
            return;
        }
        // The service that is used is where it is.
        let is_used =
            self.menu == menu::IP_SERVICE && record.text("name") == Some(self.draft.context.transport.service());
        if is_used && !given.differing(record).is_empty() {
            self.losses.line("import.lost-cut-off", given.line, "");
            return;
        }
        if let Some((name, field)) = &given.secret {
            let wanted = self.reader.secret(field);
            let found = record.secret(name).filter(|secret| !secret.expose().is_empty());
            match (wanted, found) {
                // One that is there and cannot be taken back stays; so does all that goes with it.
                (Some(wanted), Some(found)) if wanted != *found => {
                    self.losses.line("import.lost-other-password", given.line, "");
                    return;
                }
                (Some(_), None) => {
                    let mut about = self.about(given, "import-set");
                    about.id.push_str("-secret");
                    self.draft.edit_secret(about, self.menu, record, name, field);
                }
                (None, None) => {
                    self.losses.waits(given, field);
                    return;
                }
                // A network of another name with the password of here would be neither.
                (None, Some(_)) if !given.differing(record).is_empty() => {
                    self.losses.line("import.lost-other-password", given.line, "");
                    return;
                }
                (Some(_) | None, Some(_)) => {}
            }
        }
        self.tell_rest(given, Some(record));
        let about = self.about(given, "import-set");
        self.draft.edit(about, self.menu, record, &given.differing(record));
    }

    /// What of a line that comes along stays behind.
    fn tell_rest(&mut self, given: &Given<'_>, record: Option<&Record>) {
        for (name, value, why) in &given.kept {
            if record.is_none_or(|record| !menus::has(record, name, value)) {
                self.losses.kept(self.menu, name, *why);
            }
        }
        if record.is_some() && !given.unknown.is_empty() {
            self.losses.unknown(given.line, &given.unknown);
        }
    }

    fn about(&self, given: &Given<'_>, key: &str) -> About {
        let name = super::lost::title(given.line);
        About::new(self.area, &given.id, Text::new(key).with("menu", self.menu.spaced()).with("name", name))
    }
}

/// Whether nothing of a record's key is given: only all of it together tells it from others.
fn is_nameless(given: &Given<'_>) -> bool {
    given.menu.key().iter().all(|name| given.get(name).unwrap_or_default().is_empty())
}

fn is_off(given: &Given<'_>) -> bool {
    matches!(given.get("disabled"), Some("yes" | "true"))
}

/// Whether a record is the rule that a line says: all that decides what it does, whatever it is called, and
/// whether it is on or off.
fn is_rule(given: &Given<'_>, record: &Record) -> bool {
    let decides = |name: &str| !menus::BESIDE.contains(&name);
    let same =
        given.props.iter().filter(|(name, _)| decides(name)).all(|(name, value)| menus::has(record, name, value));
    let mut all = record.props.keys().filter(|name| decides(name) && !given.menu.is_volatile(name));
    same && all.all(|name| given.get(name).is_some() || matches!(record.text(name), Some("" | "false")))
}

/// For each line the record that it is, so that as many as possible are in the same order in both; those that are
/// on or off alike before others.
fn in_order(given: &[Given<'_>], records: &[&Record]) -> Vec<Option<usize>> {
    let alike = |one: &Given<'_>, record: &Record| match is_rule(one, record) {
        true if is_off(one) == record.is_disabled() => 3_usize,
        true => 2,
        false => 0,
    };
    // The heaviest common sequence, from the end.
    let mut heaviest = vec![vec![0_usize; records.len() + 1]; given.len() + 1];
    for (at, one) in given.iter().enumerate().rev() {
        for (other, record) in records.iter().enumerate().rev() {
            let both = match alike(one, record) {
                0 => 0,
                weight => heaviest[at + 1][other + 1] + weight,
            };
            heaviest[at][other] = both.max(heaviest[at + 1][other]).max(heaviest[at][other + 1]);
        }
    }
    let (mut pairs, mut at, mut other) = (vec![None; given.len()], 0, 0);
    while at < given.len() && other < records.len() {
        let weight = alike(&given[at], records[other]);
        if weight > 0 && heaviest[at][other] == heaviest[at + 1][other + 1] + weight {
            pairs[at] = Some(other);
            (at, other) = (at + 1, other + 1);
        } else if heaviest[at][other] == heaviest[at + 1][other] {
            at += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// What the factory set up otherwise than the export makes way: a socket that was none of the home's there leaves
/// the bridge, and what becomes the home's stops asking a provider. Only where nobody has set up anything yet.
pub(super) fn give_way(export: &Export, reader: &Reader<'_>, draft: &mut Draft<'_>) {
    if !matches!(draft.class, Class::Factory | Class::Lte) {
        return;
    }
    let snapshot = reader.snapshot;
    let of = |menu: Menu| {
        let lines = export.lines.iter().filter(move |line| line.menu == menu.path() && line.command == Command::Add);
        lines.filter_map(|line| reader.name(line.text("interface")?)).collect::<BTreeSet<&str>>()
    };
    let (at_home, asking) = (of(menu::INTERFACE_BRIDGE_PORT), of(menu::IP_DHCP_CLIENT));
    let named: BTreeSet<&str> =
        [menu::IP_DHCP_CLIENT, menu::INTERFACE_PPPOE_CLIENT, menu::IP_ADDRESS, menu::INTERFACE_VLAN]
            .into_iter()
            .flat_map(of)
            .collect();
    let mut go = |menu: Menu, goes: &dyn Fn(&str, &Record) -> bool| {
        for record in snapshot.records(menu) {
            let interface = record.text_or_empty("interface");
            let id = format!("import.{}.{interface}", menu.path().rsplit('/').next().unwrap_or_default());
            if goes(interface, record) && reader.skipped(&id).is_none() && !draft.is_spoken_for(menu, record) {
                let text = Text::new("import-way").with("menu", menu.spaced()).with("name", name(menu, record));
                draft.remove(About::new(Area::HomeNetwork, &id, text), menu, record);
            }
        }
    };
    go(menu::INTERFACE_BRIDGE_PORT, &|name, _| !at_home.contains(name) && named.contains(name));
    go(menu::IP_DHCP_CLIENT, &|name, _| at_home.contains(name) && !asking.contains(name));
    go(menu::INTERFACE_LIST_MEMBER, &|name, record| at_home.contains(name) && record.text("list") == Some("WAN"));
}
