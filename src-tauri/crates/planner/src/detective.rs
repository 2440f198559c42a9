//! What a provider's line answers to: a judgement about what was seen, and a proposed answer.
//!
//! Looking is somebody else's job; what was not looked at is said and never taken for a no.
use crate::{Reach, live, reach};
use ipnet::Ipv4Net;
use project::{FieldValue, LanAddress, Suggestion};
use routeros::{Snapshot, Text};

/// What was seen of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen<T> {
    /// It was looked for and found.
    Yes(T),
    /// It was looked for, and nothing answered.
    No,
    /// It was not looked for.
    NotAsked(NotAsked),
}

/// Why something was not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAsked {
    /// There is no cable, so nobody could answer.
    NoCable,
    /// It takes a temporary setting on the router, which nobody allowed.
    NeedsConsent,
    /// Somebody's own setting is in the way.
    InTheWay,
    /// The router has nothing of the kind.
    NotThere,
    /// The router refused to look.
    Refused,
}

impl NotAsked {
    fn as_str(self) -> &'static str {
        match self {
            Self::NoCable => "no-cable",
            Self::NeedsConsent => "needs-consent",
            Self::InTheWay => "in-the-way",
            Self::NotThere => "not-there",
            Self::Refused => "refused",
        }
    }
}

/// Everything that was seen of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The socket that was looked at; none when the router has no free one.
    pub port: Option<String>,
    /// Whether something is plugged in there and switched on.
    pub cable: bool,
    /// Who answered to a search for a login (PPPoE): its name.
    pub login: Seen<String>,
    /// The address that was given without a login (DHCP).
    pub address: Seen<Ipv4Net>,
    /// The network that took the SIM card.
    pub card: Seen<String>,
}

/// What it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// One sentence: `detective.<key>`.
    pub sentence: Text,
    /// What else to know: `detective.<key>`.
    pub notes: Vec<Text>,
    /// The answers that are proposed.
    pub answer: Option<Suggestion>,
    /// A temporary setting would tell more, if it were allowed.
    pub may_ask_more: bool,
}

/// Judges what was seen, for a home with this address.
pub fn judge(sighting: &Sighting, home: &str, snapshot: &Snapshot) -> Finding {
    let port = sighting.port.clone().unwrap_or_default();
    let text = |key: &str| Text::new(key).with("port", &port);
    let choose = |kind: &str| vec![("internet.type", kind.to_owned())];
    let mut notes = Vec::new();
    let given = match &sighting.address {
        Seen::Yes(address) => Some((*address, reach(address.addr()))),
        Seen::No | Seen::NotAsked(_) => None,
    };
    let (sentence, mut values) = match (&sighting.login, given, &sighting.card) {
        // A modem gives a private address to whoever wants to look at its pages; the line wants a login.
        (Seen::Yes(_), None | Some((_, Reach::Private)), _) => (text("login"), choose("pppoe")),
        (_, Some((address, reach)), _) => {
            notes.extend(match reach {
                Reach::Public => None,
                Reach::Shared => Some(text("shared")),
                Reach::Private => Some(text("private")),
            });
            (text("address").with("address", address.addr().to_string()), choose("dhcp"))
        }
        (_, _, Seen::Yes(operator)) => (text("card").with("operator", operator), choose("lte")),
        (Seen::NotAsked(NotAsked::NoCable), _, _) => {
            (other_cable(snapshot, &port).unwrap_or_else(|| text("no-cable")), Vec::new())
        }
        (Seen::NotAsked(NotAsked::NotThere), _, _) => (text("no-socket"), Vec::new()),
        _ => (text("unknown"), Vec::new()),
    };
    if let Some((address, _)) = given
        && let Some(better) = elsewhere(home, address)
    {
        notes.push(text("clash").with("network", address.trunc().to_string()).with("home", &better));
        if !values.is_empty() {
            values.push(("home.address", better));
        }
    }
    notes.extend(not_asked("login", &sighting.login));
    notes.extend(not_asked("address", &sighting.address));
    notes.extend(not_asked("card", &sighting.card));
    let values = values.into_iter().map(|(field, value)| FieldValue { field: field.to_owned(), value: value.into() });
    let values: Vec<FieldValue> = values.collect();
    Finding {
        sentence,
        notes,
        answer: (!values.is_empty()).then_some(Suggestion::SetMany { values }),
        may_ask_more: matches!(sighting.address, Seen::NotAsked(NotAsked::NeedsConsent)),
    }
}

/// What could not be looked at. Nothing to say where there is nothing, and a missing cable was said.
fn not_asked<T>(what: &str, seen: &Seen<T>) -> Option<Text> {
    match seen {
        Seen::NotAsked(why @ (NotAsked::NeedsConsent | NotAsked::InTheWay | NotAsked::Refused)) => {
            Some(Text::new(format!("not-asked-{what}-{}", why.as_str())))
        }
        Seen::NotAsked(NotAsked::NoCable | NotAsked::NotThere) | Seen::Yes(_) | Seen::No => None,
    }
}

/// A free socket with a cable, when the one for the internet has none.
fn other_cable(snapshot: &Snapshot, port: &str) -> Option<Text> {
    let other = live::free_with_cable(snapshot).into_iter().find(|name| name != port)?;
    Some(Text::new("other-cable").with("port", port).with("other", other))
}

/// Another street for the home, when the provider's box is in the same one.
fn elsewhere(home: &str, given: Ipv4Net) -> Option<String> {
    let home = home.parse::<LanAddress>().ok()?.network();
    if !(home.contains(&given.trunc()) || given.contains(&home)) {
        return None;
    }
    let streets = ["192.168.89.1/24", "192.168.90.1/24", "10.88.0.1/24"];
    let free = streets.into_iter().filter_map(|text| Some((text, text.parse::<LanAddress>().ok()?.network())));
    let mut free = free.filter(|(_, net)| !net.contains(&given.trunc()) && !given.contains(net) && *net != home);
    free.next().map(|(text, _)| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::Version;
    use std::collections::BTreeMap;

    fn seen(login: Seen<String>, address: Seen<&str>, card: Seen<String>) -> Finding {
        let address = match address {
            Seen::Yes(text) => Seen::Yes(text.parse().expect("an address")),
            Seen::No => Seen::No,
            Seen::NotAsked(why) => Seen::NotAsked(why),
        };
        let sighting = Sighting { port: Some("ether1".into()), cable: true, login, address, card };
        judge(&sighting, "192.168.88.1/24", &Snapshot::new(Version::new(7, 20, 0), BTreeMap::new()))
    }

    fn kind(finding: &Finding) -> Option<String> {
        match finding.answer.as_ref()? {
            Suggestion::SetMany { values } => values[0].value.as_str().map(str::to_owned),
            _ => None,
        }
    }

    const NONE: Seen<String> = Seen::NotAsked(NotAsked::NotThere);

    #[test]
    fn one_sentence_and_one_answer() {
        let login = || Seen::Yes("bras1".to_owned());
        for (finding, key, answer) in [
            (seen(login(), Seen::No, NONE), "login", Some("pppoe")),
            (seen(login(), Seen::Yes("192.168.1.2/24"), NONE), "login", Some("pppoe")),
            (seen(login(), Seen::Yes("203.0.113.9/24"), NONE), "address", Some("dhcp")),
            (seen(Seen::No, Seen::Yes("100.64.3.2/10"), NONE), "address", Some("dhcp")),
            (seen(Seen::No, Seen::No, Seen::Yes("Mobile".into())), "card", Some("lte")),
            (seen(Seen::No, Seen::No, NONE), "unknown", None),
        ] {
            assert_eq!((finding.sentence.key.as_str(), kind(&finding).as_deref()), (key, answer));
        }
    }

    #[test]
    fn addresses_that_nobody_reaches_are_said() {
        let keys = |finding: &Finding| finding.notes.iter().map(|note| note.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&seen(Seen::No, Seen::Yes("100.64.3.2/10"), NONE)), ["shared"]);
        assert_eq!(keys(&seen(Seen::No, Seen::Yes("192.168.1.2/24"), NONE)), ["private"]);
        let clash = seen(Seen::No, Seen::Yes("192.168.88.77/24"), NONE);
        assert_eq!(keys(&clash), ["private", "clash"]);
        let Some(Suggestion::SetMany { values }) = clash.answer else { panic!("an answer") };
        assert_eq!(values[1].value, "192.168.89.1/24");
    }

    #[test]
    fn what_was_not_looked_at_is_no_no() {
        let finding = seen(Seen::No, Seen::NotAsked(NotAsked::NeedsConsent), NONE);
        assert_eq!(finding.sentence.key, "unknown");
        assert!(finding.may_ask_more && finding.answer.is_none());
        assert_eq!(finding.notes[0].key, "not-asked-address-needs-consent");
    }
}
