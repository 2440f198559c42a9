//! The binary API as a `Router`.
use super::{
    connection::{Answer, Broken, Connection},
    open::{self, Open, TcpOpen},
    print::Print,
    reply::{Kind, Reply},
};
use crate::{
    ClientError, Key, Options, Pin, Router,
    answer::{Purpose, meaning, not_understood, printable},
};
use routeros::{
    Change, Menu, MenuState, Record, Secret, Secrets, menu, parse,
    render::api::{self, Word},
};
use serde_json::{Map, Value};
use std::{
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::{sync::Mutex, time::timeout};

/// A router behind its binary API. One request at a time over one kept connection; each login
/// stands in the router's log.
pub struct ApiRouter<O: Open = TcpOpen> {
    open: O,
    user: String,
    password: Secret,
    options: Options,
    /// The kept connection. It is out of its place during a request, so that a request which is
    /// given up takes it along: the router ends what runs on it.
    kept: Mutex<Option<Connection<O::Stream>>>,
    requests: AtomicU64,
    /// RouterOS 6, as its first answer said.
    is_6: bool,
}

impl<O: Open> std::fmt::Debug for ApiRouter<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiRouter")
            .field("address", &self.open.address())
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl ApiRouter {
    /// Looks who is there, without the password; then logs in. `url` is like `api://127.0.0.1:8728`.
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
        let (secure, router) = open::socket(url)?;
        let open = TcpOpen {
            secure,
            pin: options.pin,
            router,
            patience: options.connect_timeout,
            dialer: std::sync::Arc::clone(&options.dialer),
        };
        Self::over(open, user, password, options).await
    }

    /// The key that is shown at an address, without sending anything else there.
    ///
    /// # Errors
    /// Nobody answers, or not with TLS that can be spoken.
    pub async fn key_at(url: &str, options: Options) -> Result<Key, ClientError> {
        let (_, router) = open::socket(url)?;
        TcpOpen { secure: true, pin: None, router, patience: options.connect_timeout, dialer: options.dialer }
            .key()
            .await
    }

    /// Whether nobody on the way can read along.
    pub fn is_private(&self) -> bool {
        self.open.secure
    }

    /// Where it is.
    pub fn socket(&self) -> std::net::SocketAddr {
        self.open.router
    }

    /// The key that is trusted.
    pub fn key(&self) -> Option<Pin> {
        self.open.pin.filter(|_| self.open.secure)
    }

    /// The same login at another address.
    pub(crate) fn login_of(&self) -> (&str, &Secret, &Options) {
        (&self.user, &self.password, &self.options)
    }
}

impl<O: Open> ApiRouter<O> {
    /// The same over streams of any kind.
    ///
    /// # Errors
    /// As `connect`.
    pub async fn over(open: O, user: &str, password: Secret, options: Options) -> Result<Self, ClientError> {
        let user = user.to_owned();
        let (kept, requests) = (Mutex::new(None), AtomicU64::new(0));
        let mut router = Self { open, user, password, options, kept, requests, is_6: false };
        router.look().await?;
        let MenuState::Settings(record) = router.read(menu::SYSTEM_RESOURCE).await? else {
            return Err(ClientError::NotRouterOs);
        };
        router.is_6 = record.text("version").ok_or(ClientError::NotRouterOs)?.starts_with("6.");
        Ok(router)
    }

    /// How many requests were sent, those of looking and logging in included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// RouterOS refuses a request without login in a sentence (`!fatal`, `not logged in`); nothing
    /// else does. The password is sent only to what did.
    async fn look(&self) -> Result<(), ClientError> {
        let mut connection = Connection::new(self.open.open().await?);
        let words = Print::of(menu::SYSTEM_RESOURCE.path()).words();
        self.requests.fetch_add(1, Ordering::Relaxed);
        let first = async {
            connection.start(&words).await?;
            connection.next().await
        };
        // It is quick to say no; what only listens to us is not waited for.
        let patience = self.options.connect_timeout.min(self.options.timeout);
        match timeout(patience, first).await {
            Ok(Ok(reply)) if matches!(reply.kind, Kind::Fatal | Kind::Trap) => Ok(()),
            // A router hangs up without a word on addresses that its service is not for.
            Ok(Err(Broken::Lost)) | Err(_) if !connection.has_heard() => Err(self.unreachable()),
            Ok(_) | Err(_) => Err(ClientError::NotRouterOs),
        }
    }

    /// A connection that is logged in.
    async fn login(&self) -> Result<Connection<O::Stream>, ClientError> {
        let mut connection = Connection::new(self.open.open().await?);
        let words = [
            Word::text("/login"),
            Word::attribute("name", &self.user),
            Word::Secret { name: "password".into(), value: self.password.clone() },
        ];
        let answer = match self.limited(&mut connection, &words).await {
            Some(Ok(answer)) => answer,
            Some(Err(Broken::Fatal(why))) => return Err(login_refusal(&why)),
            Some(Err(broken)) => return Err(self.broken(&broken, Purpose::Look)),
            None => return Err(self.unreachable()),
        };
        if let Some(trap) = answer.traps.first() {
            return Err(login_refusal(&trap.message()));
        }
        // Before 6.43 the answer is a riddle for an MD5 sum, whatever was sent.
        match answer.ret {
            Some(_) => Err(ClientError::TooOld { detail: "login as before 6.43".into() }),
            None => Ok(connection),
        }
    }

    async fn call(&self, words: &[Word], purpose: Purpose) -> Result<Answer, ClientError> {
        let mut kept = self.kept.lock().await;
        loop {
            let (mut connection, fresh) = match self.alive(kept.take()) {
                Some(connection) => (connection, false),
                None => (self.login().await?, true),
            };
            match self.limited(&mut connection, words).await {
                Some(Ok(answer)) => {
                    *kept = Some(connection);
                    return refusal(answer, purpose);
                }
                // A kept connection that the router closed meanwhile. What only looks may look again.
                Some(Err(Broken::Lost | Broken::Fatal(_))) if !fresh && purpose == Purpose::Look => {}
                Some(Err(broken)) => return Err(self.broken(&broken, purpose)),
                None => return Err(self.broken(&Broken::Lost, purpose)),
            }
        }
    }

    /// The kept connection, unless it is known to have ended: a change that is sent over it then
    /// would leave a doubt that nobody needs.
    fn alive(&self, kept: Option<Connection<O::Stream>>) -> Option<Connection<O::Stream>> {
        let mut connection = kept?;
        if connection.has_ended() {
            tracing::debug!(address = self.open.address(), "the router hung up meanwhile");
            return None;
        }
        Some(connection)
    }

    /// One request; `None` when it took too long.
    async fn limited(&self, connection: &mut Connection<O::Stream>, words: &[Word]) -> Option<Result<Answer, Broken>> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let result = timeout(self.options.timeout, connection.call(words)).await.ok();
        let command = words.first().map(Word::to_string).unwrap_or_default();
        match &result {
            Some(Ok(answer)) => {
                tracing::debug!(command, rows = answer.rows.len(), refused = !answer.traps.is_empty(), "request");
            }
            Some(Err(broken)) => tracing::debug!(command, %broken, "no answer"),
            None => tracing::debug!(command, "no answer in time"),
        }
        result
    }

    /// What it means that no whole answer came: a doubt, but only after a change.
    fn broken(&self, broken: &Broken, purpose: Purpose) -> ClientError {
        match broken {
            Broken::Lost | Broken::Fatal(_) if purpose == Purpose::Change => ClientError::OutcomeUnknown,
            Broken::Lost | Broken::Fatal(_) => self.unreachable(),
            Broken::Wire(_) | Broken::NoReply | Broken::TooLong => not_understood(broken.to_string().as_bytes()),
        }
    }

    fn unreachable(&self) -> ClientError {
        ClientError::Unreachable { address: self.open.address() }
    }
}

/// Turns traps into errors. The first one says what is the matter.
fn refusal(answer: Answer, purpose: Purpose) -> Result<Answer, ClientError> {
    let Some(trap) = answer.traps.first() else { return Ok(answer) };
    let detail = printable(&trap.message());
    Err(if detail.contains("no such item") { ClientError::Missing { detail } } else { meaning(0, detail, purpose) })
}

fn login_refusal(message: &str) -> ClientError {
    if message.contains("invalid user name or password") || message.contains("cannot log in") {
        ClientError::WrongPassword
    } else {
        meaning(0, printable(message), Purpose::Look)
    }
}

fn object(reply: Reply) -> Map<String, Value> {
    reply.attributes.into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

impl<O: Open> Router for ApiRouter<O> {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        let answer = match self.call(&Print::of(menu.path()).words(), Purpose::Look).await {
            Ok(answer) => answer,
            Err(ClientError::Missing { .. }) => return Ok(MenuState::Absent),
            Err(error) => return Err(error),
        };
        let rows = answer.rows.into_iter().map(object).map(Value::Object).collect();
        parse::menu_state(menu, &Value::Array(rows)).ok_or_else(|| not_understood(b"[other than records]"))
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        self.open.may_change(change)?;
        let words = api::sent(change, secrets).map_err(|missing| ClientError::MissingSecret { name: missing.0 })?;
        self.call(&words, Purpose::Change).await.map(drop)
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        // RouterOS 6 has it only here, 7.23 and later only there (reference versions.md).
        let command = if command == "/tool/ping" && self.is_6 { "/ping" } else { command };
        let mut words = vec![Word::text(command)];
        words.extend(args.iter().map(|(name, value)| Word::attribute(name, value)));
        let answer = self.call(&words, Purpose::Look).await?;
        let mut rows: Vec<Record> = answer.rows.into_iter().map(|reply| parse::row(&object(reply))).collect();
        rows.extend(answer.ret.map(|ret| Record::of(None, &[("ret", &ret)])));
        Ok(rows)
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        let words = [
            Word::text("/file/read"),
            Word::attribute("file", file),
            Word::attribute("offset", &offset.to_string()),
            Word::attribute("chunk-size", &size.to_string()),
        ];
        let answer = self.call(&words, Purpose::Look).await?;
        let data = answer.rows.into_iter().find_map(|row| row.data);
        data.ok_or_else(|| not_understood(b"[no piece of a file]"))
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        Self::over(self.open.clone(), &self.user, self.password.clone(), self.options.clone()).await
    }

    fn place(&self) -> IpAddr {
        self.open.place()
    }

    async fn at(&self, address: IpAddr) -> Result<Self, ClientError> {
        Self::over(self.open.at(address)?, &self.user, self.password.clone(), self.options.clone()).await
    }
}
