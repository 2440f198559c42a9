//! A new password of the router's: whatever goes wrong, it is found out which one the router has, and
//! nothing but the old one and the new one is ever tried.
use apply::password::{NotChanged, Which, change};
use practice_router::{Disputes, Fault, Router as Practice, Server};
use routeros::Secret;
use routeros_client::{Client, ClientError, Options};
use std::time::Duration;
use tests::journey::practice_in;

const NEW: &str = "K7QX-M4PD-93RT-W2HB";

/// A router with a certificate, and the URL of one of its services over TLS.
async fn started(personality: &str, disputes: Disputes) -> (Practice, Server, String) {
    let state = practice_router::personality(personality).expect("carried");
    let router = Practice::new(practice_router::Options {
        state,
        password: Some("practice".into()),
        https: true,
        disputes,
        ..practice_router::Options::default()
    });
    let server = Server::start(router.clone()).await.expect("a server on loopback");
    let url = if personality.ends_with("6.49") { server.api_ssl_url() } else { server.https_url() };
    (router, server, url)
}

async fn enter(url: &str, password: &str) -> Result<Client, ClientError> {
    let key = Client::key_at(url, Options::default()).await?;
    let options = Options { pin: Some(key.pin), timeout: Duration::from_secs(8), ..Options::default() };
    Client::connect(url, "admin", Secret::new(password), options).await
}

/// How many wrong passwords the router has noted.
fn noted(router: &Practice) -> usize {
    let log = &router.state().menus["/log"];
    let lines = log.as_array().expect("a list").iter();
    lines.filter(|line| line["message"].as_str().unwrap_or_default().contains("login failure for user admin")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_router_has_it_and_was_entered_with_it() {
    for personality in ["hap-ax2_7.20", "hex_7.12", "hap-ac2_6.49", "hap-be3_7.24"] {
        let (router, server, url) = started(personality, Disputes::default()).await;
        let before = enter(&url, "practice").await.expect("the old one");
        let after = change(&before, Secret::new(NEW)).await.expect("changed");
        assert_eq!(after.password(), &Secret::new(NEW), "{personality}");
        assert_eq!(after.key(), before.key(), "{personality}: the same key");
        assert_eq!(noted(&router), 0, "{personality}: no wrong password was tried");
        assert_eq!(enter(&url, "practice").await.err(), Some(ClientError::WrongPassword), "{personality}");
        assert!(enter(&url, NEW).await.is_ok(), "{personality}");
        let user = &router.state().menus["/user"][0];
        assert_ne!(user["expired"], "true", "{personality}: the maker no longer asks for another");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_answered_a_login_decides() {
    let refuse = Fault::Refuse { nth: 1, status: 400, detail: "failure: password is too short".into() };
    // The fault, how the router answers a change that it carries out, and which password it has then.
    let cases = [
        (Some(refuse), false, false),
        (Some(Fault::NotPerformed { nth: 1 }), false, false),
        (Some(Fault::DropAfterPerforming { nth: 1 }), false, true),
        (Some(Fault::Hang { nth: 1 }), false, true),
        (None, true, true),
    ];
    for personality in ["hap-ax2_7.20", "hap-ac2_6.49"] {
        for (fault, password_is_400, has_new) in cases.clone() {
            let disputes = Disputes { password_is_400, ..Disputes::default() };
            let (router, server, url) = started(personality, disputes).await;
            let before = enter(&url, "practice").await.expect("the old one");
            if let Some(fault) = fault.clone() {
                router.fault(fault);
            }
            let name = format!("{personality} {fault:?} {password_is_400}");
            match change(&before, Secret::new(NEW)).await {
                Ok(client) => assert!(has_new && *client.password() == Secret::new(NEW), "{name}"),
                Err(NotChanged { which, error }) => assert!(!has_new && which == Which::Old, "{name}: {error}"),
            }
            assert!(noted(&router) <= 1, "{name}: {} wrong passwords", noted(&router));
            let (old, new) = (enter(&url, "practice").await.is_ok(), enter(&url, NEW).await.is_ok());
            assert_eq!((old, new), (!has_new, has_new), "{name}");
            server.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_third_password_nothing_more_is_tried() {
    let (router, server, url) = started("hap-ax2_7.20", Disputes::default()).await;
    let before = enter(&url, "practice").await.expect("the old one");
    let body = serde_json::json!({ "password": "somebody else's" });
    assert_eq!(router.handle("PATCH", "/user/admin", Some(&body)).status, 200);
    let not = change(&before, Secret::new(NEW)).await.expect_err("neither");
    assert_eq!((not.which, not.error), (Which::Unknown, ClientError::WrongPassword));
    // The change itself, the old one, the new one.
    assert!(noted(&router) <= 3, "{}", noted(&router));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_that_is_gone_leaves_it_open_which_one_it_has() {
    let (_, server, url) = started("hap-ax2_7.20", Disputes::default()).await;
    let before = enter(&url, "practice").await.expect("the old one");
    server.stop().await;
    let not = change(&before, Secret::new(NEW)).await.expect_err("nobody there");
    assert_eq!(not.which, Which::Unknown, "{not:?}");
}

#[test]
fn it_needs_its_policy() {
    let mut state = practice_router::personality("hap-ax2_7.20").expect("carried");
    let group = serde_json::json!({ ".id": "*9", "name": "few", "policy": "read,write,api,rest-api" });
    state.menus.get_mut("/user/group").and_then(|groups| groups.as_array_mut()).expect("groups").push(group);
    state.menus.get_mut("/user").expect("users")[0]["group"] = "few".into();
    let router = practice_in(state, practice_router::Internet::Dhcp { vlan: None, address: None });
    let body = serde_json::json!({ "old-password": "practice", "new-password": NEW, "confirm-new-password": NEW });
    let answer = router.handle("POST", "/password", Some(&body));
    assert_eq!(answer.status, 500, "{answer:?}");
}
