//! Every key that Rust hands out has its text, with values for all of its placeholders.
use crate::generate::case;
use planner::LeftAlone;
use project::{IssueCode, MessagePart};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use routeros::Text;
use std::collections::{BTreeMap, BTreeSet};
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
        for change in plan.changes.iter().chain(offered.map(|offer| &offer.change)) {
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
