//! A home to print.
#![expect(clippy::panic, reason = "the helpers of a test end the test")]
use papers::{Home, Passwords};
use project::{Choices, Project, SecretField, SecretState};
use routeros::{Facts, MenuState, Record, Snapshot, Text, Version, menu};
use std::collections::BTreeMap;

pub(crate) fn say(text: &Text) -> String {
    let texts: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../../../../../ui/messages/en.json")).expect("flat texts");
    let mut sentence = texts.get(&text.key).unwrap_or_else(|| panic!("{} has no text", text.key)).clone();
    for (name, value) in &text.params {
        sentence = sentence.replace(&format!("{{{name}}}"), value);
    }
    sentence
}

pub(crate) fn project(set: &[(&str, &str)]) -> Project {
    let mut choices = Choices::default();
    for (path, value) in set {
        choices.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let secrets = |_: SecretField| SecretState::Stored;
    Project::from_choices(&choices, &secrets).unwrap_or_else(|issues| panic!("{issues:?}")).0
}

pub(crate) fn facts() -> Facts {
    let menus = BTreeMap::from([
        (menu::SYSTEM_RESOURCE, MenuState::Settings(Record::of(None, &[("board-name", "hAP ax^2")]))),
        (menu::SYSTEM_ROUTERBOARD, MenuState::Settings(Record::of(None, &[("serial-number", "HF1234ABCDE")]))),
    ]);
    Facts::of(&Snapshot::new(Version::new(7, 20, 6), menus))
}

pub(crate) fn home<'a>(project: &'a Project, facts: &'a Facts) -> Home<'a> {
    Home {
        project,
        facts,
        user: "admin",
        key_tail: None,
        project_file: None,
        backup: None,
        passwords: Passwords::default(),
    }
}

pub(crate) fn reserved(names: &[&str]) -> Project {
    let list: Vec<serde_json::Value> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            serde_json::json!({"name": name, "address": format!("192.168.88.{}", 20 + number),
                "mac": format!("02:00:5E:10:01:{number:02X}")})
        })
        .collect();
    project(&[("internet.port", "ether1"), ("addresses.reservations", &serde_json::to_string(&list).expect("JSON"))])
}
