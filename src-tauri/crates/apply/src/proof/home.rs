//! The home side, from the records: addresses are served, devices share the internet, strangers
//! stay out.
use super::item::{bad, good, unknown};
use crate::ProofItem;
use project::{Addresses, Project, Reservation};
use routeros::{Record, Snapshot, menu, record::same_value};
use std::net::Ipv4Addr;

const ID: &str = "dhcp";

/// Whether devices at home get addresses, a way out and somebody who looks up names.
pub(crate) fn addresses(project: &Project, now: &Snapshot) -> ProofItem {
    let home = project.home.address;
    let wanted = home.to_string();
    let Some(interface) = now
        .records(menu::IP_ADDRESS)
        .filter(|record| works(record))
        .find_map(|record| (record.text("address") == Some(&wanted)).then(|| record.text_or_empty("interface")))
    else {
        return bad(ID, "dhcp.no-home-address").with("address", wanted).done();
    };
    let Addresses::On { from, to, reservations, .. } = &project.addresses else {
        return unknown(ID, "dhcp.off").done();
    };
    let server =
        now.records(menu::IP_DHCP_SERVER).find(|server| works(server) && server.text("interface") == Some(interface));
    let Some(server) = server else { return bad(ID, "dhcp.no-server").done() };
    let pool = now.records(menu::IP_POOL).find(|pool| pool.text("name") == server.text("address-pool"));
    if !pool.is_some_and(|pool| covers(pool.text_or_empty("ranges"), *from, *to)) {
        return bad(ID, "dhcp.no-pool").with("from", from.to_string()).with("to", to.to_string()).done();
    }
    let subnet = home.network().to_string();
    let networks =
        || now.records(menu::IP_DHCP_SERVER_NETWORK).filter(|network| network.text("address") == Some(&subnet));
    let router = home.ip().to_string();
    let Some(network) = networks().find(|network| network.text("gateway") == Some(&router)) else {
        return bad(ID, "dhcp.no-network").with("network", subnet).done();
    };
    if network.text_or_empty("dns-server").is_empty() {
        return bad(ID, "dhcp.no-names").with("network", subnet).done();
    }
    if let Some(missing) = reservations.iter().find(|reservation| !is_kept(now, reservation)) {
        return bad(ID, "dhcp.no-reservation").with("address", missing.address.to_string()).done();
    }
    let given =
        now.all(menu::IP_DHCP_SERVER_LEASE).iter().filter(|lease| lease.text("status") == Some("bound")).count();
    let item =
        if given > 0 { good(ID, "dhcp.good-given").with("count", given.to_string()) } else { good(ID, "dhcp.good") };
    item.with("from", from.to_string()).with("to", to.to_string()).done()
}

fn works(record: &Record) -> bool {
    !record.is_disabled() && !record.flag("invalid")
}

/// Whether ranges such as `192.168.88.10-192.168.88.254` hold both ends.
fn covers(ranges: &str, from: Ipv4Addr, to: Ipv4Addr) -> bool {
    ranges.split(',').any(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        matches!((first.parse::<Ipv4Addr>(), last.parse::<Ipv4Addr>()), (Ok(first), Ok(last)) if first <= from && to <= last)
    })
}

fn is_kept(now: &Snapshot, reservation: &Reservation) -> bool {
    let (address, mac) = (reservation.address.to_string(), reservation.mac.to_string());
    now.records(menu::IP_DHCP_SERVER_LEASE).any(|lease| {
        works(lease)
            && lease.text("address") == Some(&address)
            && lease.text("mac-address").is_some_and(|found| found.eq_ignore_ascii_case(&mac))
    })
}

/// Whether new connections from outside are refused by the rules, and by which.
pub(crate) fn closed(now: &Snapshot) -> ProofItem {
    let verdict = planner::walk::closed_to_outside(now);
    if verdict.closed {
        return match verdict.kept_by.first() {
            Some(rule) => good("closed", "closed.good-by").with("rule", rule).done(),
            None => good("closed", "closed.good").done(),
        };
    }
    let count = verdict.holes.len().to_string();
    let hole = verdict.holes.iter().find(|hole| hole.service != "home").or(verdict.holes.first());
    let Some(hole) = hole else { return bad("closed", "closed.open-home").with("family", "").done() };
    let rule = hole.decided_by.as_ref();
    let item = match (hole.service.as_str(), rule) {
        ("home", None) => bad("closed", "closed.open-home"),
        ("home", Some(rule)) => bad("closed", "closed.open-home-by").with("rule", rule),
        (service, rule) => {
            let port = hole.port.to_string();
            let item = match rule {
                Some(rule) => bad("closed", "closed.open-by").with("rule", rule),
                None => bad("closed", "closed.open"),
            };
            item.with("count", count).with("service", service).with("port", port)
        }
    };
    item.with("family", hole.family).done()
}

/// Whether the devices at home go out by this interface: its packets get the router's address.
pub(crate) fn is_shared(now: &Snapshot, interface: &str) -> bool {
    now.records(menu::IP_FIREWALL_NAT).any(|rule| {
        let out = rule.text_or_empty("out-interface");
        let list = rule.text_or_empty("out-interface-list");
        works(rule)
            && rule.text("chain") == Some("srcnat")
            && matches!(rule.text("action"), Some("masquerade" | "src-nat"))
            && (out.is_empty() || out == interface)
            && (list.is_empty() || is_in_list(now, list, interface))
    })
}

/// Whether an interface is a member of a list, or of one that the list includes.
pub(crate) fn is_in_list(now: &Snapshot, list: &str, interface: &str) -> bool {
    in_list(now, list, interface, 4)
}

fn in_list(now: &Snapshot, list: &str, interface: &str, depth: u8) -> bool {
    let names = |text: &str| text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let member = now.all(menu::INTERFACE_LIST_MEMBER).iter().any(|member| {
        works(member) && same_value(member.text("list"), Some(list)) && member.text("interface") == Some(interface)
    });
    let of = now.all(menu::INTERFACE_LIST).iter().find(|record| record.text("name") == Some(list));
    let through = |name: &str| {
        let lists = of.map(|record| names(record.text_or_empty(name))).unwrap_or_default();
        depth > 0 && lists.iter().any(|inner| in_list(now, inner, interface, depth - 1))
    };
    list == "all" || member || (through("include") && !through("exclude"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{MenuState, Version};
    use std::collections::BTreeMap;

    #[test]
    fn ranges_that_hold_a_range() {
        let ip = |last| Ipv4Addr::new(192, 168, 88, last);
        assert!(covers("192.168.88.10-192.168.88.254", ip(10), ip(254)));
        assert!(covers("10.0.0.1,192.168.88.2-192.168.88.254", ip(10), ip(20)));
        assert!(!covers("192.168.88.10-192.168.88.100", ip(10), ip(254)));
        assert!(!covers("", ip(10), ip(10)));
    }

    #[test]
    fn lists_inside_lists() {
        let lists = vec![
            Record::of(Some("*1"), &[("name", "OUT"), ("include", "WAN,none")]),
            Record::of(Some("*2"), &[("name", "WAN")]),
        ];
        let members = vec![Record::of(Some("*3"), &[("list", "WAN"), ("interface", "ether1")])];
        let menus = BTreeMap::from([
            (menu::INTERFACE_LIST, MenuState::List(lists)),
            (menu::INTERFACE_LIST_MEMBER, MenuState::List(members)),
        ]);
        let now = Snapshot::new(Version::new(7, 20, 0), menus);
        assert!(is_in_list(&now, "OUT", "ether1") && is_in_list(&now, "WAN", "ether1"));
        assert!(!is_in_list(&now, "OUT", "ether2") && !is_in_list(&now, "LAN", "ether1"));
    }
}
