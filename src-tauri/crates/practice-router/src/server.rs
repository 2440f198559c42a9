//! The practice router on loopback, over HTTP, over its binary API and, when asked for, HTTPS.
use crate::{
    api,
    router::{Delivery, Router},
};
use axum::{
    Router as Axum,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
};

/// A practice router that listens. It ends with `stop`, or with the program.
#[derive(Debug)]
pub struct Server {
    router: Router,
    http: SocketAddr,
    https: Option<SocketAddr>,
    api: api::Listener,
    handles: Vec<Handle<SocketAddr>>,
}

#[derive(Clone)]
struct Shared {
    router: Router,
    /// RouterOS serves one user's requests one at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
    service: &'static str,
}

impl Server {
    /// Listens on random ports of loopback.
    ///
    /// # Errors
    /// The system gives no port, or the certificate cannot be made.
    #[expect(clippy::unused_async, reason = "it needs the caller's run-time, and says so by being async")]
    pub async fn start(router: Router) -> io::Result<Self> {
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        let mut handles = Vec::new();
        let shared = |service| Shared { router: router.clone(), turn: turn.clone(), service };
        let listener = listen()?;
        let http = listener.local_addr()?;
        let handle = Handle::new();
        let server = axum_server::from_tcp(listener)?.handle(handle.clone());
        tokio::spawn(server.serve(app(shared("www")).into_make_service()));
        handles.push(handle);
        let mut https = None;
        if router.https() {
            let listener = listen()?;
            https = Some(listener.local_addr()?);
            let handle = Handle::new();
            let server = axum_server::from_tcp_rustls(listener, certificate()?)?.handle(handle.clone());
            tokio::spawn(server.serve(app(shared("www-ssl")).into_make_service()));
            handles.push(handle);
        }
        let api = api::Listener::start(router.clone(), listen()?)?;
        Ok(Self { router, http, https, api, handles })
    }

    /// Where it speaks clear text.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Where it speaks TLS.
    pub fn https_url(&self) -> Option<String> {
        self.https.map(|address| format!("https://{address}"))
    }

    /// Where it speaks the binary API.
    pub fn api_url(&self) -> String {
        format!("api://{}", self.api.address())
    }

    /// Its administrator.
    pub fn user(&self) -> &str {
        self.router.user()
    }

    /// The administrator's password.
    pub fn password(&self) -> &str {
        self.router.password()
    }

    /// The router itself.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Stops listening.
    pub async fn stop(self) {
        for handle in &self.handles {
            handle.shutdown();
        }
        self.api.stop();
        tokio::task::yield_now().await;
    }
}

fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// RSA keys take seconds to make; the kind of key is not what is practised.
fn certificate() -> io::Result<RustlsConfig> {
    let made = rcgen::generate_simple_self_signed(vec!["192.168.88.1".to_owned(), "127.0.0.1".to_owned()])
        .map_err(io::Error::other)?;
    let chain = vec![made.cert.der().to_vec().into()];
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(io::Error::other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // RouterOS speaks TLS 1.2 at most (reference rest-api §2).
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(io::Error::other)?;
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

fn app(shared: Shared) -> Axum {
    Axum::new().fallback(request).with_state(shared)
}

async fn request(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if !shared.router.serves(shared.service) {
        // The socket of a service that is off refuses; here it can only hang up.
        return cut();
    }
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let Some(path) = target.strip_prefix("/rest") else { return webfig() };
    if !shared.router.since(7, 1) {
        // RouterOS 6 has no REST.
        return StatusCode::NOT_FOUND.into_response();
    }
    if method == Method::OPTIONS || method == Method::HEAD {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html")], "Error 503 : unknown method")
            .into_response();
    }
    if let Err(user) = login(&shared.router, &headers) {
        shared.router.refuse_login(&user);
        let body = json!({ "error": 401, "message": "Unauthorized" });
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Basic")], axum::Json(body)).into_response();
    }
    let _turn = shared.turn.lock().await;
    tokio::time::sleep(shared.router.latency()).await;
    let json = if body.is_empty() {
        None
    } else if headers.get(header::CONTENT_TYPE).is_none_or(|kind| !kind.as_bytes().starts_with(b"application/json")) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    } else {
        match serde_json::from_slice::<Value>(&body) {
            Ok(json) => Some(json),
            Err(_) => return refusal(400, "Failed to parse json"),
        }
    };
    let (answer, delivery) = shared.router.deliver(method.as_str(), path, json.as_ref(), &body);
    match delivery {
        Delivery::Sent => {}
        Delivery::Cut => return cut(),
        Delivery::Never => std::future::pending().await,
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match answer.body {
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    };
    if let Some(location) = answer.location.and_then(|location| location.parse().ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn refusal(status: u16, detail: &str) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (code, axum::Json(json!({ "error": status, "message": "Bad Request", "detail": detail }))).into_response()
}

/// Everything beside `/rest` is the router's own pages.
fn webfig() -> Response {
    (
        [(header::CONTENT_TYPE, "text/html")],
        "<html><head><title>RouterOS</title></head><body>RouterOS router configuration page (simulated)</body></html>",
    )
        .into_response()
}

/// A body that breaks off: the client sees its connection end.
fn cut() -> Response {
    let broken = futures_util::stream::once(async { Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into()) });
    Response::new(Body::from_stream(broken))
}

/// The user's name comes back when it was not let in.
fn login(router: &Router, headers: &HeaderMap) -> Result<(), String> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "));
    let Some(decoded) = given.and_then(|given| STANDARD.decode(given).ok()) else { return Err(String::new()) };
    let text = String::from_utf8_lossy(&decoded).into_owned();
    let (user, password) = text.split_once(':').unwrap_or((&text, ""));
    if user == router.user() && password == router.password() { Ok(()) } else { Err(user.to_owned()) }
}
