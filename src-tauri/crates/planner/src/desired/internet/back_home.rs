//! A socket that FirstHop took out of the home for the internet belongs to the home again once the
//! internet comes by another way.
use super::AREA;
use crate::{
    draft::{About, Draft},
    live,
    owned::{is_owned, role},
};
use routeros::{Menu, Record, Text, menu};

/// What its place in the bridge is marked with, before the comment that it had.
const MARK: &str = "firsthop:left-home";

/// The comment of a place in the bridge that a socket leaves.
pub(super) fn mark(record: &Record) -> String {
    format!("{MARK} {}", record.comment()).trim_end().to_owned()
}

/// Gives every such socket back but `port`, the one for the internet. One with a cable in it stays
/// outside: its other end may still be the provider's box, and that would be in the home then.
pub(super) fn back_home(port: Option<&str>, draft: &mut Draft<'_>) {
    let left = |record: &&Record| {
        is_owned(menu::INTERFACE_BRIDGE_PORT, record)
            && role(record) == Some("left-home")
            && record.text("interface") != port
    };
    let places: Vec<&Record> = draft.snapshot.records(menu::INTERFACE_BRIDGE_PORT).filter(left).collect();
    for place in places {
        let socket = place.text_or_empty("interface").to_owned();
        if live::has_cable(draft.snapshot, &socket) {
            draft.warn(AREA, Text::new("socket-stays-outside").with("port", &socket));
            continue;
        }
        stop_above(&socket, draft);
        let about = About::new(
            AREA,
            &format!("internet.back-home-{socket}"),
            Text::new("socket-back-home").with("port", &socket),
        );
        let comment = place.comment().strip_prefix(MARK).unwrap_or_default().trim_start().to_owned();
        draft.edit(about, menu::INTERFACE_BRIDGE_PORT, place, &[("disabled", "no"), ("comment", &comment)]);
    }
}

/// What FirstHop put on the socket: its VLANs, and the places in list WAN.
fn stop_above(socket: &str, draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let stop = |menu: Menu, record: &Record, draft: &mut Draft<'_>| {
        let name = crate::draft::name(menu, record).replace(' ', "-");
        let about =
            About::new(AREA, &format!("internet.off-{name}"), Text::new("socket-not-outside").with("port", socket));
        draft.edit(about, menu, record, &[("disabled", "yes")]);
    };
    let ours = |menu: Menu, record: &Record| is_owned(menu, record) && !record.is_disabled();
    let on_it = |record: &&Record| record.text("interface") == Some(socket) && ours(menu::INTERFACE_VLAN, record);
    for vlan in snapshot.records(menu::INTERFACE_VLAN).filter(on_it) {
        stop(menu::INTERFACE_VLAN, vlan, draft);
    }
    let member = |record: &&Record| {
        record.text("list") == Some("WAN")
            && record.text("interface").is_some_and(|name| live::below(snapshot, name) == socket)
            && ours(menu::INTERFACE_LIST_MEMBER, record)
    };
    let depth = |record: &&Record| live::layers(snapshot, record.text_or_empty("interface")).len();
    let mut members: Vec<&Record> = snapshot.records(menu::INTERFACE_LIST_MEMBER).filter(member).collect();
    // What stands on the socket first: as long as that is outside, the socket below it is, too.
    members.sort_by_key(|record| std::cmp::Reverse(depth(record)));
    for record in members {
        stop(menu::INTERFACE_LIST_MEMBER, record, draft);
    }
}
