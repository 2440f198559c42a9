//! The practice router over TLS, with the key that it showed.
use routeros::Secret;
use routeros_client::{ClientError, Options, RestRouter, read_snapshot};
use std::time::Duration;
use tests::journey::practice_state;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_key_is_shown_and_a_known_one_is_enough() {
    let router = practice_router::Router::new(practice_router::Options {
        state: practice_state("hap-ax2_7.20", "www-ssl"),
        internet: practice_router::Internet::None,
        latency: Duration::ZERO,
        user: "admin".into(),
        password: Some("practice".into()),
        https: true,
        ..practice_router::Options::default()
    });
    let server = practice_router::Server::start(router).await.expect("a server on loopback");
    let url = server.https_url();
    let connect =
        |pin| RestRouter::connect_with(&url, "admin", Secret::new("practice"), Options { pin, ..Options::default() });
    let Err(ClientError::KeyUnknown { seen }) = connect(None).await else {
        panic!("a key that nobody knows is not trusted")
    };
    let pin = routeros_client::parse_pin(&seen).expect("a key as it is shown can be given back");
    let client = connect(Some(pin)).await.unwrap_or_else(|error| panic!("the key that was seen: {error}"));
    assert!(read_snapshot(&client).await.is_ok());
    let wrong = connect(Some([7; 32])).await.err();
    assert!(matches!(wrong, Some(ClientError::KeyChanged { .. })), "another key is not taken: {wrong:?}");
    server.stop().await;
}
