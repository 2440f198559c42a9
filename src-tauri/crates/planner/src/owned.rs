//! Which records are FirstHop's: by role and value. The mark in the comment says which role is
//! meant; alone it proves nothing, because anybody can write it.
use crate::desired::{COPIES, firewall};
use routeros::{Menu, Record, menu};

/// Whether FirstHop made or took charge of a record of this menu, and it still is what its role says.
pub(crate) fn is_owned(menu: Menu, record: &Record) -> bool {
    role(record).is_some_and(|role| {
        firewall::has_role(menu, record, role)
            || ROLES.iter().any(|known| known.menu == menu && known.name == role && (known.fits)(record))
    })
}

/// The role that the mark names; the person's own text may follow it.
pub(crate) fn role(record: &Record) -> Option<&str> {
    record.comment().strip_prefix("firsthop:")?.split(' ').next()
}

struct Role {
    name: &'static str,
    menu: Menu,
    fits: fn(&Record) -> bool,
}

const ROLES: &[Role] = &[
    Role {
        name: "list-wan",
        menu: menu::INTERFACE_LIST,
        fits: |record| is(record, "name", "WAN") && is_plain_list(record),
    },
    Role {
        name: "list-lan",
        menu: menu::INTERFACE_LIST,
        fits: |record| is(record, "name", "LAN") && is_plain_list(record),
    },
    Role { name: "lan", menu: menu::INTERFACE_LIST_MEMBER, fits: |record| is(record, "list", "LAN") },
    Role { name: "wan", menu: menu::INTERFACE_LIST_MEMBER, fits: |record| is(record, "list", "WAN") },
    Role { name: "home", menu: menu::INTERFACE_BRIDGE, fits: any },
    Role { name: "home", menu: menu::INTERFACE_BRIDGE_PORT, fits: any },
    Role { name: "left-home", menu: menu::INTERFACE_BRIDGE_PORT, fits: Record::is_disabled },
    Role { name: "home-address", menu: menu::IP_ADDRESS, fits: any },
    Role { name: "old-address", menu: menu::IP_ADDRESS, fits: any },
    Role { name: "home-pool", menu: menu::IP_POOL, fits: any },
    Role { name: "home-network", menu: menu::IP_DHCP_SERVER_NETWORK, fits: any },
    Role { name: "home-dhcp", menu: menu::IP_DHCP_SERVER, fits: any },
    Role { name: "reservation", menu: menu::IP_DHCP_SERVER_LEASE, fits: any },
    Role { name: "wan-vlan", menu: menu::INTERFACE_VLAN, fits: any },
    Role { name: "wan-pppoe", menu: menu::INTERFACE_PPPOE_CLIENT, fits: any },
    Role { name: "wan-dhcp", menu: menu::IP_DHCP_CLIENT, fits: any },
    Role { name: "wan-address", menu: menu::IP_ADDRESS, fits: any },
    Role { name: "wifi", menu: menu::INTERFACE_WIFI_SECURITY, fits: any },
    Role { name: "wifi", menu: menu::INTERFACE_WIRELESS_SECURITY_PROFILES, fits: any },
    Role { name: "snmp", menu: menu::SNMP_COMMUNITY, fits: |record| is(record, "security", "private") },
    Role { name: "apn", menu: menu::INTERFACE_LTE_APN, fits: any },
    Role { name: "backup", menu: menu::SYSTEM_SCRIPT, fits: |record| is(record, "name", COPIES) },
    Role { name: "backup", menu: menu::SYSTEM_SCHEDULER, fits: |record| is(record, "name", COPIES) },
    Role { name: "wan-route", menu: menu::IP_ROUTE, fits: |record| is(record, "dst-address", "0.0.0.0/0") },
];

/// Of these FirstHop makes such as nobody could tell from an owner's: the mark names them, and what
/// they could do wrong is looked at by `walk`.
fn any(_: &Record) -> bool {
    true
}

fn is(record: &Record, name: &str, value: &str) -> bool {
    record.text(name) == Some(value)
}

/// A list that takes others in is not the one that FirstHop made.
fn is_plain_list(record: &Record) -> bool {
    record.text_or_empty("include").is_empty() && record.text_or_empty("exclude").is_empty()
}
