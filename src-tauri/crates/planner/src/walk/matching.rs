//! Whether the kind of a packet is what a rule asks for.
use super::rules::Rule;
use routeros::{Record, Snapshot, menu};

/// What is the same for all packets of a walk.
#[derive(Clone, Copy)]
pub(super) struct Kind<'a> {
    /// `tcp`, `udp`.
    pub(super) protocol: &'a str,
    /// The interface that they came by; none from the router itself.
    pub(super) came_by: Option<&'a str>,
    /// The interface that they leave by; none to the router itself.
    pub(super) goes_by: Option<&'a str>,
    /// `new`, `established`; what is not tracked is `untracked`, whatever it would be.
    pub(super) state: &'a str,
    /// A rule sent them to another address.
    pub(super) translated: bool,
    /// They came out of an IPsec tunnel, or go into one.
    pub(super) sealed: bool,
}

/// Yes, no, or the records do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict3 {
    Yes,
    No,
    Unknown,
}

impl Verdict3 {
    fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Whether a rule may be about packets of this kind, as far as their numbers do not decide.
pub(super) fn is_about(snapshot: &Snapshot, rule: &Rule<'_>, kind: &Kind<'_>, untracked: bool) -> Verdict3 {
    let mut all = if rule.unsure { Verdict3::Unknown } else { Verdict3::Yes };
    for (name, negated, value) in &rule.kind {
        let plain = asks(snapshot, name, value, kind, untracked);
        match if *negated { plain.not() } else { plain } {
            Verdict3::No => return Verdict3::No,
            Verdict3::Unknown => all = Verdict3::Unknown,
            Verdict3::Yes => {}
        }
    }
    all
}

fn asks(snapshot: &Snapshot, name: &str, value: &str, kind: &Kind<'_>, untracked: bool) -> Verdict3 {
    let listed = |interface: Option<&str>| match interface {
        Some(interface) => in_list(snapshot, value, interface, 0),
        // No interface is in no list, but RouterOS does not say what the opposite then is.
        None => Verdict3::Unknown,
    };
    let is =
        |interface: Option<&str>| interface.map_or(Verdict3::Unknown, |interface| Verdict3::of(interface == value));
    match name {
        "connection-state" => {
            let state = if untracked { "untracked" } else { kind.state };
            Verdict3::of(value.split(',').any(|asked| asked == state))
        }
        "connection-nat-state" => {
            Verdict3::of(kind.translated && !untracked && value.split(',').any(|asked| asked == "dstnat"))
        }
        "protocol" => Verdict3::of(value == kind.protocol || number(value) == Some(kind.protocol)),
        "in-interface" => is(kind.came_by),
        "in-interface-list" => listed(kind.came_by),
        "out-interface" => is(kind.goes_by),
        "out-interface-list" => listed(kind.goes_by),
        "ipsec-policy" => {
            let asked = value.rsplit(',').next().unwrap_or_default();
            Verdict3::of(asked == if kind.sealed { "ipsec" } else { "none" })
        }
        "dst-address-type" if value == "local" => Verdict3::of(kind.goes_by.is_none()),
        _ => Verdict3::Unknown,
    }
}

fn number(value: &str) -> Option<&'static str> {
    match value {
        "6" => Some("tcp"),
        "17" => Some("udp"),
        _ => None,
    }
}

/// Members, and what the list includes and excludes.
pub(super) fn in_list(snapshot: &Snapshot, list: &str, interface: &str, depth: usize) -> Verdict3 {
    match list {
        "all" => return Verdict3::Yes,
        "none" => return Verdict3::No,
        // Which interfaces are dynamic or static is the router's own knowledge.
        "dynamic" | "static" => return Verdict3::Unknown,
        _ => {}
    }
    let member = |record: &Record| {
        record.text("list") == Some(list) && record.text("interface") == Some(interface) && !record.is_disabled()
    };
    if snapshot.all(menu::INTERFACE_LIST_MEMBER).iter().any(member) {
        return Verdict3::Yes;
    }
    let Some(record) = snapshot.all(menu::INTERFACE_LIST).iter().find(|record| record.text("name") == Some(list))
    else {
        return Verdict3::No;
    };
    if depth > 4 {
        return Verdict3::Unknown;
    }
    let any = |property: &str| {
        let lists = record.text_or_empty(property).split(',').filter(|name| !name.is_empty());
        let found: Vec<Verdict3> = lists.map(|list| in_list(snapshot, list, interface, depth + 1)).collect();
        if found.contains(&Verdict3::Yes) {
            Verdict3::Yes
        } else if found.contains(&Verdict3::Unknown) {
            Verdict3::Unknown
        } else {
            Verdict3::No
        }
    };
    match (any("include"), any("exclude")) {
        (Verdict3::No, _) | (_, Verdict3::Yes) => Verdict3::No,
        (Verdict3::Yes, Verdict3::No) => Verdict3::Yes,
        _ => Verdict3::Unknown,
    }
}
