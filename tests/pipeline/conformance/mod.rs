//! Every call that FirstHop renders, in all its forms, against what routers of that version say they
//! know. The practice router has a hand in it only as the keeper of records and trees.
pub(crate) mod asked;
mod calls;
mod gates;
mod items;
mod known;
mod trees;
mod unjudged;

use crate::scenarios;
use calls::{Call, forms};
use planner::{Context, Private, Transport};
use routeros::{Change, MenuState, Snapshot, Version, menu, version::Feature};
use routeros_client::read_snapshot;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, context, practice_in},
};
use trees::{Tree, Verdict};
use unjudged::Entry;

/// Everything rendered for one version.
struct Rendered {
    version: Version,
    what: String,
    forms: Vec<(&'static str, Call)>,
}

#[tokio::test]
async fn every_rendered_call_is_known_to_every_version_it_runs_on() {
    let (trees, entries) = (trees::all(), unjudged::all());
    let rendered = rendered(&trees).await;
    let (mut findings, mut used) = (BTreeSet::new(), Vec::new());
    for call in &rendered {
        findings.extend(check(call, &trees, &entries, &mut used));
    }
    findings.extend(unjudged::superfluous(&entries, &trees, &used));
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), Vec::from_iter(findings).join("\n"));
    let forms: usize = rendered.iter().map(|call| call.forms.len()).sum();
    let versions: BTreeSet<Version> = rendered.iter().map(|call| call.version).collect();
    for tree in &trees {
        assert!(
            versions.iter().any(|version| trees::of(&trees, *version).version() == tree.version()),
            "{} unused",
            tree.version()
        );
    }
    println!(
        "{} calls in {forms} forms, for {}",
        rendered.len(),
        Vec::from_iter(versions.iter().map(ToString::to_string)).join(", ")
    );
}

/// What is wrong with a call, and with its forms among each other.
fn check(call: &Rendered, trees: &[Tree], entries: &[Entry], used: &mut Vec<(usize, usize)>) -> Vec<String> {
    let mut findings = Vec::new();
    let tree = trees::of(trees, call.version);
    let (first, one) = &call.forms[0];
    for (form, other) in &call.forms {
        if (&one.menu, &one.command, &one.names) != (&other.menu, &other.command, &other.names) {
            findings.push(format!("{}: {first} and {form} say different things: {one:?}, {other:?}", call.what));
        }
        let names = other.names.iter().map(|name| (other.command.as_str(), name.as_str()));
        let finds = other.found_by.iter().map(|name| ("find", name.as_str()));
        for (command, name) in [(other.command.as_str(), "")].into_iter().chain(names).chain(finds) {
            let wrong = |why: &str| {
                format!(
                    "{} {} {command} {name} ({form}): {why} by the tree of {}",
                    call.version,
                    other.menu,
                    tree.version()
                )
            };
            let menu = if other.menu.is_empty() { "/" } else { &other.menu };
            match tree.judge(menu, command, name) {
                Verdict::Known => {}
                Verdict::Wrong => findings.push(wrong("not known")),
                Verdict::Unjudged => match unjudged::vouches(entries, call.version, menu, command, name) {
                    Some(entry) => used.push(entry),
                    None => findings.push(wrong("not judged")),
                },
            }
        }
    }
    findings
}

/// Each scenario, and the making of a private connection, on each router for each version.
async fn rendered(trees: &[Tree]) -> Vec<Rendered> {
    let mut all = Vec::new();
    let known = [practice_router::personalities(), practice_router::other_personalities()].concat();
    let (mut ran, mut routers) = (BTreeSet::new(), BTreeSet::new());
    for personality in &known {
        let state = practice_router::personality(personality.name).expect("carried");
        let router = practice_in(state, practice_router::Internet::None);
        let snapshot = read_snapshot(&Direct(router)).await.expect("a snapshot");
        for version in versions(trees, snapshot.version()) {
            let snapshot = as_version(&snapshot, version, trees::of(trees, version));
            let has_rest = version.has(Feature::Rest);
            for change in private(&snapshot) {
                let what = format!("{} private {}", personality.name, change.id);
                all.push(Rendered { version, what, forms: forms(&change, has_rest) });
            }
            let switched = items::switched(&snapshot);
            let class = planner::classify(&snapshot);
            // On somebody's own set-up nothing is taken back, and nobody's Wi-Fi is closed twice.
            if matches!(class, planner::Class::Factory | planner::Class::Blank) {
                // The radios of a router without settings are off.
                let is_off = |item: &&str| class == planner::Class::Blank && *item == "wifi";
                let mut left_out = switched.left_out();
                left_out.retain(|item| !is_off(item));
                assert_eq!(left_out, Vec::<&str>::new(), "{} {version}", personality.name);
            }
            for (what, change) in switched.changes {
                let what = format!("{} {version} {what}", personality.name);
                all.push(Rendered { version, what, forms: forms(&change, has_rest) });
            }
            for (what, inverse) in switched.undone {
                let forms = vec![("undo", calls::of_line(&planner::revert::command(&inverse)))];
                all.push(Rendered { version, what: format!("{} {version} {what}", personality.name), forms });
            }
            for change in updated(version) {
                let what = format!("{} update {}", personality.name, change.id);
                all.push(Rendered { version, what, forms: forms(&change, has_rest) });
            }
            if snapshot.has(menu::SYSTEM_DEVICE_MODE) {
                let change = planner::device_mode::allow();
                let what = format!("{} {}", personality.name, change.id);
                all.push(Rendered { version, what, forms: forms(&change, has_rest) });
            }
            for (scenario, answers) in scenarios::all_answers() {
                for inverse in undone(&answers, &snapshot) {
                    let forms = vec![("undo", calls::of_line(&planner::revert::command(&inverse)))];
                    let what = format!("{scenario} undone on {} {version}: {}", personality.name, inverse.id);
                    all.push(Rendered { version, what, forms });
                }
                let mut add = |what: String, change: &Change| {
                    all.push(Rendered { version, what, forms: forms(change, has_rest) });
                };
                for change in planned(&answers, &snapshot, has_rest) {
                    ran.insert(scenario.clone());
                    routers.insert(personality.name);
                    add(format!("{scenario} on {} {version}: {}", personality.name, change.id), &change);
                }
            }
        }
    }
    for (scenario, _) in scenarios::all_answers() {
        assert!(ran.contains(&scenario), "{scenario} ran nowhere");
    }
    // What cannot be done on a router is said instead of planned.
    let idle: Vec<_> = known.iter().map(|known| known.name).filter(|name| !routers.contains(name)).collect();
    assert_eq!(idle, ["hap-ax2-ap_7.20"], "on this alone nothing can be planned");
    all
}

/// A router's own version, and those of the trees that no other personality stands for: a router of
/// the same line or the next newer one lends its records.
fn versions(trees: &[Tree], own: Version) -> BTreeSet<Version> {
    let lends = |tree: &&Tree| {
        let version = tree.version();
        let next: &[(u16, u16)] = match (version.major, version.minor) {
            (6, _) => &[(6, 49)],
            (7, 0..=12) => &[(7, 12)],
            (7, 13..=18) => &[(7, 18)],
            (7, 19..=20) => &[(7, 20)],
            _ => &[(7, 24)],
        };
        next.contains(&(own.major, own.minor))
    };
    trees.iter().filter(lends).map(Tree::version).chain([own]).collect()
}

/// The records as that version would have them: without the menus that it lacks.
fn as_version(snapshot: &Snapshot, version: Version, tree: &Tree) -> Snapshot {
    let menus = snapshot.menus().filter(|(menu, _)| tree.has_menu(menu.path()) || version == snapshot.version());
    Snapshot::new(version, menus.map(|(menu, state)| (menu, state.clone())).collect())
}

/// What is planned, what backs up before it, what sets and ends the safety timer, and what is offered to
/// be ticked.
fn planned(answers: &Answers, snapshot: &Snapshot, has_rest: bool) -> Vec<Change> {
    let ticked = BTreeSet::new();
    let transport = if has_rest { Transport::Https } else { Transport::ApiSsl };
    let context = Context { transport, ..context(&answers.secrets, &ticked) };
    // What this router cannot do is said before anything is rendered.
    let Ok(plan) = planner::plan(&answers.valid(), snapshot, &context) else { return Vec::new() };
    let (first, last) = planner::Timer::of(&plan, snapshot).shown();
    let backups = [true, false].map(|encrypted| planner::Backup::new(snapshot, "abc", "flash/", encrypted).shown());
    let retire = planner::Retire::of(&plan, snapshot).map(|retire| retire.set());
    let offers = plan.left_alone.into_iter().filter_map(|left| left.offer).map(|offer| offer.change);
    let first = backups.into_iter().flatten().chain(first);
    first.into_iter().chain(plan.changes).chain(plan.later).chain(last).chain(retire).chain(offers).collect()
}

/// What the safety timer would run.
fn undone(answers: &Answers, snapshot: &Snapshot) -> Vec<planner::Inverse> {
    let ticked = BTreeSet::new();
    match planner::plan(&answers.valid(), snapshot, &context(&answers.secrets, &ticked)) {
        Ok(plan) => planner::revert(snapshot, &plan.all()),
        Err(_) => Vec::new(),
    }
}

/// What brings and installs a newer RouterOS.
fn updated(version: Version) -> Vec<Change> {
    use planner::update::{channel_back, download, firmware, firmware_reboot, install, lead_to_seven};
    let lead = (version.major == 6).then(lead_to_seven);
    let steps = [download(version, "7.24.2"), install("7.24.2"), channel_back(), firmware(), firmware_reboot()];
    lead.into_iter().chain(steps).collect()
}

fn private(snapshot: &Snapshot) -> Vec<Change> {
    let state = |menu| snapshot.menus().find(|(known, _)| *known == menu).map(|(_, state)| state.clone());
    let services = state(menu::IP_SERVICE).unwrap_or(MenuState::Absent);
    let names = ["192.168.88.1".parse().expect("an address")];
    match planner::private(&services, &MenuState::List(Vec::new()), "www-ssl", &names) {
        Private::Needs(changes) => changes.into_iter().chain([planner::password_change()]).collect(),
        other => panic!("no certificate, and yet {other:?}"),
    }
}

/// The masked password of a login, on the newest router.
async fn example(trees: &[Tree]) -> Rendered {
    let all = rendered(trees).await;
    let mut logins = all.into_iter().filter(|call| call.forms[0].1.menu == "/interface/pppoe-client");
    logins.find(|call| call.version.minor == 24 && call.forms[0].1.command == "add").expect("a login is planned")
}

#[tokio::test]
async fn a_wrong_property_in_any_form_is_found() {
    let (trees, entries) = (trees::all(), unjudged::all());
    let right = example(&trees).await;
    assert_eq!(check(&right, &trees, &entries, &mut Vec::new()), Vec::<String>::new());
    for at in 0..right.forms.len() {
        let mut forms = right.forms.clone();
        assert!(forms[at].1.names.remove("add-default-route") && forms[at].1.names.insert("add-default-rout".into()));
        let wrong = Rendered { version: right.version, what: right.what.clone(), forms };
        let findings = check(&wrong, &trees, &entries, &mut Vec::new());
        let form = right.forms[at].0;
        let named = format!("/interface/pppoe-client add add-default-rout ({form}): not known");
        assert!(findings.iter().any(|finding| finding.contains(&named)), "{form}: {findings:?}");
        assert!(findings.iter().any(|finding| finding.contains("say different things")), "{form}: {findings:?}");
    }
}

#[test]
fn what_only_other_versions_know_is_found() {
    let trees = trees::all();
    let judge = |version: &str, menu: &str, command: &str, name: &str| {
        trees::of(&trees, version.parse().expect("a version")).judge(menu, command, name)
    };
    for (version, menu, command, name, says) in [
        ("7.12.2", "/disk/settings", "set", "auto-smb-sharing", Verdict::Wrong),
        ("7.16.2", "/disk/settings", "set", "auto-smb-sharing", Verdict::Known),
        ("7.20.6", "/certificate/settings", "set", "builtin-trust-anchors", Verdict::Known),
        ("7.22.3", "/certificate/settings", "set", "builtin-trust-anchors", Verdict::Wrong),
        ("7.24.2", "/certificate", "sign", "number", Verdict::Known),
        ("7.24.2", "/certificate", "sign", "numbers", Verdict::Wrong),
        ("6.49.10", "/system/ntp/client", "set", "primary-ntp", Verdict::Known),
        ("6.49.10", "/system/ntp/client", "set", "servers", Verdict::Wrong),
        ("6.49.10", "/interface/pppoe-client", "add", "user", Verdict::Unjudged),
        ("7.9", "/ip/dns", "add", "", Verdict::Wrong),
    ] {
        assert_eq!(judge(version, menu, command, name), says, "{version} {menu} {command} {name}");
    }
}

#[test]
fn an_entry_that_is_not_needed_or_that_a_tree_judges_is_found() {
    let trees = trees::all();
    let entries: Vec<Entry> = serde_json::from_str(
        r#"[{"menu": "/ip/address", "command": "add", "names": ["address"], "from": "7.9", "to": "7.24", "source": "x"},
            {"menu": "/interface/pppoe-client", "command": "add", "names": ["user"], "from": "6.49", "to": "6.49", "source": ""}]"#,
    )
    .expect("entries");
    let findings = unjudged::superfluous(&entries, &trees, &[(0, 0)]);
    assert_eq!(findings.iter().filter(|finding| finding.contains("/ip/address add address is judged")).count(), 6);
    assert!(findings.iter().any(|finding| finding.contains("pppoe-client add user is not needed")), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.contains("has no source")), "{findings:?}");
    assert_eq!(findings.len(), 8, "{findings:?}");
}
