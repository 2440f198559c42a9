//! Addresses: of rules, of lists, of the router, of its home, and those that strangers may have.
use super::{ranges::Ranges, rules::PORTS, space::Block};
use ipnet::{Ipv4Net, Ipv6Net};
use routeros::{Menu, Record, Snapshot, menu};
use std::{
    collections::{HashMap, HashSet},
    net::{Ipv4Addr, Ipv6Addr},
};

/// The two kinds of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        }
    }

    pub(super) fn raw(self) -> Menu {
        match self {
            Self::V4 => menu::IP_FIREWALL_RAW,
            Self::V6 => menu::IPV6_FIREWALL_RAW,
        }
    }

    /// Addresses of IPv6 are translated from RouterOS 7 on.
    pub(super) fn nat(self) -> Menu {
        match self {
            Self::V4 => menu::IP_FIREWALL_NAT,
            Self::V6 => menu::IPV6_FIREWALL_NAT,
        }
    }

    /// How a rule of that menu names where to (the trees of 7.9 to 7.24).
    pub(super) fn to(self) -> &'static str {
        match self {
            Self::V4 => "to-addresses",
            Self::V6 => "to-address",
        }
    }

    pub(super) fn filter(self) -> Menu {
        match self {
            Self::V4 => menu::IP_FIREWALL_FILTER,
            Self::V6 => menu::IPV6_FIREWALL_FILTER,
        }
    }

    /// Every address.
    pub(super) fn all(self) -> Ranges {
        match self {
            Self::V4 => Ranges::one(0, u32::MAX.into()),
            Self::V6 => Ranges::one(0, u128::MAX),
        }
    }

    /// `192.168.88.0/24`, `192.168.88.7`, `192.168.88.10-192.168.88.20` and the same of IPv6.
    pub(super) fn range(self, value: &str) -> Option<Ranges> {
        let one = |text: &str| match self {
            Self::V4 => text.parse::<Ipv4Addr>().ok().map(|address| u32::from(address).into()),
            Self::V6 => text.parse::<Ipv6Addr>().ok().map(u128::from),
        };
        if let Some((first, last)) = value.split_once('-') {
            return Some(Ranges::one(one(first)?, one(last)?));
        }
        if let Some(address) = one(value) {
            return Some(Ranges::one(address, address));
        }
        match self {
            Self::V4 => {
                let net = value.parse::<Ipv4Net>().ok()?;
                Some(Ranges::one(u32::from(net.network()).into(), u32::from(net.broadcast()).into()))
            }
            Self::V6 => {
                let net = value.parse::<Ipv6Net>().ok()?;
                Some(Ranges::one(net.network().into(), net.broadcast().into()))
            }
        }
    }

    fn ranges(self, values: &[&str]) -> Ranges {
        values.iter().filter_map(|value| self.range(value)).fold(Ranges::default(), |all, range| all.or(&range))
    }
}

/// Address lists, and which of them rules fill.
pub(super) struct Lists {
    sets: HashMap<(Family, String), Option<Ranges>>,
    filled: HashSet<String>,
}

impl Lists {
    pub(super) fn read(snapshot: &Snapshot) -> Self {
        let mut entries: HashMap<(Family, String), Option<Vec<Ranges>>> = HashMap::new();
        for (family, menu) in
            [(Family::V4, menu::IP_FIREWALL_ADDRESS_LIST), (Family::V6, menu::IPV6_FIREWALL_ADDRESS_LIST)]
        {
            for record in snapshot.all(menu).iter().filter(|record| !record.is_disabled()) {
                let known =
                    entries.entry((family, record.text_or_empty("list").to_owned())).or_insert(Some(Vec::new()));
                match (family.range(record.text_or_empty("address")), known.as_mut()) {
                    (Some(range), Some(ranges)) => ranges.push(range),
                    // A name whose address only the router knows.
                    _ => *known = None,
                }
            }
        }
        let sets =
            entries.into_iter().map(|(list, ranges)| (list, ranges.map(|ranges| Ranges::all(&ranges)))).collect();
        let menus = [
            menu::IP_FIREWALL_FILTER,
            menu::IP_FIREWALL_RAW,
            menu::IP_FIREWALL_NAT,
            menu::IP_FIREWALL_MANGLE,
            menu::IPV6_FIREWALL_FILTER,
            menu::IPV6_FIREWALL_NAT,
            menu::IPV6_FIREWALL_RAW,
        ];
        let rules = menus.into_iter().flat_map(|menu| snapshot.all(menu));
        let filled = rules.filter_map(|record| record.text("address-list")).map(str::to_owned).collect();
        Self { sets, filled }
    }

    /// What is in a list; none when only the router knows.
    pub(super) fn of(&self, family: Family, list: &str) -> Option<Ranges> {
        if self.filled.contains(list) {
            return None;
        }
        self.sets.get(&(family, list.to_owned())).cloned().unwrap_or_else(|| Some(Ranges::default()))
    }
}

/// Networks for homes (RFC 1918, RFC 4193), which are not routed on the internet. Link-local addresses
/// of IPv6 are not among them: the provider's neighbours have them.
fn private(family: Family) -> Ranges {
    match family {
        Family::V4 => family.ranges(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]),
        Family::V6 => family.ranges(&["fc00::/7"]),
    }
}

fn loopback(family: Family) -> Ranges {
    match family {
        Family::V4 => family.ranges(&["127.0.0.0/8"]),
        Family::V6 => family.ranges(&["::1"]),
    }
}

fn works(record: &&Record) -> bool {
    !record.is_disabled() && !record.flag("invalid")
}

/// The networks that the router has an address in, on one interface.
pub(super) fn networks(snapshot: &Snapshot, family: Family, interface: &str) -> Ranges {
    // Where the home's IPv6 networks are is the provider's choice.
    if family == Family::V6 {
        return Ranges::default();
    }
    let there = snapshot.all(menu::IP_ADDRESS).iter().filter(works);
    let nets = there.filter(|record| record.text("interface") == Some(interface));
    nets.filter_map(|record| family.range(record.text_or_empty("address")))
        .fold(Ranges::default(), |all, net| all.or(&net))
}

/// The router's own addresses, as far as they are known.
fn own(snapshot: &Snapshot, family: Family) -> Ranges {
    let own = snapshot.all(menu::IP_ADDRESS).iter().filter(works).filter_map(|record| {
        let address = record.text("address")?.split('/').next()?;
        family.range(address)
    });
    own.fold(Ranges::default(), |all, address| all.or(&address))
}

/// Where packets to the router itself may go: to what it has, and to what the provider will give it.
pub(super) fn router(snapshot: &Snapshot, family: Family) -> Ranges {
    family.all().without(&private(family)).without(&loopback(family)).or(&own(snapshot, family))
}

/// Whether an address is one of the router's that it has now; of IPv6 any may be.
pub(super) fn may_be_own(snapshot: &Snapshot, family: Family, addresses: &Ranges) -> bool {
    family == Family::V6 || is_own(snapshot, family, addresses)
}

/// Whether an address is one of the router's that it has now.
pub(super) fn is_own(snapshot: &Snapshot, family: Family, addresses: &Ranges) -> bool {
    own(snapshot, family).meets(addresses)
}

/// Whom strangers behind an interface may be: not of a network for homes, unless the line is in one, as
/// behind the provider's box.
pub(super) fn strangers(snapshot: &Snapshot, family: Family, interface: &str) -> Ranges {
    family.all().without(&private(family)).or(&networks(snapshot, family, interface))
}

/// Addresses on the internet.
pub(super) fn internet(family: Family) -> Ranges {
    family.all().without(&private(family)).without(&loopback(family))
}

/// Devices behind an interface. Of IPv6 any address may be theirs.
pub(super) fn devices(snapshot: &Snapshot, family: Family, interface: &str) -> Ranges {
    match family {
        Family::V4 => {
            let known = networks(snapshot, family, interface).without(&own(snapshot, family));
            if known.is_empty() { private(family) } else { known }
        }
        Family::V6 => family.all().without(&loopback(family)),
    }
}

/// From these to those, by any port.
pub(super) fn block(from: Ranges, to: Ranges) -> Block {
    let ports = Ranges::one(0, PORTS);
    Block::new(from, to, ports.clone(), ports)
}
