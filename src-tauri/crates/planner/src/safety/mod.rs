//! Looks at a finished plan before it is sent: after each of its changes the router can still be set
//! up from here, and is no more open than before.
//!
//! It knows nothing of how plans are made: what it is given is carried out on paper, change by
//! change, and judged by the records alone. Each check knows why it refuses; the first change that
//! breaks something is named.
mod access;
mod service;

use crate::{Plan, Transport, after::carry_out, live, walk};
use access::{Access, access};
use ipnet::Ipv4Net;
use routeros::{Action, Change, Menu, NoSecrets, Record, Snapshot, menu};
use serde::{Deserialize, Serialize};
use service::{SERVICES, Service};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
};

/// How this computer comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The service that it uses.
    pub transport: Transport,
    /// The router's address that it uses; none when that is none of the router's own, as on loopback.
    pub router: Option<Ipv4Addr>,
    /// The router's socket that this computer hangs on, where that is known.
    pub port: Option<String>,
}

impl Entry {
    /// That of a connection to this address.
    pub fn at(address: IpAddr, transport: Transport, snapshot: &Snapshot) -> Self {
        let IpAddr::V4(address) = address else { return Self { transport, router: None, port: None } };
        let is_own = |record: &Record| net(record).is_some_and(|net| net.addr() == address);
        Self { transport, router: snapshot.records(menu::IP_ADDRESS).any(is_own).then_some(address), port: None }
    }
}

/// What a change would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Danger {
    /// This computer's socket is taken out of the home or switched off; or all of them.
    Port,
    /// The router's address that is used goes, before it was reached at another.
    Address,
    /// The service that is used is switched off, gets another port or certificate, or lets this network
    /// in no more.
    Service,
    /// New logins from home are not let in any more: a drop before its accepts.
    LockedOut,
    /// Nobody is in list LAN any more, or the home is not: the firewall lets in nobody else.
    LanEmpty,
    /// VLAN filtering is switched on before everything that it filters by is there.
    VlanFiltering,
    /// The last user who may change something goes.
    LastUser,
    /// Strangers get in who did not before.
    MoreOpen,
}

impl Danger {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Port,
        Self::Address,
        Self::Service,
        Self::LockedOut,
        Self::LanEmpty,
        Self::VlanFiltering,
        Self::LastUser,
        Self::MoreOpen,
    ];

    /// As it stands in messages: `danger.<this>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Port => "port",
            Self::Address => "address",
            Self::Service => "service",
            Self::LockedOut => "locked-out",
            Self::LanEmpty => "lan-empty",
            Self::VlanFiltering => "vlan-filtering",
            Self::LastUser => "last-user",
            Self::MoreOpen => "more-open",
        }
    }
}

/// The change that must not be sent, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsafe {
    /// The change's id.
    pub id: String,
    /// What it would do.
    pub danger: Danger,
}

/// Looks at every moment of a plan.
///
/// # Errors
/// The first change after which somebody would be locked out, or let in.
pub fn check(plan: &Plan, before: &Snapshot, entry: &Entry) -> Result<(), Unsafe> {
    judge(plan, before, Watch::new(before, entry.clone()))
}

/// The same for putting a router back as it was, because a person asked for it: it may have been more
/// open then, and may have had its home on fewer sockets, or in no list.
///
/// # Errors
/// As `check`.
pub fn check_back(plan: &Plan, before: &Snapshot, entry: &Entry) -> Result<(), Unsafe> {
    judge(plan, before, Watch { is_back: true, ..Watch::new(before, entry.clone()) })
}

fn judge(plan: &Plan, before: &Snapshot, mut watch: Watch) -> Result<(), Unsafe> {
    let mut now = before.clone();
    for (number, change) in plan.changes.iter().enumerate() {
        carry_out(&mut now, change, number, &NoSecrets);
        // What the router does in one piece is there as a whole.
        if plan.together.contains(&change.id) && plan.together.last() != Some(&change.id) {
            continue;
        }
        watch.look(change, &plan.changes[number + 1..], &now)?;
    }
    // The rest comes when the router was reached where it moves to.
    if let Some(moves) = &plan.moves {
        watch.goes_on_at(moves.to, plan.changes.last(), &now)?;
    }
    for (number, change) in plan.later.iter().enumerate() {
        carry_out(&mut now, change, plan.changes.len() + number, &NoSecrets);
        watch.look(change, &[], &now)?;
    }
    Ok(())
}

/// What must stay as it was.
struct Watch {
    entry: Entry,
    service: Service,
    /// Whether it goes back to what was before.
    is_back: bool,
    /// The address that is used, and its network.
    own: Option<Ipv4Net>,
    home: Option<String>,
    ports: BTreeSet<String>,
    access: Access,
    is_in_lan: bool,
    has_users: bool,
    holes: BTreeSet<(&'static str, &'static str, u16, String)>,
    has_home: bool,
}

impl Watch {
    fn new(before: &Snapshot, entry: Entry) -> Self {
        let used = |record: &&Record| match entry.router {
            Some(router) => net(record).is_some_and(|net| net.addr() == router),
            None => record.text("interface") == live::lan_interface(before).as_deref(),
        };
        let own = before.records(menu::IP_ADDRESS).filter(|record| !record.is_disabled()).find(used);
        let home = own.and_then(|record| record.text("interface")).map(str::to_owned);
        let home = home.or_else(|| live::lan_interface(before));
        let mut watch = Self {
            service: Service::of(entry.transport, before),
            entry,
            is_back: false,
            own: own.and_then(net),
            ports: home.as_deref().map(|home| ports(before, home)).unwrap_or_default(),
            home,
            access: Access::Shut,
            is_in_lan: false,
            has_users: has_users(before),
            holes: holes(before, live::lan_interface(before).is_some()),
            has_home: live::lan_interface(before).is_some(),
        };
        watch.access = watch.access(before);
        watch.is_in_lan = watch.is_in_lan(before);
        watch
    }

    fn look(&mut self, change: &Change, rest: &[Change], now: &Snapshot) -> Result<(), Unsafe> {
        let found = self.danger(change, rest, now);
        found.map_or(Ok(()), |danger| Err(Unsafe { id: change.id.clone(), danger }))
    }

    /// What a change cannot touch is not looked at again.
    fn danger(&mut self, change: &Change, rest: &[Change], now: &Snapshot) -> Option<Danger> {
        let concerns = |menus: &[Menu]| menus.contains(&change.menu);
        if concerns(PORTS) {
            if !self.is_back && self.loses_port(now) {
                return Some(Danger::Port);
            }
            if switches_vlan_filtering_on(change) && rest.iter().any(|later| VLANS.contains(&later.menu)) {
                return Some(Danger::VlanFiltering);
            }
        }
        if concerns(PORTS) && !self.has_own_address(now) {
            return Some(Danger::Address);
        }
        if concerns(SERVICES) && !self.service.stays(change, now, self.own) {
            return Some(Danger::Service);
        }
        if !self.is_back && concerns(LISTS) && self.is_in_lan && !self.is_in_lan(now) {
            return Some(Danger::LanEmpty);
        }
        if concerns(&[menu::USER]) && self.has_users && !has_users(now) {
            return Some(Danger::LastUser);
        }
        if concerns(LISTS) || concerns(RULES) || concerns(&[menu::IP_ADDRESS]) {
            let access = self.access(now);
            if access < self.access {
                return Some(Danger::LockedOut);
            }
            self.access = access;
        }
        if !self.is_back && !concerns(walk::UNSEEN) && !self.holes.is_superset(&holes(now, self.has_home)) {
            return Some(Danger::MoreOpen);
        }
        None
    }

    /// The move is the last change's doing: what is not right there is not right with it.
    fn goes_on_at(&mut self, to: Ipv4Net, last: Option<&Change>, now: &Snapshot) -> Result<(), Unsafe> {
        let from = self.own.replace(to);
        let stays = from == Some(to);
        let danger = if !self.has_own_address(now) {
            Some(Danger::Address)
        } else if !stays && !self.service.lets_in(now, to) {
            Some(Danger::Service)
        } else if !stays && self.access(now) < self.access {
            Some(Danger::LockedOut)
        } else {
            None
        };
        self.entry.router = Some(to.addr());
        let id = last.map(|change| change.id.clone()).unwrap_or_default();
        danger.map_or(Ok(()), |danger| Err(Unsafe { id, danger }))
    }

    fn has_own_address(&self, now: &Snapshot) -> bool {
        let Some(own) = self.own else { return true };
        now.records(menu::IP_ADDRESS).any(|record| {
            net(record).is_some_and(|net| net.addr() == own.addr() && net.contains(&own.network()))
                && !record.is_disabled()
                && !record.text("interface").is_some_and(|name| is_in_a_bridge(now, name))
        })
    }

    /// Whether the home is in list LAN, or, where it is not known which interface that is, anybody.
    fn is_in_lan(&self, now: &Snapshot) -> bool {
        let members = live::members(now, "LAN");
        match &self.home {
            Some(home) if members.contains(home) => true,
            // On a blank router the address moves from a socket into the bridge.
            _ => self.own.is_some_and(|own| interface_of(now, own).is_some_and(|name| members.contains(&name))),
        }
    }

    fn access(&self, now: &Snapshot) -> Access {
        let Some(own) = self.own else { return Access::Shut };
        let name = self.entry.transport.service();
        let service = now.records(menu::IP_SERVICE).find(|record| record.text("name") == Some(name));
        let port = service.and_then(|record| record.text("port")?.parse().ok()).unwrap_or(match self.entry.transport {
            Transport::Http => 80,
            Transport::Https => 443,
            Transport::Api => 8728,
            Transport::ApiSsl => 8729,
        });
        match interface_of(now, own) {
            Some(interface) => access(now, &interface, own, port),
            None => Access::Shut,
        }
    }

    fn loses_port(&self, now: &Snapshot) -> bool {
        let Some(home) = &self.home else { return false };
        // A socket that becomes part of a bridge goes on being the home's together with its address.
        let bridge = self.own.and_then(|own| interface_of(now, own)).unwrap_or_else(|| home.clone());
        let kept = ports(now, &bridge);
        let is_on = |name: &str| {
            let sockets = [menu::INTERFACE_ETHERNET, menu::INTERFACE_BRIDGE, menu::INTERFACE];
            sockets
                .into_iter()
                .flat_map(|menu| now.all(menu))
                .all(|record| record.text("name") != Some(name) || !record.is_disabled())
        };
        let joined = |port: &String| {
            now.records(menu::INTERFACE_BRIDGE_PORT)
                .any(|record| record.text("interface") == Some(port) && !record.is_disabled())
        };
        let is_kept = |port: &String| is_on(port) && (kept.contains(port) || (port == home && joined(port)));
        // Which socket it is may not be known; then the home must not lose all of them.
        let is_lost = match &self.entry.port {
            Some(port) if self.ports.contains(port) => !is_kept(port),
            _ => !self.ports.iter().any(is_kept),
        };
        !is_on(&bridge) || is_lost
    }
}

/// The sockets through which an interface is reached: a bridge's ports, or the socket itself.
fn ports(snapshot: &Snapshot, interface: &str) -> BTreeSet<String> {
    let rows = snapshot.records(menu::INTERFACE_BRIDGE_PORT).filter(|record| !record.is_disabled());
    let found: BTreeSet<String> = rows
        .filter(|record| record.text("bridge") == Some(interface))
        .filter_map(|record| record.text("interface").map(str::to_owned))
        .collect();
    if found.is_empty() { BTreeSet::from([interface.to_owned()]) } else { found }
}

/// An address on a socket that is part of a bridge is not found any more.
fn is_in_a_bridge(snapshot: &Snapshot, interface: &str) -> bool {
    let rows = snapshot.records(menu::INTERFACE_BRIDGE_PORT).filter(|record| !record.is_disabled());
    rows.into_iter().any(|record| record.text("interface") == Some(interface))
}

fn interface_of(snapshot: &Snapshot, own: Ipv4Net) -> Option<String> {
    let found =
        snapshot.records(menu::IP_ADDRESS).find(|record| net(record).is_some_and(|net| net.addr() == own.addr()));
    found.and_then(|record| record.text("interface")).map(str::to_owned)
}

fn net(record: &Record) -> Option<Ipv4Net> {
    record.text("address")?.parse().ok()
}

/// Somebody may log in and change everything.
fn has_users(snapshot: &Snapshot) -> bool {
    snapshot.records(menu::USER).any(|record| !record.is_disabled() && record.text("group") == Some("full"))
}

fn holes(snapshot: &Snapshot, has_home: bool) -> BTreeSet<(&'static str, &'static str, u16, String)> {
    let holes = walk::closed_to_outside(snapshot).holes;
    // A router without a home network yet cannot have been open to one.
    holes
        .into_iter()
        .filter(|hole| has_home || hole.service != "home")
        .map(|hole| (hole.family, hole.protocol, hole.port, hole.service))
        .collect()
}

fn switches_vlan_filtering_on(change: &Change) -> bool {
    let on = |(name, value): &(String, routeros::PropValue)| {
        name == "vlan-filtering" && *value == routeros::PropValue::text("yes")
    };
    matches!(change.action, Action::Set { .. } | Action::Add { .. }) && change.props().iter().any(on)
}

const PORTS: &[Menu] =
    &[menu::INTERFACE_BRIDGE_PORT, menu::INTERFACE_BRIDGE, menu::INTERFACE_ETHERNET, menu::INTERFACE, menu::IP_ADDRESS];
const VLANS: &[Menu] =
    &[menu::INTERFACE_BRIDGE_PORT, menu::INTERFACE_VLAN, menu::IP_ADDRESS, menu::INTERFACE_LIST_MEMBER];
const LISTS: &[Menu] = &[menu::INTERFACE_LIST, menu::INTERFACE_LIST_MEMBER];
const RULES: &[Menu] =
    &[menu::IP_FIREWALL_FILTER, menu::IP_FIREWALL_RAW, menu::IP_FIREWALL_NAT, menu::IP_FIREWALL_ADDRESS_LIST];
