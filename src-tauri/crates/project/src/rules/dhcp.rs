//! What a provider wants to know of whoever asks it for an address.
use super::Judge;
use crate::{Dhcp, HostName, Issue, IssueCode, Octets, Suggestion, values::OctetsError};

pub(super) fn dhcp(judge: &mut Judge<'_, '_>) -> Option<Dhcp> {
    let choices = &judge.choices.internet.dhcp;
    let hostname = host_name(judge, &choices.hostname);
    let client_id = octets(judge, "internet.dhcp.client_id", &choices.client_id);
    let vendor_class = octets(judge, "internet.dhcp.vendor_class", &choices.vendor_class);
    let priority = priority(judge, &choices.priority);
    Some(Dhcp {
        hostname: hostname?,
        client_id: client_id?,
        vendor_class: vendor_class?,
        priority: priority?,
        classless_routes: choices.classless_routes,
        peer_ntp: choices.peer_ntp,
    })
}

/// The outer `None` is an error, the inner one "as usual", here and below.
fn host_name(judge: &mut Judge<'_, '_>, text: &str) -> Option<Option<HostName>> {
    let field = "internet.dhcp.hostname";
    if text.is_empty() {
        return Some(None);
    }
    if !judge.is_clean(field, text) {
        return None;
    }
    let name = text.parse().ok();
    if name.is_none() {
        judge.say(Issue::error(field, IssueCode::HostNameMalformed).with("value", text));
    }
    name.map(Some)
}

fn octets(judge: &mut Judge<'_, '_>, field: &str, text: &str) -> Option<Option<Octets>> {
    if text.is_empty() {
        return Some(None);
    }
    if !judge.is_clean(field, text) {
        return None;
    }
    match text.parse::<Octets>() {
        Ok(octets) => Some(Some(octets)),
        Err(OctetsError::TooLong) => {
            judge.say(Issue::error(field, IssueCode::TextTooLong).with("most", Octets::MOST));
            None
        }
        Err(OctetsError::Missing | OctetsError::Malformed) => {
            judge.say(Issue::error(field, IssueCode::BytesMalformed).with("value", text));
            None
        }
    }
}

fn priority(judge: &mut Judge<'_, '_>, text: &str) -> Option<Option<u8>> {
    let field = "internet.dhcp.priority";
    match text.parse::<u8>() {
        _ if text.is_empty() => Some(None),
        Ok(number @ 0..=7) if text.len() == 1 => Some(Some(number)),
        Ok(_) | Err(_) => {
            if judge.is_clean(field, text) {
                let fix = Suggestion::set(field, "");
                judge.say(Issue::error(field, IssueCode::PriorityMalformed).with("value", text).suggest(fix));
            }
            None
        }
    }
}
