//! The same router over real sockets: logins, headers, turns, and things that go wrong.
mod common;
use base64::{Engine, engine::general_purpose::STANDARD};
use common::{hap, rows};
use practice_router::{Fault, Options, Router, Server, factory};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Status, head and body of an answer; none when the connection ends without one.
async fn ask(server: &Server, head: &str, password: &str, body: &str) -> Option<(u16, String, String)> {
    let address = server.http_url().trim_start_matches("http://").to_owned();
    let mut socket = TcpStream::connect(address).await.expect("it listens");
    let login = STANDARD.encode(format!("admin:{password}"));
    let text = format!(
        "{head}\r\nHost: router\r\nAuthorization: Basic {login}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(text.as_bytes()).await.expect("it takes requests");
    let mut answer = Vec::new();
    let _end = socket.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_ascii_lowercase(), body.to_owned()))
}

const SET_DNS: &str = "POST /rest/ip/dns/set HTTP/1.1\r\nContent-Type: application/json";

async fn started() -> (Router, Server) {
    let router = hap();
    let server = Server::start(router.clone()).await.expect("a port");
    (router, server)
}

#[tokio::test]
async fn a_service_says_where_it_listens_until_it_is_told_a_port() {
    let (router, server) = started().await;
    let port = || {
        let rows = router.handle("GET", "/ip/service", None).body.expect("a list");
        let www = rows.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == "www")).expect("a row").clone();
        (www[".id"].as_str().expect("an id").to_owned(), www["port"].clone())
    };
    let (id, listens) = port();
    assert!(server.http_url().ends_with(&format!(":{}", listens.as_str().expect("a port"))), "{listens}");
    let set = router.handle("PATCH", &format!("/ip/service/{id}"), Some(&json!({"port": "80"})));
    assert_eq!((set.status, port().1), (200, json!("80")));
    let asked = ask(&server, "GET /rest/system/identity HTTP/1.1", "practice", "").await;
    assert_eq!(asked.expect("it is where it was").0, 200);
}

#[tokio::test]
async fn answers_are_json_and_raw_bodies_are_kept() {
    let (router, server) = started().await;
    assert!(server.http_url().starts_with("http://127.0.0.1:"));
    assert_eq!((server.user(), server.password()), ("admin", "practice"));
    let (status, head, body) =
        ask(&server, "GET /rest/system/identity HTTP/1.1", "practice", "").await.expect("an answer");
    assert_eq!((status, serde_json::from_str::<Value>(&body).expect("JSON")), (200, json!({ "name": "MikroTik" })));
    assert!(head.contains("content-type: application/json"));
    let raw = "{ \"servers\" : \"9.9.9.9\" }";
    assert_eq!(ask(&server, SET_DNS, "practice", raw).await.expect("an answer").0, 200);
    let asked = router.requests();
    assert_eq!(
        asked.last().map(|asked| (asked.path.as_str(), asked.raw_body.as_slice())),
        Some(("/ip/dns/set", raw.as_bytes()))
    );
    let put = "PUT /rest/ip/pool HTTP/1.1\r\nContent-Type: application/json";
    let (status, head, _) =
        ask(&server, put, "practice", "{\"name\":\"x\",\"ranges\":\"10.0.0.2-10.0.0.9\"}").await.expect("an answer");
    assert!(status == 201 && head.contains("location: /rest/ip/pool/*"), "{head}");
    let (status, _, body) = ask(&server, "DELETE /rest/ip/pool/x HTTP/1.1", "practice", "").await.expect("an answer");
    assert_eq!((status, body.as_str()), (204, ""));
    server.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_logged() {
    let (router, server) = started().await;
    let (status, head, body) =
        ask(&server, "GET /rest/system/identity HTTP/1.1", "wrong", "").await.expect("an answer");
    assert_eq!(
        (status, serde_json::from_str::<Value>(&body).expect("JSON")),
        (401, json!({ "error": 401, "message": "Unauthorized" }))
    );
    assert!(head.contains("www-authenticate: basic"));
    let logged = rows(&router, "/log").into_iter().filter(|line| line["topics"] == "system,error,critical").count();
    assert_eq!(logged, 1);
}

#[tokio::test]
async fn a_new_password_is_the_one_that_counts() {
    let (router, server) = started().await;
    let set = router.handle("PATCH", "/user/admin", Some(&json!({ "password": "another" })));
    assert_eq!(set.status, 200);
    assert!(set.body.expect("the record").get("password").is_none(), "a password is never shown");
    let identity = "GET /rest/system/identity HTTP/1.1";
    assert_eq!(ask(&server, identity, "practice", "").await.expect("an answer").0, 401);
    assert_eq!(ask(&server, identity, "another", "").await.expect("an answer").0, 200);
}

#[tokio::test]
async fn what_is_no_request_of_the_api() {
    let (_, server) = started().await;
    let cases = [
        ("POST /rest/ip/dns/set HTTP/1.1\r\nContent-Type: text/plain", "{}", 415),
        (SET_DNS, "{", 400),
        ("OPTIONS /rest/ip/dns HTTP/1.1", "", 503),
        ("HEAD /rest/ip/dns HTTP/1.1", "", 501),
        ("GET /rest/ip/frobnicate HTTP/1.1", "", 400),
        ("GET / HTTP/1.1", "", 200),
    ];
    for (head, body, wanted) in cases {
        let (status, ..) = ask(&server, head, "practice", body).await.expect("an answer");
        assert_eq!(status, wanted, "{head}");
    }
    let (_, head, body) = ask(&server, "OPTIONS /rest/ip/dns HTTP/1.1", "practice", "").await.expect("an answer");
    assert!(head.contains("text/html") && body.contains("Error 503 : unknown method"));
}

#[tokio::test]
async fn faults_happen_at_their_write() {
    let (router, server) = started().await;
    let servers = || router.state().menus["/ip/dns"]["servers"].clone();
    router.fault(Fault::Refuse { nth: 2, status: 500, detail: "no".into() });
    assert_eq!(ask(&server, SET_DNS, "practice", "{\"servers\":\"1.1.1.1\"}").await.expect("an answer").0, 200);
    assert_eq!(ask(&server, SET_DNS, "practice", "{\"servers\":\"2.2.2.2\"}").await.expect("an answer").0, 500);
    assert_eq!(servers(), "1.1.1.1");
    router.fault(Fault::NotPerformed { nth: 1 });
    assert_eq!(ask(&server, SET_DNS, "practice", "{\"servers\":\"3.3.3.3\"}").await.expect("an answer").0, 200);
    assert_eq!(servers(), "1.1.1.1");
    router.fault(Fault::DropAfterPerforming { nth: 1 });
    assert_eq!(ask(&server, SET_DNS, "practice", "{\"servers\":\"4.4.4.4\"}").await, None, "the connection ends");
    assert_eq!(servers(), "4.4.4.4");
    router.fault(Fault::Hang { nth: 1 });
    let asked = ask(&server, SET_DNS, "practice", "{\"servers\":\"5.5.5.5\"}");
    assert!(tokio::time::timeout(Duration::from_millis(300), asked).await.is_err(), "no answer comes");
    let after = ask(&server, "GET /rest/ip/dns HTTP/1.1", "practice", "");
    let (status, ..) = tokio::time::timeout(Duration::from_secs(5), after).await.expect("in time").expect("an answer");
    assert_eq!(status, 200, "once the client has gone, the router serves again");
}

#[tokio::test]
async fn requests_are_served_one_at_a_time_and_outlive_their_client() {
    let state = factory("hap-ax2_7.20").expect("carried");
    let latency = Duration::from_millis(100);
    let router = Router::new(Options { state, latency, password: Some("practice".into()), ..Options::default() });
    let server = Server::start(router.clone()).await.expect("a port");
    let identity = "GET /rest/system/identity HTTP/1.1";
    let from = Instant::now();
    tokio::join!(
        ask(&server, identity, "practice", ""),
        ask(&server, identity, "practice", ""),
        ask(&server, identity, "practice", "")
    );
    assert!(from.elapsed() >= latency * 3, "{:?}", from.elapsed());
    let impatient = ask(&server, SET_DNS, "practice", "{\"servers\":\"7.7.7.7\"}");
    assert!(tokio::time::timeout(Duration::from_millis(30), impatient).await.is_err());
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(router.state().menus["/ip/dns"]["servers"], "7.7.7.7", "who gives up does not stop the command");
}

#[tokio::test]
async fn https_is_on_when_it_is_asked_for_and_goes_with_its_service() {
    let state = factory("hap-ax2_7.20").expect("carried");
    let router = Router::new(Options { state, https: true, ..Options::default() });
    let server = Server::start(router.clone()).await.expect("a port");
    assert!(server.https_url().starts_with("https://127.0.0.1:"));
    let on = |name: &str| {
        rows(&router, "/ip/service").into_iter().any(|row| row["name"] == name && row["disabled"] == "false")
    };
    assert!(on("www-ssl") && on("www"));
    assert!(!server.password().is_empty() && server.password() != "practice", "a random password when none is given");
    let www = common::id(&router, "/ip/service", "name", "www");
    router.handle("PATCH", &format!("/ip/service/{www}"), Some(&json!({ "disabled": "yes" })));
    assert_eq!(
        ask(&server, "GET /rest/system/identity HTTP/1.1", server.password(), "").await,
        None,
        "a service that is off does not answer"
    );
}
