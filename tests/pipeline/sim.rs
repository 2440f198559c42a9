//! A SIM card that does not let the router in: what is said, and that no try is wasted.
use apply::{End, ProofState};
use practice_router::Router;
use routeros_client::read_snapshot;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, context, practice},
};
use tokio_util::sync::CancellationToken;

async fn apply_with(router: &Router, set: &[(&str, &str)], secrets: &[(&str, &str)]) -> End {
    let lte = [("internet.type", "lte"), ("home.address", "192.168.188.1/24")];
    let answers = Answers::of(&[&lte, set].concat(), secrets);
    let direct = Direct(router.clone());
    let snapshot = read_snapshot(&direct).await.expect("a snapshot");
    let ticked = BTreeSet::new();
    let plan = answers.plan(&snapshot, &ticked).expect("fits");
    let context = context(&answers.secrets, &ticked);
    apply::run(&direct, &answers.valid(), &plan, &context, &mut |_| {}, &CancellationToken::new()).await
}

fn said(end: &End, id: &str) -> (String, ProofState) {
    let item = end.proof.iter().find(|item| item.id == id).unwrap_or_else(|| panic!("{id} in {:?}", end.proof));
    (item.key.clone(), item.state)
}

fn wrong_tries(router: &Router) -> u64 {
    router.state().board["sim"]["wrong-pins"].as_u64().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_wrong_pin_is_tried_once_and_a_right_one_mends_it() {
    let router = practice("chateau-lte_7.20", "lte:4711");
    let wrong = [("internet.lte.pin", "0815")];
    let begin = tokio::time::Instant::now();
    let end = apply_with(&router, &[], &wrong).await;
    assert_eq!(said(&end, "sim"), ("sim.pin".into(), ProofState::Bad));
    assert_eq!(said(&end, "wan-address"), ("wan-address.no-mobile-network".into(), ProofState::Bad));
    assert!(begin.elapsed().as_secs() < 30, "nobody waits for a card that stays shut");
    assert_eq!(wrong_tries(&router), 1);
    apply_with(&router, &[], &wrong).await;
    assert_eq!(wrong_tries(&router), 1, "the same one is not tried again");
    let end = apply_with(&router, &[], &[("internet.lte.pin", "4711")]).await;
    assert_eq!(said(&end, "sim"), ("sim.good".into(), ProofState::Good));
    assert!(end.proof.iter().all(|item| item.state == ProofState::Good), "{:?}", end.proof);
}

#[tokio::test(start_paused = true)]
async fn an_access_point_that_nobody_knows_is_said() {
    let router = practice("chateau-lte_7.20", "lte::corp.example");
    let end = apply_with(&router, &[("internet.lte.apn", "other.example")], &[]).await;
    assert_eq!(said(&end, "sim"), ("sim.searching".into(), ProofState::Bad));
    // Left empty, the network names its own.
    let end = apply_with(&router, &[], &[]).await;
    assert_eq!(said(&end, "wan-address"), ("wan-address.given".into(), ProofState::Good));
}
