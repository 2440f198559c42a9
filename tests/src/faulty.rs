//! The practice router with something going wrong at one request, counted from 0.
use crate::direct::Direct;
use practice_router::{Clock, Internet, Options, Router as Practice, RouterState};
use routeros::{Change, Menu, MenuState, Record, Secrets};
use routeros_client::{ClientError, Router};
use serde_json::json;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused, not done.
    Refuse,
    /// Done, but answered with a refusal.
    RefuseButDo,
    /// Answered well, not done.
    Pretend,
    /// Done, and the answer comes too late.
    Hang,
    /// Done, and the answer is lost.
    LoseAnswer,
    /// It never arrives, and the connection is cut for half a minute.
    Cut,
    /// It never arrives, and the connection is cut for ten minutes: longer than the app waits.
    CutForLong,
    /// The router's web server stumbles.
    ServerError,
    /// The router loses its power for a moment.
    Reboot,
    /// The app is gone: whatever it was doing ends here.
    Killed,
    /// From now on somebody else answers.
    KeyChanged,
    /// Another administrator adds a record of their own.
    Meddle,
}

impl Fault {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Refuse,
        Self::RefuseButDo,
        Self::Pretend,
        Self::Hang,
        Self::LoseAnswer,
        Self::Cut,
        Self::CutForLong,
        Self::ServerError,
        Self::Reboot,
        Self::Killed,
        Self::KeyChanged,
        Self::Meddle,
    ];
}

/// Where routers are when they come from the factory.
const FACTORY: Ipv4Addr = Ipv4Addr::new(192, 168, 88, 1);
/// When the computer at home asks for an address again.
const ASKS_AGAIN: Duration = Duration::from_secs(40);

#[derive(Default)]
struct Script {
    requests: usize,
    writes: usize,
    faults: Vec<(usize, Fault)>,
    silent_until: Option<Instant>,
    stranger: bool,
    killed: bool,
}

/// A practice router whose time is the test's, with a fault at one request.
#[derive(Clone)]
pub struct Faulty {
    /// The router itself, for looking at it without asking.
    pub practice: Practice,
    /// The router's address that is spoken to.
    place: Ipv4Addr,
    script: Arc<Mutex<Script>>,
}

impl Faulty {
    /// A router in this state on this line. Must be made inside of a run-time.
    pub fn new(state: RouterState, internet: Internet) -> Self {
        let start = Instant::now();
        let clock = Clock::following(move || start.elapsed());
        let password = Some("practice".into());
        // Half of its lease is over in a moment.
        let asks_again = Some(ASKS_AGAIN);
        let practice = Practice::new(Options { state, internet, password, clock, asks_again, ..Options::default() });
        Self { practice, place: FACTORY, script: Arc::default() }
    }

    /// Fails at the request with this number, from now on.
    pub fn fail(&self, at: usize, fault: Fault) {
        self.fail_at(&[(at, fault)]);
    }

    /// The same with several, each at its request.
    pub fn fail_at(&self, faults: &[(usize, Fault)]) {
        *self.script() = Script { faults: faults.to_vec(), ..Script::default() };
    }

    /// How many requests there were since then.
    pub fn requests(&self) -> usize {
        self.script().requests
    }

    /// How many of them were changes.
    pub fn writes(&self) -> usize {
        self.script().writes
    }

    /// The network is whole again, and the app was started anew.
    pub fn heal(&self) {
        *self.script() = Script::default();
    }

    /// The computer keeps the address that it has, whatever it is told.
    pub fn stays(&self) {
        self.practice.asks_again(Duration::from_secs(1_000_000));
    }

    /// Does not answer any more.
    pub fn vanish(&self) {
        self.script().silent_until = Some(Instant::now() + Duration::from_secs(1_000_000));
    }

    /// Another administrator adds a record of their own.
    pub fn meddle(&self) {
        self.practice.handle("PUT", "/interface/list", Some(&json!({ "name": "somebody" })));
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happens to the request that comes now.
    async fn begin(&self, is_write: bool) -> Result<Option<Fault>, ClientError> {
        let (fault, silent_until, stranger, killed) = {
            let mut script = self.script();
            let number = script.requests;
            script.requests += 1;
            script.writes += usize::from(is_write);
            let fault = script.faults.iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault);
            match fault {
                Some(Fault::Cut) => script.silent_until = Some(Instant::now() + Duration::from_secs(30)),
                Some(Fault::CutForLong) => script.silent_until = Some(Instant::now() + Duration::from_secs(600)),
                Some(Fault::Reboot) => script.silent_until = Some(Instant::now() + Duration::from_secs(40)),
                Some(Fault::Killed) => script.killed = true,
                Some(Fault::KeyChanged) => script.stranger = true,
                _ => {}
            }
            (fault, script.silent_until, script.stranger, script.killed)
        };
        if killed {
            std::future::pending::<()>().await;
        }
        if fault == Some(Fault::Reboot) {
            self.practice.reboot();
        }
        if !self.practice.has_address(self.place) {
            sleep(Duration::from_secs(5)).await;
            return Err(if is_write { ClientError::OutcomeUnknown } else { unreachable() });
        }
        if stranger {
            return Err(ClientError::KeyChanged { seen: "another".into() });
        }
        if silent_until.is_some_and(|until| Instant::now() < until) {
            sleep(Duration::from_secs(5)).await;
            let lost = is_write && fault.is_some();
            return Err(if lost { ClientError::OutcomeUnknown } else { unreachable() });
        }
        if fault == Some(Fault::Meddle) {
            self.meddle();
        }
        Ok(fault)
    }

    async fn end<T>(fault: Option<Fault>, is_write: bool, answer: Result<T, ClientError>) -> Result<T, ClientError> {
        let lost = || if is_write { ClientError::OutcomeUnknown } else { unreachable() };
        match fault {
            Some(Fault::RefuseButDo) => Err(refused(400)),
            Some(Fault::Hang) => {
                sleep(Duration::from_secs(70)).await;
                Err(lost())
            }
            Some(Fault::LoseAnswer) => Err(lost()),
            _ => answer,
        }
    }
}

fn refused(status: u16) -> ClientError {
    ClientError::Refused { status, detail: "failure: told to".into() }
}

fn unreachable() -> ClientError {
    ClientError::Unreachable { address: "127.0.0.1:80".into() }
}

impl Router for Faulty {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        let fault = self.begin(false).await?;
        match fault {
            Some(Fault::Refuse) => return Err(refused(400)),
            Some(Fault::ServerError) => return Err(refused(500)),
            _ => {}
        }
        let answer = Direct(self.practice.clone()).read(menu).await;
        Self::end(fault, false, answer).await
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        let fault = self.begin(true).await?;
        match fault {
            Some(Fault::Refuse) => return Err(refused(400)),
            Some(Fault::ServerError) => return Err(refused(500)),
            Some(Fault::Pretend) => return Ok(()),
            _ => {}
        }
        let answer = Direct(self.practice.clone()).send(change, secrets).await;
        Self::end(fault, true, answer).await
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        let fault = self.begin(false).await?;
        match fault {
            Some(Fault::Refuse) => return Err(refused(400)),
            Some(Fault::ServerError) => return Err(refused(500)),
            _ => {}
        }
        let answer = Direct(self.practice.clone()).ask(command, args).await;
        Self::end(fault, false, answer).await
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        let fault = self.begin(false).await?;
        match fault {
            Some(Fault::Refuse) => return Err(refused(400)),
            Some(Fault::ServerError) => return Err(refused(500)),
            _ => {}
        }
        let answer = Direct(self.practice.clone()).piece(file, offset, size).await;
        Self::end(fault, false, answer).await
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        self.begin(false).await?;
        Ok(self.clone())
    }

    fn place(&self) -> IpAddr {
        IpAddr::V4(self.place)
    }

    async fn at(&self, address: IpAddr) -> Result<Self, ClientError> {
        let IpAddr::V4(place) = address else { return Err(unreachable()) };
        // Who has no address there sends nothing.
        if !self.practice.is_near(place) {
            return Err(unreachable());
        }
        Self { place, ..self.clone() }.fresh().await
    }
}
