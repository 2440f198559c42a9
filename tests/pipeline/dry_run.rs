//! The router's own look at a plan.
use crate::conformance::asked;
use apply::dry_run::{Checked, check};
use practice_router::RouterState;
use routeros::PropValue;
use routeros_client::read_snapshot;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{practice, practice_in},
};

fn files(direct: &Direct) -> usize {
    let rows = direct.0.handle("GET", "/file", None).body.unwrap_or_default();
    rows.as_array().into_iter().flatten().filter(|row| row["name"].to_string().contains("firsthop")).count()
}

#[tokio::test]
async fn every_scenario_is_understood_by_the_routers_that_can_look() {
    let mut looked = 0;
    for (scenario, answers) in crate::scenarios::all_answers() {
        for known in practice_router::personalities().iter().chain(&practice_router::other_personalities()) {
            let direct = Direct(practice(known.name, "none"));
            let snapshot = read_snapshot(&direct).await.expect("a snapshot");
            let Ok(plan) = answers.plan(&snapshot, &BTreeSet::new()) else { continue };
            let said = check(&direct, snapshot.version(), &plan.changes).await.expect("it answers");
            let can = snapshot.version().has(routeros::version::Feature::ImportDryRun);
            let expected = if can && !plan.is_empty() { Checked::Right } else { Checked::NotAsked };
            assert_eq!(said, expected, "{scenario} on {}", known.name);
            looked += usize::from(said == Checked::Right);
            assert_eq!(asked::unknown(snapshot.version(), &direct.0.requests()), Vec::<String>::new());
            assert_eq!(files(&direct), 0, "the file goes again");
        }
    }
    println!("{looked} plans read by the router");
    assert!(looked > 30);
}

#[tokio::test]
async fn an_unknown_word_is_found_and_no_secret_is_in_the_file() {
    let (_, answers) =
        crate::scenarios::all_answers().into_iter().find(|(name, _)| name == "pppoe-hap-ax2").expect("it");
    let direct = Direct(practice("hap-ax2_7.20", "none"));
    let snapshot = read_snapshot(&direct).await.expect("a snapshot");
    let mut plan = answers.plan(&snapshot, &BTreeSet::new()).expect("fits");
    direct.0.clear_requests();
    check(&direct, snapshot.version(), &plan.changes).await.expect("it answers");
    let sent = format!("{:?}", direct.0.requests());
    assert!(answers.secrets.values().all(|secret| !sent.contains(secret.expose())));
    if let routeros::Action::Add { props, .. } = &mut plan.changes[0].action {
        props.push(("add-default-rout".into(), PropValue::text("yes")));
    }
    let said = check(&direct, snapshot.version(), &plan.changes).await.expect("it answers");
    assert!(matches!(&said, Checked::Wrong(detail) if detail.contains("add-default-rout")), "{said:?}");
    assert_eq!(files(&direct), 0);
}

#[tokio::test]
async fn what_a_broken_look_left_behind_goes_with_the_next() {
    let state = practice_router::personality("hap-ax2_7.20").expect("carried");
    let mut json: serde_json::Value = serde_json::from_str(&state.to_json_pretty()).expect("JSON");
    let left = serde_json::json!({ ".id": "*99", "name": "firsthop-check.rsc", "type": "script", "contents": "x" });
    json["menus"]["/file"].as_array_mut().expect("files").push(left);
    let state = RouterState::from_json(&json.to_string()).expect("a state");
    let direct = Direct(practice_in(state, "none".parse().expect("a line")));
    let (_, answers) = crate::scenarios::all_answers().remove(0);
    let snapshot = read_snapshot(&direct).await.expect("a snapshot");
    let plan = answers.plan(&snapshot, &BTreeSet::new()).expect("fits");
    assert_eq!(check(&direct, snapshot.version(), &plan.changes).await, Ok(Checked::Right));
    assert_eq!(files(&direct), 0);
}

#[tokio::test]
async fn an_untested_version_is_refused_before_anything_is_planned() {
    let mut state = practice_router::personality("hex_7.12").expect("carried");
    state.version = "7.6".into();
    state.menus["/system/resource"]["version"] = "7.6 (stable)".into();
    let direct = Direct(practice_in(state, "none".parse().expect("a line")));
    let refused = routeros_client::ClientError::Untested { has: "7.6".into() };
    assert_eq!(read_snapshot(&direct).await.err(), Some(refused));
}
