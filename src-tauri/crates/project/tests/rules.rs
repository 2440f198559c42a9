//! The rules, as the person meets them: answers in, issues out.
use project::{Choices, Issue, IssueCode, Project, SecretField, SecretState, Severity, Suggestion};

/// Issues of the usual answers with these changed, as field and code.
fn issues_with(set: &[(&str, &str)], password: Option<&str>) -> Vec<Issue> {
    let mut choices = Choices::default();
    for (path, value) in set {
        assert_eq!(choices.set(path, value), Ok(()), "{path}");
    }
    let secrets = |field| match (field, password) {
        (SecretField::PppoePassword, Some(text)) => SecretState::Typed(text),
        _ => SecretState::Missing,
    };
    match Project::from_choices(&choices, &secrets) {
        Ok((_, warnings)) => warnings,
        Err(issues) => issues,
    }
}

fn codes(set: &[(&str, &str)]) -> Vec<(String, IssueCode)> {
    issues_with(set, Some("geheim")).into_iter().map(|issue| (issue.field, issue.code)).collect()
}

fn only(set: &[(&str, &str)], field: &str, code: IssueCode) {
    assert_eq!(codes(set), [(field.to_owned(), code)], "{set:?}");
}

const STATIC: [(&str, &str); 5] = [
    ("internet.type", "static"),
    ("internet.static.address", "203.0.113.47/24"),
    ("internet.static.gateway", "203.0.113.1"),
    ("names.source", "preset"),
    ("names.preset", "quad9"),
];

fn fixed<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    STATIC.iter().chain(more).copied().collect()
}

#[test]
fn the_usual_home_has_no_issue() {
    assert_eq!(codes(&[]), []);
    assert_eq!(codes(&STATIC), []);
}

#[test]
fn internet() {
    for (vlan, code) in
        [("0", IssueCode::VlanTooLow), ("4095", IssueCode::VlanTooHigh), ("x", IssueCode::VlanNotNumber)]
    {
        only(&[("internet.vlan", vlan)], "internet.vlan", code);
    }
    assert_eq!(codes(&[("internet.vlan", "4094")]), []);
    only(&[("internet.type", "pppoe")], "internet.pppoe.user", IssueCode::LoginMissing);
    only(&[("internet.type", "smoke")], "internet.type", IssueCode::ChoiceUnknown);
    for (mac, code) in [
        ("48:8F:5A:0C:11", IssueCode::MacLength),
        ("48:8F:5A:0C:11:GG", IssueCode::MacSign),
        ("01:00:5E:00:00:01", IssueCode::MacNotDevice),
    ] {
        only(&[("internet.mac", mac)], "internet.mac", code);
    }
    for mac in ["48:8f:5a:0c:11:7e", "48-8F-5A-0C-11-7E", "488f.5a0c.117e", "488F5A0C117E"] {
        assert_eq!(codes(&[("internet.mac", mac)]), [], "{mac}");
    }
}

#[test]
fn what_only_some_providers_ask_for() {
    for (mtu, code) in
        [("575", IssueCode::MtuOutOfRange), ("1501", IssueCode::MtuOutOfRange), ("1 k", IssueCode::MtuNotNumber)]
    {
        only(&[("internet.mtu", mtu)], "internet.mtu", code);
    }
    for (field, value, code) in [
        ("internet.dhcp.hostname", "my router", IssueCode::HostNameMalformed),
        ("internet.dhcp.client_id", "0x1", IssueCode::BytesMalformed),
        ("internet.dhcp.priority", "8", IssueCode::PriorityMalformed),
    ] {
        only(&[(field, value)], field, code);
        // Kept, but not looked at, for another kind of line.
        assert_eq!(codes(&fixed(&[(field, value)])), []);
    }
    let all = [
        ("internet.mtu", "1492"),
        ("internet.dhcp.hostname", "home"),
        ("internet.dhcp.client_id", "0x01AB"),
        ("internet.dhcp.vendor_class", "MSFT 5.0"),
        ("internet.dhcp.priority", "6"),
        ("internet.dhcp.classless_routes", "yes"),
    ];
    assert_eq!(codes(&all), []);
}

#[test]
fn a_sim_card() {
    const LTE: (&str, &str) = ("internet.type", "lte");
    assert_eq!(codes(&[LTE]), [], "the network names its access point");
    // A socket means nothing to a modem.
    assert_eq!(codes(&[LTE, ("internet.vlan", "0"), ("internet.port", ""), ("internet.mtu", "9")]), []);
    only(&[LTE, ("internet.lte.apn", "two words")], "internet.lte.apn", IssueCode::ApnMalformed);
    only(&[LTE, ("internet.lte.user", "anna")], "internet.lte.apn", IssueCode::ApnMissing);
    let login = [LTE, ("internet.lte.apn", "internet"), ("internet.lte.user", "anna")];
    only(&login, "internet.lte.password", IssueCode::PasswordMissing);
    let mut choices = Choices::default();
    choices.set("internet.type", "lte").expect("a field");
    for (pin, right) in [("1234", true), ("12345678", true), ("123", false), ("123456789", false), ("12a4", false)] {
        let secrets = |field| match field {
            SecretField::LtePin => SecretState::Typed(pin),
            _ => SecretState::Missing,
        };
        let found = Project::from_choices(&choices, &secrets);
        assert_eq!(found.is_ok(), right, "{pin}");
        if let Err(issues) = found {
            assert_eq!(issues[0].code, IssueCode::PinMalformed);
            assert!(!serde_json::to_string(&issues).expect("JSON").contains(pin), "a PIN is a secret");
        }
    }
}

#[test]
fn a_fixed_address() {
    for (gateway, code) in [
        ("", IssueCode::AddressMissing),
        ("203.0.114.1", IssueCode::GatewayOutside),
        ("203.0.113.47", IssueCode::GatewayIsAddress),
        ("203.0.113.255", IssueCode::BroadcastAddress),
        ("gateway", IssueCode::AddressMalformed),
    ] {
        only(&fixed(&[("internet.static.gateway", gateway)]), "internet.static.gateway", code);
    }
    for (address, code) in [
        ("203.0.113.47", IssueCode::PrefixMissing),
        ("203.0.113.0/24", IssueCode::NetworkAddress),
        ("127.0.0.5/8", IssueCode::AddressUnusable),
    ] {
        only(&fixed(&[("internet.static.address", address)]), "internet.static.address", code);
    }
    only(&fixed(&[("names.source", "provider")]), "names.source", IssueCode::ProviderSendsNoServers);
    let overlap = fixed(&[("internet.static.address", "192.168.88.7/24"), ("internet.static.gateway", "192.168.88.2")]);
    only(&overlap, "home.address", IssueCode::LanWanOverlap);
}

#[test]
fn odd_names_and_passwords_are_right_and_invisible_signs_are_said() {
    for text in ["a\"b", "$x", "[find]", "a;b", "a\\b", "😀 family 👨‍👩‍👧", "'"] {
        assert_eq!(issues_with(&[("internet.type", "pppoe"), ("internet.pppoe.user", text)], Some(text)), [], "{text}");
    }
    for text in ["anna\u{200b}", "\u{feff}anna", "an\u{a0}na", "anna\n"] {
        let found = issues_with(&[("internet.type", "pppoe"), ("internet.pppoe.user", text)], Some(text));
        let fields: Vec<&str> = found.iter().map(|issue| issue.field.as_str()).collect();
        assert_eq!(fields, ["internet.pppoe.user", "internet.pppoe.password"], "{text:?}");
        for issue in &found {
            assert_eq!(issue.code, IssueCode::InvisibleCharacter);
            assert!(matches!(&issue.suggestion, Some(Suggestion::RemoveInvisible { field }) if *field == issue.field));
            assert!(!format!("{issue:?}").contains("anna"), "an issue about a password does not repeat it");
        }
    }
    only(
        &[("internet.type", "pppoe"), ("internet.pppoe.user", " anna")],
        "internet.pppoe.user",
        IssueCode::SpaceAround,
    );
}

#[test]
fn the_home_network() {
    for (address, code) in [
        ("192.168.88.0/24", IssueCode::NetworkAddress),
        ("192.168.88.255/24", IssueCode::BroadcastAddress),
        ("127.0.0.1/24", IssueCode::AddressUnusable),
        ("169.254.1.1/24", IssueCode::AddressUnusable),
        ("224.0.0.1/24", IssueCode::AddressUnusable),
        ("0.1.2.3/24", IssueCode::AddressUnusable),
        ("250.1.2.3/24", IssueCode::AddressUnusable),
        ("192.168.88.1/31", IssueCode::PrefixTooLong),
        ("192.168.88.1/32", IssueCode::PrefixTooLong),
        ("10.0.0.1/15", IssueCode::PrefixTooShort),
        ("home", IssueCode::AddressMalformed),
    ] {
        only(&[("home.address", address)], "home.address", code);
        let fix = issues_with(&[("home.address", address)], None).remove(0).suggestion;
        assert!(fix.is_some(), "{address} has a better value");
    }
    let public = issues_with(&[("home.address", "8.8.8.1/24")], None);
    assert_eq!((public[0].code, public[0].severity), (IssueCode::PublicLan, Severity::Warning));
    assert_eq!(codes(&[("home.address", "100.64.0.1/24")])[0].1, IssueCode::ProviderLan);
}

#[test]
fn addresses() {
    for (set, field, code) in [
        (vec![("addresses.from", "192.168.1.10")], "addresses.from", IssueCode::OutsideHome),
        (
            vec![("addresses.from", "192.168.88.1"), ("addresses.to", "192.168.88.9")],
            "addresses.from",
            IssueCode::RangeHoldsRouter,
        ),
        (
            vec![("addresses.from", "192.168.88.50"), ("addresses.to", "192.168.88.40")],
            "addresses.from",
            IssueCode::RangeUpsideDown,
        ),
        (vec![("addresses.to", "192.168.88.255")], "addresses.to", IssueCode::BroadcastAddress),
        (vec![("addresses.lease", "30s")], "addresses.lease", IssueCode::LeaseTooShort),
        (vec![("addresses.lease", "soon")], "addresses.lease", IssueCode::LeaseMalformed),
        (vec![("addresses.enabled", "no")], "addresses.enabled", IssueCode::AddressesOff),
    ] {
        only(&set, field, code);
    }
}

fn reserve(entries: &[(&str, &str)]) -> String {
    let list: Vec<_> =
        entries.iter().map(|(address, mac)| serde_json::json!({"name": "", "address": address, "mac": mac})).collect();
    serde_json::to_string(&list).expect("JSON")
}

#[test]
fn reservations() {
    let (a, b) = ("48:8F:5A:0C:11:7E", "48:8F:5A:0C:11:7F");
    for (entries, field, code) in [
        (vec![("192.168.89.20", a)], "addresses.reservations.0.address", IssueCode::OutsideHome),
        (vec![("192.168.88.1", a)], "addresses.reservations.0.address", IssueCode::AddressIsRouter),
        (vec![("192.168.88.0", a)], "addresses.reservations.0.address", IssueCode::NetworkAddress),
        (
            vec![("192.168.88.20", a), ("192.168.88.20", b)],
            "addresses.reservations.1.address",
            IssueCode::AddressDoubled,
        ),
        (
            vec![("192.168.88.20", a), ("192.168.88.21", "488f5a0c117e")],
            "addresses.reservations.1.mac",
            IssueCode::MacDoubled,
        ),
        (vec![("192.168.88.20", "")], "addresses.reservations.0.mac", IssueCode::MacMissing),
    ] {
        only(&[("addresses.reservations", &reserve(&entries))], field, code);
    }
    let many = reserve(&[("192.168.88.20", a), ("192.168.88.21", b)]);
    let short = [
        ("addresses.from", "192.168.88.10"),
        ("addresses.to", "192.168.88.10"),
        ("addresses.reservations", many.as_str()),
    ];
    only(&short, "addresses.to", IssueCode::RangeTooSmall);
}

#[test]
fn names() {
    let own = |servers: &'static str| vec![("names.source", "own"), ("names.servers", servers)];
    only(&own("[]"), "names.servers.0", IssueCode::ServerMissing);
    only(&own("[\"dns.google\"]"), "names.servers.0", IssueCode::ServerIsName);
    only(&own("[\"192.168.88.30\"]"), "names.servers.0", IssueCode::ServerInRange);
    only(&own("[\"9.9.9.9\",\"9.9.9.9\"]"), "names.servers.1", IssueCode::ServerDoubled);
    only(&[("names.doh", "yes")], "names.doh", IssueCode::DohNotWithProvider);
    only(
        &[("names.source", "preset"), ("names.preset", "quad9"), ("names.doh", "yes")],
        "names.doh",
        IssueCode::DohNotWithPreset,
    );
    for (url, code) in [
        ("", IssueCode::DohUrlMissing),
        ("http://dns.example/dns-query", IssueCode::DohUrlNotHttps),
        ("https://a:b@dns.example/", IssueCode::DohUrlHasLogin),
        ("https://dns.example/#x", IssueCode::DohUrlHasFragment),
        ("https://dns.quad9.net/dns-query", IssueCode::DohNotWithHost),
    ] {
        only(
            &[
                ("names.source", "own"),
                ("names.servers", "[\"9.9.9.9\"]"),
                ("names.doh", "yes"),
                ("names.doh_url", url),
            ],
            "names.doh_url",
            code,
        );
    }
}

#[test]
fn all_issues_come_at_once_in_the_wizards_order() {
    let found = codes(&[
        ("backups.keep", "0"),
        ("internet.vlan", "0"),
        ("home.address", "127.0.0.1/24"),
        ("addresses.lease", "1s"),
    ]);
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["internet.vlan", "home.address", "addresses.lease", "backups.keep"]);
}

#[test]
fn moving_the_home_takes_the_range_and_the_reservations_along() {
    let entries = reserve(&[("192.168.88.20", "48:8F:5A:0C:11:7E")]);
    let mut choices = Choices::default();
    choices.set("addresses.from", "192.168.88.100").expect("a field");
    choices.set("addresses.reservations", &entries).expect("a field");
    let Suggestion::SetMany { values } = project::move_home(&choices, "10.1.2.1/24".parse().expect("an address"))
    else {
        panic!("several")
    };
    let moved: Vec<(String, String)> =
        values.into_iter().map(|value| (value.field, value.value.as_str().unwrap_or_default().to_owned())).collect();
    assert!(moved.contains(&("addresses.from".into(), "10.1.2.100".into())), "{moved:?}");
    assert!(moved.contains(&("addresses.reservations.0.address".into(), "10.1.2.20".into())), "{moved:?}");
}

#[test]
fn who_may_watch_the_router() {
    let judged = |more: &[(&str, &str)], passwords: [&str; 2]| {
        let mut choices = Choices::default();
        let usual = [("enabled", "yes"), ("name", "watch"), ("address", "192.168.88.5")];
        for (field, value) in usual.iter().map(|(name, value)| (format!("protection.snmp.{name}"), *value)) {
            assert_eq!(choices.set(&field, value), Ok(()), "{field}");
        }
        for (field, value) in more {
            assert_eq!(choices.set(field, value), Ok(()), "{field}");
        }
        let secrets = |field| match field {
            SecretField::SnmpAuthentication => SecretState::Typed(passwords[0]),
            SecretField::SnmpEncryption => SecretState::Typed(passwords[1]),
            _ => SecretState::Missing,
        };
        let issues = match Project::from_choices(&choices, &secrets) {
            Ok((project, warnings)) => {
                assert_eq!(project.protection.watcher.is_some(), choices.protection.snmp.enabled);
                warnings
            }
            Err(issues) => issues,
        };
        issues.into_iter().map(|issue| (issue.field, issue.code)).collect::<Vec<_>>()
    };
    let good = ["first-of-now", "second-of-now"];
    assert_eq!(judged(&[], good), []);
    for (field, value, code) in [
        ("name", "", IssueCode::WatcherNameMalformed),
        ("name", "two words", IssueCode::WatcherNameMalformed),
        ("name", "Public", IssueCode::WatcherNameKnown),
        ("address", "", IssueCode::WatcherAddressMissing),
        ("address", "nas", IssueCode::AddressMalformed),
        ("address", "192.168.88.1", IssueCode::AddressIsRouter),
        ("address", "192.168.1.5", IssueCode::OutsideHome),
        ("address", "192.168.88.50", IssueCode::WatcherMayMove),
    ] {
        let field = format!("protection.snmp.{field}");
        assert_eq!(judged(&[(&field, value)], good), [(field.clone(), code)], "{field}={value}");
    }
    let kept = r#"[{"name":"NAS","address":"192.168.88.50","mac":"48:8F:5A:0C:11:7E"}]"#;
    let there = ("protection.snmp.address", "192.168.88.50");
    assert_eq!(judged(&[there, ("addresses.reservations", kept)], good), [], "it is kept for it");
    let malformed = |field: &str| (format!("protection.snmp.{field}_password"), IssueCode::WatcherPasswordMalformed);
    let both = [malformed("authentication"), malformed("encryption")];
    for short in [["", ""], ["1234567", "with space"], ["pässword-long", &"x".repeat(65)]] {
        assert_eq!(judged(&[], short), both, "{short:?}");
    }
    // Nobody is asked about somebody who is not there, or whom the router is left to.
    assert_eq!(judged(&[("protection.snmp.enabled", "no"), ("protection.snmp.name", "")], ["", ""]), []);
    // When the home moves, the computer moves along.
    let mut choices = Choices::default();
    choices.set("protection.snmp.address", "192.168.88.5").expect("a field");
    let Suggestion::SetMany { values } = project::move_home(&choices, "192.168.89.1/24".parse().expect("a home"))
    else {
        panic!("more than the address");
    };
    assert!(
        values.iter().any(|one| one.field == "protection.snmp.address" && one.value == "192.168.89.5"),
        "{values:?}"
    );
}
