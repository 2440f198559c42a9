//! What the records of routers mean.
use super::*;
use routeros::{MenuState, render::cli};
use std::collections::BTreeMap;

fn facts(version: Version, free: &str, size: &str) -> Snapshot {
    let resource = Record::of(None, &[("free-hdd-space", free), ("total-hdd-space", "134217728")]);
    let board = Record::of(None, &[("current-firmware", "7.20.6"), ("upgrade-firmware", "7.20.6")]);
    let package = Record::of(Some("*1"), &[("name", "routeros"), ("size", size), ("available", "false")]);
    Snapshot::new(
        version,
        BTreeMap::from([
            (menu::SYSTEM_RESOURCE, MenuState::Settings(resource)),
            (menu::SYSTEM_ROUTERBOARD, MenuState::Settings(board)),
            (menu::SYSTEM_PACKAGE, MenuState::List(vec![package])),
        ]),
    )
}

fn found(version: Version, status: &str, latest: &str) -> Found {
    let update = Record::of(None, &[("channel", "stable"), ("status", status), ("latest-version", latest)]);
    Found::of(&facts(version, "104689664", "12582912"), &update)
}

#[test]
fn what_the_router_says_is_understood() {
    let version = Version::new(7, 20, 6);
    let news = |status: &str, latest: &str| found(version, status, latest).news;
    let newer = "New version is available";
    assert_eq!(news("System is already up to date", "7.20.6"), News::Newest);
    assert_eq!(news(newer, "7.24.2"), News::Newer { version: "7.24.2".into() });
    assert_eq!(news(newer, "7.9.2"), News::Older { version: "7.9.2".into() }, "nine comes before twenty");
    let brought = news("Downloaded, please reboot router to upgrade it", "7.24.2");
    assert_eq!(brought, News::Waiting { version: "7.24.2".into() });
    for line in ["ERROR: could not resolve dns name", "ERROR: IPv4: server is not responding / IPv6: no internet"] {
        assert!(matches!(news(line, ""), News::Unreached { said } if !said.starts_with("ERROR")), "{line}");
    }
    assert!(matches!(news("ERROR: bad image", ""), News::Unknown { said } if said == "bad image"));
    for silent in ["", "finding out latest version..."] {
        assert_eq!(news(silent, ""), News::Unknown { said: silent.into() });
    }
}

#[test]
fn everything_that_is_sent_is_shown_and_nothing_when_there_is_nothing_to_do() {
    let version = Version::new(7, 20, 6);
    let backup = Backup::new(&facts(version, "1", "1"), "abc", "", true);
    let lines = |found: &Found| found.steps(version, &backup).iter().map(cli::line).collect::<Vec<_>>();
    let newer = found(version, "New version is available", "7.24.2");
    assert_eq!(
        lines(&newer)[4..],
        ["/system package update download once=yes", "/system reboot", "/system routerboard upgrade", "/system reboot"]
    );
    let six = Version::new(6, 49, 10);
    assert_eq!(cli::line(&download(six, "6.49.18")), "/system package update download");
    let newest = found(version, "System is already up to date", "7.20.6");
    assert_eq!((lines(&newest), newest.target()), (Vec::new(), None));
    let old = Firmware { current: "7.17.2".into(), offered: "7.20.6".into() };
    let firmware = Found { firmware: Some(old.clone()), ..newest };
    assert_eq!(lines(&firmware)[4..], ["/system routerboard upgrade", "/system reboot"]);
    let unreached = Found { firmware: Some(old), ..found(version, "ERROR: no internet connection", "") };
    assert!(lines(&unreached).is_empty(), "what cannot be known is left as it is");
}

#[test]
fn what_has_no_room_or_leads_to_another_seven_is_not_offered() {
    let update = Record::of(None, &[("status", "New version is available"), ("latest-version", "7.24.2")]);
    let full = Found::of(&facts(Version::new(7, 20, 6), "4000000", "12582912"), &update);
    assert_eq!(full.hindrance, Some(Hindrance::NoRoom { free: 4_000_000, needed: 12_582_912 }));
    assert_eq!(full.target(), None);
    let six = Found::of(&facts(Version::new(6, 49, 10), "104689664", "12582912"), &update);
    assert_eq!((six.hindrance.clone(), six.target()), (Some(Hindrance::Major), None));
}
