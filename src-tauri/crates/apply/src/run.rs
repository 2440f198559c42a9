//! Carrying out a plan, step by step, until it is proven or something stops it. Then everything is
//! put back: the router ends as it was asked to be or as it was.
//!
//! In order: read and compare with the plan · back up · set the safety timer · send change by change · reach
//! the router anew · read back · end the timer · prove. Whatever fails in between leads to `put_back`.
use crate::{
    ApplyEvent, GuardState, NoBackup, Outcome, ProofItem, ProofState, StepState, Wishes, backup,
    event::Failure,
    follow::{come_home, whither},
    guard::{Guard, NotArmed},
    journal::{Journal, Keep, Nowhere, Written},
    proof::{self, LogMark},
    reading::{Arrived, SETTLING, arrived, patiently},
};
use planner::{Context, Entry, Inverse, Plan, Timer, safety};
use project::Project;
use routeros::Snapshot;
use routeros_client::{ClientError, Router, read_snapshot};
use std::{net::IpAddr, time::Duration};

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
    /// The address at which the router is from now on, after a move.
    pub moved: Option<IpAddr>,
}

/// Sends the plan to the router, reads back and proves it; whatever fails is put back. `stop` is
/// looked at between two steps; a step that was begun is ended, because a request given up goes on
/// inside the router.
///
/// ```
/// use planner::{Context, Transport, plan};
/// use project::{Choices, Project, SecretState};
/// use routeros::{NoSecrets, Secret};
/// use routeros_client::{Client, Options, read_snapshot};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let practice = practice_router::Router::new(practice_router::Options::default());
/// let server = practice_router::Server::start(practice).await?;
/// let router = Client::connect(&server.http_url(), "admin", Secret::new(server.password()), Options::default()).await?;
/// let snapshot = read_snapshot(&router).await?;
/// let (project, _) = Project::from_choices(&Choices::default(), &|_| SecretState::Missing).map_err(|_| "valid")?;
/// let context = Context { secrets: &NoSecrets, ticked: &Default::default(), transport: Transport::Http, run_key: &[0; 32], finish_move: false };
/// let plan = plan(&project, &snapshot, &context).map_err(|_| "it fits this router")?;
/// let mut events = 0;
/// let end = apply::run(&router, &project, &plan, &context, &mut |_| events += 1, &tokio_util::sync::CancellationToken::new()).await;
/// assert_eq!(end.outcome, apply::Outcome::Done);
/// assert!(end.proof.iter().all(|item| item.state == apply::ProofState::Good) && events > plan.changes.len());
/// # Ok(())
/// # }
/// ```
pub async fn run<R: Router>(
    router: &R,
    project: &Project,
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &dyn Wishes,
) -> End {
    run_kept(router, project, plan, context, events, stop, &mut Nowhere).await
}

/// The same, written down in a journal before it is done.
pub async fn run_kept<R: Router>(
    router: &R,
    project: &Project,
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &dyn Wishes,
    keep: &mut dyn Keep,
) -> End {
    let journal = Journal::new(plan.changes.iter().map(|change| change.id.clone()), Vec::new());
    let aim = Aim::Project(project);
    Run { router, aim, plan, context, events, keep, journal, begun: false, changed: Vec::new(), moved: None, given: 0 }
        .finish(stop)
        .await
}

/// Puts a router back as it was before a run: the same steps, timer and reading back, with what
/// `planner::put_back` finds to do. `plan` is what was shown of it.
pub async fn put_back<R: Router>(
    router: &R,
    inverses: &[Inverse],
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &dyn Wishes,
) -> End {
    let journal = Journal::new(std::iter::empty(), Vec::new());
    let aim = Aim::Back(inverses);
    Run {
        router,
        aim,
        plan,
        context,
        events,
        keep: &mut Nowhere,
        journal,
        begun: false,
        changed: Vec::new(),
        moved: None,
        given: 0,
    }
    .finish(stop)
    .await
}

/// What a run is to arrive at.
pub(crate) enum Aim<'a> {
    /// What the project wants.
    Project(&'a Project),
    /// What was before.
    Back(&'a [Inverse]),
}

impl Aim<'_> {
    /// Ids of the changes that are still to do; or how many things are wrong with this router.
    pub(crate) fn left(&self, snapshot: &Snapshot, context: &Context<'_>) -> Result<Vec<String>, usize> {
        let changes = match self {
            Self::Project(project) => {
                planner::plan(project, snapshot, context).map_err(|issues| issues.len().max(1))?.changes
            }
            Self::Back(inverses) => planner::put_back(inverses, snapshot, context.run_key).plan.all(),
        };
        Ok(changes.into_iter().map(|change| change.id).collect())
    }

    async fn log<R: Router>(&self, router: &R) -> LogMark {
        match self {
            Self::Project(project) => LogMark::now(router, project).await,
            Self::Back(_) => LogMark::default(),
        }
    }
}

pub(crate) struct Run<'a, R> {
    pub(crate) router: &'a R,
    pub(crate) aim: Aim<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) context: &'a Context<'a>,
    pub(crate) events: &'a mut (dyn FnMut(ApplyEvent) + Send),
    keep: &'a mut dyn Keep,
    journal: Journal,
    begun: bool,
    pub(crate) changed: Vec<String>,
    /// Where the run went on, after a move.
    pub(crate) moved: Option<IpAddr>,
    /// How often the router was told to wait longer.
    given: u32,
}

impl<R: Router> Run<'_, R> {
    async fn finish(mut self, stop: &dyn Wishes) -> End {
        let end = self.all(stop).await;
        if self.begun {
            // Once the router is as it was asked to be, a bad line does not make it unfinished.
            self.journal.outcome = self.journal.outcome.or(Some(end.outcome));
            self.write_down();
        }
        (self.events)(ApplyEvent::End {
            outcome: end.outcome,
            proof: end.proof.clone(),
            changed: end.changed.clone(),
            failure: end.failure.clone(),
        });
        end
    }

    async fn all(&mut self, stop: &dyn Wishes) -> End {
        let before = match read_snapshot(self.router).await {
            Ok(snapshot) => snapshot,
            Err(error) => return self.end(Outcome::NotStarted, Failure::Reading { error }),
        };
        if before.device() != self.plan.device {
            return self.end(Outcome::NotStarted, Failure::OtherDevice);
        }
        if !self.is_as_planned_for(&before) {
            return self.end(Outcome::NotStarted, Failure::RouterChanged);
        }
        if self.has_nothing_to_do() {
            (self.events)(ApplyEvent::Verified { differences: 0 });
            let mark = self.aim.log(self.router).await;
            return self.prove(self.router, Outcome::Unchanged, &before, &mark, proof::already_right(self.plan)).await;
        }
        if let Err(planner::Unsafe { id, danger }) = self.is_safe(&before) {
            return self.end(Outcome::NotStarted, Failure::Unsafe { id, danger });
        }
        if let Some((id, error)) = self.missing_secret() {
            return self.end(Outcome::NotStarted, Failure::Step { id, error });
        }
        if let Err(backup) = self.back_up(&before).await {
            self.skip_from(0);
            return self.end(Outcome::NotStarted, Failure::NoBackup { backup });
        }
        // What the log says from here on is about what is being done.
        let mark = self.aim.log(self.router).await;
        let inverses = planner::revert(&before, &self.plan.all());
        let timer = Timer::of(self.plan, &before);
        let (first, last) = timer.shown();
        self.part(&first, StepState::Running);
        let mut guard = match Guard::arm(self.router, timer).await {
            Ok(guard) => guard,
            Err(error) => {
                self.part(&first, StepState::Failed);
                self.skip_from(0);
                return self.end(
                    Outcome::NotStarted,
                    match error {
                        NotArmed::Another => Failure::AnotherRun,
                        NotArmed::NotSeen => Failure::NoGuard { error: None },
                        NotArmed::Failed(error) => Failure::NoGuard { error: Some(error) },
                    },
                );
            }
        };
        self.part(&first, StepState::Done);
        self.tell(GuardState::Armed, &guard);
        // Before the first change, and after everything that keeps a run from beginning: an earlier
        // journal is not lost to a run that did nothing.
        let earlier = self.keep.last().filter(Journal::is_unfinished).map(|last| last.back).unwrap_or_default();
        self.journal.back = planner::with_earlier(inverses.clone(), &earlier);
        if let Err(error) = self.keep.keep(&self.journal) {
            self.skip_from(0);
            let failure = Failure::NoJournal { detail: error.to_string() };
            return self.put_back(&mut guard, &before, &inverses, failure).await;
        }
        self.begun = true;
        match self.until_confirmed(&mut guard, stop, &before).await {
            Ok((anew, after)) => {
                self.part(&last, StepState::Done);
                self.tell(GuardState::Released, &guard);
                // Whatever the proof says, the router is as it was asked to be.
                self.journal.outcome = Some(Outcome::Done);
                self.write_down();
                self.retire(&anew, &before).await;
                self.prove(&anew, Outcome::Done, &after, &mark, self.plan.changes.len()).await
            }
            Err(failure) => self.put_back(&mut guard, &before, &inverses, failure).await,
        }
    }

    /// What puts a router back needs no backup: it goes back to what was before.
    async fn back_up(&mut self, before: &Snapshot) -> Result<(), NoBackup> {
        match self.aim {
            Aim::Project(_) => {
                backup::before(self.router, self.plan, before, self.context, self.keep, self.events).await
            }
            Aim::Back(_) => Ok(()),
        }
    }

    /// Everything that the timer watches over.
    async fn until_confirmed(
        &mut self,
        guard: &mut Guard,
        stop: &dyn Wishes,
        before: &Snapshot,
    ) -> Result<(R, Snapshot), Failure> {
        self.steps(guard, stop, before).await?;
        (self.events)(ApplyEvent::Verifying);
        tokio::time::sleep(UNTIL_RULES_ACT).await;
        self.extend(guard, stop).await?;
        let anew = match whither(self.router, self.plan) {
            Some(moves) => self.follow(guard, &moves, stop).await?,
            None => self.reach_anew().await?,
        };
        self.come_back(&anew).await?;
        let after = patiently(&anew).await.map_err(|error| Failure::Reading { error })?;
        let differences = self.aim.left(&after, self.context).map_or_else(|wrong| wrong, |left| left.len());
        (self.events)(ApplyEvent::Verified { differences });
        if differences > 0 {
            return Err(Failure::NotAsPlanned { differences });
        }
        self.journal.all_seen();
        // The last moment at which stopping puts everything back by itself.
        if stop.is_stopped() {
            return Err(Failure::Stopped);
        }
        match guard.cancel(&anew).await {
            Ok(true) => Ok((anew, after)),
            Ok(false) => Err(Failure::TimerRanOut),
            Err(error) => Err(Failure::NotReached { error }),
        }
    }

    /// Once the run has begun, a full disk is no reason to leave the router half-way.
    fn write_down(&mut self) {
        if let Err(error) = self.keep.keep(&self.journal) {
            tracing::warn!(%error, "the journal was not written");
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
    pub(crate) async fn extend(&mut self, guard: &mut Guard, wishes: &dyn Wishes) -> Result<(), Failure> {
        if self.is_to_wait_longer(guard, wishes) || guard.is_short() {
            self.extend_over(self.router, guard).await
        } else {
            Ok(())
        }
    }

    /// Whether a person asked for more time since it was looked last.
    pub(crate) fn is_to_wait_longer(&mut self, guard: &mut Guard, wishes: &dyn Wishes) -> bool {
        let asked = wishes.asked_for_time();
        let more = asked.saturating_sub(self.given);
        (0..more).for_each(|_| guard.wait_longer());
        self.given = asked;
        more > 0
    }

    pub(crate) async fn extend_over(&mut self, router: &R, guard: &mut Guard) -> Result<(), Failure> {
        guard.extend(router).await.map_err(|error| match error {
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
        let mut as_before = self.is_as_before(before, inverses).await;
        if as_before == Some(false) {
            // The timer is lost, as after a reboot, or has ended: what is left is done from here.
            tracing::warn!(?undone, "putting the rest back from here");
            self.undo_from_here(inverses).await;
            as_before = self.is_as_before(before, inverses).await;
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

    async fn is_as_before(&mut self, before: &Snapshot, inverses: &[Inverse]) -> Option<bool> {
        let now = match self.reach_anew().await {
            Ok(anew) => patiently(&anew).await,
            // This computer may need a moment to get its old address back.
            Err(_) if self.moved.is_some() => patiently(&come_home(self.router).await?).await,
            Err(_) => patiently(self.router).await,
        };
        now.ok().map(|now| {
            // What somebody else changed meanwhile is theirs: what counts is that nothing of ours is left.
            let left = || planner::put_back(inverses, &now, self.context.run_key);
            before.differing(&now).is_empty() || left().is_nothing()
        })
    }

    async fn undo_from_here(&mut self, inverses: &[Inverse]) {
        let Ok(now) = patiently(self.router).await else { return };
        for change in planner::put_back(inverses, &now, self.context.run_key).plan.all() {
            if let Err(error) = self.router.send(&change, self.context.secrets).await {
                tracing::warn!(change = change.id, %error, "not put back");
            }
        }
    }

    /// What is left to the router is not ours to do; when everything is put back, it is.
    fn has_nothing_to_do(&self) -> bool {
        self.plan.is_empty() && (self.plan.later.is_empty() || matches!(self.aim, Aim::Project(_)))
    }

    fn is_safe(&self, before: &Snapshot) -> Result<(), planner::Unsafe> {
        let entry = Entry::at(self.router.place(), self.context.transport, before);
        match self.aim {
            Aim::Project(_) => safety::check(self.plan, before, &entry),
            Aim::Back(_) => safety::check_back(self.plan, before, &entry),
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

    async fn steps(&mut self, guard: &mut Guard, stop: &dyn Wishes, before: &Snapshot) -> Result<(), Failure> {
        let plan = self.plan;
        for (at, change) in plan.changes.iter().enumerate() {
            if stop.is_stopped() {
                self.skip_from(at);
                return Err(Failure::Stopped);
            }
            if let Err(failure) = self.extend(guard, stop).await {
                self.skip_from(at);
                return Err(failure);
            }
            self.step(at, StepState::Running);
            self.journal.steps.iter_mut().filter(|(id, _)| *id == change.id).for_each(|step| step.1 = Written::Sent);
            self.write_down();
            if let Err(error) = self.send(change, before).await {
                tracing::warn!(change = change.id, %error, "step failed");
                self.step(at, StepState::Failed);
                self.skip_from(at + 1);
                return Err(Failure::Step { id: change.id.clone(), error });
            }
            self.changed.push(change.id.clone());
            self.journal.steps.iter_mut().filter(|(id, _)| *id == change.id).for_each(|step| step.1 = Written::Done);
            self.step(at, StepState::Done);
        }
        Ok(())
    }

    /// Sends one change. A lost answer is cleared up by looking.
    async fn send(&mut self, change: &routeros::Change, before: &Snapshot) -> Result<(), ClientError> {
        if self.plan.together.contains(&change.id) {
            let is_first = self.plan.together.first() == Some(&change.id);
            return if is_first { self.in_one_piece(before).await } else { Ok(()) };
        }
        match self.router.send(change, self.context.secrets).await {
            Err(ClientError::OutcomeUnknown) => match arrived(self.router, &self.aim, self.context, &change.id).await {
                Arrived::Yes => Ok(()),
                Arrived::No | Arrived::Unknown => Err(ClientError::OutcomeUnknown),
            },
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
        if let Aim::Project(project) = self.aim {
            proof::prove_each(router, project, snapshot, mark, &mut tell).await;
        }
        tell(proof::settings(right, 0));
        let bad = proof.iter().any(|item| item.state == ProofState::Bad);
        let outcome = if good == Outcome::Done && bad { Outcome::Changed } else { good };
        End { outcome, proof, changed: self.changed.clone(), failure: None, moved: self.moved }
    }

    fn end(&self, outcome: Outcome, failure: Failure) -> End {
        let moved = self.moved.filter(|_| outcome != Outcome::RolledBack);
        End { outcome, proof: Vec::new(), changed: self.changed.clone(), failure: Some(failure), moved }
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
