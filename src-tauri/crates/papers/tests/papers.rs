//! Both pages of a home, as Markdown with the texts of the window.
#![expect(clippy::panic, reason = "the helpers of a test end the test")]
use papers::{Backup, Home, markdown, network_sheet, recovery_card};
use project::{Choices, Project, SecretField, SecretState};
use routeros::{Facts, MenuState, Record, Snapshot, Text, Version, menu};
use std::collections::BTreeMap;

fn say(text: &Text) -> String {
    let texts: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../../../../ui/messages/en.json")).expect("flat texts");
    let mut sentence = texts.get(&text.key).unwrap_or_else(|| panic!("{} has no text", text.key)).clone();
    for (name, value) in &text.params {
        sentence = sentence.replace(&format!("{{{name}}}"), value);
    }
    sentence
}

fn project(set: &[(&str, &str)]) -> Project {
    let mut choices = Choices::default();
    for (path, value) in set {
        choices.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let secrets = |_: SecretField| SecretState::Stored;
    Project::from_choices(&choices, &secrets).unwrap_or_else(|issues| panic!("{issues:?}")).0
}

fn facts() -> Facts {
    let menus = BTreeMap::from([
        (menu::SYSTEM_RESOURCE, MenuState::Settings(Record::of(None, &[("board-name", "hAP ax^2")]))),
        (menu::SYSTEM_ROUTERBOARD, MenuState::Settings(Record::of(None, &[("serial-number", "HF1234ABCDE")]))),
    ]);
    Facts::of(&Snapshot::new(Version::new(7, 20, 6), menus))
}

#[test]
fn the_pages_of_a_home() {
    let project = project(&[
        ("internet.type", "pppoe"),
        ("internet.pppoe.user", "anna@fibernet.example"),
        ("internet.vlan", "7"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.reservations", r#"[{"name":"Printer | `x`","address":"192.168.88.20","mac":"02:00:5E:10:00:20"}]"#),
    ]);
    let backup = Backup { folder: "/home/anna/Backups", made: "2026-11-20 14:02", on_router: None, encrypted: true };
    let facts = facts();
    let home = Home {
        project: &project,
        facts: &facts,
        user: "admin",
        key_tail: Some("7C:41:E9"),
        project_file: Some("/home/anna/Home.firsthop"),
        backup: Some(backup),
    };
    insta::assert_snapshot!("card", markdown(&recovery_card(&home), &say));
    insta::assert_snapshot!("sheet", markdown(&network_sheet(&home), &say));
}

#[test]
fn a_home_of_which_little_is_known() {
    let project = project(&[
        ("internet.type", "static"),
        ("internet.static.address", "203.0.113.47/24"),
        ("internet.static.gateway", "203.0.113.1"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.enabled", "false"),
    ]);
    let facts = Facts { serial: String::new(), ..facts() };
    let (project_file, backup, key_tail) = (None, None, None);
    let home = Home { project: &project, facts: &facts, user: "admin", key_tail, project_file, backup };
    let card = markdown(&recovery_card(&home), &say);
    assert!(card.contains("203.0.113.47/24") && !card.contains("Serial"), "{card}");
    let sheet = markdown(&network_sheet(&home), &say);
    assert!(sheet.contains("192.168.88.0/24") && sheet.contains("```mermaid"), "{sheet}");
}
