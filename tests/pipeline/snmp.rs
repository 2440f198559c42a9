//! SNMP: off, or one program at home by version 3, on every router; and what an audit says of what others let in.
use crate::protection::{OTHERS, ROUTERS, read, send};
use planner::{FindingKind, Plan, audit, walk};
use practice_router::{Internet, Router as Practice};
use routeros::{NoSecrets, Snapshot};
use routeros_client::Router as _;
use serde_json::{Value, json};
use tests::{
    direct::Direct,
    journey::{Answers, practice, practice_in},
};

const PASSWORDS: [&str; 2] = ["first-of-now", "second-of-now"];

fn is_lte(name: &str) -> bool {
    name.starts_with("chateau")
}

fn start(name: &str) -> Practice {
    practice(name, if is_lte(name) { "lte" } else { "dhcp" })
}

/// A program at a computer of the home, with these passwords; or nobody, or SNMP is left alone.
fn answers(name: &str, more: &[(&str, &str)], passwords: [&str; 2]) -> Answers {
    let home = if is_lte(name) { "192.168.188" } else { "192.168.88" };
    let (lan, at) = (format!("{home}.1/24"), format!("{home}.5"));
    let line = if is_lte(name) { "lte" } else { "dhcp" };
    let usual = [
        ("internet.type", line),
        ("home.address", lan.as_str()),
        ("protection.snmp.enabled", "yes"),
        ("protection.snmp.name", "watch"),
        ("protection.snmp.address", at.as_str()),
    ];
    let [authentication, encryption] = passwords;
    Answers::of(
        &[usual.as_slice(), more].concat(),
        &[
            ("protection.snmp.authentication_password", authentication),
            ("protection.snmp.encryption_password", encryption),
        ],
    )
}

fn communities(router: &Practice) -> Vec<Value> {
    router.state().menus["/snmp/community"].as_array().cloned().unwrap_or_default()
}

fn is_on(router: &Practice) -> bool {
    router.state().menus["/snmp"]["enabled"] == "true"
}

/// The names of those that get an answer.
fn answered(router: &Practice) -> Vec<String> {
    let names = |row: Value| (row["disabled"] != "true").then(|| row["name"].as_str().unwrap_or_default().to_owned());
    communities(router).into_iter().filter(|_| is_on(router)).filter_map(names).collect()
}

fn of_snmp(plan: &Plan) -> Vec<&str> {
    plan.changes.iter().map(|change| change.id.as_str()).filter(|id| id.starts_with("protection.snmp")).collect()
}

/// The undo of what was sent gives back what was there, and needs no password for it.
async fn undone(before: &Snapshot, router: &Practice, plan: &Plan) {
    let inverses = planner::revert(before, &plan.changes);
    assert!(!format!("{inverses:?}").contains("-of-now"), "no password in an undo");
    let twin = practice_in(router.state(), Internet::None);
    for change in planner::put_back(&inverses, &read(&twin).await, &[0; 32]).plan.all() {
        Direct(twin.clone()).send(&change, &NoSecrets).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
    }
    assert_eq!(before.differing(&read(&twin).await), Vec::new());
}

#[tokio::test]
async fn one_program_is_let_in_shut_out_and_let_in_again_on_every_router() {
    for name in ROUTERS.iter().chain(OTHERS) {
        let router = start(name);
        let on = answers(name, &[], PASSWORDS);
        let open = walk::closed_to_outside(&read(&router).await).holes;
        let before = read(&router).await;
        let plan = send(&router, &on).await;
        undone(&before, &router, &plan).await;
        assert_eq!(answered(&router), ["watch"], "{name}: {plan:#?}");
        let row = communities(&router).into_iter().find(|row| row["name"] == "watch").expect("it is there");
        let home = if is_lte(name) { "192.168.188.5/32" } else { "192.168.88.5/32" };
        for (property, value) in [
            ("addresses", home),
            ("security", "private"),
            ("read-access", "true"),
            ("write-access", "false"),
            ("authentication-protocol", "SHA1"),
            ("encryption-protocol", "AES"),
            ("authentication-password", PASSWORDS[0]),
            ("encryption-password", PASSWORDS[1]),
        ] {
            assert_eq!(row[property], value, "{name}: {property}");
        }
        assert!(communities(&router).iter().any(|row| row["name"] == "public"), "{name}: it cannot be removed");
        let now = read(&router).await;
        assert!(walk::closed_to_outside(&now).holes.iter().all(|hole| open.contains(hole)), "{name}: no wider");
        let found = audit(&now).findings;
        let snmp: Vec<_> = found.iter().filter(|finding| finding.fix == Some("snmp")).collect();
        assert!(snmp.is_empty(), "{name}: {snmp:?}");
        let kept = found.iter().find(|finding| finding.text.key == "keep-watcher").expect("it is told");
        assert_eq!((kept.kind, kept.text.params["name"].as_str()), (FindingKind::Keep, "watch"), "{name}");
        assert!(send(&router, &on).await.is_empty(), "{name}: on twice");

        let off = answers(name, &[("protection.snmp.enabled", "no")], PASSWORDS);
        assert_eq!(of_snmp(&send(&router, &off).await), ["protection.snmp"], "{name}");
        assert!(answered(&router).is_empty() && !is_on(&router), "{name}");
        assert!(send(&router, &off).await.is_empty(), "{name}: off twice");

        assert_eq!(of_snmp(&send(&router, &on).await), ["protection.snmp-on"], "{name}: what it needs is there still");
        assert_eq!(answered(&router), ["watch"], "{name}: on again");

        // Left alone, whatever the other answers say.
        let alone = answers(name, &[("protection.items.snmp", "no"), ("protection.snmp.name", "public")], ["", ""]);
        assert!(of_snmp(&send(&router, &alone).await).is_empty(), "{name}: untouched");
        assert_eq!(answered(&router), ["watch"], "{name}: untouched");
    }
}

#[tokio::test]
async fn other_passwords_put_the_old_ones_aside_and_can_be_taken_back() {
    for name in ["hap-ac2_6.49", "hap-be3_7.24"] {
        let router = start(name);
        send(&router, &answers(name, &[], PASSWORDS)).await;
        let before = read(&router).await;
        let next = ["another-of-now", PASSWORDS[1]];
        let plan = send(&router, &answers(name, &[], next)).await;
        assert_eq!(of_snmp(&plan), ["protection.snmp-aside", "protection.snmp-user"], "{name}");
        assert_eq!(answered(&router), ["watch"], "{name}");
        let rows = communities(&router);
        let word = |community: &str| {
            let row = rows.iter().find(|row| row["name"] == community);
            row.map(|row| row["authentication-password"].clone()).unwrap_or_default()
        };
        assert_eq!((word("watch"), word("watch-1")), (json!(next[0]), json!(PASSWORDS[0])), "{name}");
        undone(&before, &router, &plan).await;
        // At another address it is the same program.
        let home = answers(name, &[("protection.snmp.address", "192.168.88.6")], next);
        assert_eq!(of_snmp(&send(&router, &home).await), ["protection.snmp-user-change"], "{name}");
        // Under another name it is another one: the first gets no answer any more.
        let other = answers(name, &[("protection.snmp.name", "monitor")], next);
        assert_eq!(
            of_snmp(&send(&router, &other).await),
            ["protection.snmp-user", "protection.snmp-shut-watch"],
            "{name}"
        );
        assert_eq!(answered(&router), ["monitor"], "{name}");
    }
}

/// On somebody's own set-up nothing of theirs is shut without a tick, and that is said.
#[tokio::test]
async fn what_others_let_in_stays_until_it_is_ticked() {
    let router = start("rb5009-grown_7.18");
    router.handle("PUT", "/snmp/community", Some(&json!({"name": "cacti", "addresses": "192.168.88.0/24"})));
    let answers = answers("rb5009-grown_7.18", &[], PASSWORDS);
    let plan = answers.plan(&read(&router).await, &Default::default()).expect("fits");
    assert_eq!(of_snmp(&plan), ["protection.snmp-user"]);
    let warning = plan.warnings.iter().find(|warning| warning.text.key == "snmp-still-answers").expect("said");
    assert_eq!(warning.text.params["names"], "public, cacti");
    let offers: Vec<&str> =
        plan.left_alone.iter().filter_map(|left| left.offer.as_ref()).map(|offer| offer.id.as_str()).collect();
    for id in ["protection.snmp-shut-public", "protection.snmp-shut-cacti", "protection.snmp-on"] {
        assert!(offers.contains(&id), "{id}: {offers:?}");
    }
    assert!(!plan.complete);
    send(&router, &answers).await;
    assert_eq!(answered(&router), ["watch"]);
}

#[tokio::test]
async fn an_audit_names_whoever_gets_an_answer() {
    for name in ROUTERS {
        let router = start(name);
        assert!(
            !audit(&read(&router).await).findings.iter().any(|finding| finding.text.key.contains("snmp")),
            "{name}"
        );
        router.handle("POST", "/snmp/set", Some(&json!({"enabled": "yes"})));
        let add = |row: Value| assert_eq!(router.handle("PUT", "/snmp/community", Some(&row)).status, 201, "{name}");
        let one = "192.168.88.5/32";
        add(json!({"name": "writer", "write-access": "yes"}));
        add(json!({"name": "signed", "security": "authorized", "addresses": one}));
        add(json!({"name": "wide", "security": "private"}));
        add(json!({"name": "owner", "security": "private", "addresses": one, "write-access": "yes"}));
        add(json!({"name": "one", "security": "private", "addresses": one}));
        add(json!({"name": "nobody", "read-access": "no"}));
        add(json!({"name": "off", "disabled": "yes"}));
        let found = audit(&read(&router).await).findings;
        let mut told: Vec<(&str, &str)> = found
            .iter()
            .filter(|finding| finding.text.key.starts_with("snmp-") || finding.text.key == "keep-watcher")
            .map(|finding| (finding.text.key.as_str(), finding.text.params["name"].as_str()))
            .collect();
        told.sort_unstable();
        let wanted = [
            ("keep-watcher", "one"),
            ("snmp-wide", "owner"),
            ("snmp-wide", "wide"),
            ("snmp-word", "public"),
            ("snmp-word", "signed"),
            ("snmp-writes", "writer"),
        ];
        assert_eq!(told, wanted, "{name}");
    }
}
