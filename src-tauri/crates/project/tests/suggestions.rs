//! One click on a suggestion mends what it stands beside, and nothing else.

use project::{Choices, Issue, Project, SecretField, SecretState, Suggestion, check, derived_range};
use proptest::prelude::*;

fn issues(choices: &Choices) -> Vec<Issue> {
    check(choices, &|_: SecretField| SecretState::Stored)
}

/// Answers as people give them: mostly plausible, often wrong. Field and values.
const ANSWERS: [(&str, &[&str]); 32] = [
    ("internet.type", &["dhcp", "pppoe", "static", "lte", "cable"]),
    ("internet.port", &["auto", "", "ether1"]),
    ("internet.vlan", &["", "0", "7", "4095", "seven", "7\u{200b}"]),
    ("internet.mac", &["", "00:11:22:33:44:55", "001122", "01:00:00:00:00:01"]),
    ("internet.mtu", &["", "1492", "9000", "big"]),
    ("internet.dhcp.hostname", &["", "home", "-", "a b"]),
    ("internet.dhcp.client_id", &["", "anna", "0x01ab", "0x1"]),
    ("internet.dhcp.priority", &["", "6", "8", "07"]),
    ("internet.lte.apn", &["", "internet", "two words", "internet\u{200b}"]),
    ("internet.lte.user", &["", "anna", " anna"]),
    ("internet.lte.authentication", &["pap", "chap", "none"]),
    ("internet.pppoe.user", &["", "anna", " anna", "anna\u{a0}", "a$[;\\\""]),
    ("internet.static.address", &["", "203.0.113.47/24", "192.168.88.9/24", "203.0.113.47", "192.168.0.9/16"]),
    ("internet.static.gateway", &["", "203.0.113.1", "203.0.113.47", "192.168.88.2"]),
    (
        "home.address",
        &[
            "192.168.88.1/24",
            "192.168.88.0/24",
            "192.168.88.100/24",
            "8.8.8.1/24",
            "10.0.0.1/8",
            "10.0.0.1/30",
            "x",
            "1.1.1.1/31",
            "127.0.0.1/8",
            "192.168.88.255/24",
            "192.168.88.1",
        ],
    ),
    ("addresses.enabled", &["yes", "no"]),
    ("addresses.from", &["", "192.168.88.1", "192.168.88.50", "192.168.1.10", "192.168.88.0", "192.168.88.254"]),
    ("addresses.to", &["", "192.168.88.1", "192.168.88.40", "192.168.88.255", "10.0.0.2", "192.168.88.50"]),
    ("addresses.lease", &["30m", "1s", "90d", "soon", ""]),
    (
        "addresses.reservations",
        &[
            "[]",
            r#"[{"name":"TV","address":"192.168.88.50","mac":"001122334455"}]"#,
            r#"[{"name":"TV","address":"192.168.88.1","mac":"001122334455"},{"name":"","address":"","mac":"00:11:22:33:44:55"}]"#,
            r#"[{"address":"192.168.88.50","mac":"001122334455"},{"address":"192.168.88.50","mac":"001122334466"},{"address":"10.9.9.9","mac":""}]"#,
        ],
    ),
    ("names.source", &["provider", "preset", "own", "none"]),
    ("names.preset", &["cloudflare", "quad9", "other"]),
    (
        "names.servers",
        &[
            "[]",
            r#"["9.9.9.9","9.9.9.9"]"#,
            r#"["192.168.88.50"]"#,
            r#"["192.168.88.1","dns.google"]"#,
            r#"["1.1.1.1",""]"#,
        ],
    ),
    ("names.doh", &["yes", "no"]),
    (
        "names.doh_url",
        &[
            "",
            "dns.google/dns-query",
            "http://dns.google/q",
            "https://a:b@dns.google/",
            "https://dns.google/#x",
            "https://dns.quad9.net/",
            "::",
        ],
    ),
    ("protection.level", &["recommended", "paranoid"]),
    ("protection.snmp.enabled", &["yes", "no"]),
    ("protection.snmp.name", &["watch", "", "public", "two words"]),
    ("protection.snmp.address", &["192.168.88.5", "", "192.168.88.1", "192.168.88.50", "10.9.9.9", "x"]),
    ("protection.time_zone", &["", "Europe/Vienna", "Wien, Österreich"]),
    ("backups.every", &["week", "hourly"]),
    ("backups.keep", &["10", "0", "4000000000"]),
];

fn choices() -> impl Strategy<Value = Choices> {
    // Three in four answers stay as usual, so that deep rules are reached too.
    let picks: Vec<_> = ANSWERS.iter().map(|(_, values)| prop_oneof![3 => Just(0), 1 => 0..values.len()]).collect();
    picks.prop_map(|picks| {
        let mut choices = Choices::default();
        for ((field, values), pick) in ANSWERS.iter().zip(picks) {
            assert_eq!(choices.set(field, values[pick]), Ok(()), "{field}");
        }
        choices
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_suggestion_mends_its_issue(choices in choices()) {
        for issue in issues(&choices) {
            let Some(suggestion) = &issue.suggestion else { continue };
            let mut better = choices.clone();
            prop_assert_eq!(better.accept(suggestion), Ok(()), "{:?}", suggestion);
            prop_assert!(better != choices, "{:?} changes nothing", issue);
            let still = issues(&better).into_iter().any(|left| (left.field, left.code) == (issue.field.clone(), issue.code));
            prop_assert!(!still, "{:?} is still there", issue);
        }
    }

    #[test]
    fn issues_come_in_the_wizards_order_and_decide_about_the_project(choices in choices()) {
        let issues = issues(&choices);
        let steps: Vec<_> = issues.iter().map(|issue| project::step_of(&issue.field)).collect();
        prop_assert!(steps.is_sorted(), "{steps:?}");
        let project = Project::from_choices(&choices, &|_: SecretField| SecretState::Stored);
        prop_assert_eq!(project.is_err(), issues.iter().any(Issue::is_error));
        prop_assert_eq!(project.map_or_else(|issues| issues, |(_, warnings)| warnings), issues);
    }

    #[test]
    fn clicking_every_suggestion_ends(mut choices in choices()) {
        for _ in 0..60 {
            let Some(fix) = issues(&choices).into_iter().filter(Issue::is_error).find_map(|issue| issue.suggestion) else {
                return Ok(());
            };
            choices.accept(&fix).expect("a suggestion fits");
        }
        prop_assert!(false, "suggestions go round in a circle: {:?}", issues(&choices));
    }

    #[test]
    fn the_usual_range_fits_every_home(bits in any::<u32>(), prefix in 16_u8..=30) {
        let text = format!("{}/{prefix}", std::net::Ipv4Addr::from_bits(bits));
        if let Ok(lan) = text.parse::<project::LanAddress>() {
            let (from, to) = derived_range(lan);
            prop_assert!(from <= to && from >= lan.first_host() && to <= lan.last_host());
            prop_assert!(!(from..=to).contains(&lan.ip()));
        }
    }
}

#[test]
fn a_suggestion_about_a_secret_carries_no_secret_and_leaves_the_choices() {
    let mut choices = Choices::default();
    choices.set("internet.type", "pppoe").expect("a field");
    choices.set("internet.pppoe.user", "anna").expect("a field");
    let typed = "geheim\u{200b}";
    let issues = check(&choices, &|_: SecretField| SecretState::Typed(typed));
    assert_eq!(issues.len(), 6, "five are unclean, and the new one is short: {issues:?}");
    assert!(!serde_json::to_string(&issues).expect("JSON").contains("geheim"));
    let before = choices.clone();
    for suggestion in issues.iter().filter_map(|issue| issue.suggestion.as_ref()) {
        assert!(matches!(suggestion, Suggestion::RemoveInvisible { .. }));
        choices.accept(suggestion).expect("a secret is taken elsewhere");
    }
    assert_eq!(choices, before);
}
