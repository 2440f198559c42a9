//! A practice router, by function call, with a fault at one write.
use practice_router::{Options, Router as Practice};
use routeros::{Change, Menu, MenuState, Record, Secrets, parse, render::rest};
use routeros_client::{ClientError, Router};
use serde_json::{Map, Value, json};
use std::{
    sync::{Mutex, MutexGuard},
    time::Duration,
};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Refused, not done.
    Refuse,
    /// Refused, but done.
    RefuseButDo,
    /// Done, but the answer is lost.
    LoseAnswer,
    /// Never arrived.
    LoseRequest,
    /// The answer is lost and nobody answers any more.
    Vanish,
}

#[derive(Default)]
struct State {
    writes: usize,
    fault: Option<(usize, Fault)>,
    gone: bool,
}

/// The router.
pub(crate) struct Faulty {
    practice: Practice,
    state: Mutex<State>,
}

impl Faulty {
    pub(crate) fn new(internet: &str) -> Self {
        let practice = Practice::new(Options {
            state: practice_router::factory("hap-ax2_7.20").expect("a personality"),
            internet: internet.parse().unwrap_or_else(|_| panic!("a line")),
            latency: Duration::ZERO,
            user: "admin".into(),
            password: Some("practice".into()),
            https: false,
        });
        Self { practice, state: Mutex::default() }
    }

    /// Fails at the write with this number, from 0.
    pub(crate) fn fail(&self, at: usize, fault: Fault) {
        self.state().fault = Some((at, fault));
    }

    /// Does not answer any more.
    pub(crate) fn vanish(&self) {
        self.state().gone = true;
    }

    /// Somebody else adds something.
    pub(crate) fn meddle(&self) {
        let answer = self.practice.handle("PUT", "/interface/list", Some(&json!({"name": "somebody"})));
        assert!(answer.status < 300, "{:?}", answer.body);
    }

    /// How many changes were sent.
    pub(crate) fn writes(&self) -> usize {
        self.state().writes
    }

    pub(crate) fn forget_writes(&self) {
        self.state().writes = 0;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, ClientError> {
        if self.state().gone {
            return Err(ClientError::Unreachable { address: "the practice router".into() });
        }
        let answer = self.practice.handle(method, path, body);
        let body = answer.body.unwrap_or(Value::Null);
        if answer.status < 300 {
            return Ok(body);
        }
        let detail = body["detail"].as_str().unwrap_or_default().to_owned();
        if detail.starts_with("no such command") {
            Err(ClientError::Missing { detail })
        } else {
            Err(ClientError::Refused { status: answer.status, detail })
        }
    }
}

impl Router for Faulty {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        match self.call("GET", menu.path(), None) {
            Ok(answer) => parse::menu_state(menu, &answer).ok_or(ClientError::NotRouterOs),
            Err(ClientError::Missing { .. }) => Ok(MenuState::Absent),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        let call = rest::sent(change, secrets).map_err(|missing| ClientError::MissingSecret { name: missing.0 })?;
        let fault = {
            let mut state = self.state();
            state.writes += 1;
            let number = state.writes - 1;
            state.fault.filter(|(at, _)| *at == number).map(|(_, fault)| fault)
        };
        let path = call.path.strip_prefix("/rest").unwrap_or(&call.path);
        let send = || self.call(call.method.as_str(), path, call.body.as_ref()).map(drop);
        let refusal = Err(ClientError::Refused { status: 400, detail: "failure: told to".into() });
        match fault {
            None => send(),
            Some(Fault::Refuse) => refusal,
            Some(Fault::RefuseButDo) => send().and(refusal),
            Some(Fault::LoseAnswer) => send().and(Err(ClientError::OutcomeUnknown)),
            Some(Fault::LoseRequest) => Err(ClientError::OutcomeUnknown),
            Some(Fault::Vanish) => {
                self.vanish();
                Err(ClientError::OutcomeUnknown)
            }
        }
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        let body: Map<String, Value> = args.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let rows = match self.call("POST", command, Some(&Value::Object(body)))? {
            Value::Array(rows) => rows,
            other => vec![other],
        };
        Ok(rows.iter().filter_map(Value::as_object).map(parse::row).collect())
    }
}
