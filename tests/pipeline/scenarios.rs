//! Each folder of `tests/scenarios`: from answers to proof over a real REST connection.
use apply::{ApplyEvent, Outcome, ProofState};
use planner::Plan;
use practice_router::Server;
use routeros::{
    Change, Secret, Snapshot,
    render::{rest, script},
};
use routeros_client::{
    RestRouter,
    files::{self, lasting_folder},
    read_snapshot,
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tests::journey::{Answers, context, practice};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_goes_from_answers_to_proof() {
    let mut seen = 0;
    for folder in folders() {
        seen += 1;
        scenario(&folder).await;
    }
    assert!(seen >= 10, "only {seen} scenarios were found");
    println!("{seen} scenarios");
}

async fn scenario(folder: &Path) {
    let name = folder.file_name().expect("a folder").to_string_lossy().into_owned();
    let scenario = read(folder);
    let text = |field: &str| scenario[field].as_str().unwrap_or_else(|| panic!("{name}: {field} is a text")).to_owned();
    let answers = answers(&scenario);

    let router = practice(&text("router"), &text("internet"));
    let server = Server::start(router.clone()).await.expect("a server on loopback");
    let client = RestRouter::connect(&server.http_url(), "admin", "practice")
        .await
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let before = read_snapshot(&client).await.expect("a snapshot");
    let ticked = BTreeSet::new();
    let plan = answers.plan(&before, &ticked).unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
    written_by_hand(&name, &scenario["by_hand"], &plan);
    expected_script(&name, folder, &plan);

    router.clear_requests();
    let project = answers.valid();
    let mut events = Vec::new();
    let end = apply::run(
        &client,
        &project,
        &plan,
        &context(&answers.secrets, &ticked),
        &mut |event| events.push(event),
        &CancellationToken::new(),
    )
    .await;
    assert_eq!(end.outcome, Outcome::Done, "{name}: {end:?}");
    assert!(matches!(events.last(), Some(ApplyEvent::End { .. })), "{name}: the last event is the end");
    let bad: Vec<_> = end.proof.iter().filter(|item| item.state == ProofState::Bad).collect();
    assert!(bad.is_empty(), "{name}: {bad:?}");
    let lasting = lasting_folder(&files::list(&client).await.expect("a list"));
    let shown = planner::Backup::of(&plan, &before, lasting, &context(&answers.secrets, &ticked)).shown();
    on_the_wire(&name, &router, (&shown, &plan), &before, &answers);

    let after = read_snapshot(&client).await.expect("a snapshot");
    let again = answers.plan(&after, &ticked).expect("still fits");
    assert!(again.is_empty(), "{name}: a second apply would change {:?}", again.changes);
    server.stop().await;
}

fn read(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("scenario.json")).expect("readable")).expect("JSON")
}

fn answers(scenario: &Value) -> Answers {
    let pairs = |field: &str| {
        scenario[field]
            .as_object()
            .expect("an object")
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().expect("a text").to_owned()))
            .collect::<Vec<_>>()
    };
    Answers {
        set: pairs("set"),
        secrets: pairs("secrets").into_iter().map(|(key, value)| (key, Secret::new(value))).collect(),
    }
}

/// Every scenario's name and answers, whatever router it was written for.
pub(crate) fn all_answers() -> Vec<(String, Answers)> {
    let name = |folder: &Path| folder.file_name().expect("a folder").to_string_lossy().into_owned();
    folders().iter().map(|folder| (name(folder), answers(&read(folder)))).collect()
}

/// The calls written down before the code are planned, in this order.
fn written_by_hand(name: &str, calls: &Value, plan: &Plan) {
    let planned: Vec<_> = plan.changes.iter().map(rest::shown).collect();
    let mut from = 0;
    for call in calls.as_array().expect("a list") {
        let found = planned[from..].iter().position(|planned| {
            let body = planned.body.as_ref();
            planned.method.as_str() == call["method"]
                && planned.path == call["path"].as_str().unwrap_or_default()
                && call["body"]
                    .as_object()
                    .expect("a body")
                    .iter()
                    .all(|(key, value)| body.and_then(|body| body.get(key)) == Some(value))
                && body
                    .and_then(Value::as_object)
                    .is_some_and(|body| body.keys().all(|key| key == "comment" || call["body"].get(key).is_some()))
        });
        let found = found.unwrap_or_else(|| {
            panic!("{name}: {call} is not planned after the calls before it; planned are {planned:#?}")
        });
        from += found + 1;
    }
}

/// The whole plan as a script, read by a person when it changes.
fn expected_script(name: &str, folder: &Path, plan: &Plan) {
    let text = script::script(name, &plan.changes);
    let file = folder.join("expected.rsc");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&file, &text).expect("writable");
    }
    let expected = fs::read_to_string(&file)
        .unwrap_or_else(|_| panic!("{name}: expected.rsc is missing; UPDATE_EXPECTED=1 writes it"));
    assert_eq!(text, expected, "{name}: the plan changed; if that is wanted, UPDATE_EXPECTED=1 writes it");
}

/// What was sent is what was shown, byte for byte, with the secrets in place of their masks.
/// The numbers of files and of the safety timer are known only then; they are shown as `*…`.
fn on_the_wire(
    name: &str,
    router: &practice_router::Router,
    (backup, plan): (&[Change], &Plan),
    before: &Snapshot,
    answers: &Answers,
) {
    let (first, last) = planner::Timer::of(plan, before).shown();
    let later = planner::Retire::of(plan, before).map(|retire| retire.set());
    let planned: Vec<&Change> = backup.iter().chain(&first).chain(&plan.changes).chain(&last).chain(&later).collect();
    let asked = ["/tool/ping", "/ping", "/resolve", "/monitor", "/print", "/file/read"];
    let writes: Vec<_> = router
        .requests()
        .into_iter()
        .filter(|request| request.method != "GET" && !asked.iter().any(|end| request.path.ends_with(end)))
        .collect();
    assert_eq!(writes.len(), planned.len(), "{name}: one request per change, no other: {writes:#?}");
    for (request, change) in writes.iter().zip(planned) {
        let shown = rest::shown(change);
        let path = match (shown.path.strip_suffix("*…"), request.path.rsplit_once('/')) {
            (Some(menu), Some((_, number))) if number.starts_with('*') => format!("{menu}{number}"),
            _ => shown.path.clone(),
        };
        assert_eq!(
            (request.method.as_str(), format!("/rest{}", request.path)),
            (shown.method.as_str(), path),
            "{name}"
        );
        let mut body = shown.body.map(|body| serde_json::to_string(&body).expect("JSON")).unwrap_or_default();
        let masks: Vec<usize> = body.match_indices(routeros::secret::MASK).map(|(index, _)| index).collect();
        let fields: Vec<&str> = change.secret_names().collect();
        assert_eq!(masks.len(), fields.len(), "{name}: a mask stands for a secret");
        for (index, field) in masks.into_iter().zip(fields).rev() {
            let secret = serde_json::to_string(answers.secrets[field].expose()).expect("JSON");
            body.replace_range(index..index + routeros::secret::MASK.len(), &secret[1..secret.len() - 1]);
        }
        assert_eq!(String::from_utf8_lossy(&request.raw_body), body, "{name}: the bytes sent are the bytes shown");
    }
}

fn folders() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found: Vec<PathBuf> = fs::read_dir(root)
        .expect("scenarios")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}
