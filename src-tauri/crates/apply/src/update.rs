//! A newer RouterOS: looked for, brought, installed by a start anew, RouterBOOT after it, and what became
//! of the router looked at.
//!
//! Alone, never within a plan. Up to the start the router is as it was. What is on its way is known by the
//! router itself: an app that is started once more looks at it and sees what waits or what is left to do.
mod after;
mod look;

pub use after::{FirmwareEnd, Left, Updated};
pub use look::{Aim, Offer, look};

use crate::{
    NoBackup, ProofItem, StepState,
    backup::{Kept, Order as BackupOrder, Why, make},
    guard::is_guarded,
    reading::{SETTLING, patiently},
    reboot::back,
};
use planner::{
    Context,
    update::{Found, News, Status, channel, channel_back, download, firmware, firmware_reboot, install, lead_to_seven},
};
use project::Project;
use routeros::{Change, MenuState, NoSecrets, Record, Secrets, Snapshot, Text, Version, menu, render::cli};
use routeros_client::{ClientError, Router, files, read_snapshot};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Small routers unpack an update for minutes.
const LONGEST_INSTALL: Duration = Duration::from_secs(600);
const LONGEST_START: Duration = Duration::from_secs(240);
/// A slow line brings 15 MB in ten minutes.
const LONGEST_BRINGING: Duration = Duration::from_secs(1200);
/// So long its words may stay the same.
const STANDSTILL: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_secs(2);
/// Writing RouterBOOT takes seconds. While it is written nobody starts the router.
const WRITING: Duration = Duration::from_secs(30);
/// How many backups from before a change are kept of a router.
const MOST_BACKUPS: usize = 20;
/// What the log says when RouterBOOT is written (seen from 6.4x to 7.24).
const WRITTEN: &str = "Firmware upgraded successfully";

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Progress {
    /// How far a step is.
    Step {
        /// Which.
        id: String,
        /// How far.
        state: StepState,
    },
    /// It is being brought, in the router's words.
    Bringing {
        /// Such as how much there is already.
        said: String,
    },
    /// An outcome was tested.
    Proof(ProofItem),
}

/// Why there is no newer RouterOS. But for `StillOld` and `NotBack` the router was not started again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NotUpdated {
    /// There is nothing to do, or something in the way.
    #[error("there is nothing that may be updated")]
    Nothing,
    /// A run is going on, or one broke off: that comes first.
    #[error("a run is not finished")]
    Unfinished,
    /// The router is not what it was when it was looked at.
    #[error("the router is not what it was")]
    Changed,
    /// Without a backup nothing is done.
    #[error("no backup: {backup}")]
    NoBackup {
        /// Why.
        backup: NoBackup,
    },
    /// It was not brought.
    #[error("it was not brought: {said}")]
    NotBrought {
        /// RouterOS's words; empty when it went silent.
        said: String,
    },
    /// It is on the router and was not installed: the next start does.
    #[error("it waits for the next start: {error}")]
    Waits {
        /// What kept it from starting again.
        error: ClientError,
    },
    /// The router refused, or did not answer.
    #[error(transparent)]
    Router {
        /// What happened.
        #[from]
        error: ClientError,
    },
    /// It started again, with the version that it had.
    #[error("it started with {version} again: {said}")]
    StillOld {
        /// The version.
        version: String,
        /// What its log says about that; may be empty.
        said: String,
    },
    /// It was told to start again, and was not reached.
    #[error("the router was not reached again: {error}")]
    NotBack {
        /// What was seen last.
        error: ClientError,
    },
}

impl NotUpdated {
    /// What is the matter, and with `-todo` behind the key what to do: `update.<key>`.
    pub fn sentence(&self) -> Text {
        match self {
            Self::Nothing => Text::new("nothing"),
            Self::Unfinished => Text::new("unfinished"),
            Self::Changed => Text::new("changed"),
            // Both have words of their own, as wherever else they happen.
            Self::NoBackup { .. } | Self::Router { .. } => Text::new("nothing"),
            Self::NotBrought { said } => Text::new("not-brought").with("said", said),
            Self::Waits { error } => Text::new("waits").with("detail", error.to_string()),
            Self::StillOld { version, said } => Text::new("still-old").with("version", version).with("said", said),
            Self::NotBack { error } => Text::new("not-back").with("detail", error.to_string()),
        }
    }

    /// Whether nobody knows what the router has.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::NotBack { .. })
    }
}

/// What is to be done, and with what it is compared.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// What was found and shown.
    pub offer: &'a Offer,
    /// What this router is to be like, when somebody has chosen that.
    pub wanted: Option<(&'a Project, &'a Context<'a>)>,
    /// For the password of the backup.
    pub secrets: &'a dyn Secrets,
    /// Where the backup goes.
    pub kept: &'a Kept,
    /// Whether a run on this router broke off.
    pub is_unfinished: bool,
}

/// Does what was shown. It cannot be stopped: a router must not be left between two versions.
///
/// # Errors
/// It is not done, or it is not known whether it is.
pub async fn update<R: Router>(
    router: &R,
    order: Order<'_>,
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Updated, NotUpdated> {
    let Offer { found, version, .. } = order.offer;
    if order.offer.steps.is_empty() {
        return Err(NotUpdated::Nothing);
    }
    if order.is_unfinished || is_guarded(router, *version).await? {
        return Err(NotUpdated::Unfinished);
    }
    let before = read_snapshot(router).await?;
    if before.version() != *version {
        return Err(NotUpdated::Changed);
    }
    back_up(router, order, &before, tell).await?;
    let mut run = Run { tell };
    let anew = match found.target() {
        Some(target) => Some(run.renew(router, found, *version, target).await?),
        None if found.leads_to_seven() => Some(run.renew_to_seven(router, found, *version).await?),
        None => None,
    };
    let (firmware, again) = run.firmware(anew.as_ref().unwrap_or(router)).await?;
    let Some(last) = again.or(anew) else {
        // RouterBOOT alone was to be written, and was not.
        return Ok(Updated::unchanged(found, firmware));
    };
    let after = patiently(&last).await.map_err(|error| NotUpdated::NotBack { error })?;
    Ok(after::looked_at(&last, order.wanted, &before, &after, firmware, &mut |item| (run.tell)(Progress::Proof(item)))
        .await)
}

async fn back_up<R: Router>(
    router: &R,
    order: Order<'_>,
    before: &Snapshot,
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), NotUpdated> {
    let no_backup = |backup: NoBackup| NotUpdated::NoBackup { backup };
    let there = files::list(router).await?;
    let backup = BackupOrder { backup: &order.offer.backup, before, there: &there, sftp: None, secrets: order.secrets };
    let mut step = |change: &Change, state| tell(Progress::Step { id: change.id.clone(), state });
    let made = make(router, backup, &mut step).await.map_err(no_backup)?;
    let lines = order.offer.steps.iter().map(cli::line).collect();
    match order.kept.keep(&made, Why::BeforeChange, lines, MOST_BACKUPS) {
        Ok(_) => Ok(()),
        Err(error) => Err(no_backup(NoBackup::NotKept { detail: error.to_string() })),
    }
}

struct Run<'a> {
    tell: &'a mut (dyn FnMut(Progress) + Send),
}

impl Run<'_> {
    fn step(&mut self, change: &Change, state: StepState) {
        (self.tell)(Progress::Step { id: change.id.clone(), state });
    }

    /// Brings it and starts again with it. Returns the router that has it.
    async fn renew<R: Router>(
        &mut self,
        router: &R,
        found: &Found,
        version: Version,
        target: &str,
    ) -> Result<R, NotUpdated> {
        if !matches!(found.news, News::Waiting { .. }) {
            let change = download(version, target);
            self.step(&change, StepState::Running);
            let brought = self.bring(router, &change).await;
            self.step(&change, if brought.is_ok() { StepState::Done } else { StepState::Failed });
            brought?;
        }
        let change = install(target);
        let anew = self.start_again(router, &change, LONGEST_INSTALL).await.map_err(|error| match error {
            NotUpdated::Router { error } => NotUpdated::Waits { error },
            other => other,
        })?;
        let now = look::version(&anew).await.map_err(|error| NotUpdated::NotBack { error })?;
        if now == version {
            self.step(&change, StepState::Failed);
            return Err(NotUpdated::StillOld { version: now.to_string(), said: complaint(&anew).await });
        }
        self.step(&change, StepState::Done);
        Ok(anew)
    }

    /// From 6 to 7: by the channel that leads there, and back to the old one when it does not work.
    async fn renew_to_seven<R: Router>(
        &mut self,
        router: &R,
        found: &Found,
        version: Version,
    ) -> Result<R, NotUpdated> {
        let lead = lead_to_seven();
        self.step(&lead, StepState::Running);
        let led = match router.send(&lead, &NoSecrets).await {
            Ok(()) => look::ask(router).await.map_err(NotUpdated::from),
            Err(error) => Err(error.into()),
        };
        let result = match led.and_then(|packages| offered_seven(&packages)) {
            Ok(target) => {
                self.step(&lead, StepState::Done);
                let found = Found { news: News::Newer { version: target.clone() }, ..found.clone() };
                self.renew(router, &found, version, &target).await
            }
            Err(error) => {
                self.step(&lead, StepState::Failed);
                Err(error)
            }
        };
        match &result {
            Ok(anew) => {
                let back = channel_back();
                self.step(&back, StepState::Running);
                let sent = anew.send(&back, &NoSecrets).await;
                self.step(&back, if sent.is_ok() { StepState::Done } else { StepState::Failed });
            }
            // Where nobody knows what it has, nothing more is sent to it.
            Err(NotUpdated::NotBack { .. } | NotUpdated::Waits { .. }) => {}
            Err(_) => {
                if let Ok(anew) = router.fresh().await
                    && let Err(error) = anew.send(&channel(&found.channel), &NoSecrets).await
                {
                    tracing::warn!(%error, "the channel stays the one that leads to 7");
                }
            }
        }
        result
    }

    /// Lets it be brought and waits until it is there.
    async fn bring<R: Router>(&mut self, router: &R, change: &Change) -> Result<(), NotUpdated> {
        match router.send(change, &NoSecrets).await {
            Ok(()) => {}
            // It goes on in the router: what it says counts.
            Err(ClientError::OutcomeUnknown) => sleep(SETTLING).await,
            Err(ClientError::Refused { detail, .. }) if look::is_its_own(&detail) => {}
            Err(error) => return Err(error.into()),
        }
        let (begun, mut moved, mut last) = (Instant::now(), Instant::now(), String::new());
        while begun.elapsed() < LONGEST_BRINGING && moved.elapsed() < STANDSTILL {
            // A look that gets lost is no reason to give up.
            if let Ok(said) = look::status(router).await {
                match Status::of(&said) {
                    Status::Brought => return Ok(()),
                    Status::Failed(said) => return Err(NotUpdated::NotBrought { said }),
                    // The router lost its power meanwhile, or does not begin.
                    Status::Going(said) if said.is_empty() => break,
                    _ => {}
                }
                if said != last {
                    (self.tell)(Progress::Bringing { said: said.clone() });
                    (moved, last) = (Instant::now(), said);
                }
            }
            sleep(PAUSE).await;
        }
        Err(NotUpdated::NotBrought { said: last })
    }

    /// That the connection breaks is how it goes well (reference rest-api §7). The step stays running
    /// until somebody has looked what the router has.
    async fn start_again<R: Router>(
        &mut self,
        router: &R,
        change: &Change,
        longest: Duration,
    ) -> Result<R, NotUpdated> {
        self.step(change, StepState::Running);
        let begun = Instant::now();
        let result = match router.send(change, &NoSecrets).await {
            Ok(()) | Err(ClientError::OutcomeUnknown | ClientError::Unreachable { .. }) => {
                back(router, begun, longest).await.map_err(|error| NotUpdated::NotBack { error })
            }
            Err(error) => Err(error.into()),
        };
        if result.is_err() {
            self.step(change, StepState::Failed);
        }
        result
    }

    /// Brings RouterBOOT up to what RouterOS brought along. That it stays as it is harms nobody, so it is
    /// told and no failure. The router that started with it, if one did.
    async fn firmware<R: Router>(&mut self, router: &R) -> Result<(FirmwareEnd, Option<R>), NotUpdated> {
        let board = match look::firmware(router).await {
            Ok(Some(board)) if board.is_old() => board,
            Ok(Some(_)) => return Ok((FirmwareEnd::Current, None)),
            Ok(None) => return Ok((FirmwareEnd::None, None)),
            Err(error) => return Err(NotUpdated::NotBack { error }),
        };
        let (write, start) = (firmware(), firmware_reboot());
        let stays = |said: String| FirmwareEnd::Stays { current: board.current.clone(), said };
        self.step(&write, StepState::Running);
        let written = written_before(router).await;
        let sent = router.send(&write, &NoSecrets).await;
        if let Err(error) = sent
            && error != ClientError::OutcomeUnknown
        {
            self.step(&write, StepState::Failed);
            self.step(&start, StepState::Skipped);
            return Ok((stays(error.to_string()), None));
        }
        if !is_written(router, written).await {
            // Starting a board whose RouterBOOT is half written could be its end.
            self.step(&write, StepState::Failed);
            self.step(&start, StepState::Skipped);
            return Ok((stays(String::new()), None));
        }
        self.step(&write, StepState::Done);
        let anew = self.start_again(router, &start, LONGEST_START).await?;
        let end = match look::firmware(&anew).await {
            Ok(Some(now)) if now.current == board.offered => FirmwareEnd::Upgraded { version: now.current },
            _ => stays(String::new()),
        };
        let is_done = matches!(end, FirmwareEnd::Upgraded { .. });
        self.step(&start, if is_done { StepState::Done } else { StepState::Failed });
        Ok((end, Some(anew)))
    }
}

/// What the channel that leads to 7 offers, if that is a 7.
fn offered_seven(packages: &Record) -> Result<String, NotUpdated> {
    let (said, latest) = (packages.text_or_empty("status"), packages.text_or_empty("latest-version"));
    match (Status::of(said), latest.parse::<Version>()) {
        (Status::Another, Ok(version)) if version.major == 7 => Ok(latest.to_owned()),
        (Status::Failed(said), _) => Err(NotUpdated::NotBrought { said }),
        _ => Err(NotUpdated::NotBrought { said: said.to_owned() }),
    }
}

/// The lines of the log that say so; none when it cannot be read.
async fn log<R: Router>(router: &R, fits: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let Ok(MenuState::List(lines)) = router.read(menu::LOG).await else { return Vec::new() };
    let fits = lines.iter().filter(|line| fits(line.text_or_empty("topics"), line.text_or_empty("message")));
    fits.map(|line| line.text_or_empty("message").to_owned()).collect()
}

async fn written_before<R: Router>(router: &R) -> usize {
    log(router, |_, message| message.starts_with(WRITTEN)).await.len()
}

async fn is_written<R: Router>(router: &R, before: usize) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < WRITING {
        if written_before(router).await > before {
            return true;
        }
        sleep(PAUSE).await;
    }
    false
}

/// What the log says about an update that was not installed: its last grave line.
async fn complaint<R: Router>(router: &R) -> String {
    let is_grave = |topics: &str, message: &str| {
        (topics.contains("critical") || topics.contains("error"))
            && ["upgrade", "package", "space"].iter().any(|word| message.contains(word))
    };
    log(router, is_grave).await.pop().unwrap_or_default()
}
