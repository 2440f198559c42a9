//! A router that forbids timers allows them once somebody was there: over real sockets, where it answers nobody
//! meanwhile, and with time that leaps.
use apply::device_mode::{NotAllowed, Stage, allow_timers, look};
use planner::device_mode::{Coach, MOST, SECONDS, Timers};
use practice_router::{Clock, Options, Router as Practice, Server};
use routeros::{Change, Menu, MenuState, Record, Secrets};
use routeros_client::{ClientError, RestRouter, Router, read_snapshot};
use std::{collections::BTreeSet, net::IpAddr, time::Duration};
use tests::{direct::Direct, journey::Answers};
use tokio::time::{sleep, timeout};

fn practice(personality: &str, clock: Clock) -> Practice {
    let state = practice_router::personality(personality).expect("carried");
    Practice::new(Options { state, clock, password: Some("practice".into()), ..Options::default() })
}

fn forbidden(attempts: u32) -> Timers {
    Timers::Forbidden(Coach { mode_button: true, attempts })
}

/// Somebody does this at the router once it waits; `clock` is the router's.
async fn asked(server: &Server, at_the_router: impl FnOnce(&Practice)) -> (Result<(), NotAllowed>, Vec<Stage>) {
    let client = RestRouter::connect(&server.http_url(), "admin", "practice").await.expect("let in");
    let version = read_snapshot(&client).await.expect("read").version();
    let mut told = Vec::new();
    let mut tell = |stage| told.push(stage);
    let (end, ()) = tokio::join!(allow_timers(&client, version, &mut tell), async {
        let sent = || server.router().requests().iter().any(|request| request.path.ends_with("device-mode/update"));
        while !sent() {
            sleep(Duration::from_millis(20)).await;
        }
        at_the_router(server.router());
    });
    server.router().clear_requests();
    (end, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_or_the_plug_allows_timers_and_then_copies_are_made() {
    for by_plug in [false, true] {
        let clock = Clock::manual();
        let server = Server::start(practice("hap-ax2_7.20", clock.clone())).await.expect("a server on loopback");
        let (end, told) = asked(&server, |router| {
            if by_plug {
                router.cut_power();
            } else {
                router.press_button();
            }
            clock.advance(Duration::from_secs(8));
        })
        .await;
        assert_eq!((end, told), (Ok(()), vec![Stage::Waiting(SECONDS), Stage::Restarting]));
        let direct = Direct(server.router().clone());
        assert_eq!(look(&direct).await, Ok(Timers::Allowed));
        // Everything else is as forbidden as before.
        let mode = server.router().state().menus["/system/device-mode"].clone();
        assert_eq!(
            (&mode["mode"], &mode["fetch"], &mode["scheduler"]),
            (&"home".into(), &"false".into(), &"true".into())
        );
        let snapshot = read_snapshot(&direct).await.expect("read");
        let plan = Answers::of(&[("backups.router", "yes")], &[]).plan(&snapshot, &BTreeSet::new()).expect("fits");
        assert!(plan.changes.iter().any(|change| change.id == "backups.timer"));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_nobody_comes_all_is_as_before_and_after_three_times_nothing_is_asked() {
    let clock = Clock::manual();
    let server = Server::start(practice("hap-ax2_7.20", clock.clone())).await.expect("a server on loopback");
    let direct = Direct(server.router().clone());
    for attempt in 0..MOST {
        assert_eq!(look(&direct).await, Ok(forbidden(attempt)));
        let (end, told) = asked(&server, |_| clock.advance(Duration::from_secs(SECONDS))).await;
        assert_eq!((end, told), (Err(NotAllowed::TimedOut), vec![Stage::Waiting(SECONDS)]));
    }
    let client = RestRouter::connect(&server.http_url(), "admin", "practice").await.expect("let in");
    let version = read_snapshot(&client).await.expect("read").version();
    server.router().clear_requests();
    let end = allow_timers(&client, version, &mut |_| panic!("it was asked")).await;
    assert_eq!(end, Err(NotAllowed::NothingToAsk));
    assert!(server.router().requests().iter().all(|request| request.method == "GET"));
    server.router().cut_power();
    clock.advance(Duration::from_secs(8));
    assert_eq!(look(&direct).await, Ok(forbidden(0)));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn meanwhile_nobody_is_answered() {
    let clock = Clock::manual();
    let server = Server::start(practice("hap-be3_7.24", clock.clone())).await.expect("a server on loopback");
    let other = RestRouter::connect(&server.http_url(), "admin", "practice").await.expect("let in");
    let waits = async {
        let sent = || server.router().requests().iter().any(|request| request.path.ends_with("device-mode/update"));
        while !sent() {
            sleep(Duration::from_millis(20)).await;
        }
        let asks = other.read(routeros::menu::SYSTEM_IDENTITY);
        tokio::pin!(asks);
        assert!(timeout(Duration::from_millis(400), &mut asks).await.is_err(), "it is answered");
        clock.advance(Duration::from_secs(SECONDS));
        assert!(asks.await.is_ok());
    };
    let client = RestRouter::connect(&server.http_url(), "admin", "practice").await.expect("let in");
    let version = read_snapshot(&client).await.expect("read").version();
    let mut tell = |_| {};
    let (end, ()) = tokio::join!(allow_timers(&client, version, &mut tell), waits);
    assert_eq!(end, Err(NotAllowed::TimedOut));
    server.stop().await;
}

/// A start anew would lose the timer that waits, and with it the way back.
#[tokio::test(start_paused = true)]
async fn nothing_is_asked_while_a_safety_timer_waits() {
    let direct = Direct(practice("hap-ax2_7.20", Clock::manual()));
    let snapshot = read_snapshot(&direct).await.expect("read");
    let plan = Answers::default().plan(&snapshot, &BTreeSet::new()).expect("fits");
    direct.send(&planner::Timer::of(&plan, &snapshot).arm(120), &routeros::NoSecrets).await.expect("set");
    let end = allow_timers(&direct, snapshot.version(), &mut |_| panic!("it was asked")).await;
    assert_eq!(end, Err(NotAllowed::Guarded));
    assert!(direct.0.requests().iter().all(|request| !request.path.contains("update")));
}

#[tokio::test]
async fn where_timers_run_there_is_nothing_to_ask() {
    for personality in ["hap-ac2_6.49", "hex_7.12", "rb5009_7.18"] {
        assert_eq!(look(&Direct(practice(personality, Clock::manual()))).await, Ok(Timers::Allowed), "{personality}");
    }
    // Boards that do not say that they have the button.
    let chateau = look(&Direct(practice("chateau-lte_7.20", Clock::manual()))).await;
    assert_eq!(chateau, Ok(Timers::Forbidden(Coach { mode_button: false, attempts: 0 })));
}

/// A line on which the request is given up after a minute, as both ends do.
#[derive(Clone)]
struct GivenUp(Direct);

impl Router for GivenUp {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        self.0.read(menu).await
    }
    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        self.0.send(change, secrets).await?;
        sleep(Duration::from_secs(60)).await;
        Err(ClientError::OutcomeUnknown)
    }
    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        self.0.ask(command, args).await
    }
    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        self.0.piece(file, offset, size).await
    }
    async fn fresh(&self) -> Result<Self, ClientError> {
        Ok(self.clone())
    }
    fn place(&self) -> IpAddr {
        self.0.place()
    }
    async fn at(&self, _: IpAddr) -> Result<Self, ClientError> {
        Ok(self.clone())
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_given_up_is_waited_for_in_silence() {
    for pressed in [Some(90), Some(30), None] {
        let begun = tokio::time::Instant::now();
        let router = practice("hap-ax2_7.20", Clock::following(move || begun.elapsed()));
        let given_up = GivenUp(Direct(router.clone()));
        let version = read_snapshot(&given_up).await.expect("read").version();
        let at_the_router = async {
            if let Some(seconds) = pressed {
                sleep(Duration::from_secs(seconds)).await;
                router.press_button();
            }
        };
        let nobody_asks = async {
            sleep(Duration::from_secs(1)).await;
            router.clear_requests();
            sleep(Duration::from_secs(SECONDS - 2)).await;
            assert_eq!(router.requests(), [], "it was asked meanwhile");
        };
        let mut tell = |_| {};
        let (end, (), ()) = tokio::join!(allow_timers(&given_up, version, &mut tell), at_the_router, nobody_asks);
        let expected = if pressed.is_some() { Ok(()) } else { Err(NotAllowed::TimedOut) };
        assert_eq!(end, expected, "{pressed:?}");
    }
}
