//! A newer RouterOS from the first look to the proof after it, and everything that may come in between.
use apply::{
    Outcome, ProofState, StepState,
    backup::Kept,
    update::{Aim, FirmwareEnd, Left, NotUpdated, Offer, Order, Progress, Updated, look, update},
};
use planner::update::{Hindrance, Meaning, News};
use practice_router::{Clock, Fault, Internet, Options, Router as Practice, RouterState, Server};
use project::Project;
use routeros::{Secret, render::rest};
use routeros_client::{Client, ClientError, Router, read_snapshot};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use tests::{
    direct::Direct,
    journey::{Answers, context, practice_state},
};
use tokio_util::sync::CancellationToken;

fn dhcp() -> Internet {
    Internet::Dhcp { vlan: None, address: None }
}

fn state(personality: &str, update: Value) -> RouterState {
    let mut state = practice_state(personality, "www");
    state.board.insert("update".into(), update);
    state
}

/// A router whose clock is that of the test, which leaps.
fn router(state: RouterState, internet: Internet) -> Direct {
    let begun = tokio::time::Instant::now();
    let clock = Clock::following(move || begun.elapsed());
    Direct(Practice::new(Options { state, internet, clock, ..Options::default() }))
}

struct Ended {
    end: Result<Updated, NotUpdated>,
    told: Vec<Progress>,
    kept: usize,
}

impl Ended {
    fn state_of(&self, id: &str) -> Option<StepState> {
        let mut all = self.told.iter().rev();
        all.find_map(|told| match told {
            Progress::Step { id: known, state } if known == id => Some(*state),
            _ => None,
        })
    }
}

async fn carried_out<R: Router>(router: &R, offer: &Offer, project: Option<&Project>) -> Ended {
    let (folder, ticked, secrets) = (tempfile::tempdir().expect("a folder"), BTreeSet::new(), Default::default());
    let (kept, context) = (Kept::at(folder.path()), context(&secrets, &ticked));
    let wanted = project.map(|project| (project, &context));
    let order = Order { offer, wanted, secrets: &secrets, kept: &kept, is_unfinished: false };
    let mut told = Vec::new();
    let end = update(router, order, &mut |progress| told.push(progress)).await;
    Ended { end, told, kept: kept.all().expect("readable").len() }
}

async fn set_up(router: &Direct, project: &Project) {
    let (secrets, ticked) = (Default::default(), BTreeSet::new());
    let context = context(&secrets, &ticked);
    let snapshot = read_snapshot(router).await.expect("read");
    let plan = planner::plan(project, &snapshot, &context).expect("fits");
    let end = apply::run(router, project, &plan, &context, &mut |_| {}, &CancellationToken::new()).await;
    assert_eq!(end.outcome, Outcome::Done, "{:?}", end.failure);
}

/// Set up, updated, and still as it was wanted: from each version to the newest.
#[tokio::test(start_paused = true)]
async fn a_router_that_was_set_up_is_updated_and_stays_as_it_is() {
    for (personality, to) in [("hap-ax2_7.20", "7.24.2"), ("rb5009_7.18", "7.20.8"), ("hex_7.12", "7.24.2")] {
        let router = router(state(personality, json!({ "latest": to })), dhcp());
        let project = Answers::default().valid();
        set_up(&router, &project).await;
        let offer = look(&router, Aim::Newest, false).await.expect("looked");
        assert_eq!(offer.found.news, News::Newer { version: to.into() }, "{personality}");
        let ended = carried_out(&router, &offer, Some(&project)).await;
        let updated = ended.end.as_ref().unwrap_or_else(|error| panic!("{personality}: {error}"));
        assert_eq!((updated.to.as_str(), ended.kept), (to, 1));
        assert_eq!(updated.firmware, FirmwareEnd::Upgraded { version: to.into() });
        assert!(updated.proof.len() > 5 && updated.proof.iter().all(|item| item.state == ProofState::Good));
        assert_eq!(updated.fewer, Vec::<String>::new(), "{personality}");
        // Nothing got lost; what is left is what only the newer version can have.
        let snapshot = read_snapshot(&router).await.expect("read");
        assert_eq!(snapshot.version().to_string(), to);
        let ids = |left: &Left| match left {
            Left::Changes(changes) => changes.iter().map(|change| change.id.clone()).collect(),
            Left::Nothing => Vec::new(),
            other => panic!("{personality}: {other:?}"),
        };
        println!("{personality} to {to}: left {:?}", ids(&updated.left));
        for id in ids(&updated.left) {
            assert!(id.starts_with("protection."), "{personality}: {id} got lost");
        }
        for change in &offer.steps {
            assert_eq!(ended.state_of(&change.id), Some(StepState::Done), "{personality}: {}", change.id);
        }
        // There is nothing more to do, and a second look says so.
        let again = look(&router, Aim::Newest, false).await.expect("looked");
        assert!(again.steps.is_empty() && again.found.news == News::Newest, "{personality}: {:?}", again.found);
    }
}

/// In private, over real sockets: the certificate stays, so the pin does; what goes over the wire was shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_stays_and_what_is_sent_was_shown() {
    let mut own = practice_state("hap-ax2_7.20", "www-ssl");
    own.board.insert("update".into(), json!({}));
    let server = Server::start(Practice::new(Options { state: own, https: true, ..Options::default() })).await;
    let server = server.expect("loopback");
    let options = routeros_client::Options::default();
    let key = Client::key_at(&server.https_url(), options.clone()).await.expect("a key");
    let options = routeros_client::Options { pin: Some(key.pin), ..options };
    let password = Secret::new(server.password());
    let client = Client::connect(&server.https_url(), server.user(), password, options).await.expect("a login");
    let offer = look(&client, Aim::Newest, false).await.expect("looked");
    server.router().clear_requests();
    let ended = carried_out(&client, &offer, None).await;
    let updated = ended.end.expect("updated");
    assert_eq!((updated.from.as_str(), updated.to.as_str()), ("7.20.6", "7.24.2"));
    assert!(updated.is_well() && updated.left == Left::NotCompared, "{updated:?}");
    let sent: Vec<(String, Option<Value>)> = server
        .router()
        .requests()
        .into_iter()
        .filter(|request| {
            request.method != "GET" && !request.path.ends_with("/read") && !request.path.ends_with("/print")
        })
        .map(|request| {
            (format!("{} /rest{}", request.method, request.path.split('*').next().unwrap_or_default()), request.body)
        })
        .collect();
    let shown: Vec<(String, Option<Value>)> = offer
        .steps
        .iter()
        .map(rest::shown)
        .map(|call| {
            (format!("{} {}", call.method.as_str(), call.path.split('*').next().unwrap_or_default()), call.body)
        })
        .collect();
    assert_eq!(sent, shown);
    server.stop().await;
}

/// RouterOS 6 stays 6 this way, over the binary API.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_with_6_gets_the_newest_6() {
    let server = Server::start(Practice::new(Options {
        state: practice_router::factory("hap-ac2_6.49").expect("carried"),
        ..Options::default()
    }));
    let server = server.await.expect("loopback");
    let password = Secret::new(server.password());
    let options = routeros_client::Options::default();
    let client = Client::connect(&server.api_url(), server.user(), password, options).await.expect("a login");
    let offer = look(&client, Aim::Newest, false).await.expect("looked");
    assert_eq!(offer.found.target(), Some("6.49.18"));
    let updated = carried_out(&client, &offer, None).await.end.expect("updated");
    assert_eq!(
        (updated.to.as_str(), &updated.firmware),
        ("6.49.18", &FirmwareEnd::Upgraded { version: "6.49.18".into() })
    );
    // The channel that leads to 7 is a step of its own.
    let body = json!({ "channel": "upgrade" });
    assert_eq!(server.router().handle("POST", "/system/package/update/set", Some(&body)).status, 200);
    let offer = look(&client, Aim::Newest, false).await.expect("looked");
    assert_eq!((offer.found.hindrance.as_ref(), offer.steps.len()), (Some(&Hindrance::Major), 0));
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn without_internet_nobody_knows_and_nothing_is_sent() {
    for personality in ["hap-ax2_7.20", "hap-be3_7.24"] {
        let router = router(state(personality, json!({ "latest": "7.30" })), Internet::None);
        let offer = look(&router, Aim::Newest, false).await.expect("looked");
        assert!(matches!(&offer.found.news, News::Unreached { said } if !said.is_empty()), "{:?}", offer.found);
        assert!(offer.steps.is_empty());
        assert_eq!(carried_out(&router, &offer, None).await.end, Err(NotUpdated::Nothing));
    }
}

#[tokio::test(start_paused = true)]
async fn an_older_version_is_not_offered_and_no_room_is_said() {
    let older = router(state("hap-be3_7.24", json!({ "latest": "7.23.7" })), dhcp());
    let offer = look(&older, Aim::Newest, false).await.expect("looked");
    assert_eq!((offer.found.news, offer.steps.len()), (News::Older { version: "7.23.7".into() }, 0));

    let mut full = state("hap-ax2_7.20", json!({}));
    full.menus["/system/resource"]["free-hdd-space"] = "9000000".into();
    let offer = look(&router(full, dhcp()), Aim::Newest, false).await.expect("looked");
    assert!(matches!(offer.found.hindrance, Some(Hindrance::NoRoom { free: 9_000_000, .. })), "{:?}", offer.found);

    // Only the router itself knows it: it says so before anything is done.
    let router = router(state("hap-ax2_7.20", json!({ "fails": "ERROR: not enough disk space" })), dhcp());
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    let ended = carried_out(&router, &offer, None).await;
    assert_eq!(ended.end, Err(NotUpdated::NotBrought { said: "not enough disk space".into() }));
    assert_eq!((ended.state_of("update.download"), ended.state_of("update.install")), (Some(StepState::Failed), None));
    assert!(!router.0.requests().iter().any(|request| request.path == "/system/reboot"));
}

/// The power fails while it is brought, and while it is installed.
#[tokio::test(start_paused = true)]
async fn a_power_cut_leaves_the_old_version_and_is_said() {
    let router_off = router(state("hap-ax2_7.20", json!({})), dhcp());
    let offer = look(&router_off, Aim::Newest, false).await.expect("looked");
    // Backup, export, two files removed; the fifth write brings it.
    router_off.0.fault(Fault::Reboot { nth: 5 });
    let ended = carried_out(&router_off, &offer, None).await;
    assert!(matches!(ended.end, Err(NotUpdated::NotBrought { .. } | NotUpdated::Router { .. })), "{:?}", ended.end);
    let said = json!({ "boots-old": true });
    let router = router(state("hap-ax2_7.20", said), dhcp());
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    let ended = carried_out(&router, &offer, None).await;
    let said = "not enough space for upgrade".to_owned();
    assert_eq!(ended.end, Err(NotUpdated::StillOld { version: "7.20.6".into(), said }));
    assert_eq!(ended.state_of("update.install"), Some(StepState::Failed));
    // It can be tried again.
    assert!(!look(&router, Aim::Newest, false).await.expect("looked").steps.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_router_that_does_not_come_back_is_unknown() {
    let router = router(state("hap-ax2_7.20", json!({ "away": 100_000 })), dhcp());
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    let ended = carried_out(&router, &offer, None).await;
    let error = ended.end.expect_err("it is gone");
    assert!(error.is_unknown() && matches!(error, NotUpdated::NotBack { error: ClientError::Unreachable { .. } }));
}

/// The app ends while the update waits on the router; the next start sees it and goes on from there.
#[tokio::test(start_paused = true)]
async fn what_waits_on_the_router_is_seen_by_the_next_start() {
    let router = router(state("hap-ax2_7.20", json!({})), dhcp());
    look(&router, Aim::Newest, false).await.expect("looked");
    let brought = router.0.handle("POST", "/system/package/update/download", Some(&json!({ "once": "yes" })));
    assert_eq!(brought.status, 200);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    assert_eq!(offer.found.news, News::Waiting { version: "7.24.2".into() });
    assert!(!offer.steps.iter().any(|change| change.id == "update.download"), "{:?}", offer.steps);
    let updated = carried_out(&router, &offer, None).await.end.expect("updated");
    assert_eq!(updated.to, "7.24.2");

    // It ends between the two starts: RouterBOOT is what is left.
    let mut state = state("hap-be3_7.24", json!({}));
    state.menus["/system/routerboard"]["current-firmware"] = "7.21.1".into();
    let router = self::router(state, dhcp());
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    assert!(offer.found.is_only_firmware() && offer.steps.iter().any(|change| change.id == "update.firmware"));
    let updated = carried_out(&router, &offer, None).await.end.expect("updated");
    assert_eq!((updated.from.as_str(), updated.to.as_str()), ("7.24.2", "7.24.2"));
    assert_eq!(updated.firmware, FirmwareEnd::Upgraded { version: "7.24.2".into() });
}

/// Not beside a run: neither one that broke off nor one that goes on.
#[tokio::test(start_paused = true)]
async fn it_is_not_done_beside_a_run() {
    let router = router(state("hap-ax2_7.20", json!({})), dhcp());
    let project = Answers::default().valid();
    let (secrets, ticked) = (Default::default(), BTreeSet::new());
    let context = context(&secrets, &ticked);
    let snapshot = read_snapshot(&router).await.expect("read");
    let plan = planner::plan(&project, &snapshot, &context).expect("fits");
    let offer = look(&router, Aim::Newest, false).await.expect("looked");
    let timer = planner::Timer::of(&plan, &snapshot);
    router.send(&timer.arm(600), &routeros::NoSecrets).await.expect("armed");
    assert_eq!(carried_out(&router, &offer, None).await.end, Err(NotUpdated::Unfinished));
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::at(folder.path());
    let order = Order { offer: &offer, wanted: None, secrets: &secrets, kept: &kept, is_unfinished: true };
    assert_eq!(update(&router, order, &mut |_| {}).await, Err(NotUpdated::Unfinished));
    assert!(!router.0.requests().iter().any(|request| request.path.ends_with("/download")));
}

/// From 6 to 7 in its own step: what it means is said, and afterwards what is to be set anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_goes_from_6_to_7_and_on_to_the_newest() {
    let mut own = practice_router::factory("hap-ac2_6.49").expect("carried");
    own.board.insert("update".into(), json!({ "latest": { "long-term": "6.49.10" } }));
    own.menus["/ip/route"] = json!([{ ".id": "*77", "dst-address": "0.0.0.0/0", "gateway": "ether5", "distance": "9", "routing-mark": "office" }]);
    // The script of a button is the factory's: of the two, one was made by somebody.
    let dark = ":if ([system leds settings get all-leds-off] = \"never\") do={ /system leds settings set all-leds-off=immediate }";
    own.menus["/system/script"] = json!([
        { ".id": "*1", "name": "dark-mode", "comment": "defconf", "source": dark },
        { ".id": "*2", "name": "mine", "source": ":log info hello" }
    ]);
    let server = Server::start(Practice::new(Options { state: own, ..Options::default() })).await.expect("loopback");
    let password = Secret::new(server.password());
    let options = routeros_client::Options::default();
    let client = Client::connect(&server.api_url(), server.user(), password.clone(), options.clone()).await;
    let client = client.expect("a login");
    let offer = look(&client, Aim::Seven, false).await.expect("looked");
    let meanings = offer.found.seven.clone().expect("asked about");
    for meaning in [Meaning::Converted, Meaning::Wifi, Meaning::Marks, Meaning::Ipv6, Meaning::Scripts { count: 1 }] {
        assert!(meanings.contains(&meaning), "{meaning:?}: {meanings:?}");
    }
    assert!(!meanings.contains(&Meaning::Routing) && offer.found.leads_to_seven());
    server.router().clear_requests();
    let ended = carried_out(&client, &offer, Some(&Answers::default().valid())).await;
    let updated = ended.end.as_ref().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((updated.from.as_str(), updated.to.as_str()), ("6.49.10", "7.12.1"));
    assert_eq!(updated.firmware, FirmwareEnd::Upgraded { version: "7.12.1".into() });
    assert_eq!(updated.fewer, Vec::<String>::new());
    let sent = server.router().requests();
    let sent = |path: &str| sent.iter().position(|request| request.path == path).unwrap_or_else(|| panic!("{path}"));
    assert!(sent("/system/backup/save") < sent("/system/package/update/set"));
    assert!(sent("/system/package/update/set") < sent("/system/package/update/download"));
    for change in &offer.steps {
        assert_eq!(ended.state_of(&change.id), Some(StepState::Done), "{}", change.id);
    }
    let state = server.router().state();
    assert_eq!(state.menus["/system/package/update"]["channel"], "stable");
    assert_eq!(state.menus["/ip/route"][0]["routing-table"], "office");

    // The rest of the way is an update like any other.
    let client =
        Client::connect(&server.http_url(), server.user(), password, options).await.expect("REST is there now");
    let offer = look(&client, Aim::Newest, false).await.expect("looked");
    assert_eq!(offer.found.target(), Some("7.24.2"));
    let seven = look(&client, Aim::Seven, false).await.expect("looked");
    assert_eq!((seven.found.hindrance, seven.steps.len()), (Some(Hindrance::IsSeven), 0));
    server.stop().await;
}

/// The newest 6 comes first; what does not work leaves the channel as it was.
#[tokio::test(start_paused = true)]
async fn the_way_to_7_is_one_after_the_other_and_leaves_nothing_behind() {
    let six = |update: Value| {
        let mut state = practice_router::factory("hap-ac2_6.49").expect("carried");
        state.board.insert("update".into(), update);
        state
    };
    let old = router(six(json!({})), dhcp());
    let offer = look(&old, Aim::Seven, false).await.expect("looked");
    assert_eq!(offer.found.hindrance, Some(Hindrance::SixFirst { version: "6.49.18".into() }));
    assert!(offer.steps.is_empty());

    let newest = json!({ "long-term": "6.49.10" });
    let channel = |router: &Direct| router.0.state().menus["/system/package/update"]["channel"].clone();
    for update in [
        json!({ "latest": newest, "fails": "ERROR: not enough disk space" }),
        json!({ "latest": newest, "boots-old": true }),
        json!({ "latest": { "long-term": "6.49.10", "upgrade": "6.49.10" } }),
    ] {
        let router = router(six(update.clone()), dhcp());
        let offer = look(&router, Aim::Seven, false).await.expect("looked");
        assert!(offer.found.leads_to_seven(), "{update}: {:?}", offer.found);
        let ended = carried_out(&router, &offer, None).await;
        assert!(
            matches!(ended.end, Err(NotUpdated::NotBrought { .. } | NotUpdated::StillOld { .. })),
            "{update}: {:?}",
            ended.end
        );
        assert_eq!(
            (channel(&router), router.0.state().version),
            (json!("long-term"), "6.49.10".to_owned()),
            "{update}"
        );
    }
    let offline = router(six(json!({ "latest": newest })), Internet::None);
    let offer = look(&offline, Aim::Seven, false).await.expect("looked");
    assert!(!offer.found.leads_to_seven() && offer.steps.is_empty(), "{:?}", offer.found);
    assert_eq!(channel(&offline), json!("long-term"), "looking changes nothing");
}
