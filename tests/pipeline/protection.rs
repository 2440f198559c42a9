//! Protection on the practice router: each item alone, on, off and on again; and audits of finished,
//! of new and of broken-into routers.
use planner::{Asked, FindingKind, ITEMS, Item, Off, Plan, Transport, Wishes, audit, item_states, walk};
use practice_router::Router as Practice;
use project::Level;
use routeros::{Secret, Snapshot};
use routeros_client::{Router, read_menus, read_snapshot};
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, SecretMap, context, practice},
};

/// From 6.49 to 7.24, and one that its household has grown.
pub(crate) const ROUTERS: &[&str] =
    &["hap-ac2_6.49", "hex_7.12", "rb5009_7.18", "hap-ax2_7.20", "hap-be3_7.24", "rb5009-grown_7.18"];

/// Those without any settings, and with a SIM card.
pub(crate) const OTHERS: &[&str] = &["hap-ax2-blank_7.20", "chateau-lte_7.20"];

/// What the factory has right already is made wrong first.
const MADE_WRONG: &[(&str, &str, &str, &str)] = &[
    ("upnp", "/ip/upnp/set", "enabled", "yes"),
    ("proxy", "/ip/proxy/set", "enabled", "yes"),
    ("socks", "/ip/socks/set", "enabled", "yes"),
    ("snmp", "/snmp/set", "enabled", "yes"),
    ("cloud", "/ip/cloud/set", "ddns-enabled", "yes"),
    ("hide-outside", "/ip/neighbor/discovery-settings/set", "discover-interface-list", "all"),
    ("hide-outside", "/tool/mac-server/set", "allowed-interface-list", "all"),
    ("detect-internet", "/interface/detect-internet/set", "detect-interface-list", "all"),
];

pub(crate) async fn read(router: &Practice) -> Snapshot {
    read_snapshot(&Direct(router.clone())).await.expect("a snapshot")
}

/// Where the home is; the practice routers guess that they are in Riga.
const ZONE: &str = "Europe/Vienna";

/// All items as said, in everything else the usual home.
fn answers(name: &str, on: &dyn Fn(&Item) -> bool) -> Answers {
    let line = if name.starts_with("chateau") { "lte" } else { "dhcp" };
    let items: Vec<(String, &str)> = ITEMS
        .iter()
        .map(|item| (format!("protection.items.{}", item.id), if on(item) { "yes" } else { "no" }))
        .chain([("protection.time_zone".to_owned(), ZONE), ("internet.type".to_owned(), line)])
        .collect();
    Answers::of(&items.iter().map(|(path, value)| (path.as_str(), *value)).collect::<Vec<_>>(), &[])
}

/// Plans with everything ticked that Protection offers, in private, and sends it. The Wi-Fi gets a password
/// where it needs one.
pub(crate) async fn send(router: &Practice, answers: &Answers) -> Plan {
    let (mut secrets, none) = (answers.secrets.clone(), BTreeSet::new());
    secrets.insert("protection.wifi_password".to_owned(), Secret::new("a word for guests"));
    let before = read(router).await;
    let plan = |ticked: &BTreeSet<String>| {
        let context = planner::Context { transport: Transport::Https, ..context(&secrets, ticked) };
        planner::plan(&answers.valid(), &before, &context).unwrap_or_else(|issues| panic!("{issues:?}"))
    };
    let offers = plan(&none).left_alone.into_iter().filter_map(|left| left.offer.map(|offer| offer.id));
    let ticked = offers.filter(|id| id.starts_with("protection.")).collect();
    let plan = plan(&ticked);
    for change in &plan.changes {
        let sent = Direct(router.clone()).send(change, &secrets).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}", routeros::render::cli::line(change)));
    }
    plan
}

fn touches(plan: &Plan, item: &Item) -> bool {
    let (id, more) = (format!("protection.{}", item.id), format!("protection.{}-", item.id));
    plan.changes.iter().any(|change| {
        // `ssh` is also how `ssh-crypto` begins.
        let other = ITEMS.iter().any(|other| {
            other.id.len() > item.id.len() && other.id.starts_with(item.id) && change.id.contains(other.id)
        });
        !other && (change.id == id || change.id.starts_with(&more))
    })
}

#[tokio::test]
async fn each_item_goes_on_off_and_on_again_on_every_router() {
    let (mut tried, mut back) = (0, 0);
    let zone = ZONE.parse().expect("a zone");
    let mut wrong = BTreeSet::new();
    for name in ROUTERS.iter().chain(OTHERS) {
        for item in ITEMS {
            let router = practice(name, if name.starts_with("chateau") { "lte" } else { "dhcp" });
            for (_, path, property, value) in MADE_WRONG.iter().filter(|(id, ..)| *id == item.id) {
                router.handle("POST", path, Some(&serde_json::json!({ *property: *value })));
            }
            let level = if item.asked == Asked::Strict { Level::Strict } else { Level::Recommended };
            let standing = async |router: &Practice| {
                let wishes = Wishes { level, time_zone: Some(&zone), private_names: false, watcher: None };
                let states = item_states(&read(router).await, wishes);
                states.into_iter().find(|state| state.item.id == item.id).expect("an item").standing
            };
            let new = standing(&router).await;
            if new == planner::Standing::NotOnModel {
                continue;
            }
            tried += 1;
            if new != planner::Standing::Already {
                wrong.insert(item.id);
            }
            // The grown router lets a relative in from his house: by its owner's will.
            let open = walk::closed_to_outside(&read(&router).await).holes;
            let no_wider = async |router: &Practice, when: &str| {
                let now = walk::closed_to_outside(&read(router).await).holes;
                let new: Vec<_> = now.iter().filter(|hole| !open.contains(hole)).collect();
                assert!(new.is_empty(), "{name}: {} {when}: {new:?}", item.id);
            };
            let only = answers(name, &|other| other.id == item.id || other.is_firewall());
            let none = answers(name, &|other| other.id != item.id && other.is_firewall());
            // What looks like a break-in is not set up: with its end the rest of the plan begins.
            let suspicious = planner::classify(&read(&router).await) == planner::Class::Suspicious;
            send(&router, &only).await;
            if suspicious {
                send(&router, &only).await;
            }
            assert_eq!(standing(&router).await, planner::Standing::Already, "{name}: {} on", item.id);
            no_wider(&router, "on").await;
            assert!(send(&router, &only).await.is_empty(), "{name}: {} on twice", item.id);

            let off = send(&router, &none).await;
            let taken_back = touches(&off, item);
            let customised = name.contains("grown");
            assert!(item.off == Off::Default || !taken_back, "{name}: {} stays", item.id);
            assert!(!(customised && taken_back), "{name}: {} is somebody's own", item.id);
            if taken_back {
                back += 1;
                assert_ne!(standing(&router).await, planner::Standing::Already, "{name}: {} off", item.id);
            } else {
                assert_eq!(standing(&router).await, planner::Standing::Already, "{name}: {} stays", item.id);
            }
            no_wider(&router, "off").await;
            assert!(send(&router, &none).await.is_empty(), "{name}: {} off twice", item.id);

            send(&router, &only).await;
            assert_eq!(standing(&router).await, planner::Standing::Already, "{name}: {} on again", item.id);
            assert!(
                walk::look(&read(&router).await).iter().all(|broken| customised || broken.what.is_empty()),
                "{name}"
            );
        }
    }
    println!("items tried: {tried}, taken back: {back}");
    assert!(tried >= 150 && back >= 60, "tried {tried}, taken back {back}");
    let never: Vec<&str> = ITEMS.iter().map(|item| item.id).filter(|id| !wrong.contains(id)).collect();
    assert_eq!(never, Vec::<&str>::new(), "nowhere was there anything to put right");
}

/// Whatever is asked for, the way that this computer comes in by stays open; WinBox and SSH go only when asked for.
#[tokio::test]
async fn the_way_that_is_used_is_never_shut_and_winbox_and_ssh_by_choice() {
    let (secrets, none) = (SecretMap::new(), BTreeSet::new());
    for name in ROUTERS.iter().filter(|name| !name.contains("grown")) {
        let snapshot = read(&practice(name, "dhcp")).await;
        let shut = |answers: &Answers, transport: Transport| {
            let context = planner::Context { transport, ..context(&secrets, &none) };
            let plan = planner::plan(&answers.valid(), &snapshot, &context).expect("fits");
            let off = |change: &&routeros::Change| {
                change.menu == routeros::menu::IP_SERVICE
                    && change.props().contains(&("disabled".to_owned(), routeros::PropValue::text("yes")))
            };
            plan.changes.iter().filter(off).map(|change| change.id.clone()).collect::<BTreeSet<_>>()
        };
        for transport in [Transport::Http, Transport::Https, Transport::Api, Transport::ApiSsl] {
            let all = shut(&answers(name, &|_| true), transport);
            let used = transport.service();
            assert!(!all.iter().any(|id| id.ends_with(&format!("-{used}"))), "{name}: {used} is in use: {all:?}");
            let chosen = ["protection.winbox-winbox", "protection.ssh-ssh"];
            assert!(chosen.iter().all(|id| all.contains(*id)), "{name}: {all:?}");
            for level in ["recommended", "strict"] {
                let usual = shut(&Answers::of(&[("protection.level", level)], &[]), transport);
                assert!(!chosen.iter().any(|id| usual.contains(*id)), "{name} {level}: {usual:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_audit_of_a_finished_router_is_clean() {
    for name in ROUTERS.iter().filter(|name| !name.contains("grown")) {
        for level in ["recommended", "strict"] {
            let router = practice(name, "dhcp");
            let before = audit(&read(&router).await);
            assert!(!before.is_clean() && before.score < 100, "{name}: a new router can be made safer");
            send(&router, &Answers::of(&[("protection.level", level)], &[])).await;
            let finished = audit(&read(&router).await);
            all_known(&before);
            all_known(&finished);
            assert!(finished.is_clean() && finished.score == 100, "{name} {level}: {:#?}", finished.findings);
        }
    }
}

/// The texts are compared with the keys that the audit declares; so it may use no others.
fn all_known(audit: &planner::Audit) {
    for finding in &audit.findings {
        let declared = planner::AUDIT_KEYS.iter().find(|(key, _)| *key == finding.text.key);
        let (_, names) = declared.unwrap_or_else(|| panic!("{} is not declared", finding.text.key));
        assert!(names.iter().all(|name| finding.text.params.contains_key(*name)), "{:?} lacks {names:?}", finding.text);
        let mut advice = planner::AUDIT_KEYS.iter().chain(planner::AUDIT_TODOS);
        let (_, names) = advice.find(|(key, _)| *key == finding.todo.key).expect("a declared key");
        assert!(names.iter().all(|name| finding.todo.params.contains_key(*name)), "{:?} lacks {names:?}", finding.todo);
    }
}

/// An open network is what is worst on this router, and the password closes it for good.
#[tokio::test]
async fn an_open_wifi_is_the_first_finding_and_gets_its_password() {
    let router = practice("hap-ac2_6.49", "dhcp");
    let before = audit(&read(&router).await);
    let open: Vec<_> = before.findings.iter().take_while(|finding| finding.text.key == "wifi-open").collect();
    assert_eq!(open.len(), 2, "{:#?}", before.findings);
    assert!(open.iter().all(|finding| finding.kind == FindingKind::Open && finding.fix == Some("wifi")));
    let state = || router.state();
    let names = |menus: &practice_router::RouterState| {
        let rows = menus.menus["/interface/wireless"].as_array().cloned().unwrap_or_default();
        rows.into_iter().map(|row| row["ssid"].clone()).collect::<Vec<_>>()
    };
    let (was, profiles) = (names(&state()), state().menus["/interface/wireless/security-profiles"].clone());
    // Without a password it is said, and nothing is done.
    let none = BTreeSet::new();
    let secrets = SecretMap::new();
    let snapshot = read(&router).await;
    let plan = planner::plan(&Answers::default().valid(), &snapshot, &context(&secrets, &none)).expect("fits");
    assert!(plan.warnings.iter().any(|warning| warning.text.key == "wifi-stays-open"), "{:?}", plan.warnings);
    assert!(!plan.changes.iter().any(|change| change.id.starts_with("protection.wifi")), "{:?}", plan.changes);

    send(&router, &Answers::default()).await;
    let now = state();
    assert_eq!(names(&now), was, "names stay");
    let made = &now.menus["/interface/wireless/security-profiles"];
    assert_eq!(made[0], profiles[0], "the profile that was there stays as it was");
    assert_eq!((&made[1]["authentication-types"], &made[1]["mode"]), (&"wpa2-psk".into(), &"dynamic-keys".into()));
    let rows = now.menus["/interface/wireless"].as_array().cloned().unwrap_or_default();
    assert!(rows.iter().all(|row| row["security-profile"] == made[1]["name"]), "{rows:#?}");
    assert!(!audit(&read(&router).await).findings.iter().any(|finding| finding.text.key.starts_with("wifi")));
}

#[tokio::test]
async fn the_audit_of_a_broken_into_router_names_what_is_open_and_what_somebody_made() {
    let router = practice("hex-broken-into_7.12", "dhcp");
    router.clear_requests();
    let menus = planner::audit_menus();
    let snapshot = read_menus(&Direct(router.clone()), &menus).await.expect("a snapshot");
    let requests = router.requests();
    let paths: BTreeSet<_> = requests.iter().map(|request| &request.path).collect();
    assert_eq!(paths.len(), requests.len(), "each menu once");
    assert!(requests.iter().all(|request| request.method == "GET"), "only read");
    let found = audit(&snapshot);
    assert!(found.score < 20, "{}", found.score);
    for (kind, key, rule) in [
        (FindingKind::Open, "open", Some("sysadmin")),
        (FindingKind::Foreign, "own-answer", None),
        (FindingKind::Foreign, "second-full-user", None),
        (FindingKind::Foreign, "fetching-script", None),
        (FindingKind::Foreign, "fetching-timer", None),
        (FindingKind::Foreign, "redirect", None),
        (FindingKind::Foreign, "masquerade-all", None),
    ] {
        let fits = |finding: &&planner::Finding| {
            finding.kind == kind && finding.text.key == key && (rule.is_none() || finding.decided_by.as_deref() == rule)
        };
        assert!(found.findings.iter().any(|finding| fits(&finding)), "{key}: {:#?}", found.findings);
    }
    all_known(&found);
    let fixes: Vec<_> = found.findings.iter().filter_map(|finding| finding.fix).collect();
    assert!(fixes.contains(&"socks") && fixes.contains(&"proxy"), "{fixes:?}");
}
