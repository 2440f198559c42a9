//! Who gives the devices their addresses.
use super::{
    Judge,
    internet::{address_of, hardware_address},
    is_host_of,
};
use crate::{Addresses, Issue, IssueCode, LanAddress, Lease, Reservation, Suggestion, values::LeaseError};
use std::net::Ipv4Addr;

/// The range that stands for an empty one: from `.10` where there is room, without the router's own
/// address, to the last address.
pub fn derived_range(lan: LanAddress) -> (Ipv4Addr, Ipv4Addr) {
    let (first, last, router) = (lan.first_host().to_bits(), lan.last_host().to_bits(), lan.ip().to_bits());
    let start = if last - first >= 30 { first + 9 } else { first };
    // The longer side of the router's address, when it lies inside.
    let (from, to) = if router < start || router > last {
        (start, last)
    } else if last - router >= router - start {
        (router + 1, last)
    } else {
        (start, router - 1)
    };
    (Ipv4Addr::from_bits(from), Ipv4Addr::from_bits(to))
}

pub(super) fn addresses(judge: &mut Judge<'_, '_>, lan: Option<LanAddress>) -> Option<Addresses> {
    let choices = &judge.choices.addresses;
    if !choices.enabled {
        judge.say(Issue::warning("addresses.enabled", IssueCode::AddressesOff).suggest(Suggestion::set("addresses.enabled", true)));
        return Some(Addresses::Off);
    }
    let lease = lease(judge);
    let reservations = reservations(judge, lan);
    // Without the home's address nothing more can be said of the range.
    let lan = lan?;
    let (from, to) = range(judge, lan)?;
    let reservations = reservations?;
    room(judge, lan, (from, to), &reservations);
    Some(Addresses::On { from, to, lease: lease?, reservations })
}

fn lease(judge: &mut Judge<'_, '_>) -> Option<Lease> {
    let text = judge.choices.addresses.lease.as_str();
    let (code, better) = match text.parse::<Lease>() {
        Ok(lease) => return Some(lease),
        Err(LeaseError::Malformed) => (IssueCode::LeaseMalformed, "30m"),
        Err(LeaseError::TooShort) => (IssueCode::LeaseTooShort, "10m"),
        Err(LeaseError::TooLong) => (IssueCode::LeaseTooLong, "1w"),
    };
    let fix = Suggestion::set("addresses.lease", better);
    judge.say(Issue::error("addresses.lease", code).with("value", text).suggest(fix));
    None
}

fn range(judge: &mut Judge<'_, '_>, lan: LanAddress) -> Option<(Ipv4Addr, Ipv4Addr)> {
    let choices = &judge.choices.addresses;
    let (usual_from, usual_to) = derived_range(lan);
    let from = end(judge, "addresses.from", &choices.from, usual_from, lan);
    let to = end(judge, "addresses.to", &choices.to, usual_to, lan);
    let (from, to) = (from?, to?);
    if from > to {
        let fix = Suggestion::set_many([("addresses.from", to.to_string()), ("addresses.to", from.to_string())]);
        judge.say(Issue::error("addresses.from", IssueCode::RangeUpsideDown).with("from", from).with("to", to).suggest(fix));
        return None;
    }
    if (from..=to).contains(&lan.ip()) {
        let fix = Suggestion::set_many([("addresses.from", usual_from.to_string()), ("addresses.to", usual_to.to_string())]);
        judge.say(Issue::error("addresses.from", IssueCode::RangeHoldsRouter).with("address", lan.ip()).suggest(fix));
        return None;
    }
    Some((from, to))
}

fn end(judge: &mut Judge<'_, '_>, field: &str, text: &str, usual: Ipv4Addr, lan: LanAddress) -> Option<Ipv4Addr> {
    if text.is_empty() {
        return Some(usual);
    }
    let address = address_of(judge, field, text)?;
    inside(judge, field, address, lan, Some(usual)).then_some(address)
}

/// Says when no device of the home can have an address.
fn inside(judge: &mut Judge<'_, '_>, field: &str, address: Ipv4Addr, lan: LanAddress, usual: Option<Ipv4Addr>) -> bool {
    if is_host_of(lan, address) {
        return true;
    }
    let network = lan.network();
    let code = if !lan.contains(address) {
        IssueCode::OutsideHome
    } else if address == network.network() {
        IssueCode::NetworkAddress
    } else {
        IssueCode::BroadcastAddress
    };
    let fix = usual.map(|usual| Suggestion::set(field, usual.to_string()));
    judge.say(Issue::error(field, code).with("address", address).with("network", network).suggest_if(fix));
    false
}

fn reservations(judge: &mut Judge<'_, '_>, lan: Option<LanAddress>) -> Option<Vec<Reservation>> {
    let mut found: Vec<Reservation> = Vec::new();
    let mut complete = true;
    for (index, choice) in judge.choices.addresses.reservations.iter().enumerate() {
        let field = |name: &str| format!("addresses.reservations.{index}.{name}");
        let name_is_clean = judge.is_clean(&field("name"), &choice.name);
        let address = address_of(judge, &field("address"), &choice.address);
        let address = address.filter(|address| fits(judge, &field("address"), *address, lan));
        let mac = hardware_address(judge, &field("mac"), &choice.mac);
        let title = |other: &Reservation, at: usize| if other.name.is_empty() { (at + 1).to_string() } else { other.name.clone() };
        if let Some((at, other)) = found.iter().enumerate().find(|(_, other)| Some(other.address) == address) {
            let issue = Issue::error(field("address"), IssueCode::AddressDoubled);
            judge.say(issue.with("address", other.address).with("other", title(other, at)));
            complete = false;
        }
        if let Some((at, other)) = found.iter().enumerate().find(|(_, other)| Some(other.mac) == mac) {
            judge.say(Issue::error(field("mac"), IssueCode::MacDoubled).with("mac", other.mac).with("other", title(other, at)));
            complete = false;
        }
        match (address, mac) {
            (Some(address), Some(mac)) if name_is_clean => found.push(Reservation { name: choice.name.clone(), address, mac }),
            _ => complete = false,
        }
    }
    complete.then_some(found)
}

fn fits(judge: &mut Judge<'_, '_>, field: &str, address: Ipv4Addr, lan: Option<LanAddress>) -> bool {
    let Some(lan) = lan else { return true };
    if address == lan.ip() {
        judge.say(Issue::error(field, IssueCode::AddressIsRouter).with("address", address));
        return false;
    }
    inside(judge, field, address, lan, None)
}

/// Devices beside the reserved ones need addresses too.
fn room(judge: &mut Judge<'_, '_>, lan: LanAddress, (from, to): (Ipv4Addr, Ipv4Addr), reservations: &[Reservation]) {
    let room = u64::from(to.to_bits() - from.to_bits()) + 1;
    let kept = reservations.iter().filter(|reservation| (from..=to).contains(&reservation.address)).count() as u64;
    let fix = Suggestion::set("addresses.to", lan.last_host().to_string());
    let fix = (to < lan.last_host() && lan.ip() < from).then_some(fix);
    if (reservations.len() as u64) > room {
        let issue = Issue::error("addresses.to", IssueCode::RangeTooSmall);
        judge.say(issue.with("kept", reservations.len()).with("room", room).suggest_if(fix));
    } else if kept == room {
        judge.say(Issue::warning("addresses.to", IssueCode::RangeAllKept).with("room", room).suggest_if(fix));
    }
}
