//! The baseline firewall: MikroTik's default rules (reference router-configuration §1.3, §1.4), as
//! data. They are recognised by what they match, never by their comment.
use super::openings::openings;
use crate::{
    draft::{About, Draft, props},
    walk,
};
use project::Project;
use routeros::{Area, Menu, Record, Text, menu};

const AREA: Area = Area::Protection;

/// One rule: its chain, its action, what it matches, and the role that its comment names.
struct Rule {
    chain: &'static str,
    action: &'static str,
    matches: &'static [(&'static str, &'static str)],
    role: &'static str,
}

macro_rules! rules {
    ($($chain:ident $action:literal $role:literal { $($name:literal = $value:literal),* })*) => {
        &[$(Rule { chain: stringify!($chain), action: $action, role: $role, matches: &[$(($name, $value)),*] }),*]
    };
}

const EST: &str = "established,related,untracked";

/// In this order. The forward drop is only for what comes from outside: the home may talk to all.
const FILTER: &[Rule] = &[
    Rule { chain: "input", action: "accept", matches: &[("connection-state", EST)], role: "in-known" },
    Rule { chain: "input", action: "drop", matches: &[("connection-state", "invalid")], role: "in-invalid" },
    Rule { chain: "input", action: "accept", matches: &[("protocol", "icmp")], role: "in-ping" },
    Rule { chain: "input", action: "accept", matches: &[("dst-address", "127.0.0.1")], role: "in-loopback" },
    Rule { chain: "input", action: "drop", matches: &[("in-interface-list", "!LAN")], role: "in-not-home" },
    Rule { chain: "forward", action: "accept", matches: &[("ipsec-policy", "in,ipsec")], role: "through-ipsec-in" },
    Rule { chain: "forward", action: "accept", matches: &[("ipsec-policy", "out,ipsec")], role: "through-ipsec-out" },
    Rule {
        chain: "forward",
        action: "fasttrack-connection",
        matches: &[("connection-state", "established,related")],
        role: "through-fast",
    },
    Rule { chain: "forward", action: "accept", matches: &[("connection-state", EST)], role: "through-known" },
    Rule { chain: "forward", action: "drop", matches: &[("connection-state", "invalid")], role: "through-invalid" },
    Rule {
        chain: "forward",
        action: "drop",
        matches: &[("connection-state", "new"), ("connection-nat-state", "!dstnat"), ("in-interface-list", "WAN")],
        role: "through-from-outside",
    },
];

const FILTER6: &[Rule] = rules! {
    input "accept" "in6-known" { "connection-state" = "established,related,untracked" }
    input "drop" "in6-invalid" { "connection-state" = "invalid" }
    input "accept" "in6-icmp" { "protocol" = "icmpv6" }
    input "accept" "in6-dhcp" { "protocol" = "udp", "dst-port" = "546", "src-address" = "fe80::/10" }
    input "drop" "in6-not-home" { "in-interface-list" = "!LAN" }
    forward "accept" "through6-known" { "connection-state" = "established,related,untracked" }
    forward "drop" "through6-invalid" { "connection-state" = "invalid" }
    forward "drop" "through6-hop" { "protocol" = "icmpv6", "hop-limit" = "equal:1" }
    forward "accept" "through6-icmp" { "protocol" = "icmpv6" }
    forward "drop" "through6-not-home" { "in-interface-list" = "!LAN" }
};

/// The default rule for route tests of RouterOS 7.12 and before. It also takes packets *from* those ports,
/// and whoever sends them chooses that: strangers could reach the resolver.
const OLD_TRACE: &[(&str, &str)] = &[("protocol", "udp"), ("port", "33434-33534")];

/// Default rules that are recognised but not needed: VPN pass-through and traceroute.
const RECOGNISED6: &[Rule] = rules! {
    input "accept" "in6-trace" { "protocol" = "udp", "dst-port" = "33434-33534" }
    input "accept" "" { "protocol" = "udp", "port" = "33434-33534" }
    input "accept" "" { "protocol" = "udp", "dst-port" = "500,4500" }
    input "accept" "" { "protocol" = "ipsec-ah" }
    input "accept" "" { "protocol" = "ipsec-esp" }
    input "accept" "" { "ipsec-policy" = "in,ipsec" }
    forward "fasttrack-connection" "" { "connection-state" = "established,related" }
    forward "drop" "" { "src-address-list" = "bad_ipv6" }
    forward "drop" "" { "dst-address-list" = "bad_ipv6" }
    forward "accept" "" { "protocol" = "139" }
    forward "accept" "" { "protocol" = "udp", "dst-port" = "500,4500" }
    forward "accept" "" { "protocol" = "ipsec-ah" }
    forward "accept" "" { "protocol" = "ipsec-esp" }
    forward "accept" "" { "ipsec-policy" = "in,ipsec" }
};

const NAT: &[Rule] = rules! {
    srcnat "masquerade" "masquerade" { "out-interface-list" = "WAN", "ipsec-policy" = "out,none" }
};

/// Properties that say nothing about what a rule matches.
const BESIDE: &[&str] = &["comment", "disabled", "log", "log-prefix", "hw-offload", "action", "chain"];

/// Whether a rule is one of the default configuration, by value.
pub(crate) fn is_default(menu: Menu, record: &Record) -> bool {
    let (known, more): (&[Rule], &[Rule]) = match menu.path() {
        "/ip/firewall/filter" => (FILTER, &[]),
        "/ip/firewall/nat" => (NAT, &[]),
        "/ipv6/firewall/filter" => (FILTER6, RECOGNISED6),
        _ => return false,
    };
    known.iter().chain(more).any(|rule| is(menu, record, rule))
}

/// Whether a rule is what a role of FirstHop's says.
pub(crate) fn has_role(menu: Menu, record: &Record, role: &str) -> bool {
    let known: &[Rule] = match menu.path() {
        "/ip/firewall/filter" => FILTER,
        "/ip/firewall/nat" => NAT,
        "/ipv6/firewall/filter" => FILTER6,
        _ => return false,
    };
    let more = if menu == menu::IPV6_FIREWALL_FILTER { RECOGNISED6 } else { &[] };
    known.iter().chain(more).any(|rule| !role.is_empty() && rule.role == role && is(menu, record, rule))
}

/// Whether a rule hides the whole home behind the router's address: it may leave out packets that
/// go into an IPsec tunnel, and nothing else.
pub(crate) fn is_masquerade(record: &Record) -> bool {
    let without = Rule { chain: "srcnat", action: "masquerade", matches: &[("out-interface-list", "WAN")], role: "" };
    is(menu::IP_FIREWALL_NAT, record, &without) || is_default(menu::IP_FIREWALL_NAT, record)
}

fn is(menu: Menu, record: &Record, rule: &Rule) -> bool {
    let matchers = record.props.keys().filter(|name| !menu.is_volatile(name) && !BESIDE.contains(&name.as_str()));
    record.text("chain") == Some(rule.chain)
        && record.text("action") == Some(rule.action)
        && matchers.filter(|name| !record.text_or_empty(name).is_empty()).count() == rule.matches.len()
        && rule.matches.iter().all(|(name, value)| sorted(record.text_or_empty(name)) == sorted(value))
}

fn sorted(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(',').collect();
    words.sort_unstable();
    words
}

/// The item of each kind of addresses.
const FAMILIES: &[(&str, &str)] = &[("firewall", "IPv4"), ("firewall6", "IPv6")];

/// Both baselines, unless the person switched them off. On somebody's own set-up a chain that already
/// shuts the outside out, also by the line that is to come, gets nothing: it does the same in other
/// words. Where it does not, the rules are offered: among rules of others a drop can shut out those
/// who are meant to come in. What lets strangers in before any drop is offered to be switched off.
pub(crate) fn firewall(project: &Project, draft: &mut Draft<'_>) {
    let wanted = |item: &str| project.protection.items.get(item).copied().unwrap_or(true);
    let outlook = (!draft.is_plain()).then(|| super::internet::outlook(project, draft.snapshot));
    let open = outlook.as_ref().map(|outlook| walk::closed_to_outside(outlook).holes);
    for (item, family) in FAMILIES.iter().copied().filter(|(item, _)| wanted(item)) {
        let needs = |chain: &str| {
            open.as_ref().is_none_or(|holes| {
                holes.iter().any(|hole| hole.family == family && (hole.service == "home") == (chain == "forward"))
            })
        };
        apply(item, &needs, draft);
        if let Some(outlook) = outlook.as_ref().filter(|_| needs("input") || needs("forward")) {
            openings(menu_of(item), family, outlook.clone(), draft);
        }
    }
}

fn menu_of(item: &str) -> Menu {
    if item == "firewall6" { menu::IPV6_FIREWALL_FILTER } else { menu::IP_FIREWALL_FILTER }
}

/// Only the firewall of one kind of addresses, for its state on the Protection page.
pub(crate) fn item(item: &str, draft: &mut Draft<'_>) {
    apply(item, &|_| true, draft);
    for (_, family) in FAMILIES.iter().filter(|(known, _)| *known == item) {
        openings(menu_of(item), family, draft.snapshot.clone(), draft);
    }
}

fn apply(item: &str, needs: &dyn Fn(&str) -> bool, draft: &mut Draft<'_>) {
    match item {
        "firewall" => baseline(menu::IP_FIREWALL_FILTER, FILTER, needs, draft),
        "firewall6" if draft.snapshot.has(menu::IPV6_FIREWALL_FILTER) => {
            if needs("input") {
                trace(draft);
            }
            baseline(menu::IPV6_FIREWALL_FILTER, FILTER6, needs, draft);
        }
        _ => {}
    }
}

/// Puts the rule that takes packets to the ports of route tests in the place of the one that also takes
/// packets from them. The old one is switched off, not removed: it came with the router.
fn trace(draft: &mut Draft<'_>) {
    let menu = menu::IPV6_FIREWALL_FILTER;
    let rule = |matches, role| Rule { chain: "input", action: "accept", matches, role };
    let old = rule(OLD_TRACE, "");
    let Some(record) = draft.find(menu, |record| !record.is_disabled() && is(menu, record, &old)) else { return };
    let new = rule(&[("protocol", "udp"), ("dst-port", "33434-33534")], "in6-trace");
    if draft.find(menu, |record| !record.is_disabled() && is(menu, record, &new)).is_none() {
        let about = About::new(AREA, "protection.firewall6-trace", Text::new("firewall6-trace"));
        draft.add_among(about, menu, values(&new), Some(record));
    }
    let about = About::new(AREA, "protection.firewall6-trace-old", Text::new("firewall6-trace-old"));
    draft.edit(about, menu, record, &[("disabled", "yes")]);
}

/// What a rule is added with.
fn values(rule: &Rule) -> routeros::Props {
    let mut values = props(&[("chain", rule.chain), ("action", rule.action)]);
    values.extend(props(rule.matches));
    values.extend(props(&[("comment", &format!("firsthop:{}", rule.role))]));
    values
}

/// Adds what is missing where it belongs: before the next default rule of its chain that is there.
fn baseline(menu: Menu, rules: &[Rule], needs: &dyn Fn(&str) -> bool, draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| needs(rule.chain)) {
        let text = Text::new(format!("rule-{}", rule.role));
        let about = About::new(AREA, &format!("protection.rule-{}", rule.role), text);
        if let Some(record) = snapshot.records(menu).find(|record| is(menu, record, rule)) {
            draft.edit(about, menu, record, &[("disabled", "no")]);
            continue;
        }
        let later = &rules[index + 1..];
        let next = snapshot
            .records(menu)
            .find(|record| record.text("chain") == Some(rule.chain) && later.iter().any(|rule| is(menu, record, rule)));
        draft.add_among(about, menu, values(rule), next);
    }
}
