//! The router's radios: what stands between a neighbour and the home.
//!
//! `/interface/wifi` takes a value from the radio itself, then from the profiles that it names
//! (manual.mikrotik.com, "WiFi", "Configuration properties"); `/interface/wireless` has all of it in its
//! security profile (manual.mikrotik.com, "Wireless Interface", "Security profiles").
use routeros::{Menu, Record, Snapshot, menu};

/// A network that the router sends out and that is not closed as it could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Radio<'s> {
    /// Where the radio is.
    pub(crate) menu: Menu,
    /// The radio.
    pub(crate) record: &'s Record,
    /// The name that devices see; the radio's where that is not known.
    pub(crate) network: String,
    /// What is wrong with it.
    pub(crate) air: Air,
    /// What closes it without a new password; none where it has none that better encryption could go
    /// on with.
    pub(crate) better: Option<Better<'s>>,
}

/// A record and what it has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Better<'s> {
    pub(crate) menu: Menu,
    pub(crate) record: &'s Record,
    pub(crate) values: Vec<(&'static str, String)>,
}

/// How a network is not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Air {
    /// Anybody comes in: no password, or encryption without one (OWE).
    Open,
    /// WEP: it is broken within minutes.
    Wep,
    /// WPA with TKIP, which is broken too, is still taken.
    Old,
}

impl Air {
    /// The end of its key in messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Wep => "wep",
            Self::Old => "old",
        }
    }
}

/// The networks that are open or weakly closed, one for each radio that sends them. A radio that is
/// off, joins somebody else's network, or is run by a CAPsMAN is none.
pub(crate) fn weak_radios(snapshot: &Snapshot) -> Vec<Radio<'_>> {
    let is_on = |menu: Menu, record: &Record| {
        let master = record.text_or_empty("master-interface");
        let is_off = |other: &Record| other.text("name") == Some(master) && other.is_disabled();
        !record.is_disabled() && !snapshot.all(menu).iter().any(is_off)
    };
    let new = snapshot.all(menu::INTERFACE_WIFI).iter();
    let new = new.filter(|record| is_on(menu::INTERFACE_WIFI, record)).filter_map(|record| wifi(snapshot, record));
    let old = snapshot.all(menu::INTERFACE_WIRELESS).iter();
    let old = old.filter(|record| is_on(menu::INTERFACE_WIRELESS, record)).filter_map(|record| wlan(snapshot, record));
    new.chain(old).collect()
}

fn named<'s>(snapshot: &'s Snapshot, menu: Menu, name: Option<&str>) -> Option<&'s Record> {
    let name = name.filter(|name| !name.is_empty())?;
    snapshot.all(menu).iter().find(|record| record.text("name") == Some(name))
}

fn filled<'s>(record: &'s Record, name: &str) -> Option<&'s str> {
    record.text(name).filter(|text| !text.is_empty())
}

fn has_secret(record: &Record, name: &str) -> bool {
    record.secret(name).is_some_and(|secret| !secret.expose().is_empty())
}

/// Whether an authentication type is one of the first WPA.
fn is_old(kind: &str) -> bool {
    matches!(kind, "wpa-psk" | "wpa-eap")
}

/// Whether it asks for a password or a certificate.
fn closes(kind: &str) -> bool {
    kind.contains("psk") || kind.contains("eap")
}

/// A radio of `/interface/wifi`, if its network is weak.
fn wifi<'s>(snapshot: &'s Snapshot, record: &'s Record) -> Option<Radio<'s>> {
    let configuration = named(snapshot, menu::INTERFACE_WIFI_CONFIGURATION, record.text("configuration"));
    let configured = |name: &str| {
        filled(record, &format!("configuration.{name}"))
            .or_else(|| configuration.and_then(|configuration| filled(configuration, name)))
    };
    let managed = configured("manager").is_some_and(|manager| manager.starts_with("capsman"));
    if managed || configured("mode").is_some_and(|mode| mode.starts_with("station")) {
        return None;
    }
    let profile = |holder: &Record| named(snapshot, menu::INTERFACE_WIFI_SECURITY, holder.text("security"));
    let profiles = [(Some(record), profile(record)), (configuration, configuration.and_then(profile))];
    // In the order in which they count.
    let places: Vec<(&Record, &str)> = profiles
        .into_iter()
        .flat_map(|(holder, profile)| {
            [holder.map(|holder| (holder, "security.")), profile.map(|profile| (profile, ""))]
        })
        .flatten()
        .collect();
    let secured = |name: &str| places.iter().find_map(|(holder, prefix)| filled(holder, &format!("{prefix}{name}")));
    let has_password = places.iter().any(|(holder, prefix)| has_secret(holder, &format!("{prefix}passphrase")));
    let types: Vec<&str> = secured("authentication-types").unwrap_or_default().split(',').collect();
    let ciphers = secured("encryption").unwrap_or_default();
    let air = match (types.iter().any(|kind| closes(kind)), has_password) {
        // A password alone asks for WPA2 (manual.mikrotik.com, "WiFi", `passphrase`).
        (false, true) if types == [""] => return None,
        (false, _) => Air::Open,
        (true, _) if types.iter().any(|kind| is_old(kind)) || ciphers.split(',').any(|cipher| cipher == "tkip") => {
            Air::Old
        }
        (true, _) => return None,
    };
    let better = (air == Air::Old).then(|| {
        let mut kept: Vec<String> = Vec::new();
        for kind in &types {
            // Each goes on as its successor, with the password that it has.
            let kind = if is_old(kind) { kind.replace("wpa-", "wpa2-") } else { (*kind).to_owned() };
            if !kept.contains(&kind) {
                kept.push(kind);
            }
        }
        let mut values = vec![("security.authentication-types", kept.join(","))];
        if !ciphers.is_empty() {
            let strong: Vec<&str> = ciphers.split(',').filter(|cipher| *cipher != "tkip").collect();
            let strong = if strong.is_empty() { "ccmp".to_owned() } else { strong.join(",") };
            values.push(("security.encryption", strong));
        }
        Better { menu: menu::INTERFACE_WIFI, record, values }
    });
    let network = configured("ssid").unwrap_or(record.text_or_empty("name")).to_owned();
    Some(Radio { menu: menu::INTERFACE_WIFI, record, network, air, better })
}

/// A radio of `/interface/wireless`, if its network is weak.
fn wlan<'s>(snapshot: &'s Snapshot, record: &'s Record) -> Option<Radio<'s>> {
    if !matches!(record.text("mode"), Some("ap-bridge" | "bridge" | "wds-slave")) {
        return None;
    }
    let cap = snapshot.settings(menu::INTERFACE_WIRELESS_CAP).filter(|cap| cap.flag("enabled"));
    let name = record.text_or_empty("name");
    if cap.is_some_and(|cap| cap.text_or_empty("interfaces").split(',').any(|managed| managed == name)) {
        return None;
    }
    let menu = menu::INTERFACE_WIRELESS_SECURITY_PROFILES;
    // One that cannot be found says nothing of the network.
    let profile = named(snapshot, menu, record.text("security-profile").or(Some("default")))?;
    let types = profile.text_or_empty("authentication-types");
    let has = |property: &str, value: &str| profile.text_or_empty(property).split(',').any(|known| known == value);
    let tkip = has("unicast-ciphers", "tkip") || has("group-ciphers", "tkip");
    let air = match profile.text("mode").unwrap_or("none") {
        "none" => Air::Open,
        "dynamic-keys" if types.is_empty() => Air::Open,
        "dynamic-keys" if tkip || types.split(',').any(|kind| !kind.starts_with("wpa2")) => Air::Old,
        "dynamic-keys" => return None,
        _ => Air::Wep,
    };
    let newer: Vec<&str> = types.split(',').filter(|kind| kind.starts_with("wpa2")).collect();
    let goes_on = newer.contains(&"wpa2-eap") || has_secret(profile, "wpa2-pre-shared-key");
    let better = (air == Air::Old && !newer.is_empty() && goes_on).then(|| {
        let aes = || "aes-ccm".to_owned();
        let values =
            vec![("authentication-types", newer.join(",")), ("unicast-ciphers", aes()), ("group-ciphers", aes())];
        Better { menu, record: profile, values }
    });
    let network = filled(record, "ssid").unwrap_or(name).to_owned();
    Some(Radio { menu: menu::INTERFACE_WIRELESS, record, network, air, better })
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{MenuState, Secret, Value, Version};
    use std::collections::BTreeMap;

    type Row<'a> = &'a [(&'a str, &'a str)];

    fn found(menus: &[(Menu, &[Row<'_>])]) -> Vec<(String, Air, bool)> {
        let record = |menu: Menu, pairs: &[(&str, &str)]| {
            let mut record = Record::of(Some("*1"), pairs);
            for (name, value) in &mut record.props {
                if let Value::Text(text) = value
                    && menu.is_secret(name)
                {
                    *value = Value::Secret(Secret::new(text.clone()));
                }
            }
            record
        };
        let list =
            |menu: Menu, rows: &[Row<'_>]| (menu, MenuState::List(rows.iter().map(|row| record(menu, row)).collect()));
        let menus: BTreeMap<_, _> = menus.iter().map(|(menu, rows)| list(*menu, rows)).collect();
        let snapshot = Snapshot::new(Version::new(7, 20, 6), menus);
        weak_radios(&snapshot).into_iter().map(|radio| (radio.network, radio.air, radio.better.is_some())).collect()
    }

    fn is(network: &str, air: Air, better: bool) -> Vec<(String, Air, bool)> {
        vec![(network.to_owned(), air, better)]
    }

    #[test]
    fn new_radios_take_from_themselves_and_from_their_profiles() {
        let radio = |more: &[(&'static str, &'static str)]| {
            let usual = [("name", "wifi1"), ("configuration.ssid", "Home")];
            let all: Vec<_> = usual.into_iter().chain(more.iter().copied()).collect();
            let security: &[Row<'_>] = &[
                &[("name", "good"), ("authentication-types", "wpa2-psk,wpa3-psk"), ("passphrase", "long enough")],
                &[("name", "old"), ("authentication-types", "wpa-psk,wpa2-psk"), ("passphrase", "long enough")],
            ];
            let configuration: &[Row<'_>] =
                &[&[("name", "all"), ("security", "good")], &[("name", "joins"), ("mode", "station")]];
            found(&[
                (menu::INTERFACE_WIFI, &[&all]),
                (menu::INTERFACE_WIFI_SECURITY, security),
                (menu::INTERFACE_WIFI_CONFIGURATION, configuration),
            ])
        };
        assert_eq!(radio(&[]), is("Home", Air::Open, false));
        assert_eq!(radio(&[("security.authentication-types", "owe")]), is("Home", Air::Open, false));
        assert_eq!(radio(&[("security", "old")]), is("Home", Air::Old, true));
        let tkip = [("security", "good"), ("security.encryption", "tkip,ccmp")];
        assert_eq!(radio(&tkip), is("Home", Air::Old, true));
        for right in [
            [("security", "good")].as_slice(),
            &[("configuration", "all")],
            &[("security.passphrase", "long enough")],
            &[("security", "old"), ("security.authentication-types", "wpa2-psk")],
            &[("disabled", "true")],
            &[("configuration", "joins")],
            &[("configuration.manager", "capsman")],
        ] {
            assert_eq!(radio(right), [], "{right:?}");
        }
    }

    #[test]
    fn older_radios_have_it_in_their_security_profile() {
        let radio = |profile: &[(&'static str, &'static str)], more: &[(&'static str, &'static str)]| {
            let usual = [("name", "wlan1"), ("ssid", "Home"), ("mode", "ap-bridge"), ("security-profile", "p")];
            let all: BTreeMap<_, _> = usual.into_iter().chain(more.iter().copied()).collect();
            let all: Vec<_> = all.into_iter().collect();
            let profile: Vec<_> = [("name", "p")].into_iter().chain(profile.iter().copied()).collect();
            found(&[(menu::INTERFACE_WIRELESS, &[&all]), (menu::INTERFACE_WIRELESS_SECURITY_PROFILES, &[&profile])])
        };
        let keys = [("mode", "dynamic-keys"), ("wpa2-pre-shared-key", "long enough")];
        let with = |types: &'static str, ciphers: &'static str| {
            let more = [("authentication-types", types), ("unicast-ciphers", ciphers)];
            keys.into_iter().chain(more).collect::<Vec<_>>()
        };
        assert_eq!(radio(&[("mode", "none")], &[]), is("Home", Air::Open, false));
        assert_eq!(radio(&[("mode", "static-keys-required")], &[]), is("Home", Air::Wep, false));
        assert_eq!(radio(&with("wpa-psk,wpa2-psk", "aes-ccm"), &[]), is("Home", Air::Old, true));
        assert_eq!(radio(&with("wpa2-psk", "tkip,aes-ccm"), &[]), is("Home", Air::Old, true));
        // Nothing to go on with.
        assert_eq!(radio(&with("wpa-psk", "aes-ccm"), &[]), is("Home", Air::Old, false));
        assert_eq!(radio(&with("wpa2-psk", "aes-ccm"), &[]), []);
        assert_eq!(radio(&[("mode", "none")], &[("disabled", "true")]), []);
        assert_eq!(radio(&[("mode", "none")], &[("mode", "station")]), []);
    }
}
