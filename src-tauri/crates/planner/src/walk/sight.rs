//! A router's rules, read once, and the way of packets from interface to interface through them.
use super::{
    addresses::{self, Family, Lists},
    chain::{Walked, walk},
    matching::Kind,
    rules::{Chains, chains, ports},
    space::{Block, Part, Side, Space},
};
use routeros::{Record, Snapshot, menu};
use std::collections::BTreeMap;

/// Everything that decides about packets.
pub(super) struct Sight<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) families: Vec<Family>,
    raw: BTreeMap<&'static str, Chains<'s>>,
    filter: BTreeMap<&'static str, Chains<'s>>,
    nat: BTreeMap<&'static str, Chains<'s>>,
}

/// Packets that a rule sent to another address.
pub(super) struct Turned<'s> {
    pub(super) by: &'s Record,
    pub(super) to_router: bool,
    pub(super) space: Space,
}

/// What comes out of prerouting.
#[derive(Default)]
pub(super) struct Arrived<'s> {
    pub(super) plain: Space,
    pub(super) turned: Vec<Turned<'s>>,
    /// What raw rules stopped.
    pub(super) stopped: Vec<&'s Record>,
}

impl<'s> Sight<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        let lists = Lists::read(snapshot);
        let families = if speaks_ipv6(snapshot) { vec![Family::V4, Family::V6] } else { vec![Family::V4] };
        let read = |menu: fn(Family) -> routeros::Menu| {
            families.iter().map(|family| (family.name(), chains(snapshot, menu(*family), *family, &lists))).collect()
        };
        let (raw, filter, nat) = (read(Family::raw), read(Family::filter), read(Family::nat));
        Self { snapshot, families, raw, filter, nat }
    }

    /// Through prerouting: raw rules, and for new connections the rules that send them elsewhere.
    pub(super) fn arrive(&self, family: Family, kind: &Kind<'_>, space: Space) -> Arrived<'s> {
        let mut raw = match self.raw.get(family.name()) {
            Some(chains) => walk(self.snapshot, chains, "prerouting", kind, space),
            None => Walked { left: space, ..Walked::default() },
        };
        let mut through = std::mem::take(&mut raw.left);
        for (_, accepted) in raw.ends {
            through.add(accepted);
        }
        let mut arrived = Arrived { stopped: raw.stopped, ..Arrived::default() };
        let nat = self.nat.get(family.name()).filter(|_| kind.state == "new");
        let Some(nat) = nat else {
            arrived.plain = through;
            return arrived;
        };
        // What is not tracked is not translated either.
        let untracked = through.split_off_untracked();
        let walked = walk(self.snapshot, nat, "dstnat", kind, through);
        arrived.plain = walked.left;
        arrived.plain.add(untracked);
        for (rule, space) in walked.ends {
            match rule.text("action") {
                Some("dst-nat" | "redirect" | "netmap") => arrived.turned.extend(self.turn(family, rule, &space)),
                _ => arrived.plain.add(space),
            }
        }
        arrived
    }

    /// To the router, to a device, or to both, where nobody knows which of them has the address.
    fn turn(&self, family: Family, rule: &'s Record, space: &Space) -> Vec<Turned<'s>> {
        let redirected = rule.text("action") == Some("redirect");
        let to = family.range(rule.text_or_empty(family.to()));
        let (to_router, to_device) = match &to {
            Some(to) if !redirected => (
                addresses::may_be_own(self.snapshot, family, to),
                family == Family::V6 || !addresses::is_own(self.snapshot, family, to),
            ),
            // Where it was going to is the router, when no other address is named.
            _ => (true, false),
        };
        let ports = ports(rule.text_or_empty("to-ports"));
        let turn = |block: Block| {
            let block = match &to {
                Some(to) if !redirected => block.with(Side::ToAddress, to.clone()),
                _ => block,
            };
            match &ports {
                Some(ports) => block.with(Side::ToPort, ports.clone()),
                None => block,
            }
        };
        let turned = |to_router| Turned { by: rule, to_router, space: space.mapped(turn) };
        [(to_router, true), (to_device, false)].into_iter().filter(|(is, _)| *is).map(|(_, to)| turned(to)).collect()
    }

    /// Down a chain of the filter.
    pub(super) fn filter(&self, family: Family, chain: &str, kind: &Kind<'_>, space: Space) -> Walked<'s> {
        match self.filter.get(family.name()) {
            Some(chains) => walk(self.snapshot, chains, chain, kind, space),
            None => Walked { left: space, ..Walked::default() },
        }
    }

    /// The rule that gives packets on their way out another sender.
    pub(super) fn shared_by(&self, family: Family, kind: &Kind<'_>, space: Space) -> Option<&'s Record> {
        let walked = walk(self.snapshot, self.nat.get(family.name())?, "srcnat", kind, space);
        let shares = |rule: &Record| matches!(rule.text("action"), Some("masquerade" | "src-nat" | "netmap" | "same"));
        walked.ends.into_iter().map(|(rule, _)| rule).find(|rule| shares(rule))
    }
}

/// Packets that go to a port.
pub(super) fn to_port(port: u16) -> Part {
    let mut part = Part::default();
    part.narrow(Side::ToPort, &super::ranges::Ranges::one(port.into(), port.into()));
    part
}

fn speaks_ipv6(snapshot: &Snapshot) -> bool {
    let disabled = snapshot.settings(menu::IPV6_SETTINGS).is_some_and(|record| record.flag("disable-ipv6"));
    snapshot.has(menu::IPV6_FIREWALL_FILTER) && !disabled
}
