//! Following a move of the home's address: the run goes on at the new one, and only from an address
//! inside the new network; what is to happen to the old one is left to the router.
use crate::{
    ApplyEvent, Failure, Wishes,
    guard::{Guard, rows},
    run::Run,
};
use planner::{Move, Plan, Retire, timer::Way};
use routeros::{NoSecrets, Snapshot};
use routeros_client::{ClientError, Router};
use std::{net::IpAddr, time::Duration};
use tokio::time::{Instant, sleep};

/// Between two looks whether this computer has a new address.
const PAUSE: Duration = Duration::from_secs(2);
/// A computer asks for its address again when half of its lease is over. Then it needs a moment.
const MARGIN: u64 = 120;
/// Nobody waits longer: who has a lease of a day unplugs the cable, as the window says.
const LONGEST: u64 = 20 * 60;
/// What is added when a person asks for more time.
const MORE: Duration = Duration::from_secs(120);
/// How long a computer needs to come back into the old network: leases were short.
const HOMECOMING: Duration = Duration::from_secs(180);
/// Longer than a job may wait: what a router forgets when it restarts is better done by the app.
const LONGEST_JOB: u64 = 24 * 3600;

/// Where the run is to go on, when the address that it uses is given up.
pub(crate) fn whither<R: Router>(router: &R, plan: &Plan) -> Option<Move> {
    let moves = plan.moves.as_ref()?;
    let is_old = moves.from.iter().any(|old| IpAddr::V4(old.addr()) == router.place());
    is_old.then(|| moves.clone())
}

/// After a move that was taken back: the router at the address that it had, once this computer is there.
pub(crate) async fn come_home<R: Router>(router: &R) -> Option<R> {
    let end = Instant::now() + HOMECOMING;
    loop {
        match router.at(router.place()).await {
            Ok(anew) => return Some(anew),
            Err(ClientError::KeyChanged { .. }) => return None,
            Err(_) if Instant::now() >= end => return None,
            Err(_) => sleep(PAUSE).await,
        }
    }
}

impl<R: Router> Run<'_, R> {
    /// Waits until this computer has an address in the new network, and logs in anew at the router's
    /// new address. The timer goes on beginning anew meanwhile.
    pub(crate) async fn follow(&mut self, guard: &mut Guard, moves: &Move, stop: &dyn Wishes) -> Result<R, Failure> {
        let address = IpAddr::V4(moves.to.addr());
        let patience = (moves.wait / 2 + MARGIN).min(LONGEST);
        (self.events)(ApplyEvent::Following { address: address.to_string(), seconds: patience });
        let mut end = Instant::now() + Duration::from_secs(patience);
        loop {
            let failed = match self.router.at(address).await {
                Ok(anew) => {
                    tracing::debug!(%address, "followed");
                    (self.events)(ApplyEvent::Followed { address: address.to_string() });
                    self.moved = Some(address);
                    return Ok(anew);
                }
                Err(error) => error,
            };
            if stop.is_stopped() {
                return Err(Failure::Stopped);
            }
            match failed {
                // It may take a while. Anything else will not get better.
                ClientError::OutcomeUnknown => {}
                error if error.is_nobody() => {}
                error => return Err(Failure::NotReached { error }),
            }
            let wants_time = self.is_to_wait_longer(guard, stop);
            if wants_time {
                end += MORE;
            }
            if Instant::now() >= end {
                return Err(Failure::NotFollowed { address: address.to_string() });
            }
            if wants_time || guard.is_short() {
                self.keep_waiting(guard).await?;
            }
            sleep(PAUSE).await;
        }
    }

    /// The connection that was kept may hang since this computer has another address, so a new one is
    /// opened, to the old address. While that does not work either, the router may be about to undo.
    async fn keep_waiting(&mut self, guard: &mut Guard) -> Result<(), Failure> {
        match self.router.fresh().await {
            Ok(anew) => self.extend_over(&anew, guard).await,
            Err(_) if !guard.left().is_zero() => Ok(()),
            Err(error) => Err(Failure::NotReached { error }),
        }
    }

    /// What comes after a move: back in the old network everything is put back at once; otherwise
    /// devices get the time to follow.
    pub(crate) async fn come_back(&mut self, anew: &R) -> Result<(), Failure> {
        if !self.aim.is_back() {
            return Ok(());
        }
        for change in &self.plan.later {
            let sent = anew.send(change, self.context.secrets).await;
            sent.map_err(|error| Failure::Step { id: change.id.clone(), error })?;
            self.changed.push(change.id.clone());
        }
        Ok(())
    }

    /// Leaves the old address to the router. Where that does not work, the app does it at its next start.
    pub(crate) async fn retire(&mut self, anew: &R, before: &Snapshot) {
        let Some(retire) = Retire::of(self.plan, before) else { return };
        if self.aim.is_back() {
            return;
        }
        let by_router = retire.wait <= LONGEST_JOB
            && match anew.send(&retire.set(), &NoSecrets).await {
                Ok(()) => true,
                Err(error) => {
                    tracing::warn!(%error, "the old address is not left to the router");
                    false
                }
            };
        let seconds = by_router.then_some(retire.wait);
        (self.events)(ApplyEvent::Retiring { seconds });
    }
}

/// Whether the router still knows that it is to end a move.
///
/// # Errors
/// The router does not answer.
pub async fn is_retiring<R: Router>(router: &R, version: routeros::Version) -> Result<bool, ClientError> {
    let menu = Way::of(version).signs();
    Ok(rows(router, menu).await?.iter().any(|row| Retire::is_sign(menu, row)))
}
