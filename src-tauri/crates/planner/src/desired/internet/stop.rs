//! The ways to the internet that are not wanted any more.
use super::{AREA, Way, fixed::is_default_route};
use crate::{
    draft::{About, Draft},
    live,
    owned::{is_owned, role},
};
use routeros::{Menu, Record, Text, menu};

/// Exactly one source of the default route. The others are switched off, not removed, so that the
/// way back needs nothing.
pub(super) fn other_ways(way: &Way, draft: &mut Draft<'_>) {
    let stop = |draft: &mut Draft<'_>, menu: Menu, record: &Record, key: &str| {
        let name = crate::draft::name(menu, record);
        let id = format!("internet.stop-{key}-{}", name.replace(' ', "-"));
        let text = Text::new(format!("stop-{key}")).with("name", name);
        draft.edit(About::new(AREA, &id, text), menu, record, &[("disabled", "yes")]);
    };
    let snapshot = draft.snapshot;
    for record in snapshot.records(menu::IP_DHCP_CLIENT).filter(|record| !record.is_disabled()) {
        let interface = record.text_or_empty("interface");
        let is_it = matches!(way, Way::Dhcp(line) if line == interface);
        if !is_it && record.text("add-default-route") != Some("no") {
            stop(draft, menu::IP_DHCP_CLIENT, record, "dhcp");
        }
    }
    for record in snapshot.records(menu::INTERFACE_PPPOE_CLIENT).filter(|record| !record.is_disabled()) {
        let is_it = matches!(way, Way::Pppoe(name) if record.text("name") == Some(name));
        if !is_it && record.flag("add-default-route") {
            stop(draft, menu::INTERFACE_PPPOE_CLIENT, record, "pppoe");
        }
    }
    for record in snapshot.records(menu::IP_ROUTE).filter(|record| is_default_route(record) && !record.is_disabled()) {
        let is_it = matches!(way, Way::Static { gateway, .. } if record.text("gateway") == Some(gateway));
        if !is_it {
            stop(draft, menu::IP_ROUTE, record, "route");
        }
    }
    // A modem that goes on would use up paid data whenever the line is down.
    for modem in live::modems(snapshot).filter(|modem| !modem.is_disabled()) {
        let is_it = matches!(way, Way::Lte(name) if modem.text("name") == Some(name));
        if !is_it && live::brings_route(snapshot, modem) {
            stop(draft, menu::INTERFACE_LTE, modem, "lte");
        }
    }
    let ours = |record: &&Record| {
        is_owned(menu::IP_ADDRESS, record) && role(record) == Some("wan-address") && !record.is_disabled()
    };
    for record in snapshot.records(menu::IP_ADDRESS).filter(ours) {
        let found = (record.text_or_empty("interface"), record.text_or_empty("address"));
        let is_it = matches!(way, Way::Static { line, address, .. } if found == (line.as_str(), address.as_str()));
        if !is_it {
            stop(draft, menu::IP_ADDRESS, record, "address");
        }
    }
}
