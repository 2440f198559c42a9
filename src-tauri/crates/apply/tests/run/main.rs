//! Carrying out plans on a router that fails when it is told to.
#![expect(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test end the test")]
mod faulty;

use apply::{ApplyEvent, End, Failure, Outcome, ProofState, StepState, run};
use faulty::{Fault, Faulty};
use planner::{Context, Plan, Transport};
use project::{
    Addresses, Backups, Home, Internet, InternetKind, Interval, Level, Names, PortChoice, Project, Protection,
};
use routeros::Secret;
use routeros_client::{ClientError, read_snapshot};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::Ipv4Addr,
};
use tokio_util::sync::CancellationToken;

const KEY: [u8; 32] = [7; 32];

/// A home with a login at the provider, and a factory router on that line.
struct Case {
    router: Faulty,
    project: Project,
    secrets: HashMap<String, Secret>,
    ticked: BTreeSet<String>,
}

impl Case {
    fn new(password: &str) -> Self {
        let secrets = HashMap::from([("internet.pppoe.password".to_owned(), Secret::new(password))]);
        Self { router: Faulty::new(), project: project(), secrets, ticked: BTreeSet::new() }
    }

    fn context(&self) -> Context<'_> {
        Context { secrets: &self.secrets, ticked: &self.ticked, transport: Transport::Http, run_key: &KEY }
    }

    async fn plan(&self) -> Plan {
        let snapshot = read_snapshot(&self.router).await.expect("a snapshot");
        let plan = planner::plan(&self.project, &snapshot, &self.context()).expect("it fits");
        assert!(plan.changes.len() > 3, "enough steps to stop between");
        plan
    }

    async fn run(&self, plan: &Plan) -> (End, Vec<ApplyEvent>) {
        let mut events = Vec::new();
        let end = run(
            &self.router,
            &self.project,
            plan,
            &self.context(),
            &mut |event| events.push(event),
            &CancellationToken::new(),
        )
        .await;
        let Some(ApplyEvent::End { outcome, proof, changed, failure }) = events.last().cloned() else {
            panic!("the last is the end")
        };
        assert_eq!(end, End { outcome, proof, changed, failure });
        (end, events)
    }

    /// Runs with a fault at this write.
    async fn run_with(&self, at: usize, fault: Fault) -> (End, Plan, Vec<ApplyEvent>) {
        let plan = self.plan().await;
        self.router.fail(at, fault);
        let (end, events) = self.run(&plan).await;
        (end, plan, events)
    }
}

fn project() -> Project {
    let on = Addresses::On {
        from: Ipv4Addr::new(192, 168, 88, 20),
        to: Ipv4Addr::new(192, 168, 88, 200),
        lease: "1h".parse().expect("a time"),
        reservations: Vec::new(),
    };
    let kind = InternetKind::Pppoe { user: "anna".parse().expect("a name"), service: None };
    Project {
        internet: Internet { port: PortChoice::Auto, vlan: None, mac: None, kind },
        home: Home { address: "192.168.88.1/24".parse().expect("an address") },
        addresses: on,
        names: Names::Provider,
        protection: Protection { level: Level::Recommended, items: BTreeMap::new() },
        backups: Backups { computer: true, folder: None, every: Interval::Week, keep: 10, router: false },
    }
}

fn last_states(events: &[ApplyEvent], plan: &Plan) -> Vec<StepState> {
    let of = |wanted: &str| {
        events.iter().rev().find_map(|event| match event {
            ApplyEvent::Step { id, state, .. } if id == wanted => Some(*state),
            _ => None,
        })
    };
    plan.changes.iter().filter_map(|change| of(&change.id)).collect()
}

#[tokio::test(start_paused = true)]
async fn done_and_then_unchanged() {
    let case = Case::new("geheim");
    let plan = case.plan().await;
    let (end, events) = case.run(&plan).await;
    assert_eq!((end.outcome, &end.failure), (Outcome::Done, &None), "{end:?}");
    assert_eq!(end.changed, plan.changes.iter().map(|change| change.id.clone()).collect::<Vec<_>>());
    assert!(last_states(&events, &plan).iter().all(|state| *state == StepState::Done));
    let ids: Vec<_> = end.proof.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["wan-address", "default-route", "internet", "names", "dhcp", "closed", "settings"]);
    assert!(end.proof.iter().all(|item| item.state == ProofState::Good), "{:#?}", end.proof);
    case.router.forget_writes();
    let snapshot = read_snapshot(&case.router).await.unwrap();
    let again = planner::plan(&case.project, &snapshot, &case.context()).unwrap();
    let (end, _) = case.run(&again).await;
    assert_eq!((end.outcome, end.changed.len(), case.router.writes()), (Outcome::Unchanged, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_router_that_somebody_changed_is_refused() {
    let case = Case::new("geheim");
    let plan = case.plan().await;
    case.router.meddle();
    let (end, _) = case.run(&plan).await;
    assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::RouterChanged)));
    assert_eq!(case.router.writes(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_stops_it_and_says_what_has_changed() {
    for at in [0, 2] {
        let case = Case::new("geheim");
        let (end, plan, events) = case.run_with(at, Fault::Refuse).await;
        assert_eq!(end.outcome, if at == 0 { Outcome::NotStarted } else { Outcome::Changed });
        assert_eq!(end.changed, plan.changes[..at].iter().map(|change| change.id.clone()).collect::<Vec<_>>());
        let Some(Failure::Step { id, error: ClientError::Refused { .. } }) = end.failure else { panic!("{end:?}") };
        assert_eq!(id, plan.changes[at].id);
        let states = last_states(&events, &plan);
        assert_eq!(states[at], StepState::Failed);
        assert!(states[at + 1..].iter().all(|state| *state == StepState::Skipped));
        assert_eq!(case.router.writes(), at + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_was_carried_out_all_the_same_is_seen() {
    let (end, _, _) = Case::new("geheim").run_with(0, Fault::RefuseButDo).await;
    assert_eq!(end.outcome, Outcome::Changed);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_cleared_up_after_a_pause() {
    let begin = tokio::time::Instant::now();
    let (end, plan, _) = Case::new("geheim").run_with(1, Fault::LoseAnswer).await;
    assert_eq!((end.outcome, end.changed.len()), (Outcome::Done, plan.changes.len()), "{end:?}");
    assert!(begin.elapsed().as_secs() >= 3, "the router gets a moment");

    for at in [0, 1] {
        let (end, plan, _) = Case::new("geheim").run_with(at, Fault::LoseRequest).await;
        assert_eq!(end.outcome, if at == 0 { Outcome::NotStarted } else { Outcome::Changed });
        let id = plan.changes[at].id.clone();
        assert_eq!(end.failure, Some(Failure::Step { id, error: ClientError::OutcomeUnknown }));
    }
    let (end, _, _) = Case::new("geheim").run_with(1, Fault::Vanish).await;
    assert_eq!(end.outcome, Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_router_that_does_not_answer_at_first() {
    let case = Case::new("geheim");
    let plan = case.plan().await;
    case.router.vanish();
    let (end, _) = case.run(&plan).await;
    assert!(matches!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::Reading { .. }))));
}

#[tokio::test(start_paused = true)]
async fn stopping_is_between_two_steps() {
    let case = Case::new("geheim");
    let plan = case.plan().await;
    let stop = CancellationToken::new();
    let mut events = Vec::new();
    let mut listen = |event: ApplyEvent| {
        if matches!(event, ApplyEvent::Step { index: 2, state: StepState::Running, .. }) {
            stop.cancel();
        }
        events.push(event);
    };
    let end = run(&case.router, &case.project, &plan, &case.context(), &mut listen, &stop).await;
    assert_eq!((end.outcome, end.failure, end.changed.len()), (Outcome::Changed, Some(Failure::Stopped), 2));
    assert_eq!(case.router.writes(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_missing_secret_is_found_before_the_first_change() {
    let mut case = Case::new("geheim");
    let plan = case.plan().await;
    case.secrets.clear();
    let (end, _) = case.run(&plan).await;
    assert_eq!((end.outcome, case.router.writes()), (Outcome::NotStarted, 0));
    assert!(matches!(end.failure, Some(Failure::Step { error: ClientError::MissingSecret { .. }, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_of_the_provider_is_named() {
    let case = Case::new("falsch");
    let plan = case.plan().await;
    let (end, _) = case.run(&plan).await;
    assert_eq!((end.outcome, end.failure), (Outcome::Changed, None));
    let state = |id: &str| end.proof.iter().find(|item| item.id == id).map(|item| (item.state, item.key.as_str()));
    assert_eq!(state("wan-address"), Some((ProofState::Bad, "wan-address.pppoe-refused")), "{:#?}", end.proof);
    assert_eq!(state("names"), Some((ProofState::Bad, "names.no-internet")));
    assert_eq!(state("closed").map(|found| found.0), Some(ProofState::Good));
    assert!(!format!("{:?}", end.proof).contains("falsch"));
}

#[tokio::test]
async fn it_can_run_in_the_background() {
    fn is_send<F: Future + Send>(_: &F) {}
    let case = Case::new("geheim");
    let plan = case.plan().await;
    let (context, stop) = (case.context(), CancellationToken::new());
    let mut listen = |_| {};
    is_send(&run(&case.router, &case.project, &plan, &context, &mut listen, &stop));
}

#[test]
fn every_sentence_of_the_proof_has_its_text() {
    let texts: Value = serde_json::from_str(include_str!("../../../../../ui/messages/en.json")).unwrap();
    let texts = texts.as_object().unwrap();
    for (key, params) in apply::TEXT_KEYS {
        let text =
            texts.get(&format!("proof.{key}")).and_then(Value::as_str).unwrap_or_else(|| panic!("{key} has no text"));
        let found: BTreeSet<_> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        let unknown: Vec<_> = found.iter().filter(|name| !params.contains(name)).collect();
        assert!(unknown.is_empty(), "{key} knows no {unknown:?}");
    }
    let known = |key: &str| apply::TEXT_KEYS.iter().any(|(known, _)| format!("proof.{known}") == key);
    let unused: Vec<_> = texts.keys().filter(|key| key.starts_with("proof.") && !known(key)).collect();
    assert!(unused.is_empty(), "texts that are not used: {unused:?}");
}
