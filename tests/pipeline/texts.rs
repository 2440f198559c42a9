//! Every key that Rust hands out has its text, with values for all of its placeholders.
use crate::generate::case;
use planner::LeftAlone;
use project::{IssueCode, MessagePart};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use routeros::Text;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use tests::{direct::Direct, journey::practice_in};

fn texts() -> BTreeMap<String, String> {
    serde_json::from_str(include_str!("../../ui/messages/en.json")).expect("flat texts")
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

#[test]
fn every_issue_says_what_is_the_matter_and_what_to_do() {
    let texts = texts();
    for code in IssueCode::ALL {
        for part in [MessagePart::What, MessagePart::Todo] {
            let key = code.message_key(part);
            assert!(texts.contains_key(&key), "{key} has no text");
        }
    }
    for key in texts.keys().filter(|key| key.starts_with("issue.") && key.split('.').count() == 3) {
        let code = key.split('.').nth(1).unwrap_or_default();
        assert!(IssueCode::ALL.iter().any(|known| known.as_str() == code), "{key} is not used");
    }
}

#[test]
fn every_change_of_generated_plans_has_its_sentence_and_its_reason() {
    let texts = texts();
    let complete = |key: String, text: &Text| {
        let sentence = texts.get(&key).unwrap_or_else(|| panic!("{key} has no text"));
        for name in placeholders(sentence) {
            assert!(text.params.contains_key(name), "{key} asks for {name}, which the planner does not give");
        }
    };
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..150 {
        let case = case().new_tree(&mut runner).expect("a case").current();
        let router = Direct(practice_in(case.state.clone(), case.internet.clone()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a run-time");
        let snapshot = runtime.block_on(routeros_client::read_snapshot(&router)).expect("a snapshot");
        let plan = planner::plan(&case.answers.valid(), &snapshot, &case.context()).expect("fits");
        let offered = plan.left_alone.iter().filter_map(|LeftAlone { offer, .. }| offer.as_ref());
        offered.clone().for_each(|offer| complete(format!("without.{}", offer.without.key), &offer.without));
        let all = plan.all();
        for change in all.iter().chain(offered.map(|offer| &offer.change)) {
            seen.insert(change.text.key.clone());
            complete(format!("change.{}.means", change.text.key), &change.text);
            complete(format!("change.{}.why", change.text.key), &change.text);
        }
        plan.warnings.iter().for_each(|warning| complete(format!("warning.{}", warning.text.key), &warning.text));
    }
    assert!(seen.len() >= 40, "only {} kinds of change were seen: {seen:?}", seen.len());
}

#[test]
fn every_item_of_the_protection_page_is_described() {
    let texts = texts();
    for item in planner::ITEMS {
        for part in ["name", "term", "why", "breaks"] {
            let key = format!("protection.{}.{part}", item.id);
            assert!(texts.contains_key(&key), "{key} has no text");
        }
    }
}

#[test]
fn every_finding_of_an_audit_says_what_it_is_and_what_to_do() {
    let texts = texts();
    let whole = planner::AUDIT_KEYS.iter().map(|key| (key, &["what", "todo"][..]));
    let advice = planner::AUDIT_TODOS.iter().map(|key| (key, &["todo"][..]));
    for ((key, names), parts) in whole.chain(advice) {
        for part in parts {
            let key = format!("audit.{key}.{part}");
            let text = texts.get(&key).unwrap_or_else(|| panic!("{key} has no text"));
            for name in placeholders(text) {
                // The window and the command line name the item in words.
                assert!(names.contains(&name) || (key.starts_with("audit.item.") && name == "name"), "{key}: {name}");
            }
        }
    }
    for key in texts.keys().filter(|key| key.starts_with("audit.") && key.split('.').count() == 3) {
        let known = key.split('.').nth(1).unwrap_or_default();
        let mut all = planner::AUDIT_KEYS.iter().chain(planner::AUDIT_TODOS);
        assert!(all.any(|(key, _)| *key == known), "{key} is not used");
    }
}

/// All text of the files with these endings, below a folder of the repository.
fn sources(folder: &Path, kinds: &[&str]) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            text += &sources(&path, kinds);
        } else if path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known)) {
            text += &std::fs::read_to_string(&path).unwrap_or_default();
        }
    }
    text
}

#[test]
fn no_text_is_left_that_nobody_shows() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let window = sources(&repository.join("ui/src"), &["svelte", "ts"]);
    let rust = sources(&repository.join("src-tauri"), &["rs"]);
    // Keys with codes of Rust behind these are compared with the codes above.
    let codes = ["issue.", "change.", "warning.", "without.", "protection.", "proof."];
    let named = |key: &str| {
        [format!("'{key}'"), format!("\"{key}\"")]
            .iter()
            .any(|quoted| window.contains(quoted.as_str()) || rust.contains(quoted.as_str()))
    };
    // `step.${step}` and "suspicion.{kind}": the part in front, and the part behind when there is one.
    let put_together = |key: &str| {
        let fronts = key.char_indices().filter(|(_, sign)| matches!(sign, '.' | '-')).map(|(at, _)| &key[..=at]);
        fronts.filter(|front| front.contains('.')).any(|front| {
            if rust.contains(&format!("\"{front}{{")) {
                return true;
            }
            window.split(&format!("`{front}${{")).skip(1).any(|rest| {
                let behind = rest.split_once('}').and_then(|(_, rest)| rest.split('`').next()).unwrap_or_default();
                behind.contains("${") || key[front.len()..].ends_with(behind)
            })
        })
    };
    let texts = texts();
    let unused: Vec<&String> = texts
        .keys()
        .filter(|key| !codes.iter().any(|code| key.starts_with(code)))
        .filter(|key| {
            let plain = key.strip_suffix("_one").or(key.strip_suffix("_other")).unwrap_or(key);
            !named(key) && !named(plain) && !put_together(plain)
        })
        .collect();
    assert!(unused.is_empty(), "nobody shows {unused:?}");
    assert!(!put_together("nothing.like-this") && !named("nothing.like-this"));
}

/// The first page is there before the other texts are.
#[test]
fn the_first_page_has_its_texts() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    let first: Vec<String> = serde_json::from_str(include_str!("../../ui/messages/first-page.json")).expect("a list");
    let files = [
        "App.svelte",
        "steps/start/StartPage.svelte",
        "wizard/Questions.svelte",
        "wizard/wizard.svelte.ts",
        "house/House.svelte",
        "house/picture.svelte.ts",
        "errors/presentation.ts",
    ];
    let texts = texts();
    let mut seen = 0;
    for file in files {
        let source =
            std::fs::read_to_string(ui.join("src").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        for key in source.split('\'').filter(|word| texts.contains_key(*word)) {
            assert!(first.iter().any(|beginning| key.starts_with(beginning)), "{file} shows {key} before it is known");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}
