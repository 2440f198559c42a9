//! Rules of a firewall menu, read once: what each asks for of a packet.
use super::{
    addresses::{Family, Lists},
    ranges::Ranges,
    space::{Part, Side},
};
use routeros::{Menu, Record, Snapshot, Value};
use std::collections::BTreeMap;

/// What a rule asks for.
pub(super) struct Rule<'s> {
    pub(super) record: &'s Record,
    pub(super) action: &'s str,
    pub(super) jump: &'s str,
    /// What the kind of a packet decides: name, whether it is turned round, value.
    pub(super) kind: Vec<(&'s str, bool, &'s str)>,
    /// What the numbers of a packet decide: one of these.
    pub(super) parts: Vec<Part>,
    /// It also asks for what records do not tell, such as the time of day.
    pub(super) unsure: bool,
}

/// The rules of a menu by chain, in order. Those that are off, or name what is gone, do nothing.
pub(super) type Chains<'s> = BTreeMap<&'s str, Vec<Rule<'s>>>;

/// Reads a menu.
pub(super) fn chains<'s>(snapshot: &'s Snapshot, menu: Menu, family: Family, lists: &Lists) -> Chains<'s> {
    let mut chains = Chains::new();
    for record in snapshot.all(menu).iter().filter(|record| !record.is_disabled() && !record.flag("invalid")) {
        chains.entry(record.text_or_empty("chain")).or_default().push(rule(record, family, lists));
    }
    chains
}

/// Whether a property of a rule matches packets.
fn is_matcher(name: &str) -> bool {
    !matches!(
        name,
        ".id"
            | "chain"
            | "action"
            | "comment"
            | "disabled"
            | "dynamic"
            | "invalid"
            | "bytes"
            | "packets"
            | "log"
            | "log-prefix"
            | "hw-offload"
            | "jump-target"
            | "reject-with"
            | "address-list"
            | "address-list-timeout"
            | "to-address"
            | "to-addresses"
            | "to-ports"
            | "same-not-by-dst"
            | "randomise-ports"
    )
}

/// What the kind of a packet decides.
fn is_kind(name: &str) -> bool {
    matches!(
        name,
        "connection-state"
            | "connection-nat-state"
            | "protocol"
            | "in-interface"
            | "in-interface-list"
            | "out-interface"
            | "out-interface-list"
            | "ipsec-policy"
            | "dst-address-type"
    )
}

fn rule<'s>(record: &'s Record, family: Family, lists: &Lists) -> Rule<'s> {
    let mut rule = Rule {
        record,
        action: record.text("action").unwrap_or("accept"),
        jump: record.text_or_empty("jump-target"),
        kind: Vec::new(),
        parts: vec![Part::default()],
        unsure: false,
    };
    for (name, value) in &record.props {
        let Value::Text(value) = value else { continue };
        if value.is_empty() || !is_matcher(name) {
            continue;
        }
        let (negated, value) = value.strip_prefix('!').map_or((false, value.as_str()), |rest| (true, rest));
        if is_kind(name) {
            rule.kind.push((name, negated, value));
            continue;
        }
        let all_ports = Ranges::one(0, PORTS);
        let turn = |set: Ranges, all: Ranges| if negated { all.without(&set) } else { set };
        let addresses = |set: Option<Ranges>| set.map(|set| turn(set, family.all()));
        let (sides, set): (&[Side], _) = match name.as_str() {
            "src-address" => (&[Side::FromAddress], addresses(family.range(value))),
            "dst-address" => (&[Side::ToAddress], addresses(family.range(value))),
            "src-address-list" => (&[Side::FromAddress], addresses(lists.of(family, value))),
            "dst-address-list" => (&[Side::ToAddress], addresses(lists.of(family, value))),
            "src-port" => (&[Side::FromPort], ports(value).map(|set| turn(set, all_ports))),
            "dst-port" => (&[Side::ToPort], ports(value).map(|set| turn(set, all_ports))),
            // Either end: also a port that the sender chooses.
            "port" => (&[Side::FromPort, Side::ToPort], ports(value).map(|set| turn(set, all_ports))),
            _ => (&[], None),
        };
        match set {
            // Not either end is: neither.
            Some(set) if negated => {
                for side in sides {
                    rule.parts.iter_mut().for_each(|part| part.narrow(*side, &set));
                }
            }
            Some(set) => rule.parts = narrowed(&rule.parts, sides, &set),
            None => rule.unsure = true,
        }
    }
    rule
}

fn narrowed(parts: &[Part], sides: &[Side], set: &Ranges) -> Vec<Part> {
    let each = |part: &Part| {
        sides
            .iter()
            .map(|side| {
                let mut part = part.clone();
                part.narrow(*side, set);
                part
            })
            .collect::<Vec<_>>()
    };
    parts.iter().flat_map(each).collect()
}

/// The highest port.
pub(super) const PORTS: u128 = 65_535;

/// `80,443,8000-8010`; none when it is something else.
pub(super) fn ports(value: &str) -> Option<Ranges> {
    let range = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some((from.trim().parse::<u16>().ok()?.into(), to.trim().parse::<u16>().ok()?.into()))
    };
    value.split(',').map(range).collect::<Option<Vec<_>>>().map(Ranges::of)
}

/// How a person recognises a rule: by its comment, or else by what it says.
pub(crate) fn title(record: &Record) -> String {
    if !record.comment().is_empty() {
        return record.comment().to_owned();
    }
    let said = record.props.keys().filter(|name| {
        let kept = ["chain", "action"].contains(&name.as_str()) || is_matcher(name);
        kept && !record.text_or_empty(name).is_empty()
    });
    let mut words: Vec<&str> = said.map(String::as_str).collect();
    words.sort_by_key(|name| (*name != "chain", *name != "action"));
    words.iter().map(|name| format!("{name}={}", record.text_or_empty(name))).collect::<Vec<_>>().join(" ")
}
