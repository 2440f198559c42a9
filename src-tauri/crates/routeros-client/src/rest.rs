//! The REST API over HTTP and HTTPS.
use crate::{
    Address, ClientError, Dialer, Key, Pin, Router, TcpDialer,
    address::{may_change, may_speak, moved},
    answer::{Purpose, not_understood, understand},
    json::{bytes_of, parse_bytes},
    tls,
};
use reqwest::{Client, Method, Url, header::CONTENT_TYPE};
use routeros::{
    Change, Menu, MenuState, Record, Secret, Secrets, menu, parse,
    render::rest::{self, Method as Verb},
};
use serde_json::{Map, Value, json};
use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Mutex;

/// Longer than any menu of a home router; a list of 10 000 rules is a few megabytes.
const LONGEST_ANSWER: usize = 16 << 20;

/// How a router is spoken to.
#[derive(Clone)]
pub struct Options {
    /// How long an answer may take. RouterOS itself gives up after 60 s, and a request that we give
    /// up earlier goes on there and blocks the next ones.
    pub timeout: Duration,
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// The key that the router must show. Without one, nothing is spoken over TLS.
    pub pin: Option<Pin>,
    /// Where connections go.
    pub dialer: Arc<dyn Dialer>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(70),
            connect_timeout: Duration::from_secs(5),
            pin: None,
            dialer: Arc::new(TcpDialer),
        }
    }
}

/// A router behind its REST API. One request at a time over one kept connection.
pub struct RestRouter {
    client: Client,
    address: Address,
    user: String,
    password: Secret,
    options: Options,
    seen: tls::Seen,
    turn: Mutex<()>,
    requests: AtomicU64,
}

impl std::fmt::Debug for RestRouter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestRouter").field("address", &self.address).field("user", &self.user).finish_non_exhaustive()
    }
}

impl RestRouter {
    /// Looks who is there, without the password; then logs in. `url` is like `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// The address may not be spoken to, nobody or something else answers, or the login is wrong.
    pub async fn connect(url: &str, user: &str, password: &str) -> Result<Self, ClientError> {
        Self::connect_with(url, user, Secret::new(password), Options::default()).await
    }

    /// The same with other options.
    ///
    /// # Errors
    /// As `connect`.
    pub async fn connect_with(url: &str, user: &str, password: Secret, options: Options) -> Result<Self, ClientError> {
        Self::new(Address::parse(url)?, user, password, options)?.logged_in().await
    }

    async fn logged_in(self) -> Result<Self, ClientError> {
        self.look().await?;
        match self.read(menu::SYSTEM_RESOURCE).await? {
            MenuState::Settings(record) if record.text("version").is_some() => Ok(self),
            MenuState::Settings(_) | MenuState::List(_) | MenuState::Absent => Err(ClientError::NotRouterOs),
        }
    }
}

impl RestRouter {
    fn new(address: Address, user: &str, password: Secret, options: Options) -> Result<Self, ClientError> {
        may_speak(options.dialer.dial(address.socket)?, address.secure)?;
        let seen = tls::Seen::default();
        let trust = tls::config(options.pin, Arc::clone(&seen))
            .map_err(|error| ClientError::HandshakeFailed { detail: error.to_string() })?;
        let client = Client::builder()
            .tls_backend_preconfigured(trust)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // A change must never be sent twice.
            .retry(reqwest::retry::never())
            .http1_only()
            .pool_max_idle_per_host(1)
            .tcp_nodelay(true)
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .build()
            .map_err(|error| ClientError::HandshakeFailed { detail: error.to_string() })?;
        Ok(Self {
            client,
            address,
            user: user.to_owned(),
            password,
            options,
            seen,
            turn: Mutex::new(()),
            requests: AtomicU64::new(0),
        })
    }

    /// The key that is shown at an address, without sending anything else there.
    ///
    /// # Errors
    /// Nobody answers, or not with TLS that can be spoken.
    pub async fn key_at(url: &str, options: Options) -> Result<Key, ClientError> {
        let router = Self::new(Address::parse(url)?, "", Secret::new(""), Options { pin: None, ..options })?;
        let answer = router.look().await;
        match (tls::seen(&router.seen), answer) {
            (Some(key), _) => Ok(key),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(ClientError::HandshakeFailed { detail: "clear text".into() }),
        }
    }

    /// The look alone, without a login.
    pub(crate) async fn look_at(address: Address, options: Options) -> Result<(), ClientError> {
        Self::new(address, "", Secret::new(""), options)?.look().await
    }

    /// Whether nobody on the way can read along.
    pub fn is_private(&self) -> bool {
        self.address.secure
    }

    /// The same login at another address.
    pub(crate) fn login_of(&self) -> (&str, &Secret, &Options) {
        (&self.user, &self.password, &self.options)
    }

    /// Where it is.
    pub fn socket(&self) -> std::net::SocketAddr {
        self.address.socket
    }

    /// Whether secrets may be sent: in private, or without leaving this computer.
    fn may_change(&self, change: &Change) -> Result<(), ClientError> {
        may_change(self.address.secure, self.options.dialer.dial(self.address.socket)?, change)
    }
}

/// One request, ready to go.
struct Request<'a> {
    method: Method,
    path: &'a str,
    body: Option<Vec<u8>>,
    purpose: Purpose,
    login: bool,
}

/// How the strings of an answer are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Text,
    Bytes,
}

impl RestRouter {
    /// How many requests were sent, the two of connecting included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The key that the router showed, over TLS.
    pub fn key(&self) -> Option<Pin> {
        tls::seen(&self.seen).map(|key| key.pin)
    }

    /// RouterOS refuses a request without login in JSON; nothing else does it just so. The password
    /// is sent only to what did.
    async fn look(&self) -> Result<(), ClientError> {
        let path = format!("/rest{}", menu::SYSTEM_RESOURCE.path());
        let request = Request { method: Method::GET, path: &path, body: None, purpose: Purpose::Look, login: false };
        let (status, body) = self.exchange(&request).await.map_err(|error| self.for_purpose(error, Purpose::Look))?;
        let refusal = crate::json::parse(&body).and_then(|body| body.get("error").and_then(Value::as_u64));
        if status == 401 && refusal == Some(401) { Ok(()) } else { Err(ClientError::NotRouterOs) }
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        purpose: Purpose,
    ) -> Result<Value, ClientError> {
        self.call_as(method, path, body, purpose, Reading::Text).await
    }

    async fn call_as(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        purpose: Purpose,
        reading: Reading,
    ) -> Result<Value, ClientError> {
        let request = Request { method, path, body, purpose, login: true };
        let (status, body) = match self.exchange(&request).await {
            // A kept connection that the router closed meanwhile. What only looks may look again.
            Err(ClientError::OutcomeUnknown) if purpose == Purpose::Look => self.exchange(&request).await,
            other => other,
        }
        .map_err(|error| self.for_purpose(error, purpose))?;
        match reading {
            Reading::Text => understand(status, &body, purpose),
            Reading::Bytes if status == 200 => parse_bytes(&body).ok_or_else(|| not_understood(&body)),
            Reading::Bytes => understand(status, &body, purpose),
        }
    }

    /// A lost answer leaves a doubt only after a change.
    fn for_purpose(&self, error: ClientError, purpose: Purpose) -> ClientError {
        if purpose == Purpose::Look && error == ClientError::OutcomeUnknown { self.unreachable() } else { error }
    }

    async fn exchange(&self, request: &Request<'_>) -> Result<(u16, Vec<u8>), ClientError> {
        let socket = may_speak(self.options.dialer.dial(self.address.socket)?, self.address.secure)?;
        let bad = || not_understood(request.path.as_bytes());
        let url = Url::parse(&format!("{}://{socket}{}", self.address.scheme(), request.path)).map_err(|_| bad())?;
        // Ids come from the router: one that is not a plain word would lead elsewhere than shown.
        if url.path() != request.path || url.query().is_some() || url.fragment().is_some() {
            return Err(bad());
        }
        let mut builder = self.client.request(request.method.clone(), url);
        if request.login {
            builder = builder.basic_auth(&self.user, Some(self.password.expose()));
        }
        if let Some(body) = &request.body {
            // Without `; charset=`: old releases compare the whole text.
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let _turn = self.turn.lock().await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut response = builder.send().await.map_err(|error| self.lost(&error, request.purpose))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.lost(&error, request.purpose))? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(not_understood(b"an answer of more than 16 MB"));
            }
            body.extend_from_slice(&chunk);
        }
        tracing::debug!(method = %request.method, path = request.path, status, bytes = body.len(), "request");
        Ok((status, body))
    }

    /// What it means that no whole answer came.
    fn lost(&self, error: &reqwest::Error, purpose: Purpose) -> ClientError {
        tracing::debug!(%error, "no answer");
        if let Some(failure) = tls::found(error) {
            return tls::failed(failure, &self.seen, self.options.pin);
        }
        if error.is_connect() {
            let address = self.address.socket.to_string();
            return match io_kind(error) {
                Some(io::ErrorKind::ConnectionRefused) => ClientError::ClosedPort { address },
                _ if error.is_timeout() => ClientError::TimedOut { address },
                _ => self.unreachable(),
            };
        }
        // A read that took too long is not repeated: it still runs on the router and blocks the next.
        if error.is_timeout() && purpose == Purpose::Look { self.unreachable() } else { ClientError::OutcomeUnknown }
    }

    fn unreachable(&self) -> ClientError {
        ClientError::Unreachable { address: self.address.socket.to_string() }
    }
}

/// What the system said, wherever it is wrapped up.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => Some(error.kind()),
        None => error.source().and_then(io_kind),
    }
}

fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Put => Method::PUT,
        Verb::Patch => Method::PATCH,
        Verb::Delete => Method::DELETE,
        Verb::Post => Method::POST,
    }
}

/// The bytes of a body. The wire test compares them with the preview's.
fn bytes(body: &Value) -> Result<Vec<u8>, ClientError> {
    serde_json::to_vec(body).map_err(|_| not_understood(b"a body that is no JSON"))
}

impl Router for RestRouter {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        match self.call(Method::GET, &format!("/rest{}", menu.path()), None, Purpose::Look).await {
            Ok(answer) => parse::menu_state(menu, &answer).ok_or_else(|| not_understood(b"[other than records]")),
            Err(ClientError::Missing { .. }) => Ok(MenuState::Absent),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        self.may_change(change)?;
        let call = rest::sent(change, secrets).map_err(|missing| ClientError::MissingSecret { name: missing.0 })?;
        let body = call.body.as_ref().map(bytes).transpose()?;
        self.call(method(call.method), &call.path, body, Purpose::Change).await.map(drop)
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        let body: Map<String, Value> =
            args.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let body = bytes(&Value::Object(body))?;
        let rows = match self.call(Method::POST, &format!("/rest{command}"), Some(body), Purpose::Look).await? {
            Value::Array(rows) => rows,
            Value::Null => Vec::new(),
            one => vec![one],
        };
        Ok(rows.iter().filter_map(Value::as_object).map(parse::row).collect())
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        let body = bytes(&json!({ "file": file, "offset": offset.to_string(), "chunk-size": size.to_string() }))?;
        let path = "/rest/file/read";
        let rows = self.call_as(Method::POST, path, Some(body), Purpose::Look, Reading::Bytes).await?;
        let data = rows.get(0).and_then(|row| row.get("data")).and_then(Value::as_str);
        data.and_then(bytes_of).ok_or_else(|| not_understood(b"[no piece of a file]"))
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        let router = Self::new(self.address.clone(), &self.user, self.password.clone(), self.options.clone())?;
        router.logged_in().await
    }

    fn place(&self) -> IpAddr {
        self.address.socket.ip()
    }

    async fn at(&self, address: IpAddr) -> Result<Self, ClientError> {
        let socket = moved(self.options.dialer.as_ref(), self.address.socket, address)?;
        let address = Address { socket, ..self.address.clone() };
        Self::new(address, &self.user, self.password.clone(), self.options.clone())?.logged_in().await
    }
}
