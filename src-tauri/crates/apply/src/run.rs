//! Carrying out a plan, step by step, until it is proven or something stops it.
use crate::{
    ApplyEvent, Outcome, ProofItem, ProofState, StepState,
    event::Failure,
    proof::{self, LogMark},
    reading::{Arrived, arrived, patiently},
};
use planner::{Context, Plan};
use project::Project;
use routeros::Snapshot;
use routeros_client::{ClientError, Router, read_snapshot};
use tokio_util::sync::CancellationToken;

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

/// Sends the plan to the router, reads back and proves it. `stop` is looked at between two steps;
/// a step that was begun is ended, because a request given up goes on inside the router.
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
            return self.prove(Outcome::Unchanged, &before, &mark, 0, proof::already_right(self.plan)).await;
        }
        if let Some((id, error)) = self.missing_secret() {
            return self.end(Outcome::NotStarted, Failure::Step { id, error });
        }
        // What the log says from here on is about what is being done.
        let mark = LogMark::now(self.router, self.project).await;
        if let Err((outcome, failure)) = self.steps(stop).await {
            return self.end(outcome, failure);
        }
        self.read_back(&mark).await
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

    async fn steps(&mut self, stop: &CancellationToken) -> Result<(), (Outcome, Failure)> {
        let plan = self.plan;
        for (at, change) in plan.changes.iter().enumerate() {
            if stop.is_cancelled() {
                self.skip_from(at);
                return Err((self.so_far(), Failure::Stopped));
            }
            self.step(at, StepState::Running);
            match self.router.send(change, self.context.secrets).await {
                Ok(()) => {
                    self.changed.push(change.id.clone());
                    self.step(at, StepState::Done);
                }
                Err(error) => {
                    tracing::warn!(change = change.id, %error, "step failed");
                    if let Some(outcome) = self.after_failure(&change.id, &error).await {
                        self.step(at, StepState::Failed);
                        self.skip_from(at + 1);
                        return Err((outcome, Failure::Step { id: change.id.clone(), error }));
                    }
                    self.changed.push(change.id.clone());
                    self.step(at, StepState::Done);
                }
            }
        }
        Ok(())
    }

    /// What the router has after a step failed. `None` when it turns out that the step did work.
    async fn after_failure(&mut self, id: &str, error: &ClientError) -> Option<Outcome> {
        if *error == ClientError::OutcomeUnknown {
            return match arrived(self.router, self.project, self.context, id).await {
                Arrived::Yes => None,
                Arrived::No => Some(self.so_far()),
                Arrived::Unknown => Some(Outcome::Unknown),
            };
        }
        if !self.changed.is_empty() || !error.router_may_have_changed() {
            return Some(self.so_far());
        }
        // A refusal does not mean that nothing happened: look before saying so.
        Some(match patiently(self.router).await {
            Ok(now) if self.is_as_planned_for(&now) => Outcome::NotStarted,
            Ok(_) => Outcome::Changed,
            Err(_) => Outcome::Unknown,
        })
    }

    fn so_far(&self) -> Outcome {
        if self.changed.is_empty() { Outcome::NotStarted } else { Outcome::Changed }
    }

    async fn read_back(&mut self, mark: &LogMark) -> End {
        (self.events)(ApplyEvent::Verifying);
        let after = match patiently(self.router).await {
            Ok(snapshot) => snapshot,
            Err(error) => return self.end(Outcome::Unknown, Failure::Reading { error }),
        };
        let left = match planner::plan(self.project, &after, self.context) {
            Ok(plan) => plan.changes,
            Err(issues) => {
                return self.end(Outcome::Changed, Failure::NotAsPlanned { differences: issues.len().max(1) });
            }
        };
        (self.events)(ApplyEvent::Verified { differences: left.len() });
        let sent = &self.plan.changes;
        let right = sent.iter().filter(|change| left.iter().all(|left| left.id != change.id)).count();
        let wrong = left.len().max(sent.len() - right);
        self.prove(Outcome::Done, &after, mark, wrong, right).await
    }

    async fn prove(&mut self, good: Outcome, snapshot: &Snapshot, mark: &LogMark, wrong: usize, right: usize) -> End {
        let events = &mut *self.events;
        let mut proof = Vec::new();
        let mut tell = |item: ProofItem| {
            events(ApplyEvent::Proof(item.clone()));
            proof.push(item);
        };
        proof::prove_each(self.router, self.project, snapshot, mark, &mut tell).await;
        tell(proof::settings(right, wrong));
        let failure = (wrong > 0).then_some(Failure::NotAsPlanned { differences: wrong });
        let bad = proof.iter().any(|item| item.state == ProofState::Bad);
        let outcome = if good == Outcome::Done && (bad || wrong > 0) { Outcome::Changed } else { good };
        End { outcome, proof, changed: self.changed.clone(), failure }
    }

    fn end(&self, outcome: Outcome, failure: Failure) -> End {
        End { outcome, proof: Vec::new(), changed: self.changed.clone(), failure: Some(failure) }
    }

    fn step(&mut self, at: usize, state: StepState) {
        let id = self.plan.changes[at].id.clone();
        (self.events)(ApplyEvent::Step { id, index: at + 1, total: self.plan.changes.len(), state });
    }

    fn skip_from(&mut self, first: usize) {
        for at in first..self.plan.changes.len() {
            self.step(at, StepState::Skipped);
        }
    }
}
