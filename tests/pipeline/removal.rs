//! Each planned record is removed in turn from a finished router: the proof must go red for each
//! that matters; the others are listed here with why.
use apply::{ProofState, prove};
use routeros::{Action, Change, Mark};
use routeros_client::{Router, read_snapshot};
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, practice},
};

/// Records whose absence no proof can notice, and why that is right.
const NOT_NOTICED: &[(&str, &str)] = &[];

#[tokio::test(start_paused = true)]
async fn the_proof_goes_red_for_each_planned_record_that_is_missing() {
    let cases = [
        Answers::of(
            &[
                ("internet.type", "pppoe"),
                ("internet.pppoe.user", "anna"),
                ("internet.vlan", "7"),
                ("names.source", "provider"),
            ],
            &[("internet.pppoe.password", "geheim")],
        ),
        Answers::of(
            &[
                ("internet.type", "static"),
                ("internet.static.address", "203.0.113.47/24"),
                ("internet.static.gateway", "203.0.113.1"),
                ("names.source", "preset"),
                ("names.preset", "quad9"),
            ],
            &[],
        ),
    ];
    let lines = ["pppoe:anna:geheim@7", "static:203.0.113.47/24,203.0.113.1"];
    let mut removed = 0;
    for (answers, line) in cases.iter().zip(lines) {
        let (router, added) = finished(answers, line).await;
        assert_eq!(red(&router, answers).await, Vec::<String>::new(), "the finished router is proven");
        for change in added {
            removed += 1;
            let copy = tests::journey::practice_in(router.0.state(), line.parse().expect("a line"));
            remove(&copy, &change);
            let red = red(&Direct(copy), answers).await;
            let excused = NOT_NOTICED.iter().any(|(id, _)| *id == change.id);
            assert_eq!(red.is_empty(), excused, "without {} the proof shows {red:?}", change.id);
        }
    }
    assert!(removed >= 4, "only {removed} records were removed");
}

async fn finished(answers: &Answers, line: &str) -> (Direct, Vec<Change>) {
    let router = Direct(practice("hap-ax2_7.20", line));
    let snapshot = read_snapshot(&router).await.expect("a snapshot");
    let plan = answers.plan(&snapshot, &BTreeSet::new()).expect("fits");
    for change in &plan.changes {
        router.send(change, &answers.secrets).await.expect("accepted");
    }
    (router, plan.changes.into_iter().filter(|change| change.mark() == Mark::Added).collect())
}

async fn red(router: &Direct, answers: &Answers) -> Vec<String> {
    let snapshot = read_snapshot(router).await.expect("a snapshot");
    let proof = prove(router, &answers.valid(), &snapshot).await;
    proof.into_iter().filter(|item| item.state == ProofState::Bad).map(|item| item.id).collect()
}

fn remove(router: &practice_router::Router, change: &Change) {
    let Action::Add { props, .. } = &change.action else { panic!("only added records") };
    let path = change.menu.path();
    let rows = router.handle("GET", path, None).body.expect("rows");
    let wanted = |row: &serde_json::Value| {
        // A login is switched on later.
        props.iter().filter(|(name, _)| name != "disabled").all(|(name, value)| match value {
            routeros::PropValue::Text(text) => routeros::record::same_value(row[name].as_str(), Some(text)),
            routeros::PropValue::Secret(_) => true,
        })
    };
    let row = rows
        .as_array()
        .expect("a list")
        .iter()
        .find(|row| wanted(row))
        .unwrap_or_else(|| panic!("{} is not there", change.id));
    let answer = router.handle("DELETE", &format!("{path}/{}", row[".id"].as_str().expect("an id")), None);
    assert_eq!(answer.status, 204, "{}: {:?}", change.id, answer.body);
}
