//! The practice router without sockets: one request at a time, recorded.
use crate::{
    Clock, Disputes, Internet, LanProbe, RouterState, ScriptError, api, asker, backup, certificates, computer,
    device_mode,
    engine::Engine,
    fault::{self, Fault},
    jobs,
    log::{self, Doer},
    packets, rest, script, update, users,
};
use ipnet::Ipv4Net;
use rand::Rng;
use serde_json::{Value, json};
use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How a practice router is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it is and holds.
    pub state: RouterState,
    /// What its provider's line offers.
    pub internet: Internet,
    /// What every request costs.
    pub latency: Duration,
    /// Its administrator.
    pub user: String,
    /// The administrator's password; none for a random one.
    pub password: Option<String>,
    /// Whether it starts with a certificate and `www-ssl` on.
    pub https: bool,
    /// Its time.
    pub clock: Clock,
    /// How it behaves where the sources disagree.
    pub disputes: Disputes,
    /// After which time the computer at home asks for an address again; none for half of its lease.
    pub asks_again: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        let state = crate::factory("hap-ax2_7.20")
            .unwrap_or_else(|| unreachable!("carried with the crate, see the tests of `state`"));
        Self {
            state,
            internet: Internet::Dhcp { vlan: None, address: None },
            latency: Duration::ZERO,
            user: "admin".into(),
            password: None,
            https: false,
            clock: Clock::real(),
            disputes: Disputes::default(),
            asks_again: None,
        }
    }
}

/// An answer of the REST API.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body, if there is one.
    pub body: Option<Value>,
    /// The new record, after PUT.
    pub location: Option<String>,
}

/// A request that came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// HTTP method, or `API` for the binary one.
    pub method: String,
    /// Path behind `/rest`, or the command word.
    pub path: String,
    /// Its body.
    pub body: Option<Value>,
    /// Its body as it came over the wire; empty without sockets.
    pub raw_body: Vec<u8>,
    /// What was answered.
    pub status: u16,
}

/// What becomes of an answer on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Sent,
    Cut,
    Never,
    /// It comes when somebody at the router has done something, or nobody has: `Router::confirmed` tells.
    Waits,
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    requests: Vec<Recorded>,
    fault: Option<Fault>,
    writes: usize,
    plugged: bool,
}

/// A practice router. Clones are the same router.
#[derive(Clone)]
pub struct Router {
    inner: Arc<Mutex<Inner>>,
    user: String,
    password: String,
    latency: Duration,
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Router").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Router {
    /// Switches a router on.
    pub fn new(options: Options) -> Self {
        let Options { mut state, internet, latency, user, password, https, clock, disputes, asks_again } = options;
        let password = password.unwrap_or_else(random_password);
        let users = state.secrets.entry("/user").or_insert_with(|| json!({}));
        users[&user] = json!({ "password": password });
        let mut engine = Engine::new(state, internet, clock);
        engine.disputes = disputes;
        engine.asks_again = asks_again;
        if https {
            certificates::install(&mut engine);
        }
        certificates::complete(&mut engine);
        let inner = Inner { engine, requests: Vec::new(), fault: None, writes: 0, plugged: true };
        Self { inner: Arc::new(Mutex::new(inner)), user, password, latency }
    }

    /// Carries out a request of the administrator; `path` begins behind `/rest`.
    pub fn handle(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.deliver(&self.user, method, path, body, &[]).0
    }

    pub(crate) fn deliver(
        &self,
        user: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
        raw: &[u8],
    ) -> (Answer, Delivery) {
        if !self.is_up() {
            return (Answer { status: 503, body: None, location: None }, Delivery::Cut);
        }
        let mut inner = self.lock();
        inner.engine.asker = user.to_owned();
        inner.engine.doer = if method == api::METHOD {
            Doer::by("api", user, &asker::address(&inner.engine))
        } else {
            Doer::by_rest(user)
        };
        let is_write = fault::is_write(method, path);
        let fault = if is_write { inner.take_fault() } else { None };
        let (reply, delivery) = match &fault {
            Some(Fault::Refuse { status, detail, .. }) => (refusal(*status, detail), Delivery::Sent),
            Some(Fault::RefuseAfterPerforming { status, detail, .. }) => {
                carry_out(&mut inner.engine, method, path, body);
                (refusal(*status, detail), Delivery::Sent)
            }
            Some(Fault::DropBeforePerforming { .. }) => (refusal(0, ""), Delivery::Cut),
            Some(Fault::Reboot { .. }) => {
                jobs::forget(&mut inner.engine);
                update::start(&mut inner.engine);
                computer::link_came_back(&mut inner.engine);
                (refusal(0, ""), Delivery::Cut)
            }
            Some(Fault::OtherKey { .. }) => {
                certificates::renew(&mut inner.engine);
                (refusal(0, ""), Delivery::Cut)
            }
            Some(Fault::OtherPassword { password, .. }) => {
                let theirs = json!({ "password": password });
                carry_out(&mut inner.engine, "PATCH", &format!("/user/{user}"), Some(&theirs));
                (carry_out(&mut inner.engine, method, path, body), Delivery::Sent)
            }
            Some(Fault::NotPerformed { .. }) => {
                let mut copy = inner.engine.clone();
                (carry_out(&mut copy, method, path, body), Delivery::Sent)
            }
            Some(Fault::DropAfterPerforming { .. }) => {
                (carry_out(&mut inner.engine, method, path, body), Delivery::Cut)
            }
            Some(Fault::Hang { .. }) => (carry_out(&mut inner.engine, method, path, body), Delivery::Never),
            None if users::policy_for(path, is_write)
                .is_some_and(|policy| !users::may(&inner.engine.state, user, policy)) =>
            {
                (rest::not_permitted(inner.engine.disputes), Delivery::Sent)
            }
            None => (carry_out(&mut inner.engine, method, path, body), Delivery::Sent),
        };
        let answer = Answer { status: reply.status, body: reply.body, location: reply.location };
        // The answer to what makes it start again may be lost (reference rest-api §10).
        let is_gone = inner.engine.away_until.is_some_and(|until| inner.engine.clock.now() < until);
        let waits = device_mode::is_update(path) && answer.status < 300;
        let delivery = match delivery {
            _ if is_gone => Delivery::Cut,
            Delivery::Sent if waits => Delivery::Waits,
            delivery => delivery,
        };
        inner.requests.push(Recorded {
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.cloned(),
            raw_body: raw.to_vec(),
            status: answer.status,
        });
        (answer, delivery)
    }

    /// What a command that goes on says next. It is not recorded again.
    pub(crate) fn again(&self, path: &str, body: &Value) -> Answer {
        let reply = carry_out(&mut self.lock().engine, api::METHOD, path, Some(body));
        Answer { status: reply.status, body: reply.body, location: reply.location }
    }

    /// A wrong password is logged, as RouterOS does.
    pub(crate) fn refuse_login(&self, user: &str) {
        self.refuse_login_via(user, "rest-api");
    }

    /// The same for another service.
    pub(crate) fn refuse_login_via(&self, user: &str, service: &str) {
        let words = format!("login failure for user {user} via {service}");
        log::write(&mut self.lock().engine, "system,error,critical", &words);
    }

    /// Whether its version is at least this one.
    pub(crate) fn since(&self, major: u32, minor: u32) -> bool {
        self.lock().engine.state.since(major, minor)
    }

    /// The state file of this moment.
    pub fn state(&self) -> RouterState {
        self.lock().engine.state.clone()
    }

    /// Replaces everything that it holds.
    pub fn set_state(&self, state: RouterState) {
        let mut inner = self.lock();
        let (internet, clock) = (inner.engine.internet.clone(), inner.engine.clock.clone());
        let ports = std::mem::take(&mut inner.engine.ports);
        let asks_again = inner.engine.asks_again;
        inner.engine = Engine::new(state, internet, clock);
        inner.engine.asks_again = asks_again;
        inner.engine.ports = ports;
    }

    /// Plugs another line in.
    pub fn set_internet(&self, internet: Internet) {
        self.lock().engine.internet = internet;
    }

    /// Puts a file there, as WinBox does. One of the same name is replaced.
    pub fn put_file(&self, name: &str, bytes: Vec<u8>) {
        // A full disk shows when it is looked for.
        self.bring_file(name, bytes);
    }

    /// Loses its power for a moment: what was going on in the background is gone.
    pub fn reboot(&self) {
        let engine = &mut self.lock().engine;
        backup::forget(engine);
        computer::link_came_back(engine);
    }

    /// Whether it is there: a router that starts again answers nobody.
    pub fn is_up(&self) -> bool {
        let engine = &self.lock().engine;
        engine.away_until.is_none_or(|until| engine.clock.now() >= until)
    }

    /// The address of the computer at home at this moment.
    pub fn computer(&self) -> Option<Ipv4Addr> {
        self.lock().engine.computer.address
    }

    /// The router's own addresses at this moment, as somebody gave them.
    pub fn addresses(&self) -> Vec<Ipv4Net> {
        computer::addresses(&self.lock().engine)
    }

    /// Whether the router has this address at this moment.
    pub fn has_address(&self, address: Ipv4Addr) -> bool {
        self.addresses().iter().any(|net| net.addr() == address)
    }

    /// Whether the computer at home is in the network of this address of the router's.
    pub fn is_near(&self, address: Ipv4Addr) -> bool {
        computer::is_near(&self.lock().engine, address)
    }

    /// From now on the computer at home asks for an address again after this time.
    pub fn asks_again(&self, after: Duration) {
        self.lock().engine.asks_again = Some(after);
    }

    /// Pulls the cable of the computer at home, or puts it back. Meanwhile nobody is answered.
    pub fn plug(&self, plugged: bool) {
        let mut inner = self.lock();
        if plugged && !inner.plugged {
            computer::link_came_back(&mut inner.engine);
        }
        inner.plugged = plugged;
    }

    /// Whether the cable is in.
    pub fn is_plugged(&self) -> bool {
        self.lock().plugged
    }

    /// Runs a script of the console's language: the subset that `script` describes.
    ///
    /// # Errors
    /// It is not understood, or RouterOS refuses a line. Lines before it stay done.
    pub fn run_script(&self, script: &str) -> Result<(), ScriptError> {
        self.at_winbox(&self.user, script)
    }

    /// The same by somebody who sits at home with WinBox.
    ///
    /// # Errors
    /// As above.
    pub fn at_winbox(&self, user: &str, script: &str) -> Result<(), ScriptError> {
        let engine = &mut self.lock().engine;
        engine.doer = Doer::by("tcp-msg(winbox)", user, &asker::address(engine));
        script::run(engine, script)
    }

    /// Everything that was asked since the start or the last `clear_requests`.
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    /// How many they are.
    pub fn request_count(&self) -> usize {
        self.lock().requests.len()
    }

    /// Forgets what was asked.
    pub fn clear_requests(&self) {
        self.lock().requests.clear();
    }

    /// Makes something go wrong.
    pub fn fault(&self, fault: Fault) {
        let mut inner = self.lock();
        inner.writes = 0;
        inner.fault = Some(fault);
    }

    /// The administrator.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The administrator's password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// What each request costs.
    pub(crate) fn latency(&self) -> Duration {
        self.latency
    }

    /// Notes the port at which a service really listens.
    pub(crate) fn listens(&self, service: &'static str, port: u16) {
        self.lock().engine.ports.insert(service, port);
    }

    /// Whether name and password are right at this moment, and the user's group has the policy.
    pub(crate) fn lets_in(&self, user: &str, password: &str, policy: &str) -> bool {
        let state = &self.lock().engine.state;
        users::lets_in(state, user, password) && users::may(state, user, policy)
    }

    /// Whether the user's group has a policy.
    pub(crate) fn may(&self, user: &str, policy: &str) -> bool {
        users::may(&self.lock().engine.state, user, policy)
    }

    /// Whether a service lets anybody in.
    pub(crate) fn serves(&self, service: &str) -> bool {
        if !self.is_up() {
            return false;
        }
        let inner = self.lock();
        let mut rows = crate::live::rows(&inner.engine.state, "/ip/service");
        rows.any(|row| crate::properties::get(row, "name") == service && crate::properties::enabled(row))
    }

    /// What a device at home gets.
    pub fn lan_probe(&self) -> LanProbe {
        let inner = self.lock();
        packets::lan_probe(&inner.engine.state, &inner.engine.internet)
    }

    /// Whether a stranger's packet reaches something on the router.
    pub fn wan_probe(&self, protocol: &str, port: u16) -> bool {
        let inner = self.lock();
        packets::wan_probe(&inner.engine.state, &inner.engine.internet, protocol, port)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in a test must not hide behind a poisoned lock.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        device_mode::go_on(&mut inner.engine);
        jobs::go_on(&mut inner.engine);
        computer::go_on(&mut inner.engine);
        inner
    }
}

impl Inner {
    fn take_fault(&mut self) -> Option<Fault> {
        self.writes += 1;
        if self.fault.as_ref().is_some_and(|fault| fault.nth() == self.writes) { self.fault.take() } else { None }
    }
}

/// RouterOS's own words for no.
pub(crate) fn refusal(status: u16, detail: &str) -> rest::Reply {
    let body = json!({ "error": status, "message": "Bad Request", "detail": detail });
    rest::Reply { status, body: Some(body), location: None }
}

fn carry_out(engine: &mut Engine, method: &str, path: &str, body: Option<&Value>) -> rest::Reply {
    if method == api::METHOD { api::answer(engine, path, body) } else { rest::answer(engine, method, path, body) }
}

/// Like a sticker's: capitals and digits that cannot be mistaken for one another.
fn random_password() -> String {
    const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..10).map(|_| char::from(SIGNS[random.random_range(0..SIGNS.len())])).collect()
}
