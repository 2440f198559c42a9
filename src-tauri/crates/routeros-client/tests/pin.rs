//! A private connection is one with the right key, whatever the certificate says beside it.
#![expect(clippy::unwrap_used, reason = "the peer of a test ends the test by panicking")]
use routeros::Secret;
use routeros_client::{Client, ClientError, Options, RestRouter, tls};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// A router with a certificate for another name; its address.
async fn router() -> String {
    let certified = rcgen::generate_simple_self_signed(["somebody.else".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            for body in [r#"401 X|{"error":401,"message":"Unauthorized"}"#, r#"200 OK|{"version":"7.20.6 (stable)"}"#] {
                let mut buffer = [0; 4096];
                if stream.read(&mut buffer).await.unwrap_or(0) == 0 {
                    break;
                }
                let (status, body) = body.split_once('|').unwrap();
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    url
}

async fn connect(url: &str, pin: Option<tls::Pin>) -> Result<RestRouter, ClientError> {
    RestRouter::connect_with(url, "admin", Secret::new("x"), Options { pin, ..Options::default() }).await
}

#[tokio::test]
async fn the_key_decides() {
    let url = router().await;
    let Err(ClientError::KeyUnknown { seen }) = connect(&url, None).await else { panic!("no pin, no connection") };
    let other = connect(&url, Some([7; 32])).await.expect_err("another key");
    assert_eq!(other, ClientError::KeyChanged { seen: seen.clone() });
    let pin = tls::parse_pin(&seen);
    let router = connect(&url, pin).await.expect("the right key");
    assert_eq!(router.key(), pin);
}

/// How a box whose encryption is too old answers a greeting.
#[derive(Debug, Clone, Copy)]
enum Old {
    /// By the alert `protocol_version`, in TLS 1.0.
    Refuses,
    /// By going on in TLS 1.1 with a cipher of its time (RFC 5246, Appendix E.1).
    GoesOnIn11,
}

/// Such a box: its address, and how many bytes it heard after its answer.
async fn old(how: Old) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 5];
            if stream.read_exact(&mut head).await.is_err() {
                continue;
            }
            assert_eq!(head[0], 0x16, "a greeting");
            let mut greeting = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
            stream.read_exact(&mut greeting).await.unwrap();
            let answer = match how {
                Old::Refuses => vec![0x15, 3, 1, 0, 2, 2, 70],
                Old::GoesOnIn11 => {
                    let mut hello = vec![2, 0, 0, 38, 3, 2];
                    hello.extend([7; 32]);
                    // No session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
                    hello.extend([0, 0x00, 0x2f, 0]);
                    [vec![0x16, 3, 2, 0, 42], hello].concat()
                }
            };
            stream.write_all(&answer).await.unwrap();
            let mut more = Vec::new();
            let _ = stream.read_to_end(&mut more).await;
            // What comes back is an alert of seven bytes, or nothing.
            count.fetch_add(more.len(), Ordering::Relaxed);
        }
    });
    (place, heard)
}

#[tokio::test]
async fn encryption_of_the_past_is_an_error_of_its_own_over_both_services() {
    for how in [Old::Refuses, Old::GoesOnIn11] {
        let (place, heard) = old(how).await;
        for scheme in ["https", "api-ssl"] {
            let url = format!("{scheme}://{place}");
            for pin in [None, Some([7; 32])] {
                let options = Options { pin, ..Options::default() };
                let error =
                    Client::connect(&url, "admin", Secret::new("x"), options.clone()).await.expect_err("too old");
                assert!(matches!(error, ClientError::EncryptionTooOld { .. }), "{how:?} {url}: {error:?}");
                let error = Client::key_at(&url, options).await.expect_err("no key");
                assert!(matches!(error, ClientError::EncryptionTooOld { .. }), "{how:?} {url}: {error:?}");
            }
        }
        assert!(heard.load(Ordering::Relaxed) <= 8 * 7, "{how:?}: more than alerts was sent");
    }
}

#[tokio::test]
async fn what_speaks_no_tls_is_an_error_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    });
    let error = connect(&url, Some([7; 32])).await.expect_err("no TLS");
    assert!(matches!(error, ClientError::HandshakeFailed { .. }), "{error}");
}
