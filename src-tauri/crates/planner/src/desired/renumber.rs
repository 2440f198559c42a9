//! What somebody else made and names an address of the old network: after a move of the home it would
//! go on naming it. It is offered, each by itself, with the same device in the new network.
//!
//! A reservation and a name are changed in place. A rule, or an entry of an address list, gets a copy
//! beside it, so that both networks are treated alike until every device has followed; then the router
//! switches the old one off. A rule that is off already is changed in place.
use crate::{
    Move,
    draft::{About, Draft, name, target},
};
use ipnet::Ipv4Net;
use routeros::{Action, Area, Menu, PropValue, Props, Record, Text, Value, menu};
use std::net::Ipv4Addr;

/// What the copy of a rule is marked with; the owner's own words follow.
const MARK: &str = "firsthop:moved";

/// Where addresses of devices stand (manual, "DHCP", "DNS", "NAT", "Filter", "Address lists").
const PLACES: &[(Menu, &[&str])] = &[
    (menu::IP_DHCP_SERVER_LEASE, &["address"]),
    (menu::IP_DNS_STATIC, &["address"]),
    (menu::IP_FIREWALL_ADDRESS_LIST, &["address"]),
    (menu::IP_FIREWALL_NAT, &["src-address", "dst-address", "to-addresses"]),
    (menu::IP_FIREWALL_FILTER, &["src-address", "dst-address"]),
    (menu::IP_FIREWALL_MANGLE, &["src-address", "dst-address"]),
    (menu::IP_FIREWALL_RAW, &["src-address", "dst-address"]),
];

/// Offers to renumber everything that names an old network and that nothing else in the plan changes.
pub(crate) fn renumber(draft: &mut Draft<'_>) {
    let Some(moves) = draft.moves.clone() else { return };
    let mut by_hand = Vec::new();
    for (menu, names) in PLACES {
        let rows: Vec<&Record> = draft.snapshot.records(*menu).collect();
        for record in rows {
            let Some(found) = found(record, names, &moves) else { continue };
            if draft.is_spoken_for(*menu, record) {
                continue;
            }
            let is_beside = menu.path().starts_with("/ip/firewall/");
            let twin = is_beside.then(|| twin(*menu, record, &found, draft)).flatten();
            match (found.is_whole(), target(draft.snapshot, *menu, record).is_some()) {
                (true, true) if !is_beside => edit(*menu, record, &found, draft),
                (true, true) if record.is_disabled() && twin.is_none() => edit(*menu, record, &found, draft),
                (true, true) => beside(*menu, record, &found, twin, &moves, draft),
                _ => by_hand.push(format!("{} {}", menu.spaced(), name(*menu, record))),
            }
        }
    }
    if !by_hand.is_empty() {
        draft.warn(Area::HomeNetwork, Text::new("names-old-network").with("records", by_hand.join(", ")));
    }
}

/// Properties that name the old network, with what they say and what they are to say; none when that
/// cannot be told.
struct Found(Vec<(String, String, Option<String>)>);

impl Found {
    fn is_whole(&self) -> bool {
        self.0.iter().all(|(_, _, new)| new.is_some())
    }

    fn wanted(&self) -> Vec<(&str, &str)> {
        self.0.iter().filter_map(|(name, _, new)| Some((name.as_str(), new.as_deref()?))).collect()
    }

    fn new_value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, ..)| known == name).and_then(|(_, _, new)| new.as_deref())
    }

    fn text(&self, key: &str, menu: Menu, record: &Record) -> Text {
        let list = |values: Vec<&str>| values.join(", ");
        Text::new(key)
            .with("name", name(menu, record))
            .with("from", list(self.0.iter().map(|(_, old, _)| old.as_str()).collect()))
            .with("to", list(self.0.iter().filter_map(|(_, _, new)| new.as_deref()).collect()))
    }
}

fn found(record: &Record, names: &[&str], moves: &Move) -> Option<Found> {
    let named = |name: &&str| {
        let text = record.text(name)?;
        let old = moves.from.iter().find(|old| names_it(text, **old, moves.to))?;
        Some(((*name).to_owned(), text.to_owned(), moved(text, *old, moves.to)))
    };
    let found: Vec<_> = names.iter().filter_map(named).collect();
    (!found.is_empty()).then_some(Found(found))
}

/// `!192.168.88.5`, `192.168.88.5-192.168.88.9` and `192.168.88.0/25` in their parts.
fn parts(text: &str) -> (&str, Vec<&str>, Option<u8>) {
    let (not, text) = text.strip_prefix('!').map_or(("", text), |rest| ("!", rest));
    match text.split_once('/') {
        Some((address, length)) => (not, vec![address], length.parse().ok()),
        None => (not, text.split('-').collect(), None),
    }
}

/// Whether a value names addresses of the old network alone, and none that are in the new one too.
fn names_it(text: &str, old: Ipv4Net, new: Ipv4Net) -> bool {
    let (_, addresses, length) = parts(text);
    let is_old =
        |text: &&str| text.parse::<Ipv4Addr>().is_ok_and(|address| old.contains(&address) && !new.contains(&address));
    addresses.iter().all(is_old) && length.is_none_or(|length| length >= old.prefix_len())
}

/// The same devices in the new network: they keep their place in it, and the router stays the router.
/// None when there is no such place.
fn moved(text: &str, old: Ipv4Net, new: Ipv4Net) -> Option<String> {
    let (not, addresses, length) = parts(text);
    if length == Some(old.prefix_len()) {
        return Some(format!("{not}{}", new.trunc()));
    }
    let place = |text: &&str| {
        let address: Ipv4Addr = text.parse().ok()?;
        if address == old.addr() {
            return Some(new.addr());
        }
        let offset = u32::from(address).checked_sub(old.network().into())?;
        let there = Ipv4Addr::from(u32::from(new.network()).checked_add(offset)?);
        let is_network = length.is_some() && there == new.network();
        let is_device = new.contains(&there) && ![new.network(), new.broadcast(), new.addr()].contains(&there);
        (is_device || is_network).then_some(there.to_string().parse().ok()?)
    };
    let placed: Vec<String> =
        addresses.iter().map(|text| place(text).map(|place: Ipv4Addr| place.to_string())).collect::<Option<_>>()?;
    if length.is_some_and(|length| length < new.prefix_len()) {
        return None;
    }
    let tail = length.map(|length| format!("/{length}")).unwrap_or_default();
    Some(format!("{not}{}{tail}", placed.join("-")))
}

/// As it stands in the plan: the record's number is all that tells two rules of one name apart.
fn about(key: &str, menu: Menu, record: &Record, text: Text) -> About {
    let tail = menu.path().rsplit('/').next().unwrap_or_default();
    let number = record.id.as_deref().unwrap_or_default().trim_start_matches('*');
    // What belongs to giving out addresses is sent together with it.
    let area = if menu == menu::IP_DHCP_SERVER_LEASE { Area::Addresses } else { Area::HomeNetwork };
    let front = if area == Area::Addresses { "addresses" } else { "home-network" };
    About::new(area, &format!("{front}.{key}-{tail}-{number}"), text).without("old-network")
}

fn edit(menu: Menu, record: &Record, found: &Found, draft: &mut Draft<'_>) {
    let text = found.text("renumber", menu, record);
    draft.edit(about("renumber", menu, record, text), menu, record, &found.wanted());
}

/// A copy that says the new addresses stands before the old record, which the router switches off later.
fn beside(menu: Menu, record: &Record, found: &Found, twin: Option<&Record>, moves: &Move, draft: &mut Draft<'_>) {
    let about_copy = about("renumber", menu, record, found.text("renumber-beside", menu, record));
    match twin {
        Some(twin) if !twin.comment().starts_with(MARK) => return,
        Some(_) => {}
        None => {
            let id = about_copy.id.clone();
            draft.add_among(about_copy, menu, copy(menu, record, found), Some(record).filter(|_| menu.is_ordered()));
            if !draft.has(&id) {
                return;
            }
        }
    }
    let (Some(id), false) = (record.id.clone(), record.is_disabled()) else { return };
    let text = found.text("renumber-off", menu, record).with("minutes", moves.wait.div_ceil(60).to_string());
    // The copy has the same key but for its mark; the old addresses tell them apart.
    let old = found.0.iter().map(|(name, old, _)| (name.clone(), old.clone()));
    let Some(mut target) = target(draft.snapshot, menu, record) else { return };
    target.id = id;
    target.find.extend(old.filter(|pair| !target.find.contains(pair)).collect::<Vec<_>>());
    let props = vec![("disabled".to_owned(), PropValue::text("yes"))];
    draft.later(about("renumber-off", menu, record, text), menu, Action::Set { target, props });
}

fn copy(menu: Menu, record: &Record, found: &Found) -> Props {
    let own = record.comment().strip_prefix(MARK).unwrap_or(record.comment()).trim();
    let mut props: Props = configured(menu, record)
        .filter(|(name, text)| !text.is_empty() && !["comment", "disabled"].contains(&name.as_str()))
        .map(|(name, text)| (name.clone(), PropValue::text(found.new_value(name).unwrap_or(text))))
        .collect();
    props.push(("comment".to_owned(), PropValue::text(format!("{MARK} {own}").trim_end())));
    props
}

fn configured(menu: Menu, record: &Record) -> impl Iterator<Item = (&String, &str)> {
    let texts = record.props.iter().filter_map(|(name, value)| match value {
        Value::Text(text) => Some((name, text.as_str())),
        Value::Secret(_) => None,
    });
    texts.filter(move |(name, _)| !menu.is_volatile(name))
}

/// The record that says the same of the new network already.
fn twin<'a>(menu: Menu, record: &Record, found: &Found, draft: &Draft<'a>) -> Option<&'a Record> {
    let plain = |name: &str| !["comment", "disabled"].contains(&name);
    draft.find(menu, |other| {
        let has = |name: &str, text: &str| text.is_empty() || other.text(name) == Some(text);
        let wanted = configured(menu, record).filter(|(name, _)| plain(name));
        let more = configured(menu, other).filter(|(name, text)| plain(name) && !text.is_empty()).count();
        let same = configured(menu, record).filter(|(name, text)| plain(name) && !text.is_empty()).count();
        !other.is_disabled()
            && more == same
            && wanted.into_iter().all(|(name, text)| has(name, found.new_value(name).unwrap_or(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_keep_their_place_and_the_router_stays_the_router() {
        let (old, new): (Ipv4Net, Ipv4Net) = ("192.168.88.1/24".parse().unwrap(), "192.168.77.254/24".parse().unwrap());
        for (text, wanted) in [
            ("192.168.88.20", Some("192.168.77.20")),
            ("192.168.88.1", Some("192.168.77.254")),
            ("!192.168.88.20", Some("!192.168.77.20")),
            ("192.168.88.20-192.168.88.29", Some("192.168.77.20-192.168.77.29")),
            ("192.168.88.0/24", Some("192.168.77.0/24")),
            ("!192.168.88.128/25", Some("!192.168.77.128/25")),
            // Where the router is to be no device can be.
            ("192.168.88.254", None),
        ] {
            assert!(names_it(text, old, new), "{text}");
            assert_eq!(moved(text, old, new).as_deref(), wanted, "{text}");
        }
        for text in ["192.168.0.0/16", "192.168.88.20-192.168.90.1", "198.51.100.1", "friends.example", "", "dhcp-pool"]
        {
            assert!(!names_it(text, old, new), "{text}");
        }
    }

    #[test]
    fn a_smaller_network_has_no_place_for_all() {
        let (old, new): (Ipv4Net, Ipv4Net) = ("192.168.88.1/24".parse().unwrap(), "10.0.0.1/28".parse().unwrap());
        assert_eq!(moved("192.168.88.9", old, new).as_deref(), Some("10.0.0.9"));
        assert_eq!(moved("192.168.88.15", old, new), None, "its broadcast address");
        assert_eq!(moved("192.168.88.20", old, new), None);
        assert_eq!(moved("192.168.88.0/25", old, new), None, "larger than all of it");
        // Of a network that grows around it, nothing has to change.
        assert!(!names_it("192.168.88.9", old, "192.168.80.1/20".parse().unwrap()));
    }
}
