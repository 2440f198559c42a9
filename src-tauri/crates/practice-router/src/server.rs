//! The practice router on loopback: its services over HTTP and HTTPS, as `/ip/service` has them.
use crate::{
    api, certificates, files,
    router::{Answer, Delivery, Router},
    ssh,
};
use axum::{
    Router as Axum,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use serde_json::{Value, json};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream, UdpSocket},
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

/// A practice router that listens, until it is stopped or dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let router = practice_router::Router::new(practice_router::Options::default());
/// let server = practice_router::Server::start(router).await?;
/// assert!(server.http_url().starts_with("http://127.0.0.1:"));
/// // What was asked of it can be looked at; so can what it holds.
/// assert!(server.router().requests().is_empty());
/// assert!(server.router().state().menus.contains_key("/ip/address"));
/// server.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    router: Router,
    http: SocketAddr,
    https: SocketAddr,
    api: SocketAddr,
    api_ssl: SocketAddr,
    mndp: SocketAddr,
    running: watch::Sender<bool>,
}

#[derive(Clone)]
struct Shared {
    router: Router,
    /// RouterOS serves one user's requests one at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
    service: &'static str,
}

impl Server {
    /// Listens on random ports of loopback. `/ip/service` shows these ports, because ports always
    /// come from there; a service that is off refuses.
    ///
    /// # Errors
    /// The system gives no port.
    pub async fn start(router: Router) -> io::Result<Self> {
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        let (running, _) = watch::channel(true);
        let listen = async |service: &'static str| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = listener.local_addr()?;
            router.listens(service, address.port());
            let shared = Shared { router: router.clone(), turn: turn.clone(), service };
            tokio::spawn(accept(listener, shared, running.subscribe()));
            io::Result::Ok(address)
        };
        let http = listen("www").await?;
        let https = listen("www-ssl").await?;
        let api = listen("api").await?;
        let api_ssl = listen("api-ssl").await?;
        listen("ssh").await?;
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mndp = socket.local_addr()?;
        let (says, mut ended) = (router.clone(), running.subscribe());
        tokio::spawn(async move {
            tokio::select! {
                () = crate::mndp::answer(socket, says) => {}
                _ = ended.changed() => {}
            }
        });
        Ok(Self { router, http, https, api, api_ssl, mndp, running })
    }

    /// Where it speaks clear text.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Where it speaks TLS, as soon as `www-ssl` is on and has a certificate.
    pub fn https_url(&self) -> String {
        format!("https://{}", self.https)
    }

    /// Where it speaks the binary API.
    pub fn api_url(&self) -> String {
        format!("api://{}", self.api)
    }

    /// Where it speaks the binary API over TLS, as soon as `api-ssl` is on and has a certificate.
    pub fn api_ssl_url(&self) -> String {
        format!("api-ssl://{}", self.api_ssl)
    }

    /// Where it answers who looks for routers.
    pub fn mndp(&self) -> SocketAddr {
        self.mndp
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
        self.running.send_replace(false);
        tokio::task::yield_now().await;
    }
}

/// Takes connections until the router is stopped.
async fn accept(listener: TcpListener, shared: Shared, mut running: watch::Receiver<bool>) {
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
            _ = running.changed() => return,
        };
        let (shared, mut running) = (shared.clone(), running.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = connection(stream, shared) => {}
                _ = running.changed() => {}
            }
        });
    }
}

/// One connection. Who asks a service that is off is refused: a reset is the nearest that an open
/// socket can do.
async fn connection(stream: TcpStream, shared: Shared) {
    if !shared.router.serves(shared.service) || !shared.router.is_plugged() {
        let _ = stream.set_zero_linger();
        return;
    }
    let _ = stream.set_nodelay(true);
    if shared.service == "ssh" {
        ssh::serve(shared.router, stream).await;
    } else if shared.service.ends_with("-ssl") {
        let Ok(config) = certificates::tls(&shared.router.state(), shared.service) else { return };
        if let Ok(stream) = TlsAcceptor::from(config).accept(stream).await {
            serve(stream, shared).await;
        }
    } else {
        serve(stream, shared).await;
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, shared: Shared) {
    if shared.service.starts_with("api") {
        return api::serve(shared.router, stream).await;
    }
    let service = TowerToHyperService::new(Axum::new().fallback(request).with_state(shared));
    // A client that hangs up ends the connection, and that is no news.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn request(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let router = shared.router.clone();
    if !router.is_plugged() {
        return std::future::pending().await;
    }
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
    if method == Method::HEAD {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    if method == Method::OPTIONS {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html")], "Error 503 : unknown method")
            .into_response();
    }
    let user = match login(&shared.router, &headers) {
        Ok(user) => user,
        Err(user) => {
            shared.router.refuse_login(&user);
            let body = json!({ "error": 401, "message": "Unauthorized" });
            return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Basic")], axum::Json(body)).into_response();
        }
    };
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
    // What was begun goes on when the client has gone (reference rest-api §1.6).
    let (path, raw) = (path.to_owned(), files::is_raw(path));
    let carried_out = tokio::spawn(async move {
        let _turn = shared.turn.lock().await;
        tokio::time::sleep(shared.router.latency()).await;
        if !shared.router.may(&user, "api") {
            return (not_allowed(), Delivery::Sent);
        }
        match shared.router.deliver(&user, method.as_str(), &path, json.as_ref(), &body) {
            // Whoever asks anything else waits, too (reference rest-api §13).
            (_, Delivery::Waits) => shared.router.confirmed().await,
            answer => answer,
        }
    });
    let Ok((answer, delivery)) = carried_out.await else { return cut() };
    if !router.is_plugged() {
        return std::future::pending().await;
    }
    match delivery {
        Delivery::Sent => {}
        Delivery::Cut => return cut(),
        Delivery::Never | Delivery::Waits => std::future::pending().await,
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match answer.body {
        Some(body) if raw => {
            let bytes = files::raw(&body.to_string());
            (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
        }
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

/// The group has `rest-api` but not `api` (reference rest-api §5).
fn not_allowed() -> Answer {
    let body = json!({ "error": 500, "message": "Internal Server Error", "detail": "std failure: not allowed (9)" });
    Answer { status: 500, body: Some(body), location: None }
}

/// A body that breaks off: the client sees its connection end.
fn cut() -> Response {
    let broken = futures_util::stream::once(async { Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into()) });
    Response::new(Body::from_stream(broken))
}

/// The user's name, also when it was not let in.
fn login(router: &Router, headers: &HeaderMap) -> Result<String, String> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "));
    let Some(decoded) = given.and_then(|given| STANDARD.decode(given).ok()) else { return Err(String::new()) };
    let text = String::from_utf8_lossy(&decoded).into_owned();
    let (user, password) = text.split_once(':').unwrap_or((&text, ""));
    if router.lets_in(user, password, "rest-api") { Ok(user.to_owned()) } else { Err(user.to_owned()) }
}
