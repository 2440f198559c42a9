//! The home's address becomes another one: the run goes on at the new one, and the old one goes when
//! every device had the time to follow.
use apply::{ApplyEvent, End, Failure, Outcome, ProofState};
use planner::{Context, Plan, Transport};
use practice_router::{Options, Router as Practice, Server};
use routeros::{Secret, Snapshot};
use routeros_client::{Client, Distance, LoopbackDialer, Options as Way, Router, read_snapshot};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use tests::{
    direct::Direct,
    faulty::Faulty,
    journey::{Answers, RUN_KEY, context},
};
use tokio_util::sync::CancellationToken;

const OLD: Ipv4Addr = Ipv4Addr::new(192, 168, 88, 1);
const NEW: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

fn answers() -> Answers {
    Answers::of(&[("home.address", "192.168.77.1/24"), ("addresses.lease", "1h")], &[])
}

struct Case {
    router: Faulty,
    answers: Answers,
    ticked: BTreeSet<String>,
    finish_move: bool,
}

impl Case {
    fn new(personality: &str) -> Self {
        let state = practice_router::factory(personality).expect("a personality");
        let router = Faulty::new(state, "dhcp".parse().expect("a line"));
        Self { router, answers: answers(), ticked: BTreeSet::new(), finish_move: false }
    }

    fn context(&self) -> Context<'_> {
        Context { finish_move: self.finish_move, ..context(&self.answers.secrets, &self.ticked) }
    }

    async fn snapshot(&self) -> Snapshot {
        read_snapshot(&Direct(self.router.practice.clone())).await.expect("a snapshot")
    }

    async fn plan(&self) -> Plan {
        planner::plan(&self.answers.valid(), &self.snapshot().await, &self.context()).expect("it fits")
    }

    async fn run(&self, router: &Faulty) -> (End, Vec<ApplyEvent>) {
        let (plan, mut events) = (self.plan().await, Vec::new());
        let (project, stop) = (self.answers.valid(), CancellationToken::new());
        let end = apply::run(router, &project, &plan, &self.context(), &mut |event| events.push(event), &stop).await;
        (end, events)
    }

    async fn put_back(&self, router: &Faulty, back: &[planner::Inverse]) -> End {
        let plan = planner::put_back(back, &self.snapshot().await, &RUN_KEY);
        assert!(plan.changed_since.is_empty(), "{plan:#?}");
        apply::put_back(router, back, &plan.plan, &self.context(), &mut |_| {}, &CancellationToken::new()).await
    }
}

fn has(router: &Practice) -> (bool, bool) {
    (router.has_address(OLD), router.has_address(NEW))
}

#[tokio::test(start_paused = true)]
async fn the_run_goes_on_at_the_new_address_and_the_old_one_goes_later() {
    for personality in ["hap-ac2_6.49", "hex_7.12", "hap-ax2_7.20", "hap-be3_7.24"] {
        let case = Case::new(personality);
        let practice = &case.router.practice;
        assert_eq!(practice.computer(), Some(Ipv4Addr::new(192, 168, 88, 10)));
        let (end, events) = case.run(&case.router).await;
        assert_eq!((end.outcome, end.moved), (Outcome::Done, Some(IpAddr::V4(NEW))), "{personality}: {end:?}");
        assert!(end.proof.iter().all(|item| item.state != ProofState::Bad), "{:#?}", end.proof);
        assert!(practice.is_near(NEW), "{personality}: confirmed from inside of the new network");
        let followed = |event: &ApplyEvent| matches!(event, ApplyEvent::Followed { .. });
        assert!(events.iter().any(followed), "{events:?}");
        let waits = events.iter().find_map(|event| match event {
            ApplyEvent::Retiring { seconds } => *seconds,
            _ => None,
        });
        assert_eq!(has(practice), (true, true), "devices that have not followed yet still find it");
        let again = case.plan().await;
        assert!(again.is_empty() && again.later.is_empty(), "the router does the rest by itself: {again:#?}");
        let waits = waits.expect("left to the router");
        tokio::time::sleep(Duration::from_secs(waits - 60)).await;
        assert_eq!(has(practice), (true, true), "{personality}: not before the old leases are over");
        tokio::time::sleep(Duration::from_secs(120)).await;
        assert_eq!(has(practice), (false, true), "{personality}");
        let after = case.plan().await;
        assert!(after.is_empty() && after.later.is_empty(), "{after:#?}");
        let left = practice.handle("GET", "/system/script/environment", None).body;
        assert!(left.is_none_or(|rows| rows.as_array().is_none_or(Vec::is_empty)), "it leaves nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_router_forgot_is_finished_by_the_app_and_all_of_it_can_be_put_back() {
    for waits in [false, true] {
        let mut case = Case::new("hap-ax2_7.20");
        let before = case.snapshot().await;
        let inverses = planner::revert(&before, &case.plan().await.all());
        let (end, _) = case.run(&case.router).await;
        assert_eq!(end.outcome, Outcome::Done, "{end:?}");
        let anew = case.router.at(IpAddr::V4(NEW)).await.expect("there");
        let version = before.version();
        assert!(apply::is_retiring(&anew, version).await.expect("asked"));
        if waits {
            // A power cut loses the router's job. The next start notices.
            case.router.practice.reboot();
            assert!(!apply::is_retiring(&anew, version).await.expect("asked"));
            case.finish_move = true;
            let (end, _) = case.run(&anew).await;
            assert_eq!((end.outcome, end.changed.len()), (Outcome::Done, 3), "{end:?}");
            assert_eq!(has(&case.router.practice), (false, true));
            case.finish_move = false;
        }
        let end = case.put_back(&anew, &inverses).await;
        assert_eq!((end.outcome, end.moved), (Outcome::Done, Some(IpAddr::V4(OLD))), "{end:?}");
        let now = case.snapshot().await;
        assert!(before.differing(&now).is_empty(), "{:?}", before.differing(&now));
        assert!(case.router.practice.is_near(OLD));
        tokio::time::sleep(Duration::from_secs(7200)).await;
        assert!(before.differing(&case.snapshot().await).is_empty(), "nothing takes the old address away later");
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_follow_finds_everything_as_it_was() {
    let case = Case::new("hap-ax2_7.20");
    let before = case.snapshot().await;
    // Nobody at home asks for an address again: as with one that was typed in by hand.
    case.router.stays();
    let (end, _) = case.run(&case.router).await;
    assert_eq!(end.outcome, Outcome::RolledBack, "{end:?}");
    assert!(matches!(end.failure, Some(Failure::NotFollowed { .. })), "{end:?}");
    assert!(before.differing(&case.snapshot().await).is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_others_made_moves_along_where_it_was_ticked() {
    let state = practice_router::personality("rb5009-grown_7.18").expect("a personality");
    let router = Faulty::new(state, "dhcp".parse().expect("a line"));
    let mut case = Case { router, answers: answers(), ticked: BTreeSet::new(), finish_move: false };
    let before = case.snapshot().await;
    // What is offered may depend on what was ticked.
    for _ in 0..3 {
        let plan = case.plan().await;
        let offered = plan.left_alone.into_iter().filter_map(|left| left.offer).map(|offer| offer.id);
        case.ticked.extend(offered.filter(|id| !id.contains("opening")));
    }
    assert!(case.ticked.iter().any(|id| id == "home-network.renumber-nat-31"), "{:?}", case.ticked);
    let inverses = planner::revert(&before, &case.plan().await.all());
    let (end, _) = case.run(&case.router).await;
    // Somebody's own way in from outside stays theirs: it is offered to be shut, and was not ticked.
    assert_eq!((end.outcome, end.moved), (Outcome::Changed, Some(IpAddr::V4(NEW))), "{end:?}");
    let rows = |path: &str, name: &str, value: &str| {
        let body = case.router.practice.handle("GET", path, None).body.expect("rows");
        let fits = |row: &&serde_json::Value| row[name] == value;
        let rows = body.as_array().expect("a list").iter().filter(fits).cloned().collect::<Vec<_>>();
        rows.iter().map(|row| row["disabled"] == "true").collect::<Vec<_>>()
    };
    assert_eq!(rows("/ip/dhcp-server/lease", "address", "192.168.77.20"), [false]);
    assert_eq!(rows("/ip/dns/static", "address", "192.168.77.30"), [false]);
    let nas = |address: &str| rows("/ip/firewall/nat", "to-addresses", address);
    assert_eq!((nas("192.168.77.30"), nas("192.168.88.30")), (vec![false], vec![false]), "both, one beside the other");
    tokio::time::sleep(Duration::from_secs(7200)).await;
    assert_eq!((nas("192.168.77.30"), nas("192.168.88.30")), (vec![false], vec![true]), "the old one is off");
    assert_eq!(has(&case.router.practice), (false, true));
    let after = case.plan().await;
    assert!(after.is_empty() && after.later.is_empty(), "{after:#?}");
    assert!(
        !after.left_alone.iter().any(|left| left.offer.as_ref().is_some_and(|offer| offer.id.contains("renumber")))
    );
    let anew = case.router.at(IpAddr::V4(NEW)).await.expect("there");
    let end = case.put_back(&anew, &inverses).await;
    assert_eq!(end.outcome, Outcome::Done, "{end:?}");
    let now = case.snapshot().await;
    assert!(before.differing(&now).is_empty(), "{:?}", before.differing(&now));
}

/// Over real connections: the dialer refuses what the router does not have at that moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sockets_too() {
    let practice = Practice::new(Options {
        state: practice_router::factory("hex_7.12").expect("carried"),
        password: Some("practice".into()),
        asks_again: Some(Duration::from_secs(2)),
        ..Options::default()
    });
    let server = Server::start(practice.clone()).await.expect("a server on loopback");
    let port = server.http_url().rsplit(':').next().expect("a port").to_owned();
    let way = Way { dialer: Arc::new(LoopbackDialer(reach(practice.clone()))), ..Way::default() };
    let there = |address: Ipv4Addr| format!("http://{address}:{port}");
    let login = || Secret::new("practice");
    assert!(Client::connect(&there(NEW), "admin", login(), way.clone()).await.is_err(), "not yet");
    let client = Client::connect(&there(OLD), "admin", login(), way.clone()).await.expect("logged in");
    let (answers, ticked, stop) = (answers(), BTreeSet::new(), CancellationToken::new());
    let context = Context { transport: Transport::Http, ..context(&answers.secrets, &ticked) };
    let plan = answers.plan(&read_snapshot(&client).await.expect("read"), &ticked).expect("fits");
    let end = apply::run(&client, &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
    assert_eq!((end.outcome, end.moved), (Outcome::Done, Some(IpAddr::V4(NEW))), "{end:?}");
    assert!(Client::connect(&there(NEW), "admin", login(), way).await.is_ok());
    server.stop().await;
}

fn reach(practice: Practice) -> impl Fn(IpAddr) -> Distance + Send + Sync {
    move |address| match address {
        IpAddr::V4(address) if practice.is_near(address) => Distance::Near,
        IpAddr::V4(address) if practice.has_address(address) => Distance::Far,
        _ => Distance::Gone,
    }
}
