//! Carrying out a plan, step by step, until it is proven or something stops it. Then everything is
//! put back: the router ends as it was asked to be or as it was.
//!
//! In order: read and compare with the plan · back up · set the safety timer · send change by change · reach
//! the router anew · read back · end the timer · prove. Whatever fails in between leads to `put_back`.
mod back;
mod checks;
mod steps;
mod timer;

use crate::{
    ApplyEvent, GuardState, NoBackup, Outcome, ProofItem, ProofState, StepState, Wishes, backup,
    event::Failure,
    follow::whither,
    guard::{Guard, NotArmed},
    journal::{Journal, Keep, Nowhere},
    proof::{self, LogMark},
    reading::{SETTLING, patiently},
};
use planner::{Context, Import, Inverse, Plan, Timer};
use project::Project;
use routeros::Snapshot;
use routeros_client::{Router, read_snapshot};
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

impl End {
    /// Whether the router is as it was asked to be: read back, whatever the proof says of the line.
    pub fn is_as_asked(&self) -> bool {
        self.failure.is_none()
    }
}

/// What is wanted of a router.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// What somebody chose.
    Project(&'a Project),
    /// What an export says.
    Import {
        /// The export.
        import: &'a Import,
        /// The outcomes that are tested in the end (`planner::Imported::proved_by`).
        proved_by: &'a Project,
    },
}

impl<'a> From<&'a Project> for Wanted<'a> {
    fn from(project: &'a Project) -> Self {
        Self::Project(project)
    }
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
pub async fn run<'a, R: Router>(
    router: &R,
    wanted: impl Into<Wanted<'a>>,
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &dyn Wishes,
) -> End {
    run_kept(router, wanted, plan, context, events, stop, &mut Nowhere).await
}

/// The same, written down in a journal before it is done.
pub async fn run_kept<'a, R: Router>(
    router: &R,
    wanted: impl Into<Wanted<'a>>,
    plan: &Plan,
    context: &Context<'_>,
    events: &mut (dyn FnMut(ApplyEvent) + Send),
    stop: &dyn Wishes,
    keep: &mut dyn Keep,
) -> End {
    let journal = Journal::new(plan.changes.iter().map(|change| change.id.clone()), Vec::new());
    let aim = match wanted.into() {
        Wanted::Project(project) => Aim::Project(project),
        Wanted::Import { import, proved_by } => Aim::Import { import, proved_by },
    };
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
    /// What an export says, and what it is proved by.
    Import { import: &'a Import, proved_by: &'a Project },
    /// What was before.
    Back(&'a [Inverse]),
}

impl Aim<'_> {
    pub(crate) fn is_back(&self) -> bool {
        matches!(self, Self::Back(_))
    }

    /// Whose outcomes are tested.
    fn proved_by(&self) -> Option<&Project> {
        match self {
            Self::Project(project) | Self::Import { proved_by: project, .. } => Some(project),
            Self::Back(_) => None,
        }
    }

    /// Ids of the changes that are still to do; or how many things are wrong with this router.
    pub(crate) fn left(&self, snapshot: &Snapshot, context: &Context<'_>) -> Result<Vec<String>, usize> {
        let changes = match self {
            Self::Project(project) => {
                planner::plan(project, snapshot, context).map_err(|issues| issues.len().max(1))?.changes
            }
            Self::Import { import, .. } => import.plan(snapshot, context).plan.changes,
            Self::Back(inverses) => planner::put_back(inverses, snapshot, context.run_key).plan.all(),
        };
        Ok(changes.into_iter().map(|change| change.id).collect())
    }

    async fn log<R: Router>(&self, router: &R) -> LogMark {
        match self.proved_by() {
            Some(project) => LogMark::now(router, project).await,
            None => LogMark::default(),
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
            Aim::Project(_) | Aim::Import { .. } => {
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

    async fn prove(&mut self, router: &R, good: Outcome, snapshot: &Snapshot, mark: &LogMark, right: usize) -> End {
        let events = &mut *self.events;
        let mut proof = Vec::new();
        let mut tell = |item: ProofItem| {
            events(ApplyEvent::Proof(item.clone()));
            proof.push(item);
        };
        if let Some(project) = self.aim.proved_by() {
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
}
