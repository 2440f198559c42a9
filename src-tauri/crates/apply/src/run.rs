//! Carrying out a plan, step by step, until it is proven or something stops it. Then everything is
//! put back: the router ends as it was asked to be or as it was.
//!
//! In order: read and compare with the plan · set the safety timer · send change by change · reach
//! the router anew · read back · end the timer · prove. Whatever fails in between leads to `put_back`.
use crate::{
    ApplyEvent, GuardState, Outcome, ProofItem, ProofState, StepState,
    event::Failure,
    guard::{Guard, NotArmed},
    proof::{self, LogMark},
    reading::{Arrived, SETTLING, arrived, patiently},
};
use planner::{Context, Inverse, Plan, Timer};
use project::Project;
use routeros::Snapshot;
use routeros_client::{ClientError, Router, read_snapshot};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A rule that was just added needs a moment until it acts (reference rest-api §6).
const UNTIL_RULES_ACT: Duration = Duration::from_secs(2);
/// How often the router is tried to be reached anew.
const ATTEMPTS: u32 = 3;

/// How an apply ended: what its last event says too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// How it ended.
    pub outcome: Outcome,
    /// All tested outcomes.
    pub proof: Vec<ProofItem>,
    /// Ids of the changes that the router has.
    pub changed: Vec<String>,
    /// What stopped it, if something did.
    pub failure: Option<Failure>,
}

/// Sends the plan to the router, reads back and proves it; whatever fails is put back. `stop` is
/// looked at between two steps; a step that was begun is ended, because a request given up goes on
/// inside the router.
pub async fn run<R: Router>(
    router: &R,
    project: &Project,
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &CancellationToken,
) -> End {
    let mut run = Run { router, project, plan, context, events, changed: Vec::new() };
    let end = run.all(stop).await;
    events(ApplyEvent::End {
        outcome: end.outcome,
        proof: end.proof.clone(),
        changed: end.changed.clone(),
        failure: end.failure.clone(),
    });
    end
}

struct Run<'a, R> {
    router: &'a R,
    project: &'a Project,
    plan: &'a Plan,
    context: &'a Context<'a>,
    events: &'a mut (dyn FnMut(ApplyEvent) + Send),
    changed: Vec<String>,
}

impl<R: Router> Run<'_, R> {
    async fn all(&mut self, stop: &CancellationToken) -> End {
        let before = match read_snapshot(self.router).await {
            Ok(snapshot) => snapshot,
            Err(error) => return self.end(Outcome::NotStarted, Failure::Reading { error }),
        };
        if !self.is_as_planned_for(&before) {
            return self.end(Outcome::NotStarted, Failure::RouterChanged);
        }
        if self.plan.is_empty() {
            (self.events)(ApplyEvent::Verified { differences: 0 });
            let mark = LogMark::now(self.router, self.project).await;
            return self.prove(self.router, Outcome::Unchanged, &before, &mark, proof::already_right(self.plan)).await;
        }
        if let Some((id, error)) = self.missing_secret() {
            return self.end(Outcome::NotStarted, Failure::Step { id, error });
        }
        // What the log says from here on is about what is being done.
        let mark = LogMark::now(self.router, self.project).await;
        let inverses = planner::revert(&before, &self.plan.changes);
        let timer = Timer::of(self.plan, &before);
        let (first, last) = timer.shown();
        self.part(&first, StepState::Running);
        let mut guard = match Guard::arm(self.router, timer).await {
            Ok(guard) => guard,
            Err(NotArmed::Another) => return self.end(Outcome::NotStarted, Failure::AnotherRun),
            Err(NotArmed::NotSeen) => return self.end(Outcome::NotStarted, Failure::NoGuard { error: None }),
            Err(NotArmed::Failed(error)) => {
                return self.end(Outcome::NotStarted, Failure::NoGuard { error: Some(error) });
            }
        };
        self.part(&first, StepState::Done);
        self.tell(GuardState::Armed, &guard);
        match self.until_confirmed(&mut guard, stop).await {
            Ok((anew, after)) => {
                self.part(&last, StepState::Done);
                self.tell(GuardState::Released, &guard);
                self.prove(&anew, Outcome::Done, &after, &mark, self.plan.changes.len()).await
            }
            Err(failure) => self.put_back(&mut guard, &before, &inverses, failure).await,
        }
    }

    /// Everything that the timer watches over.
    async fn until_confirmed(&mut self, guard: &mut Guard, stop: &CancellationToken) -> Result<(R, Snapshot), Failure> {
        self.steps(guard, stop).await?;
        (self.events)(ApplyEvent::Verifying);
        tokio::time::sleep(UNTIL_RULES_ACT).await;
        self.keep(guard).await?;
        let anew = self.reach_anew().await?;
        let after = patiently(&anew).await.map_err(|error| Failure::Reading { error })?;
        let differences = match planner::plan(self.project, &after, self.context) {
            Ok(plan) => plan.changes.len(),
            Err(issues) => issues.len().max(1),
        };
        (self.events)(ApplyEvent::Verified { differences });
        if differences > 0 {
            return Err(Failure::NotAsPlanned { differences });
        }
        match guard.cancel(&anew).await {
            Ok(true) => Ok((anew, after)),
            Ok(false) => Err(Failure::TimerRanOut),
            Err(error) => Err(Failure::NotReached { error }),
        }
    }

    /// Who is logged in already may stay although nobody new is let in: so a new login counts.
    async fn reach_anew(&mut self) -> Result<R, Failure> {
        let mut last = self.router.fresh().await;
        for _ in 1..ATTEMPTS {
            if last.is_ok() {
                break;
            }
            tokio::time::sleep(SETTLING).await;
            last = self.router.fresh().await;
        }
        last.map_err(|error| Failure::NotReached { error })
    }

    /// Lets the timer begin anew when it is short.
    async fn keep(&mut self, guard: &mut Guard) -> Result<(), Failure> {
        if !guard.is_short() {
            return Ok(());
        }
        guard.extend(self.router).await.map_err(|error| match error {
            NotArmed::Failed(error) => Failure::NotReached { error },
            NotArmed::Another | NotArmed::NotSeen => Failure::TimerRanOut,
        })?;
        self.tell(GuardState::Extended, guard);
        Ok(())
    }

    /// Ends with the router as it was, and looks whether it is.
    async fn put_back(&mut self, guard: &mut Guard, before: &Snapshot, inverses: &[Inverse], failure: Failure) -> End {
        tracing::warn!(?failure, "putting everything back");
        self.tell(GuardState::Undoing, guard);
        let undone = guard.undo(self.router).await;
        let mut as_before = self.is_as_before(before).await;
        if as_before == Some(false) {
            // The timer is lost, as after a reboot, or has ended: what is left is done from here.
            tracing::warn!(?undone, "putting the rest back from here");
            self.undo_from_here(inverses).await;
            as_before = self.is_as_before(before).await;
        }
        let outcome = match as_before {
            Some(true) if self.changed.is_empty() => Outcome::NotStarted,
            Some(true) => Outcome::RolledBack,
            Some(false) => Outcome::Changed,
            None => Outcome::Unknown,
        };
        if as_before == Some(true) {
            self.changed.clear();
        }
        self.end(outcome, failure)
    }

    async fn is_as_before(&mut self, before: &Snapshot) -> Option<bool> {
        let now = match self.reach_anew().await {
            Ok(anew) => patiently(&anew).await,
            Err(_) => patiently(self.router).await,
        };
        now.ok().map(|now| before.differing(&now).is_empty())
    }

    async fn undo_from_here(&mut self, inverses: &[Inverse]) {
        let Ok(now) = patiently(self.router).await else { return };
        for change in planner::put_back(inverses, &now, self.context.run_key).plan.changes {
            if let Err(error) = self.router.send(&change, self.context.secrets).await {
                tracing::warn!(change = change.id, %error, "not put back");
            }
        }
    }

    fn is_as_planned_for(&self, snapshot: &Snapshot) -> bool {
        snapshot.hash(self.context.run_key) == self.plan.snapshot
    }

    /// A missing secret is found before the first change, not in the middle.
    fn missing_secret(&self) -> Option<(String, ClientError)> {
        self.plan.changes.iter().find_map(|change| {
            let name = change.secret_names().find(|name| self.context.secrets.secret(name).is_none())?;
            Some((change.id.clone(), ClientError::MissingSecret { name: name.to_owned() }))
        })
    }

    async fn steps(&mut self, guard: &mut Guard, stop: &CancellationToken) -> Result<(), Failure> {
        let plan = self.plan;
        for (at, change) in plan.changes.iter().enumerate() {
            if stop.is_cancelled() {
                self.skip_from(at);
                return Err(Failure::Stopped);
            }
            if let Err(failure) = self.keep(guard).await {
                self.skip_from(at);
                return Err(failure);
            }
            self.step(at, StepState::Running);
            if let Err(error) = self.send(change).await {
                tracing::warn!(change = change.id, %error, "step failed");
                self.step(at, StepState::Failed);
                self.skip_from(at + 1);
                return Err(Failure::Step { id: change.id.clone(), error });
            }
            self.changed.push(change.id.clone());
            self.step(at, StepState::Done);
        }
        // Who stops at the last moment means it, too.
        if stop.is_cancelled() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// Sends one change. A lost answer is cleared up by looking.
    async fn send(&mut self, change: &routeros::Change) -> Result<(), ClientError> {
        match self.router.send(change, self.context.secrets).await {
            Err(ClientError::OutcomeUnknown) => {
                match arrived(self.router, self.project, self.context, &change.id).await {
                    Arrived::Yes => Ok(()),
                    Arrived::No | Arrived::Unknown => Err(ClientError::OutcomeUnknown),
                }
            }
            other => other,
        }
    }

    fn tell(&mut self, state: GuardState, guard: &Guard) {
        (self.events)(ApplyEvent::Guard { state, seconds: guard.left().as_secs() });
    }

    async fn prove(&mut self, router: &R, good: Outcome, snapshot: &Snapshot, mark: &LogMark, right: usize) -> End {
        let events = &mut *self.events;
        let mut proof = Vec::new();
        let mut tell = |item: ProofItem| {
            events(ApplyEvent::Proof(item.clone()));
            proof.push(item);
        };
        proof::prove_each(router, self.project, snapshot, mark, &mut tell).await;
        tell(proof::settings(right, 0));
        let bad = proof.iter().any(|item| item.state == ProofState::Bad);
        let outcome = if good == Outcome::Done && bad { Outcome::Changed } else { good };
        End { outcome, proof, changed: self.changed.clone(), failure: None }
    }

    fn end(&self, outcome: Outcome, failure: Failure) -> End {
        End { outcome, proof: Vec::new(), changed: self.changed.clone(), failure: Some(failure) }
    }

    fn step(&mut self, at: usize, state: StepState) {
        let id = self.plan.changes[at].id.clone();
        (self.events)(ApplyEvent::Step { id, index: at + 1, total: self.plan.changes.len(), state });
    }

    /// What belongs to the timer and not to the plan; it is not counted.
    fn part(&mut self, changes: &[routeros::Change], state: StepState) {
        for change in changes {
            (self.events)(ApplyEvent::Step { id: change.id.clone(), index: 0, total: changes.len(), state });
        }
    }

    fn skip_from(&mut self, first: usize) {
        for at in first..self.plan.changes.len() {
            self.step(at, StepState::Skipped);
        }
    }
}
