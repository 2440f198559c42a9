//! Who gives the devices at home their addresses.
use super::{home::Home, moving};
use crate::{
    draft::{About, Draft, props},
    owned::is_owned,
};
use project::{Addresses, Project, Reservation};
use routeros::{Area, Record, Text, menu};

const AREA: Area = Area::Addresses;

/// DHCP server, its pool and network, and the reservations.
pub(crate) fn addresses(project: &Project, home: &Home<'_>, draft: &mut Draft<'_>) {
    let serves = |record: &Record| record.text("interface") == Some(&home.interface);
    let server = draft.find(menu::IP_DHCP_SERVER, serves);
    let (from, to, lease, reservations) = match &project.addresses {
        Addresses::Off => {
            if let Some(record) = server {
                let about = About::new(AREA, "addresses.server", Text::new("dhcp-server-off"));
                draft.edit(about, menu::IP_DHCP_SERVER, record, &[("disabled", "yes")]);
            }
            return;
        }
        Addresses::On { from, to, lease, reservations } => (from, to, lease, reservations),
    };
    // Before the pool: who asks in between gets an address of which everything is known.
    network(project, draft);
    let range = format!("{from}-{to}");
    let text = Text::new("dhcp-range").with("from", from.to_string()).with("to", to.to_string());
    let about = About::new(AREA, "addresses.pool", text);
    let pool_name = server.and_then(|record| record.text("address-pool"));
    let pool = draft.find(menu::IP_POOL, |record| pool_name == record.text("name"));
    let pool = pool.or_else(|| draft.find(menu::IP_POOL, |record| is_owned(menu::IP_POOL, record)));
    let pool_name = match pool {
        Some(record) => {
            draft.edit(about, menu::IP_POOL, record, &[("ranges", &range)]);
            record.text_or_empty("name").to_owned()
        }
        None => {
            let name = super::free_name(draft, menu::IP_POOL, "home-pool");
            let values = props(&[("name", &name), ("ranges", &range), ("comment", "firsthop:home-pool")]);
            draft.add(about, menu::IP_POOL, values, None);
            name
        }
    };
    let lease = lease.to_string();
    let about = |key: &str| About::new(AREA, "addresses.server", Text::new(key).with("lease", &lease));
    let wanted = [("address-pool", pool_name.as_str()), ("disabled", "no"), ("lease-time", lease.as_str())];
    let server_name = match server {
        Some(record) => {
            let wanted = if moving::lease(record, &lease, draft) { &wanted[..2] } else { &wanted };
            draft.edit(about("dhcp-server-change"), menu::IP_DHCP_SERVER, record, wanted);
            record.text_or_empty("name").to_owned()
        }
        None => {
            let name = super::free_name(draft, menu::IP_DHCP_SERVER, "home-dhcp");
            let mut values = props(&[("name", &name), ("interface", &home.interface)]);
            values.extend(props(&wanted));
            values.extend(props(&[("comment", "firsthop:home-dhcp")]));
            draft.add(about("dhcp-server"), menu::IP_DHCP_SERVER, values, None);
            name
        }
    };
    reserve(reservations, &server_name, draft);
}

/// What the devices are told: the router is the way out and the one to ask for names.
fn network(project: &Project, draft: &mut Draft<'_>) {
    let router = project.home.address.ip().to_string();
    let net = project.home.address.network().to_string();
    let about = About::new(AREA, "addresses.network", Text::new("dhcp-network").with("address", &router));
    let wanted = [("gateway", router.as_str()), ("dns-server", router.as_str())];
    match draft.find(menu::IP_DHCP_SERVER_NETWORK, |record| record.text("address") == Some(&net)) {
        Some(record) => draft.edit(about, menu::IP_DHCP_SERVER_NETWORK, record, &wanted),
        None => {
            let mut values = props(&[("address", &net)]);
            values.extend(props(&wanted));
            values.extend(props(&[("comment", "firsthop:home-network")]));
            draft.add(about, menu::IP_DHCP_SERVER_NETWORK, values, None);
        }
    }
}

fn reserve(reservations: &[Reservation], server: &str, draft: &mut Draft<'_>) {
    let is_for = |record: &Record, reservation: &Reservation| {
        record.text("mac-address").is_some_and(|mac| mac.eq_ignore_ascii_case(&reservation.mac.to_string()))
    };
    for record in
        draft.snapshot.records(menu::IP_DHCP_SERVER_LEASE).filter(|record| is_owned(menu::IP_DHCP_SERVER_LEASE, record))
    {
        if !reservations.iter().any(|reservation| is_for(record, reservation)) {
            let mac = record.text_or_empty("mac-address");
            let text = Text::new("reservation-gone").with("name", mac).with("address", record.text_or_empty("address"));
            draft.remove(
                About::new(AREA, &format!("addresses.reservation-{mac}"), text),
                menu::IP_DHCP_SERVER_LEASE,
                record,
            );
        }
    }
    for reservation in reservations {
        let (mac, address) = (reservation.mac.to_string(), reservation.address.to_string());
        let name = if reservation.name.is_empty() { &mac } else { &reservation.name };
        let text = Text::new("reservation").with("name", name).with("address", &address);
        let about = About::new(AREA, &format!("addresses.reservation-{mac}"), text);
        match draft.find(menu::IP_DHCP_SERVER_LEASE, |record| is_for(record, reservation)) {
            Some(record) => {
                draft.edit(about, menu::IP_DHCP_SERVER_LEASE, record, &[("address", &address), ("disabled", "no")])
            }
            None => {
                let comment = format!("firsthop:reservation {}", reservation.name);
                let values = props(&[
                    ("server", server),
                    ("mac-address", &mac),
                    ("address", &address),
                    ("comment", comment.trim_end()),
                ]);
                draft.add(about, menu::IP_DHCP_SERVER_LEASE, values, None);
            }
        }
    }
}
