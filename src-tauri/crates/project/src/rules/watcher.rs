//! A program at home that watches the router.
use super::{Judge, addresses::inside, internet::address_of};
use crate::{Issue, IssueCode, SecretField, SecretState, Watcher, WatcherName, values::WatcherNameError};
use std::net::Ipv4Addr;

const ADDRESS: &str = "protection.snmp.address";

/// What the two passwords have: at least 8 signs (RFC 3414, 11.2), and such as every program can send.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

/// The outer `None` is an error, the inner one "nobody watches". While the item is left alone, its answers are
/// kept, but not looked at.
pub(super) fn watcher(judge: &mut Judge<'_, '_>) -> Option<Option<Watcher>> {
    let protection = &judge.choices.protection;
    if !protection.snmp.enabled || protection.items.get("snmp") == Some(&false) {
        return Some(None);
    }
    let name = name(judge);
    let address = address(judge);
    let passwords = [SecretField::SnmpAuthentication, SecretField::SnmpEncryption].map(|field| password(judge, field));
    let (name, address) = (name?, address?);
    passwords.iter().all(|fits| *fits).then_some(Some(Watcher { name, address }))
}

fn name(judge: &mut Judge<'_, '_>) -> Option<WatcherName> {
    const FIELD: &str = "protection.snmp.name";
    let text = judge.choices.protection.snmp.name.as_str();
    if !judge.is_clean(FIELD, text) {
        return None;
    }
    let issue = match text.parse() {
        Ok(name) => return Some(name),
        Err(WatcherNameError::Malformed) => {
            Issue::error(FIELD, IssueCode::WatcherNameMalformed).with("most", WatcherName::MOST)
        }
        Err(WatcherNameError::Known) => Issue::error(FIELD, IssueCode::WatcherNameKnown).with("value", text),
    };
    judge.say(issue);
    None
}

/// One device of the home: what the router would answer, no other address is told.
fn address(judge: &mut Judge<'_, '_>) -> Option<Ipv4Addr> {
    let text = judge.choices.protection.snmp.address.as_str();
    if text.is_empty() {
        judge.say(Issue::error(ADDRESS, IssueCode::WatcherAddressMissing));
        return None;
    }
    let address = address_of(judge, ADDRESS, text)?;
    let Some(lan) = judge.lan else { return Some(address) };
    if address == lan.ip() {
        judge.say(Issue::error(ADDRESS, IssueCode::AddressIsRouter).with("address", address));
        return None;
    }
    if !inside(judge, ADDRESS, address, lan, &[]) {
        return None;
    }
    let addresses = &judge.choices.addresses;
    let is_kept = addresses.reservations.iter().any(|kept| kept.address.parse() == Ok(address));
    if !is_kept && judge.range.is_some_and(|(from, to)| (from..=to).contains(&address)) {
        judge.say(Issue::warning(ADDRESS, IssueCode::WatcherMayMove).with("address", address));
    }
    Some(address)
}

fn password(judge: &mut Judge<'_, '_>, field: SecretField) -> bool {
    let fits = match (judge.secrets)(field) {
        SecretState::Stored => true,
        SecretState::Missing => false,
        SecretState::Typed(text) => LENGTHS.contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_graphic()),
    };
    if !fits {
        judge.say(Issue::error(field.as_str(), IssueCode::WatcherPasswordMalformed));
    }
    fits
}
