//! Whether a stranger on the internet may have an address.
use super::matching::{Family, Packet, Verdict3};
use ipnet::{Ipv4Net, Ipv6Net};
use routeros::{Record, Snapshot, menu};
use std::net::{Ipv4Addr, Ipv6Addr};

/// From the first to the last address.
type Range = (Ipv4Addr, Ipv4Addr);

/// `src-address`: a stranger does not come from a network for homes, unless the line to the provider
/// is in one, as behind the provider's box.
pub(super) fn source(snapshot: &Snapshot, value: &str, packet: &Packet<'_>) -> Verdict3 {
    let at_home = match packet.family {
        Family::V4 => range(value).is_some_and(|range| is_private(range) && !is_outside(snapshot, range, packet)),
        Family::V6 => is_unique_local(value),
    };
    if at_home { Verdict3::No } else { Verdict3::Unknown }
}

/// `src-address-list`: not in a list that is empty or holds only the home, as long as no rule fills it.
pub(super) fn source_list(snapshot: &Snapshot, list: &str, packet: &Packet<'_>) -> Verdict3 {
    let menu = match packet.family {
        Family::V4 => menu::IP_FIREWALL_ADDRESS_LIST,
        Family::V6 => menu::IPV6_FIREWALL_ADDRESS_LIST,
    };
    let entries = snapshot.all(menu).iter().filter(|record| record.text("list") == Some(list) && !record.is_disabled());
    let strange = |record: &Record| source(snapshot, record.text_or_empty("address"), packet) != Verdict3::No;
    if is_filled_by_rules(snapshot, list) || entries.into_iter().any(strange) {
        Verdict3::Unknown
    } else {
        Verdict3::No
    }
}

/// Rules such as those of port knocking put addresses into lists.
fn is_filled_by_rules(snapshot: &Snapshot, list: &str) -> bool {
    let menus = [
        menu::IP_FIREWALL_FILTER,
        menu::IP_FIREWALL_RAW,
        menu::IP_FIREWALL_NAT,
        menu::IP_FIREWALL_MANGLE,
        menu::IPV6_FIREWALL_FILTER,
    ];
    menus.into_iter().flat_map(|menu| snapshot.all(menu)).any(|record| record.text("address-list") == Some(list))
}

/// `192.168.88.0/24`, `192.168.88.7` or `192.168.88.10-192.168.88.20`.
fn range(value: &str) -> Option<Range> {
    if let Some((first, last)) = value.split_once('-') {
        return Some((first.parse().ok()?, last.parse().ok()?));
    }
    let net = value.parse::<Ipv4Net>().or_else(|_| value.parse::<Ipv4Addr>().map(Ipv4Net::from)).ok()?;
    Some((net.network(), net.broadcast()))
}

/// Both ends in the same one of the networks of RFC 1918.
fn is_private((first, last): Range) -> bool {
    let homes = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];
    homes.into_iter().any(|(octets, length)| {
        let net = Ipv4Net::new_assert(Ipv4Addr::from(octets), length);
        net.contains(&first) && net.contains(&last)
    })
}

fn is_outside(snapshot: &Snapshot, (first, last): Range, packet: &Packet<'_>) -> bool {
    let there = |record: &&Record| record.text("interface") == Some(packet.interface) && !record.is_disabled();
    let nets = snapshot.all(menu::IP_ADDRESS).iter().filter(there);
    nets.filter_map(|record| record.text("address")?.parse::<Ipv4Net>().ok())
        .any(|net| net.network() <= last && first <= net.broadcast())
}

/// fc00::/7, which is not routed on the internet. Link-local addresses are: the provider's neighbours have them.
fn is_unique_local(value: &str) -> bool {
    let net = value.parse::<Ipv6Net>().or_else(|_| value.parse::<Ipv6Addr>().map(Ipv6Net::from));
    net.is_ok_and(|net| net.prefix_len() >= 7 && (net.network().octets()[0] & 0xfe) == 0xfc)
}
