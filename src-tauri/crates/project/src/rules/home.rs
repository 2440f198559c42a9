//! The home network's address.
use super::{Judge, internet::address_issue};
use crate::{Choices, FieldValue, HostAddress, Issue, IssueCode, LanAddress, Suggestion, values::AddressError};

const FIELD: &str = "home.address";

pub(super) fn home(judge: &mut Judge<'_, '_>) -> Option<LanAddress> {
    let text = judge.choices.home.address.as_str();
    if !judge.is_clean(FIELD, text) {
        return None;
    }
    let lan = match text.parse::<LanAddress>() {
        Ok(lan) => lan,
        Err(error) => {
            let better = better(error).map(|lan| move_home(judge.choices, lan));
            let issue = address_issue(FIELD, text, error, LanAddress::LONGEST_PREFIX, LanAddress::SHORTEST_PREFIX);
            judge.say(if better.is_some() { issue.suggest_if(better) } else { issue });
            return None;
        }
    };
    judge.lan = Some(lan);
    let fixed = &judge.choices.internet;
    // Parsed again rather than taken from the project: another mistake about the internet must not hide this one.
    if let Some(address) =
        (fixed.r#type == "static").then(|| fixed.r#static.address.parse::<HostAddress>().ok()).flatten()
    {
        let (home, wan) = (lan.network(), address.network());
        if home.contains(&wan) || wan.contains(&home) {
            let suggested = elsewhere(&address);
            let issue = Issue::error(FIELD, IssueCode::LanWanOverlap)
                .with("home", home)
                .with("wan", wan)
                .with("suggested", suggested);
            judge.say(issue.suggest(move_home(judge.choices, suggested)));
            return None;
        }
    }
    if !lan.is_private() {
        let code = if lan.is_provider_space() { IssueCode::ProviderLan } else { IssueCode::PublicLan };
        let fix = usual().map(|lan| move_home(judge.choices, lan));
        judge.say(Issue::warning(FIELD, code).with("address", lan.ip()).suggest_if(fix));
    }
    Some(lan)
}

/// The first address of the same street, where that mends it.
fn better(error: AddressError) -> Option<LanAddress> {
    match error {
        AddressError::Network(net) | AddressError::Broadcast(net) => {
            let first = std::net::Ipv4Addr::from_bits(net.network().to_bits() + 1);
            format!("{first}/{}", net.prefix_len()).parse().ok()
        }
        AddressError::NoPrefix(address) => format!("{address}/24").parse().ok().or_else(|| {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.1/24").parse().ok()
        }),
        AddressError::Unusable(..) => usual(),
        AddressError::Missing | AddressError::Malformed => usual(),
        AddressError::PrefixTooLong(net) | AddressError::PrefixTooShort(net) => {
            format!("{}/24", net.addr()).parse().ok().or_else(usual)
        }
    }
}

fn usual() -> Option<LanAddress> {
    "192.168.88.1/24".parse().ok()
}

/// A usual street that the provider does not use.
fn elsewhere(wan: &HostAddress) -> LanAddress {
    let streets = ["192.168.88.1/24", "192.168.89.1/24", "10.88.0.1/24", "172.16.88.1/24"];
    let free = streets.iter().filter_map(|text| text.parse::<LanAddress>().ok());
    let mut free =
        free.filter(|lan| !wan.network().contains(&lan.network()) && !lan.network().contains(&wan.network()));
    free.next().unwrap_or_else(|| unreachable!("no provider's network holds all private ones: it is at most a /8"))
}

/// Moves the home to another street, and takes along what stands in the old one: the range, when it
/// was typed, the reservations, and the computer that watches the router.
pub fn move_home(choices: &Choices, to: LanAddress) -> Suggestion {
    let mut values = vec![value(FIELD, &to.to_string())];
    let from = choices.home.address.parse::<LanAddress>().ok().filter(|from| from.prefix() == to.prefix());
    let moved = |text: &str| {
        let address: std::net::Ipv4Addr = text.parse().ok()?;
        let from = from?;
        let offset = address.to_bits().checked_sub(from.network().network().to_bits())?;
        let moved = std::net::Ipv4Addr::from_bits(to.network().network().to_bits().checked_add(offset)?);
        (from.contains(address) && from.network() != to.network()).then(|| moved.to_string())
    };
    let fields = [
        ("addresses.from", &choices.addresses.from),
        ("addresses.to", &choices.addresses.to),
        ("protection.snmp.address", &choices.protection.snmp.address),
    ];
    values.extend(fields.into_iter().filter_map(|(field, text)| Some(value(field, &moved(text)?))));
    for (index, reservation) in choices.addresses.reservations.iter().enumerate() {
        if let Some(address) = moved(&reservation.address) {
            values.push(value(&format!("addresses.reservations.{index}.address"), &address));
        }
    }
    match values.len() {
        1 => Suggestion::set(FIELD, to.to_string()),
        _ => Suggestion::SetMany { values },
    }
}

fn value(field: &str, text: &str) -> FieldValue {
    FieldValue { field: field.to_owned(), value: text.into() }
}
