//! An own administrator in the place of `admin`: whatever goes wrong and wherever the app ends, somebody who
//! is known can log in, and the next try comes to a good end.
use apply::administrator::{LetsIn, NotGiven, Why, give};
use planner::NoAdministrator;
use practice_router::{Fault, Router as Practice, Server};
use routeros::Secret;
use routeros_client::{Client, ClientError, Options};
use std::{io, time::Duration};

const PASSWORD: &str = "practice";
const ROUTERS: [&str; 4] = ["hap-ax2_7.20", "hex_7.12", "hap-be3_7.24", "hap-ac2_6.49"];

async fn started(personality: &str) -> (Practice, Server, String) {
    let router = Practice::new(practice_router::Options {
        state: practice_router::personality(personality).expect("carried"),
        password: Some(PASSWORD.into()),
        https: true,
        ..practice_router::Options::default()
    });
    let server = Server::start(router.clone()).await.expect("a server on loopback");
    let url = if personality.ends_with("6.49") { server.api_ssl_url() } else { server.https_url() };
    (router, server, url)
}

async fn enter(url: &str, user: &str) -> Result<Client, ClientError> {
    let key = Client::key_at(url, Options::default()).await?;
    let options = Options { pin: Some(key.pin), timeout: Duration::from_secs(8), ..Options::default() };
    Client::connect(url, user, Secret::new(PASSWORD), options).await
}

/// Who may log in: `admin`, and the new one.
async fn lets_in(url: &str) -> (bool, bool) {
    (enter(url, "admin").await.is_ok(), enter(url, "anna").await.is_ok())
}

fn user(router: &Practice, name: &str) -> Option<serde_json::Value> {
    let users = router.state().menus["/user"].as_array().cloned().unwrap_or_default();
    users.into_iter().find(|user| user["name"] == name)
}

/// How often somebody with a name was refused; who asks without one only looks what answers.
fn noted(router: &Practice) -> usize {
    let log = router.state().menus["/log"].as_array().cloned().unwrap_or_default();
    let refused = |line: &serde_json::Value| {
        let said = line["message"].as_str().unwrap_or_default();
        ["admin", "anna"].iter().any(|name| said.contains(&format!("login failure for user {name}")))
    };
    log.iter().filter(|line| refused(line)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_new_one_is_in_before_admin_is_off() {
    for personality in ROUTERS {
        let (router, server, url) = started(personality).await;
        let admin = enter(&url, "admin").await.expect("admin");
        let mut kept = Vec::new();
        let mut keep = |name: &str| {
            let off = user(&router, "admin").is_none_or(|admin| admin["disabled"] == "true");
            assert!(!off, "{personality}: remembered before admin is off");
            kept.push(name.to_owned());
            Ok(())
        };
        let own = give(&admin, "anna", &mut keep).await.unwrap_or_else(|not| panic!("{personality}: {not:?}"));
        assert_eq!((own.user(), kept), ("anna", vec!["anna".to_owned()]), "{personality}");
        assert_eq!(noted(&router), 0, "{personality}: nobody was refused on the way");
        assert_eq!(lets_in(&url).await, (false, true), "{personality}");
        let anna = user(&router, "anna").expect("it is there");
        assert_eq!((&anna["group"], &anna["comment"]), (&"full".into(), &"firsthop:administrator".into()));
        assert!(user(&router, "admin").is_some(), "{personality}: switched off, not removed");
        server.stop().await;
    }
}

fn fault(kind: usize, nth: usize) -> Fault {
    let (status, detail) = (400, "failure: no".to_owned());
    match kind {
        0 => Fault::Refuse { nth, status, detail },
        1 => Fault::NotPerformed { nth },
        2 => Fault::DropAfterPerforming { nth },
        3 => Fault::Hang { nth },
        4 => Fault::RefuseAfterPerforming { nth, status, detail },
        5 => Fault::DropBeforePerforming { nth },
        _ => Fault::Reboot { nth },
    }
}

/// Whether it was done all the same.
async fn with_fault(personality: &str, fault: Fault) -> bool {
    let (router, server, url) = started(personality).await;
    let admin = enter(&url, "admin").await.expect("admin");
    let name = format!("{personality} {fault:?}");
    router.fault(fault);
    let mut kept = false;
    let mut keep = |_: &str| {
        kept = true;
        Ok(())
    };
    let end = give(&admin, "anna", &mut keep).await;
    let (old, new) = lets_in(&url).await;
    match &end {
        Ok(own) => assert!(own.user() == "anna" && new && !old && kept, "{name}"),
        Err(NotGiven { lets_in: LetsIn::Admin, why }) => assert!(old && !new, "{name}: {why}"),
        Err(NotGiven { lets_in: LetsIn::Both, why }) => assert!(old, "{name}: {why}"),
        Err(NotGiven { lets_in: LetsIn::New, why }) => assert!(new && kept, "{name}: {why}"),
    }
    // The next try comes to a good end, if there is one to be made.
    if old {
        let admin = enter(&url, "admin").await.expect("admin");
        give(&admin, "anna", &mut |_| Ok(())).await.unwrap_or_else(|not| panic!("{name}: {not:?}"));
    }
    assert_eq!(lets_in(&url).await, (false, true), "{name}");
    server.stop().await;
    end.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_somebody_known_can_log_in() {
    // Side by side: most of the time is spent waiting.
    let mut all = tokio::task::JoinSet::new();
    for personality in ["hap-ax2_7.20", "hap-ac2_6.49"] {
        for (kind, nth) in (0..7).flat_map(|kind| [(kind, 1), (kind, 2)]) {
            all.spawn(with_fault(personality, fault(kind, nth)));
        }
    }
    let ends = all.join_all().await;
    let done = ends.iter().filter(|done| **done).count();
    println!("faults: {}, done all the same: {done}", ends.len());
    assert!(ends.len() == 28 && done >= 8, "{done}");
}

/// The app ends at any moment: after each request that the router saw.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_the_app_ends_somebody_known_can_log_in() {
    for personality in ["hap-ax2_7.20", "hap-ac2_6.49"] {
        let mut ended = 0;
        for after in 1.. {
            let (router, server, url) = started(personality).await;
            let admin = enter(&url, "admin").await.expect("admin");
            router.clear_requests();
            let mut kept = false;
            let mut keep = |_: &str| {
                kept = true;
                Ok(())
            };
            let whole = {
                let watch = async {
                    while router.requests().len() < after {
                        tokio::task::yield_now().await;
                    }
                };
                tokio::select! {
                    biased;
                    () = watch => false,
                    end = give(&admin, "anna", &mut keep) => end.is_ok(),
                }
            };
            let (old, new) = lets_in(&url).await;
            assert!(old || (new && kept), "{personality} after {after}: {old} {new} {kept}");
            if old {
                let admin = enter(&url, "admin").await.expect("admin");
                give(&admin, "anna", &mut |_| Ok(()))
                    .await
                    .unwrap_or_else(|not| panic!("{personality} {after}: {not:?}"));
            }
            assert_eq!(lets_in(&url).await, (false, true), "{personality} after {after}");
            server.stop().await;
            if whole {
                break;
            }
            ended += 1;
        }
        println!("{personality}: ended at {ended} moments");
        assert!(ended >= 4, "{personality}: {ended}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_cannot_be_remembered_is_taken_away_again() {
    for personality in ["hap-ax2_7.20", "hap-ac2_6.49"] {
        let (router, server, url) = started(personality).await;
        let admin = enter(&url, "admin").await.expect("admin");
        let end = give(&admin, "anna", &mut |_| Err(io::Error::other("full"))).await;
        let Err(not) = end else { panic!("{personality}: it cannot be done") };
        assert_eq!((not.why, not.lets_in), (Why::NotKept("full".into()), LetsIn::Admin));
        assert_eq!(lets_in(&url).await, (true, false), "{personality}");
        assert_eq!(user(&router, "anna"), None);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_somebody_made_is_left_alone() {
    let (router, server, url) = started("hap-ax2_7.20").await;
    let body = serde_json::json!({ "name": "cleo", "group": "full", "password": "x" });
    assert_eq!(router.handle("PUT", "/user", Some(&body)).status, 201);
    let before = router.state().menus["/user"].clone();
    let admin = enter(&url, "admin").await.expect("admin");
    let Err(not) = give(&admin, "anna", &mut |_| Ok(())).await else { panic!("somebody else is there") };
    let somebody = NoAdministrator::Somebody { name: "cleo".into() };
    assert_eq!((not.why, not.lets_in), (Why::NotOffered(somebody), LetsIn::Admin));
    assert_eq!(router.state().menus["/user"], before);
    // In clear text nothing goes along, wherever the router is but here.
    server.stop().await;
}
