//! The guard: a timer on the router that undoes everything unless it is told that all is well.
use planner::{
    Retire,
    timer::{Hand, SECONDS, Timer, VARIABLE, Way},
};
use routeros::{Change, Menu, MenuState, NoSecrets, Record, menu};
use routeros_client::{ClientError, Router, TIMER};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long the router waits.
const TIME: Duration = Duration::from_secs(SECONDS);
/// With less than this left, nothing that may be long is begun (reference rest-api §7: a request
/// may take a minute).
const ENOUGH: Duration = Duration::from_secs(75);
/// No longer, whatever a person asks for: so long nobody can be sure of the router.
const LONGEST: Duration = Duration::from_secs(600);
/// How long undoing may take once it has begun.
const UNDOING: Duration = Duration::from_secs(60);
/// Between two looks at it.
const PAUSE: Duration = Duration::from_secs(2);

/// Why no timer was set. Nothing else has been changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotArmed {
    /// Somebody else's run is going on, or has not been undone yet.
    Another,
    /// It was set and is not there, or cannot be told from another.
    NotSeen,
    /// The router refused, or did not answer.
    Failed(ClientError),
}

impl From<ClientError> for NotArmed {
    fn from(error: ClientError) -> Self {
        Self::Failed(error)
    }
}

/// How the timer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undone {
    /// The router has undone everything.
    Yes,
    /// The router knows nothing of it, as after a reboot.
    Lost,
    /// Nobody could be asked.
    Unknown,
}

/// A timer that waits on the router.
pub(crate) struct Guard {
    timer: Timer,
    id: String,
    number: u32,
    deadline: Instant,
    /// How long the next one waits.
    time: Duration,
}

impl Guard {
    /// Sets the timer and looks, over a connection of its own, whether it is there.
    pub(crate) async fn arm<R: Router>(router: &R, timer: Timer) -> Result<Self, NotArmed> {
        let waiting = rows(router, waiting_menu(timer.way)).await?;
        let left = match timer.way {
            Way::Job => rows(router, timer.way.signs()).await?,
            Way::Entry => waiting.clone(),
        };
        if left.iter().any(is_ours) && is_waiting(timer.way, &waiting) {
            return Err(NotArmed::Another);
        }
        clean(router, &timer, &left).await?;
        let change = timer.arm(TIME.as_secs());
        let deadline = Instant::now() + TIME;
        let id = set(router, &timer, 0, &change, &waiting).await?;
        Ok(Self { timer, id, number: 0, deadline, time: TIME })
    }

    /// How much time is left.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether it has to begin anew before something is begun.
    pub(crate) fn is_short(&self) -> bool {
        self.left() < ENOUGH
    }

    /// A person wants more time: from the next beginning it waits longer, up to ten minutes.
    pub(crate) fn wait_longer(&mut self) {
        self.time = (self.time + TIME).min(LONGEST);
    }

    /// Begins anew: the successor is there before the predecessor goes.
    pub(crate) async fn extend<R: Router>(&mut self, router: &R) -> Result<(), NotArmed> {
        let waiting = rows(router, waiting_menu(self.timer.way)).await?;
        let time = self.time;
        let change = self.timer.again(self.number + 1, time.as_secs());
        let deadline = Instant::now() + time;
        let id = set(router, &self.timer, self.number + 1, &change, &waiting).await?;
        router.send(&self.timer.remove(&self.id), &NoSecrets).await?;
        *self = Self { timer: self.timer.clone(), id, number: self.number + 1, deadline, time };
        // The predecessor may have begun a moment before.
        if self.hand(router).await? == Some(Hand::Armed) { Ok(()) } else { Err(NotArmed::NotSeen) }
    }

    /// Ends it. Only when the router confirms that it had not begun is all well.
    pub(crate) async fn cancel<R: Router>(&self, router: &R) -> Result<bool, ClientError> {
        let before = self.hand(router).await?;
        match router.send(&self.timer.remove(&self.id), &NoSecrets).await {
            // What is gone already was either done or lost: the hand tells.
            Ok(()) | Err(ClientError::Missing { .. } | ClientError::OutcomeUnknown) => {}
            Err(error) => return Err(error),
        }
        let is_there =
            rows(router, waiting_menu(self.timer.way)).await?.iter().any(|row| row.id.as_ref() == Some(&self.id));
        let after = match self.timer.way {
            Way::Job => self.hand(router).await?,
            // The entry itself says how far it is; it is gone now.
            Way::Entry => before,
        };
        if is_there || after != Some(Hand::Armed) {
            return Ok(false);
        }
        self.clean(router).await?;
        Ok(true)
    }

    /// Makes the router undo everything now, and waits until it has; where it cannot be told to, until
    /// it does so by itself.
    pub(crate) async fn undo<R: Router>(&mut self, router: &R) -> Undone {
        let end = self.deadline + UNDOING;
        let (mut lost, mut waited) = (0, 0);
        self.number += 1;
        let _ = router.send(&self.timer.now(self.number), &NoSecrets).await;
        while Instant::now() < end {
            // Who does not answer must not keep us beyond the end.
            let Ok(hand) = timeout_at(end, self.look_anew(router)).await else { break };
            match hand {
                Ok(Some(Hand::Undone)) => {
                    self.tidy(router).await;
                    return Undone::Yes;
                }
                // Right after a restart the router may not know everything yet.
                Ok(None) if lost >= 2 => return Undone::Lost,
                Ok(None) => lost += 1,
                // It was not told, or did not do it: the token lets only one of them undo.
                Ok(Some(Hand::Armed)) if waited >= 2 => {
                    waited = 0;
                    self.number += 1;
                    if router.send(&self.timer.now(self.number), &NoSecrets).await.is_err() {
                        tracing::warn!("the router is not told to undo; it will do so by itself");
                    }
                }
                Ok(Some(Hand::Armed)) => waited += 1,
                // Somebody else answers; the router itself cannot be asked any more.
                Err(ClientError::KeyChanged { .. }) => break,
                Ok(Some(Hand::Undoing)) | Err(_) => lost = 0,
            }
            sleep(PAUSE).await;
        }
        Undone::Unknown
    }

    /// The kept connection may have been cut by what was changed.
    async fn look_anew<R: Router>(&self, router: &R) -> Result<Option<Hand>, ClientError> {
        match self.hand(router).await {
            Ok(hand) => Ok(hand),
            Err(_) => self.hand(&router.fresh().await?).await,
        }
    }

    async fn hand<R: Router>(&self, router: &R) -> Result<Option<Hand>, ClientError> {
        Ok(self.timer.hand(&rows(router, self.timer.way.signs()).await?))
    }

    /// After everything was undone: a predecessor that still waits would find the same token in the
    /// next run for the same plan.
    async fn tidy<R: Router>(&self, router: &R) {
        if self.timer.way == Way::Job {
            let _ = router.send(&self.timer.remove(&self.id), &NoSecrets).await;
        }
        if let Err(error) = self.clean(router).await {
            tracing::warn!(%error, "the next run cleans up");
        }
    }

    async fn clean<R: Router>(&self, router: &R) -> Result<(), ClientError> {
        let left = rows(router, self.timer.way.signs()).await?;
        clean(router, &self.timer, &left).await
    }
}

/// Whether a safety timer waits on the router, or undoes something at this moment: somebody else sets
/// it up, from this computer or another, or a run broke off.
///
/// # Errors
/// The router does not answer.
pub async fn is_guarded<R: Router>(router: &R, version: routeros::Version) -> Result<bool, ClientError> {
    let way = Way::of(version);
    let left = rows(router, way.signs()).await?;
    if !left.iter().any(is_ours) {
        return Ok(false);
    }
    let waiting = rows(router, waiting_menu(way)).await?;
    Ok(is_waiting(way, &waiting))
}

/// Where what waits is listed.
fn waiting_menu(way: Way) -> Menu {
    match way {
        Way::Job => menu::SCRIPT_JOB,
        Way::Entry => menu::SYSTEM_SCHEDULER,
    }
}

fn is_waiting(way: Way, rows: &[Record]) -> bool {
    match way {
        // A job does not say whose it is; that of a run that is over has ended by itself.
        Way::Job => !rows.is_empty(),
        Way::Entry => rows.iter().any(|row| is_entry(row) && !row.is_disabled()),
    }
}

fn is_entry(row: &Record) -> bool {
    row.text_or_empty("name").starts_with(TIMER)
}

pub(crate) async fn rows<R: Router>(router: &R, menu: Menu) -> Result<Vec<Record>, ClientError> {
    match router.read(menu).await? {
        MenuState::List(rows) => Ok(rows),
        MenuState::Settings(_) => Ok(Vec::new()),
        MenuState::Absent => Err(ClientError::Missing { detail: format!("no {menu}") }),
    }
}

fn is_ours(row: &Record) -> bool {
    is_entry(row) || row.text("name") == Some(VARIABLE)
}

/// Removes what tells of runs that are over. The end of an earlier move is called off: the run
/// decides anew what becomes of the old address.
async fn clean<R: Router>(router: &R, timer: &Timer, left: &[Record]) -> Result<(), ClientError> {
    let menu = timer.way.signs();
    let is_over = |row: &&Record| is_ours(row) || Retire::is_sign(menu, row);
    for id in left.iter().filter(is_over).filter_map(|row| row.id.as_deref()) {
        match router.send(&timer.forget(id), &NoSecrets).await {
            Ok(()) | Err(ClientError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Sends the change and finds what it set, over a connection of its own. A lost answer is no doubt
/// then: it is there, or it is not.
async fn set<R: Router>(
    router: &R,
    timer: &Timer,
    number: u32,
    change: &Change,
    before: &[Record],
) -> Result<String, NotArmed> {
    let sent = router.send(change, &NoSecrets).await;
    if let Err(error) = &sent
        && !error.router_may_have_changed()
    {
        return Err(NotArmed::Failed(error.clone()));
    }
    let second = router.fresh().await?;
    let is_new = |row: &&Record| row.id.is_some() && before.iter().all(|old| old.id != row.id);
    let is_it = |row: &&Record| timer.way == Way::Job || row.text("name") == Some(&timer.entry(number));
    let now = rows(&second, waiting_menu(timer.way)).await?;
    let found: Vec<&Record> = now.iter().filter(is_new).filter(is_it).collect();
    match (found.as_slice(), sent) {
        ([one], _) => Ok(one.id.clone().unwrap_or_default()),
        (_, Err(error)) => Err(NotArmed::Failed(error)),
        (_, Ok(())) => Err(NotArmed::NotSeen),
    }
}
