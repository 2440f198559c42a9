//! A private connection is one with the right key, whatever the certificate says beside it.
#![expect(clippy::unwrap_used, reason = "the peer of a test ends the test by panicking")]
use routeros::Secret;
use routeros_client::{ClientError, Options, RestRouter, tls};
use std::sync::Arc;
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
