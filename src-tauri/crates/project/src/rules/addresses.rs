//! Who gives the devices their addresses.
use super::{
    Judge,
    internet::{address_of, hardware_address},
    is_host_of,
};
use crate::{Addresses, Issue, IssueCode, LanAddress, Lease, Reservation, Suggestion, values::LeaseError};
use std::{collections::BTreeMap, net::Ipv4Addr};

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

pub(super) fn addresses(judge: &mut Judge<'_, '_>) -> Option<Addresses> {
    let choices = &judge.choices.addresses;
    if !choices.enabled {
        judge.say(
            Issue::warning("addresses.enabled", IssueCode::AddressesOff)
                .suggest(Suggestion::set("addresses.enabled", true)),
        );
        return Some(Addresses::Off);
    }
    let range = range(judge, judge.lan);
    judge.range = range;
    let lease = lease(judge);
    let reservations = reservations(judge, judge.lan);
    let ((from, to), reservations) = (range?, reservations?);
    room(judge, judge.lan?, (from, to), &reservations);
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

/// Both ends are looked at by themselves even when the home's address is wrong, together only when it is right.
fn range(judge: &mut Judge<'_, '_>, lan: Option<LanAddress>) -> Option<(Ipv4Addr, Ipv4Addr)> {
    let choices = &judge.choices.addresses;
    let usual = lan.map(derived_range);
    let from = end(judge, "addresses.from", &choices.from, usual.map(|usual| usual.0), lan);
    let to = end(judge, "addresses.to", &choices.to, usual.map(|usual| usual.1), lan);
    let (from, to, lan, (usual_from, usual_to)) = (from?, to?, lan?, usual?);
    let both = |from: Ipv4Addr, to: Ipv4Addr| {
        Suggestion::set_many([("addresses.from", from.to_string()), ("addresses.to", to.to_string())])
    };
    if from > to {
        // Swapping mends two typed ends; one that is derived stays where it is.
        let fix =
            if choices.from.is_empty() || choices.to.is_empty() { both(usual_from, usual_to) } else { both(to, from) };
        judge.say(
            Issue::error("addresses.from", IssueCode::RangeUpsideDown).with("from", from).with("to", to).suggest(fix),
        );
        return None;
    }
    let router = lan.ip();
    if (from..=to).contains(&router) {
        let next = Ipv4Addr::from_bits(router.to_bits() + 1);
        let fix = if router < usual_from && usual_from <= to {
            Suggestion::set("addresses.from", usual_from.to_string())
        } else if next <= to {
            Suggestion::set("addresses.from", next.to_string())
        } else if from < router {
            Suggestion::set("addresses.to", Ipv4Addr::from_bits(router.to_bits() - 1).to_string())
        } else {
            both(usual_from, usual_to)
        };
        judge.say(Issue::error("addresses.from", IssueCode::RangeHoldsRouter).with("address", router).suggest(fix));
        return None;
    }
    Some((from, to))
}

fn end(
    judge: &mut Judge<'_, '_>,
    field: &str,
    text: &str,
    usual: Option<Ipv4Addr>,
    lan: Option<LanAddress>,
) -> Option<Ipv4Addr> {
    if text.is_empty() {
        return usual;
    }
    let address = address_of(judge, field, text)?;
    let Some(lan) = lan else { return Some(address) };
    inside(judge, field, address, lan, &[]).then_some(address)
}

/// Says when no device of the home can have an address, and offers the same house on the home's street.
pub(super) fn inside(
    judge: &mut Judge<'_, '_>,
    field: &str,
    address: Ipv4Addr,
    lan: LanAddress,
    taken: &[Ipv4Addr],
) -> bool {
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
    let house = Ipv4Addr::from_bits(network.network().to_bits() | (address.to_bits() & network.hostmask().to_bits()));
    let (from, to) = derived_range(lan);
    let better = if is_host_of(lan, house) && house != lan.ip() && !taken.contains(&house) {
        Some(house)
    } else if field == "addresses.to" {
        Some(to)
    } else {
        free(lan, taken).or(Some(from))
    };
    let fix = better.map(|better| Suggestion::set(field, better.to_string()));
    judge.say(Issue::error(field, code).with("address", address).with("network", network).suggest_if(fix));
    false
}

/// The first address from the usual range that no other device has.
fn free(lan: LanAddress, taken: &[Ipv4Addr]) -> Option<Ipv4Addr> {
    let (from, to) = derived_range(lan);
    (from.to_bits()..=to.to_bits()).map(Ipv4Addr::from_bits).find(|address| !taken.contains(address))
}

fn reservations(judge: &mut Judge<'_, '_>, lan: Option<LanAddress>) -> Option<Vec<Reservation>> {
    let choices = &judge.choices.addresses.reservations;
    let typed: Vec<Ipv4Addr> = choices.iter().filter_map(|choice| choice.address.parse().ok()).collect();
    let title = |at: usize| match choices.get(at).map(|choice| choice.name.as_str()) {
        None | Some("") => (at + 1).to_string(),
        Some(name) => name.to_owned(),
    };
    let (mut addresses, mut macs) = (BTreeMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let field = |name: &str| format!("addresses.reservations.{index}.{name}");
        let name_is_clean = judge.is_clean(&field("name"), &choice.name);
        let address = reserved(judge, &field("address"), &choice.address, lan, &typed);
        let mac = hardware_address(judge, &field("mac"), &choice.mac);
        let doubled = address.and_then(|address| Some((address, addresses.insert(address, index)?)));
        if let Some((address, other)) = doubled {
            let better = lan.and_then(|lan| free(lan, &typed));
            let fix = better.map(|better| Suggestion::set(field("address"), better.to_string()));
            let issue = Issue::error(field("address"), IssueCode::AddressDoubled);
            judge.say(issue.with("address", address).with("other", title(other)).suggest_if(fix));
        }
        let doubled = mac.and_then(|mac| Some((mac, macs.insert(mac, index)?)));
        if let Some((mac, other)) = doubled {
            let issue = Issue::error(field("mac"), IssueCode::MacDoubled);
            // The one that came later goes.
            let mut others = choices.clone();
            others.remove(index);
            let fix = serde_json::to_value(others).ok().map(|others| Suggestion::set("addresses.reservations", others));
            judge.say(issue.with("mac", mac).with("other", title(other)).suggest_if(fix));
        }
        if let (Some(address), Some(mac), true) = (address, mac, name_is_clean) {
            found.push(Reservation { name: choice.name.clone(), address, mac });
        }
    }
    let is_complete = found.len() == choices.len() && addresses.len() == choices.len() && macs.len() == choices.len();
    is_complete.then_some(found)
}

fn reserved(
    judge: &mut Judge<'_, '_>,
    field: &str,
    text: &str,
    lan: Option<LanAddress>,
    taken: &[Ipv4Addr],
) -> Option<Ipv4Addr> {
    let better = || Some(Suggestion::set(field, free(lan?, taken)?.to_string()));
    if text.is_empty() {
        judge.say(Issue::error(field, IssueCode::AddressMissing).suggest_if(better()));
        return None;
    }
    let address = address_of(judge, field, text)?;
    let Some(lan) = lan else { return Some(address) };
    if address == lan.ip() {
        judge.say(Issue::error(field, IssueCode::AddressIsRouter).with("address", address).suggest_if(better()));
        return None;
    }
    inside(judge, field, address, lan, taken).then_some(address)
}

/// Devices beside the reserved ones need addresses too.
fn room(judge: &mut Judge<'_, '_>, lan: LanAddress, (from, to): (Ipv4Addr, Ipv4Addr), reservations: &[Reservation]) {
    let room = u64::from(to.to_bits() - from.to_bits()) + 1;
    let kept = reservations.iter().filter(|reservation| (from..=to).contains(&reservation.address)).count() as u64;
    // A later end helps when it gives enough room and does not reach the router.
    let last = derived_range(lan).1;
    let is_enough = last > to && u64::from(last.to_bits() - from.to_bits()) + 1 > reservations.len() as u64;
    let fix =
        (is_enough && !(from..=last).contains(&lan.ip())).then(|| Suggestion::set("addresses.to", last.to_string()));
    if (reservations.len() as u64) > room {
        let issue = Issue::error("addresses.to", IssueCode::RangeTooSmall);
        judge.say(issue.with("kept", reservations.len()).with("room", room).suggest_if(fix));
    } else if kept == room {
        judge.say(Issue::warning("addresses.to", IssueCode::RangeAllKept).with("room", room).suggest_if(fix));
    }
}
