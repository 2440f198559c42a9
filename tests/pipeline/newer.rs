//! A RouterOS that is newer than every tree that FirstHop knows: it is asked what it takes.
use apply::{Outcome, ProofState};
use planner::Plan;
use practice_router::{Router, RouterState};
use routeros::NEWEST_KNOWN;
use routeros_client::read_snapshot;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, context, practice_in},
};
use tokio_util::sync::CancellationToken;

/// RouterOS 7.30, which lost some words.
fn newer(lost: &[&str]) -> Router {
    let state = practice_router::personality("hap-be3_7.24").expect("carried");
    let mut json: Value = serde_json::from_str(&state.to_json_pretty()).expect("JSON");
    json["version"] = "7.30".into();
    json["menus"]["/system/resource"]["version"] = "7.30 (stable)".into();
    json["board"]["lost"] = json!(lost);
    let state = RouterState::from_json(&json.to_string()).expect("a state");
    practice_in(state, "pppoe:anna:geheim@7".parse().expect("a line"))
}

fn answers() -> Answers {
    let login = [("internet.type", "pppoe"), ("internet.pppoe.user", "anna"), ("internet.vlan", "7")];
    Answers::of(&login, &[("internet.pppoe.password", "geheim")])
}

async fn plan(router: &Router) -> Plan {
    let snapshot = read_snapshot(&Direct(router.clone())).await.expect("a snapshot");
    assert!(snapshot.version() > NEWEST_KNOWN);
    answers().plan(&snapshot, &BTreeSet::new()).expect("fits")
}

fn left_out(plan: &Plan) -> Vec<(&str, &str)> {
    let all = plan.warnings.iter().filter(|warning| warning.text.key == "left-out");
    all.map(|warning| (warning.text.params["menu"].as_str(), warning.text.params["names"].as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn what_it_does_not_take_is_left_out_and_said() {
    let router = newer(&["/ip/ssh strong-crypto", "/disk/settings auto-smb-sharing"]);
    let plan = plan(&router).await;
    assert_eq!(left_out(&plan), [("/disk settings", "auto-smb-sharing"), ("/ip ssh", "strong-crypto")]);
    assert!(plan.complete);
    let (answers, ticked) = (answers(), BTreeSet::new());
    let context = context(&answers.secrets, &ticked);
    let direct = Direct(router);
    let requests = direct.0.requests();
    let inspected = requests.iter().filter(|request| request.path == "/console/inspect").count();
    assert_eq!(inspected, routeros::vocabulary::questions().count(), "each command once");
    assert_eq!(crate::conformance::asked::unknown(NEWEST_KNOWN, &requests), Vec::<String>::new());
    let end = apply::run(&direct, &answers.valid(), &plan, &context, &mut |_| {}, &CancellationToken::new()).await;
    assert_eq!((end.outcome, end.failure), (Outcome::Done, None));
    assert!(end.proof.iter().all(|item| item.state == ProofState::Good), "{:?}", end.proof);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_would_be_another_is_not_made() {
    let plan = plan(&newer(&["/interface/vlan vlan-id"])).await;
    assert_eq!(left_out(&plan), [("/interface vlan", "vlan-id")]);
    assert!(!plan.complete && plan.changes.iter().all(|change| change.id != "internet.vlan"));
}

#[tokio::test(start_paused = true)]
async fn every_menu_that_is_written_is_asked_about() {
    let asked: BTreeSet<_> = routeros::vocabulary::questions().collect();
    for (_, answers) in crate::scenarios::all_answers() {
        for name in practice_router::personalities().iter().chain(&practice_router::other_personalities()) {
            let state = practice_router::personality(name.name).expect("carried");
            let direct = Direct(practice_in(state, practice_router::Internet::None));
            let snapshot = read_snapshot(&direct).await.expect("a snapshot");
            let Ok(plan) = answers.plan(&snapshot, &BTreeSet::new()) else { continue };
            for change in &plan.changes {
                let verb = match change.action {
                    routeros::Action::Add { .. } => routeros::Verb::Add,
                    routeros::Action::Set { .. } | routeros::Action::SetSettings { .. } => routeros::Verb::Set,
                    _ => continue,
                };
                assert!(asked.contains(&(change.menu, verb)), "{} {}", change.menu, verb.as_str());
            }
        }
    }
}
