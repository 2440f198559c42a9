//! From clear text to a private connection: what an eavesdropper in between gets to hear.
use planner::Private;
use routeros::Secret;
use routeros_client::{Client, ClientError, Options, read_snapshot};
use std::sync::{Arc, Mutex};
use tests::journey::{Answers, context, practice};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// Passes everything on and keeps what it heard.
async fn eavesdrop(to: String) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let place = listener.local_addr().expect("an address").to_string();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let router = TcpStream::connect(&to).await.expect("the router");
            let ((client_in, client_out), (router_in, router_out)) = (client.into_split(), router.into_split());
            for (mut from, mut into) in [(client_in, router_out), (router_in, client_out)] {
                let keep = Arc::clone(&keep);
                tokio::spawn(async move {
                    let mut buffer = [0; 4096];
                    while let Ok(read @ 1..) = from.read(&mut buffer).await {
                        keep.lock().expect("no panic").extend_from_slice(&buffer[..read]);
                        if into.write_all(&buffer[..read]).await.is_err() {
                            break;
                        }
                    }
                });
            }
        }
    });
    (place, heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_new_secret_is_heard_on_the_way() {
    for (personality, scheme) in
        [("hap-ax2_7.20", "http"), ("hex_7.12", "http"), ("hex_7.12", "api"), ("hap-ac2_6.49", "api")]
    {
        let router = practice(personality, "pppoe:anna:very-secret-line");
        let server = practice_router::Server::start(router).await.expect("a server on loopback");
        let to = if scheme == "api" { server.api_url() } else { server.http_url() };
        let (place, heard) = eavesdrop(to.split("//").nth(1).unwrap_or_default().to_owned()).await;
        let url = format!("{scheme}://{place}");
        let clear = Client::connect(&url, "admin", Secret::new("practice"), Options::default()).await.expect("a login");
        let Ok(Private::Needs(changes)) =
            apply::private::look(&clear, clear.private_service(), &[clear.socket().ip()]).await
        else {
            panic!("a factory router is not private")
        };
        let way =
            apply::private::make(&clear, clear.private_service(), &changes, &mut |_| {}).await.expect("a certificate");
        let private = clear.secured(way.port, &way.fingerprint).await.expect("a private connection");
        let private = apply::password::change(&private, Secret::new("K7QX-M4PD-93RT-W2HB")).await.expect("changed");
        let answers = Answers::of(
            &[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")],
            &[("internet.pppoe.password", "very-secret-line")],
        );
        let project = answers.valid();
        let snapshot = read_snapshot(&private).await.expect("a snapshot");
        let ticked = std::collections::BTreeSet::new();
        let transport = if scheme == "api" { planner::Transport::ApiSsl } else { planner::Transport::Https };
        let context = planner::Context { transport, ..context(&answers.secrets, &ticked) };
        let plan = planner::plan(&project, &snapshot, &context).expect("a plan");
        let stop = CancellationToken::new();
        let end = apply::run(&private, &project, &plan, &context, &mut |_| {}, &stop).await;
        assert_eq!(end.outcome, apply::Outcome::Done, "{personality} {scheme}: {end:?}");
        let heard = String::from_utf8_lossy(&heard.lock().expect("no panic")).into_owned();
        assert!(heard.contains("/certificate/sign"), "the eavesdropper heard how it began");
        assert!(!heard.contains("very-secret-line") && !heard.contains("pppoe-client"), "and nothing after it");
        assert!(!heard.contains("K7QX") && !heard.contains("/password"), "nor the new password");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_certificate_than_the_router_reported_is_refused() {
    let router = practice("hap-ax2_7.20", "dhcp");
    let server = practice_router::Server::start(router).await.expect("a server on loopback");
    let clear = Client::connect(&server.http_url(), "admin", Secret::new("practice"), Options::default())
        .await
        .expect("a login");
    let Ok(Private::Needs(changes)) = apply::private::look(&clear, clear.private_service(), &[]).await else {
        panic!("not private")
    };
    let way =
        apply::private::make(&clear, clear.private_service(), &changes, &mut |_| {}).await.expect("a certificate");
    let refused = clear.secured(way.port, &"0".repeat(64)).await.err();
    assert!(matches!(refused, Some(ClientError::KeyChanged { .. })), "{refused:?}");
    let before = tests::journey::practice_state("hap-ax2_7.20", "www").menus["/ip/service"].clone();
    assert_eq!(apply::private::undo(&clear, &changes, &way).await, Vec::<String>::new());
    let after = server.router().state();
    assert_eq!(after.menus["/ip/service"], before, "taken back");
    assert!(after.menus["/certificate"].as_array().is_none_or(Vec::is_empty));
    server.stop().await;
}
