//! Carrying out plans on a router that fails when it is told to.
use apply::{ApplyEvent, End, Failure, GuardState, Outcome, ProofState, StepState, run, run_kept};
use planner::{Context, Plan};
use project::Project;
use routeros::Snapshot;
use routeros_client::{ClientError, read_snapshot};
use serde_json::Value;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    faulty::{Fault, Faulty},
    journey::{Answers, Kept, context},
};
use tokio_util::sync::CancellationToken;

/// A home with a login at the provider, and a factory router on that line.
struct Case {
    router: Faulty,
    answers: Answers,
    project: Project,
    ticked: BTreeSet<String>,
}

impl Case {
    fn new(password: &str) -> Self {
        let set = [("internet.type", "pppoe"), ("internet.pppoe.user", "anna"), ("addresses.lease", "1h")];
        let answers = Answers::of(&set, &[("internet.pppoe.password", password)]);
        let state = practice_router::factory("hap-ax2_7.20").expect("carried");
        let router = Faulty::new(state, "pppoe:anna:geheim".parse().expect("a line"));
        Self { router, project: answers.valid(), answers, ticked: BTreeSet::new() }
    }

    fn context(&self) -> Context<'_> {
        context(&self.answers.secrets, &self.ticked)
    }

    async fn snapshot(&self) -> Snapshot {
        read_snapshot(&Direct(self.router.practice.clone())).await.expect("a snapshot")
    }

    async fn plan(&self) -> Plan {
        let plan = planner::plan(&self.project, &self.snapshot().await, &self.context()).expect("it fits");
        assert!(plan.changes.len() > 3, "enough steps to stop between");
        plan
    }

    async fn run(&self, plan: &Plan) -> (End, Vec<ApplyEvent>) {
        self.run_until(plan, &CancellationToken::new(), |_| {}).await
    }

    async fn run_until(
        &self,
        plan: &Plan,
        stop: &CancellationToken,
        mut heard: impl FnMut(&ApplyEvent) + Send,
    ) -> (End, Vec<ApplyEvent>) {
        let mut events = Vec::new();
        let mut listen = |event: ApplyEvent| {
            heard(&event);
            events.push(event);
        };
        let end = run(&self.router, &self.project, plan, &self.context(), &mut listen, stop).await;
        let Some(ApplyEvent::End { outcome, proof, changed, failure }) = events.last().cloned() else {
            panic!("the last is the end")
        };
        assert_eq!(end, End { outcome, proof, changed, failure, moved: end.moved });
        (end, events)
    }

    /// The request that carries out this step.
    async fn request_of(&self, plan: &Plan, step: usize) -> usize {
        let case = Self {
            router: Faulty::new(self.router.practice.state(), "pppoe:anna:geheim".parse().expect("a line")),
            answers: self.answers.clone(),
            project: self.project.clone(),
            ticked: BTreeSet::new(),
        };
        let (mut at, router) = (0, case.router.clone());
        case.run_until(plan, &CancellationToken::new(), |event| {
            if matches!(event, ApplyEvent::Step { index, state: StepState::Running, .. } if *index == step + 1) {
                at = router.requests();
            }
        })
        .await;
        at
    }

    /// Runs with a fault at this step.
    async fn run_with(&self, step: usize, fault: Fault) -> (End, Plan, Vec<ApplyEvent>) {
        let plan = self.plan().await;
        let at = self.request_of(&plan, step).await;
        self.router.fail(at, fault);
        let (end, events) = self.run(&plan).await;
        (end, plan, events)
    }
}

fn guards(events: &[ApplyEvent]) -> Vec<GuardState> {
    let states = events.iter().filter_map(|event| match event {
        ApplyEvent::Guard { state, .. } => Some(*state),
        _ => None,
    });
    states.collect()
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
    assert_eq!(guards(&events), [GuardState::Armed, GuardState::Released]);
    let ids: Vec<_> = end.proof.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["wan-address", "default-route", "internet", "names", "dhcp", "closed", "settings"]);
    assert!(end.proof.iter().all(|item| item.state == ProofState::Good), "{:#?}", end.proof);
    case.router.heal();
    let again = planner::plan(&case.project, &case.snapshot().await, &case.context()).expect("it fits");
    let (end, events) = case.run(&again).await;
    assert_eq!((end.outcome, end.changed.len(), case.router.writes()), (Outcome::Unchanged, 0, 0));
    assert!(guards(&events).is_empty());
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
async fn a_refusal_is_put_back_whether_it_was_carried_out_or_not() {
    for (at, fault) in [(0, Fault::Refuse), (2, Fault::Refuse), (0, Fault::RefuseButDo), (2, Fault::RefuseButDo)] {
        let case = Case::new("geheim");
        let before = case.snapshot().await;
        let (end, plan, events) = case.run_with(at, fault).await;
        assert_eq!(end.outcome, if at == 0 { Outcome::NotStarted } else { Outcome::RolledBack }, "{end:?}");
        assert!(end.changed.is_empty());
        let Some(Failure::Step { id, error: ClientError::Refused { .. } }) = end.failure else { panic!("{end:?}") };
        assert_eq!(id, plan.changes[at].id);
        let states = last_states(&events, &plan);
        assert_eq!(states[at], StepState::Failed);
        assert!(states[at + 1..].iter().all(|state| *state == StepState::Skipped));
        assert_eq!(guards(&events), [GuardState::Armed, GuardState::Undoing]);
        assert!(before.differing(&case.snapshot().await).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_cleared_up_after_a_pause() {
    let begin = tokio::time::Instant::now();
    let (end, plan, _) = Case::new("geheim").run_with(1, Fault::LoseAnswer).await;
    assert_eq!((end.outcome, end.changed.len()), (Outcome::Done, plan.changes.len()), "{end:?}");
    assert!(begin.elapsed().as_secs() >= 3, "the router gets a moment");
}

#[tokio::test(start_paused = true)]
async fn the_timer_begins_anew_when_it_is_short() {
    let case = Case::new("geheim");
    let (end, _, events) = case.run_with(1, Fault::Hang).await;
    assert_eq!(end.outcome, Outcome::Done, "{end:?}");
    assert_eq!(guards(&events), [GuardState::Armed, GuardState::Extended, GuardState::Released]);
    tokio::time::sleep(std::time::Duration::from_secs(600)).await;
    let left = planner::plan(&case.project, &case.snapshot().await, &case.context()).expect("it fits");
    assert!(left.is_empty(), "nothing undoes it later: {left:#?}");
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
async fn a_router_that_is_gone_undoes_it_alone() {
    let case = Case::new("geheim");
    let before = case.snapshot().await;
    let (end, _, _) = case.run_with(2, Fault::CutForLong).await;
    assert_eq!(end.outcome, Outcome::Unknown);
    assert!(before.differing(&case.snapshot().await).is_empty());
}

/// Stops at the first event that fits, on a plan of this many steps.
async fn stopped(when: impl Fn(&ApplyEvent, usize) -> bool + Sync) {
    let case = Case::new("geheim");
    let before = case.snapshot().await;
    let plan = case.plan().await;
    let stop = CancellationToken::new();
    let heard = |event: &ApplyEvent| {
        if when(event, plan.changes.len()) {
            stop.cancel();
        }
    };
    let (end, _) = case.run_until(&plan, &stop, heard).await;
    assert_eq!((end.outcome, end.failure), (Outcome::RolledBack, Some(Failure::Stopped)));
    assert!(before.differing(&case.snapshot().await).is_empty());
}

#[tokio::test(start_paused = true)]
async fn stopping_puts_everything_back() {
    for at in [1, 2, 99] {
        stopped(move |event, total| {
            matches!(event, ApplyEvent::Step { index, state: StepState::Running, .. } if *index == at.min(total))
        })
        .await;
    }
    stopped(|event, _| matches!(event, ApplyEvent::Verified { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn going_on_after_a_crash_can_still_be_put_back_to_what_was_before_both() {
    let case = Case::new("geheim");
    let before = case.snapshot().await;
    let (plan, mut kept) = (case.plan().await, Kept::default());
    case.router.fail(case.request_of(&plan, 4).await, Fault::Killed);
    let (context, stop) = (case.context(), CancellationToken::new());
    let mut hear = |_| {};
    let first = run_kept(&case.router, &case.project, &plan, &context, &mut hear, &stop, &mut kept);
    assert!(tokio::time::timeout(std::time::Duration::from_secs(30), first).await.is_err(), "the app is gone");
    // The power is gone too, so nothing was undone.
    case.router.practice.reboot();
    case.router.heal();
    assert!(kept.0.as_ref().is_some_and(|journal| journal.is_unfinished() && journal.sent() == 5), "{:?}", kept.0);
    let second = case.plan().await;
    assert!(second.changes.len() < plan.changes.len(), "some of it was done");
    let end = run_kept(&case.router, &case.project, &second, &context, &mut |_| {}, &stop, &mut kept).await;
    assert_eq!(end.outcome, Outcome::Done, "{end:?}");
    let journal = kept.0.expect("written down");
    assert!(!journal.is_unfinished());
    let back = planner::put_back(&journal.back, &case.snapshot().await, context.run_key);
    assert!(back.changed_since.is_empty(), "{back:#?}");
    let end = apply::put_back(&case.router, &journal.back, &back.plan, &context, &mut |_| {}, &stop).await;
    assert_eq!(end.outcome, Outcome::Done, "{end:?}");
    assert!(before.differing(&case.snapshot().await).is_empty());
}

#[tokio::test(start_paused = true)]
async fn two_runs_at_once_are_noticed_and_what_a_crash_left_is_cleaned_up() {
    let case = Case::new("geheim");
    let plan = case.plan().await;
    let at = case.request_of(&plan, 2).await;
    case.router.fail(at, Fault::Killed);
    let patience = std::time::Duration::from_secs(30);
    assert!(tokio::time::timeout(patience, case.run(&plan)).await.is_err(), "the app is gone");
    case.router.heal();
    let half = case.snapshot().await;
    let second = planner::plan(&case.project, &half, &case.context()).expect("it fits");
    let (end, _) = case.run(&second).await;
    assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::AnotherRun)));
    tokio::time::sleep(std::time::Duration::from_secs(120)).await;
    let (end, _) = case.run(&case.plan().await).await;
    assert_eq!(end.outcome, Outcome::Done, "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn a_missing_secret_is_found_before_the_first_change() {
    let mut case = Case::new("geheim");
    let plan = case.plan().await;
    case.answers.secrets.clear();
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
    let texts: Value = serde_json::from_str(include_str!("../../ui/messages/en.json")).expect("JSON");
    let texts = texts.as_object().expect("an object");
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
