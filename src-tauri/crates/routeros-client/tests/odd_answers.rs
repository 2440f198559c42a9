//! The client against a peer that answers oddly, byte by byte.
#![expect(clippy::unwrap_used, reason = "the peer of a test ends the test by panicking")]
use routeros::{Action, Area, Change, Group, MenuState, NoSecrets, PropValue, Secret, Target, Text, Undo, menu};
use routeros_client::{ClientError, Options, RestRouter, Router};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the peer does with one request.
#[derive(Clone)]
enum Act {
    Answer(u16, &'static str, Vec<u8>),
    /// Promises more than it sends.
    Truncated,
    Close,
    Hang,
}

type Log = Arc<Mutex<Vec<String>>>;

/// Answers the two requests of connecting rightly, then as told, one act a request.
async fn peer(acts: Vec<Act>) -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let json = |status, text: &str| Act::Answer(status, "application/json", text.into());
    let mut script =
        vec![json(401, r#"{"error":401,"message":"Unauthorized"}"#), json(200, r#"{"version":"7.20.6 (stable)"}"#)];
    script.extend(acts);
    let script = Arc::new(Mutex::new(script.into_iter()));
    let log = Log::default();
    let requests = Arc::clone(&log);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&requests)));
        }
    });
    (url, log)
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<std::vec::IntoIter<Act>>>, log: Log) {
    loop {
        let Some(request) = read_request(&mut stream).await else { return };
        log.lock().unwrap().push(request);
        let act = script.lock().unwrap().next().unwrap_or(Act::Close);
        match act {
            Act::Answer(status, kind, body) => {
                let head =
                    format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all(head.as_bytes()).await.unwrap();
                stream.write_all(&body).await.unwrap();
            }
            Act::Truncated => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{").await.unwrap();
                return;
            }
            Act::Close => return,
            Act::Hang => tokio::time::sleep(Duration::from_secs(600)).await,
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                return Some(text);
            }
        }
    }
}

async fn router(acts: Vec<Act>) -> (RestRouter, Log) {
    let (url, log) = peer(acts).await;
    let options = Options { timeout: Duration::from_millis(300), ..Options::default() };
    let router =
        RestRouter::connect_with(&url, "admin", Secret::new("päss:wört"), options).await.expect("it is RouterOS");
    (router, log)
}

fn json(bytes: &[u8]) -> Act {
    Act::Answer(200, "application/json", bytes.to_vec())
}

fn change(action: Action) -> Change {
    Change {
        id: "x".into(),
        group: Group::Settings,
        area: Area::Internet,
        menu: menu::IP_ADDRESS,
        action,
        text: Text::new("x"),
        undo: Undo::Automatic,
    }
}

fn set(id: &str) -> Change {
    let target = Target { id: id.into(), find: Vec::new() };
    change(Action::Set { target, props: vec![("comment".into(), PropValue::text("ä\"b"))] })
}

#[tokio::test]
async fn the_password_goes_only_to_routeros() {
    let (router, log) = router(vec![json(b"[]")]).await;
    router.read(menu::IP_POOL).await.unwrap();
    let log = log.lock().unwrap().clone();
    assert!(!log[0].to_ascii_lowercase().contains("authorization"), "{}", log[0]);
    assert!(log[1].contains("authorization: Basic YWRtaW46cMOkc3M6d8O2cnQ="), "{}", log[1]);
    assert_eq!(router.requests(), 3);
    for answer in [Act::Answer(200, "text/html", b"<html>".to_vec()), Act::Answer(401, "text/html", b"<html>".to_vec())]
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Log::default();
        let script = Arc::new(Mutex::new(vec![answer].into_iter()));
        let requests = Arc::clone(&seen);
        tokio::spawn(async move { serve(listener.accept().await.unwrap().0, script, requests).await });
        assert_eq!(RestRouter::connect(&url, "admin", "x").await.expect_err("no RouterOS"), ClientError::NotRouterOs);
        assert_eq!(seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn strangers_addresses_are_refused_before_a_packet_is_sent() {
    for url in ["http://198.51.100.1", "https://203.0.113.9", "http://[2001:db8::1]", "https://8.8.8.8"] {
        let error = RestRouter::connect(url, "admin", "x").await.expect_err("refused");
        assert!(matches!(error, ClientError::NotAtHome { .. }), "{url}: {error}");
    }
}

#[tokio::test]
async fn nobody_there() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = RestRouter::connect(&format!("http://{free}"), "admin", "x").await.expect_err("nobody");
    assert_eq!(error, ClientError::ClosedPort { address: free.to_string() });
}

#[tokio::test]
async fn bytes_that_are_no_json_are_read_all_the_same() {
    let (router, _) = router(vec![json(b"[{\".id\":\"*1\",\"name\":\"a\nb\",\"comment\":\"caf\xe9\"}]")]).await;
    let MenuState::List(rows) = router.read(menu::IP_POOL).await.unwrap() else { panic!("a list") };
    assert_eq!((rows[0].text("name"), rows[0].text("comment")), (Some("a\nb"), Some("café")));
}

#[tokio::test]
async fn what_reading_makes_of_refusals() {
    let absent = br#"{"error":400,"message":"Bad Request","detail":"no such command or directory (x)"}"#;
    let (router, _) = router(vec![
        Act::Answer(400, "application/json", absent.to_vec()),
        Act::Answer(403, "text/html", b"<html><h1>Forbidden</h1>".to_vec()),
        json(b"<html>"),
        json(b"{\"a\":\"x\""),
        Act::Answer(302, "text/html", b"elsewhere".to_vec()),
    ])
    .await;
    assert_eq!(router.read(menu::IP_POOL).await, Ok(MenuState::Absent));
    assert!(matches!(router.read(menu::IP_POOL).await, Err(ClientError::Refused { status: 403, .. })));
    for _ in 0..2 {
        assert!(matches!(router.read(menu::IP_POOL).await, Err(ClientError::NotUnderstood { .. })));
    }
    assert!(matches!(router.read(menu::IP_POOL).await, Err(ClientError::Refused { status: 302, .. })));
}

#[tokio::test]
async fn a_read_that_was_cut_is_tried_once_more_a_change_never() {
    let (router, log) = router(vec![Act::Close, json(b"[]"), Act::Close, json(b"[]")]).await;
    assert_eq!(router.read(menu::IP_POOL).await, Ok(MenuState::List(Vec::new())));
    assert_eq!(router.send(&set("*1"), &NoSecrets).await, Err(ClientError::OutcomeUnknown));
    assert_eq!(router.read(menu::IP_POOL).await, Ok(MenuState::List(Vec::new())));
    assert_eq!(log.lock().unwrap().iter().filter(|request| request.starts_with("PATCH")).count(), 1);
}

#[tokio::test]
async fn answers_that_do_not_end() {
    for act in [Act::Truncated, Act::Hang] {
        let (router, _) = router(vec![act.clone(), act.clone()]).await;
        assert_eq!(router.send(&set("*1"), &NoSecrets).await, Err(ClientError::OutcomeUnknown));
        assert!(matches!(router.read(menu::IP_POOL).await, Err(ClientError::Unreachable { .. })));
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let (router, _) = router(vec![json(&vec![b' '; (16 << 20) + 1])]).await;
    assert!(matches!(
        router.read(menu::IP_POOL).await,
        Err(ClientError::NotUnderstood { .. } | ClientError::Unreachable { .. })
    ));
}

#[tokio::test]
async fn what_is_sent() {
    let (router, log) = router(vec![json(b"{}"), Act::Answer(204, "", Vec::new()), json(b"[]")]).await;
    router.send(&set("*1F"), &NoSecrets).await.unwrap();
    let target = Target { id: "*0".into(), find: Vec::new() };
    router.send(&change(Action::Remove { target }), &NoSecrets).await.unwrap();
    assert_eq!(router.ask("/tool/ping", &[("address", "1.1.1.1"), ("count", "3")]).await, Ok(Vec::new()));
    let log = log.lock().unwrap();
    // The star raw, the type without charset, the body byte for byte.
    assert!(log[2].starts_with("PATCH /rest/ip/address/*1F HTTP/1.1\r\n"), "{}", log[2]);
    assert!(log[2].contains("content-type: application/json\r\n"), "{}", log[2]);
    assert!(log[2].ends_with("\r\n\r\n{\"comment\":\"ä\\\"b\"}"), "{}", log[2]);
    assert!(log[3].starts_with("DELETE /rest/ip/address/*0 HTTP/1.1\r\n"), "{}", log[3]);
    assert!(log[4].ends_with("\r\n\r\n{\"address\":\"1.1.1.1\",\"count\":\"3\"}"), "{}", log[4]);
}

#[tokio::test]
async fn an_id_that_leads_elsewhere_is_not_followed() {
    let (router, log) = router(vec![json(b"{}")]).await;
    for id in ["../../user/*1", "*1?x", "*1#", "a b", "*1/\u{e9}"] {
        assert!(matches!(router.send(&set(id), &NoSecrets).await, Err(ClientError::NotUnderstood { .. })), "{id}");
    }
    assert_eq!(log.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn one_request_at_a_time() {
    let (router, log) = router(vec![json(b"[]"); 4]).await;
    let (a, b, c, d) = tokio::join!(
        router.read(menu::IP_POOL),
        router.read(menu::IP_POOL),
        router.read(menu::IP_POOL),
        router.read(menu::IP_POOL)
    );
    assert!([a, b, c, d].iter().all(Result::is_ok));
    assert_eq!(log.lock().unwrap().len(), 6);
}
