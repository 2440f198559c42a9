//! Who is answered over SNMP, by the router's communities (manual.mikrotik.com, "SNMP").
use routeros::{Record, Snapshot, menu};

/// How much a community gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Whoever says its name changes settings, or reads them, as in versions 1 and 2 or unencrypted.
    Word { writes: bool },
    /// Version 3 with both passwords, but from more than one address, or for changing settings too.
    Wide,
    /// Version 3 with both passwords, for reading, from one address.
    One,
}

/// The communities that are answered; none where SNMP is off.
pub(crate) fn watchers(snapshot: &Snapshot) -> impl Iterator<Item = (&Record, Answers)> {
    let is_on = snapshot.settings(menu::SNMP).is_some_and(|record| record.flag("enabled"));
    let communities = snapshot.records(menu::SNMP_COMMUNITY).filter(move |record| is_on && !record.is_disabled());
    communities.filter(|record| record.flag("read-access") || record.flag("write-access")).map(|record| {
        let writes = record.flag("write-access");
        let answers = match record.text("security") {
            Some("private") if !writes && is_one(record.text_or_empty("addresses")) => Answers::One,
            Some("private") => Answers::Wide,
            _ => Answers::Word { writes },
        };
        (record, answers)
    })
}

/// Whether a list of networks is a single address.
fn is_one(addresses: &str) -> bool {
    match addresses.split_once('/') {
        None => addresses.parse::<std::net::IpAddr>().is_ok(),
        Some((address, length)) => match address.parse() {
            Ok(std::net::IpAddr::V4(_)) => length == "32",
            Ok(std::net::IpAddr::V6(_)) => length == "128",
            Err(_) => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_one() {
        for (addresses, one) in [
            ("192.168.88.20/32", true),
            ("192.168.88.20", true),
            ("fd00::5/128", true),
            ("192.168.88.0/24", false),
            ("0.0.0.0/0", false),
            ("::/0", false),
            ("192.168.88.20/32,192.168.88.21/32", false),
            ("", false),
        ] {
            assert_eq!(is_one(addresses), one, "{addresses}");
        }
    }
}
