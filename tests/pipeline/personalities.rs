//! One project file on every router that comes with the practice router: from clear text to proof,
//! and once more, which changes nothing.
use crate::conformance::asked;
use apply::{Outcome, ProofState};
use planner::{Class, Context, Private, Transport};
use practice_router::Server;
use project::{Choices, IssueCode, Project, ProjectFile, ProjectId, Suggestion};
use routeros::{Card, Facts, Port, Secret};
use routeros_client::{Client, Options, read_facts, read_snapshot};
use serde_json::json;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, context, practice, practice_in},
};
use tokio_util::sync::CancellationToken;

const LINE: &str = "pppoe:anna:geheim@7";

/// A home that differs from the factory's in every area.
fn answers() -> Answers {
    Answers::of(
        &[
            ("internet.type", "pppoe"),
            ("internet.pppoe.user", "anna"),
            ("internet.vlan", "7"),
            ("addresses.reservations", r#"[{"name":"printer","address":"192.168.88.20","mac":"48:8F:5A:0C:11:7E"}]"#),
            ("names.source", "preset"),
            ("names.preset", "cloudflare-family"),
            ("protection.level", "strict"),
            ("protection.time_zone", "Europe/Vienna"),
        ],
        &[("internet.pppoe.password", "geheim")],
    )
}

/// The project as it comes out of its file.
fn opened(file: &[u8], answers: &Answers) -> Project {
    judged(&ProjectFile::read(file).expect("a project file").choices, answers)
}

fn judged(choices: &Choices, answers: &Answers) -> Project {
    let secrets = |field: project::SecretField| match answers.secrets.get(field.as_str()) {
        Some(secret) => project::SecretState::Typed(secret.expose()),
        None => project::SecretState::Missing,
    };
    let (project, _) = Project::from_choices(choices, &secrets).expect("it is complete");
    project
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_project_file_sets_up_every_router_that_it_fits() {
    let answers = answers();
    let id: ProjectId = "0b0c6a52-7c0e-4f0a-9e0e-8d6f5b1c2d3e".parse().expect("an id");
    let file = ProjectFile::new(id, "Home", answers.choices()).to_bytes();
    let mut versions = Vec::new();
    for known in practice_router::personalities() {
        let project = opened(&file, &answers);
        assert!(set_up(known.name, LINE, &project, &answers).await, "{} is refused", known.name);
        versions.push(known.version);
    }
    println!("set up: {}", versions.join(", "));
    // One without configuration is built from nothing.
    assert!(set_up("hap-ax2-blank_7.20", LINE, &opened(&file, &answers), &answers).await);
    // All sockets of a router with a SIM card belong to the home: it is refused with a reason, and one
    // click on what is proposed lets the same file set it up.
    let by_cable = opened(&file, &answers);
    assert!(!set_up("chateau-lte_7.20", LINE, &by_cable, &answers).await);
    let mut opened = ProjectFile::read(&file).expect("a project file");
    opened.choices.accept(&proposed("chateau-lte_7.20", &by_cable).await).expect("a proposal fits");
    let by_card = Answers { set: Vec::new(), secrets: answers.secrets.clone() };
    let by_card = judged(&opened.choices, &by_card);
    assert!(set_up("chateau-lte_7.20", "lte", &by_card, &answers).await);
    // A provider's cable in one of its sockets: that one leaves the home.
    opened.choices = ProjectFile::read(&file).expect("a project file").choices;
    opened.choices.set("internet.port", "ether1").expect("a field");
    assert!(set_up("chateau-lte_7.20", LINE, &judged(&opened.choices, &answers), &answers).await);
    for line in ["6.49", "7.12", "7.18", "7.20", "7.24"] {
        assert!(versions.iter().any(|version| version.starts_with(line)), "nothing of {line} was set up");
    }
}

/// What is proposed instead on a router that the project does not fit.
async fn proposed(name: &str, project: &Project) -> Suggestion {
    let snapshot = read_snapshot(&Direct(practice(name, "none"))).await.expect("a snapshot");
    let issues = planner::check(project, &snapshot);
    issues.into_iter().find_map(|issue| issue.suggestion).expect("a proposal")
}

/// The whole way; false when the plan refuses because there is no socket for the internet, in which case nothing
/// was written.
async fn set_up(name: &str, line: &str, project: &Project, answers: &Answers) -> bool {
    let server = Server::start(practice(name, line)).await.expect("a server on loopback");
    let by_api = server.router().state().version.starts_with("6.");
    let (url, transport) =
        if by_api { (server.api_url(), Transport::ApiSsl) } else { (server.http_url(), Transport::Https) };
    let clear = Client::connect(&url, "admin", Secret::new("practice"), Options::default()).await.expect("a login");
    let looked = apply::private::look(&clear, clear.private_service(), &[clear.socket().ip()]).await;
    let Ok(Private::Needs(changes)) = looked else { panic!("{name}: a factory router is not private") };
    let way = apply::private::make(&clear, clear.private_service(), &changes, &mut |_| {})
        .await
        .unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let router = clear.secured(way.port, &way.fingerprint).await.unwrap_or_else(|error| panic!("{name}: {error}"));

    let ticked = BTreeSet::new();
    let context = Context { transport, ..context(&answers.secrets, &ticked) };
    let snapshot = read_snapshot(&router).await.expect("a snapshot");
    let before = server.router().state().menus;
    let plan = match planner::plan(project, &snapshot, &context) {
        Ok(plan) => plan,
        Err(issues) => {
            assert!(issues.iter().any(|issue| issue.code == IssueCode::PortIsModem), "{name}: {issues:?}");
            assert_eq!(server.router().state().menus, before, "{name}: nothing was written");
            server.stop().await;
            return false;
        }
    };
    assert!(plan.complete && !plan.is_empty(), "{name}: {:?}", plan.left_alone);
    let stop = CancellationToken::new();
    let end = apply::run(&router, project, &plan, &context, &mut |_| {}, &stop).await;
    assert_eq!((end.outcome, &end.failure), (Outcome::Done, &None), "{name}: {:?}", end.proof);
    let open: Vec<_> = end.proof.iter().filter(|item| item.state != ProofState::Good).collect();
    assert!(!end.proof.is_empty() && open.is_empty(), "{name}: {open:?}");
    // The socket that carries the address in use joins the bridge together with it.
    let in_one_piece = |request: &practice_router::Recorded| {
        request.path == "/execute"
            && request.body.as_ref().is_some_and(|body| body.to_string().contains("firsthopPiece"))
    };
    assert_eq!(server.router().requests().iter().any(in_one_piece), name.contains("blank"), "{name}");
    // The proof asked the router; the bench looks from a device at home and from the outside.
    let home = server.router().lan_probe();
    assert!(home.internet && home.names, "{name}: {home:?}");
    for port in [22, 23, 80, 8291] {
        assert!(!server.router().wan_probe("tcp", port), "{name}: {port} answers strangers");
    }

    let verified = apply::verify(&router, project, &context).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(verified.plan.is_empty(), "{name}: {:?}", verified.plan.changes);
    assert!(verified.proof.iter().all(|item| item.state == ProofState::Good), "{name}: {:?}", verified.proof);
    let again = planner::plan(project, &read_snapshot(&router).await.expect("a snapshot"), &context);
    let again = again.unwrap_or_else(|issues| panic!("{name}: {issues:?}"));
    assert!(again.is_empty(), "{name}: {:?}", again.changes);
    let requests = server.router().requests();
    let questions = requests.iter().filter(|request| request.path.ends_with("/ping")).count();
    assert!(questions > 0, "{name}: nothing was asked");
    assert_eq!(asked::unknown(snapshot.version(), &requests), Vec::<String>::new(), "{name}");
    server.router().clear_requests();
    let end = apply::run(&router, project, &again, &context, &mut |_| {}, &stop).await;
    assert_eq!(end.failure, None, "{name}");
    let writes = server.router().requests().into_iter().filter(|request| {
        let command = request.path.rsplit('/').next().unwrap_or_default();
        !matches!(request.method.as_str(), "GET" | "POST" | "API")
            || ["add", "set", "remove", "move", "enable", "disable"].contains(&command)
    });
    assert_eq!(writes.map(|request| request.path).collect::<Vec<_>>(), Vec::<String>::new(), "{name}: a second apply");
    server.stop().await;
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn used_routers_are_recognised() {
    let expected = [
        ("hap-ax2-blank_7.20", Class::Blank),
        ("hap-ax2-ap_7.20", Class::Bridge),
        ("rb5009-grown_7.18", Class::Customised),
        ("hex-broken-into_7.12", Class::Suspicious),
        ("chateau-lte_7.20", Class::Lte),
        ("rb5009_7.18", Class::Factory),
        ("hap-be3_7.24", Class::Factory),
    ];
    for known in practice_router::other_personalities() {
        assert!(expected.iter().any(|(name, _)| *name == known.name), "{} has no expected class", known.name);
    }
    for (name, class) in expected {
        let state = practice_router::personality(name).expect("carried");
        let router = practice_in(state, practice_router::Internet::Dhcp { vlan: None, address: None });
        let snapshot = read_snapshot(&Direct(router)).await.expect("a snapshot");
        assert_eq!(planner::classify(&snapshot), class, "{name}");
    }
}

async fn facts_of(router: practice_router::Router) -> Facts {
    Facts::of(&read_facts(&Direct(router)).await.expect("facts"))
}

#[tokio::test]
async fn every_fact_is_read_that_a_router_has() {
    let named = practice_router::personalities().into_iter().chain(practice_router::other_personalities());
    for name in named.map(|known| known.name) {
        let state = practice_router::personality(name).expect("carried");
        let board = state.board.clone();
        let says = |field: &str| board[field].as_str().unwrap_or_default().to_owned();
        let listed = |field: &str| -> Vec<String> {
            let all = board[field].as_array().into_iter().flatten();
            all.filter_map(|one| one.as_str()).map(str::to_owned).collect()
        };
        let (version, has_mode) = (state.version.clone(), state.menus.contains_key("/system/device-mode"));
        let facts = facts_of(practice(name, "dhcp")).await;
        let own = [&facts.board_name, &facts.model, &facts.serial, &facts.architecture, &facts.identity];
        assert!(own.iter().all(|fact| !fact.is_empty()), "{name}: {facts:?}");
        assert_eq!((&facts.serial, &facts.architecture), (&says("serial"), &says("architecture")), "{name}");
        assert!(version.starts_with(&facts.version.to_string()), "{name}: {} is not {version}", facts.version);
        let names = |ports: &[Port]| ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>();
        assert_eq!((names(&facts.ports), names(&facts.radios)), (listed("ports"), listed("radios")), "{name}");
        let plugged = facts.ports.iter().filter(|port| port.running).count();
        assert!(plugged > 0 && plugged < facts.ports.len(), "{name}: the link of each socket: {:?}", facts.ports);
        assert!(facts.packages.iter().any(|package| package.name.starts_with("routeros")), "{name}");
        assert_eq!(facts.device_mode.is_some(), has_mode, "{name}");
        assert!(
            facts.storage.free > Some(0) && facts.storage.total >= facts.storage.free,
            "{name}: {:?}",
            facts.storage
        );
        assert_eq!(facts.storage.flash_folder, Some(board["has-flash-dir"] == true), "{name}");
        assert_eq!(facts.modems.is_empty(), !name.starts_with("chateau"), "{name}: {:?}", facts.modems);
    }
}

#[tokio::test]
async fn the_card_of_a_modem_is_a_fact() {
    let card = async |sim: serde_json::Value, line: &str| {
        let mut state = practice_router::personality("chateau-lte_7.20").expect("carried");
        state.board.insert("sim".to_owned(), sim);
        let facts = facts_of(practice_in(state, line.parse().expect("a line"))).await;
        facts.modems.into_iter().next().and_then(|modem| modem.card)
    };
    assert_eq!(card(json!({ "present": false }), "dhcp").await, Some(Card::Missing));
    assert!(matches!(card(json!({ "present": true, "pin": "4711" }), "dhcp").await, Some(Card::Pin { .. })));
    assert_eq!(card(json!({ "present": true, "pin": "4711", "wrong-pins": 3 }), "dhcp").await, Some(Card::Puk));
    let taken = card(json!({}), "lte").await;
    assert!(matches!(&taken, Some(Card::Registered { operator, .. }) if operator == "Practice Mobile"), "{taken:?}");
}
