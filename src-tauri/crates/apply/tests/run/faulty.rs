//! A router in memory, on a provider's line with a login, with a fault at one write.
use routeros::{
    Action, Change, Menu, MenuState, PropValue, Record, Secret, Secrets, Snapshot, Value, menu, parse, render::rest,
};
use routeros_client::{ClientError, Router};
use std::sync::{Mutex, MutexGuard};

/// A hAP ax² as it leaves the factory.
const FACTORY: &str = include_str!("../../../practice-router/data/states/hap-ax2_7.20.json");
/// What the provider accepts.
const PASSWORD: &str = "geheim";

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

struct State {
    records: Snapshot,
    next_id: u32,
    writes: usize,
    fault: Option<(usize, Fault)>,
    gone: bool,
}

/// The router.
pub(crate) struct Faulty(Mutex<State>);

impl Faulty {
    pub(crate) fn new() -> Self {
        let state = serde_json::from_str(FACTORY).expect("JSON");
        let mut records = parse::state_file(&state).expect("a state");
        records.insert(menu::LOG, MenuState::List(Vec::new()));
        Self(Mutex::new(State { records, next_id: 0x1000, writes: 0, fault: None, gone: false }))
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
        self.state().add(menu::INTERFACE_LIST, None, Record::of(None, &[("name", "somebody")]));
    }

    /// How many changes were sent.
    pub(crate) fn writes(&self) -> usize {
        self.state().writes
    }

    pub(crate) fn forget_writes(&self) {
        self.state().writes = 0;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn add(&mut self, menu: Menu, before: Option<&str>, mut record: Record) {
        self.next_id += 1;
        record.id = Some(format!("*{:X}", self.next_id));
        let mut rows = self.records.all(menu).to_vec();
        let place = rows.iter().position(|row| before.is_some() && row.id.as_deref() == before).unwrap_or(rows.len());
        rows.insert(place, record);
        self.records.insert(menu, MenuState::List(rows));
    }

    fn carry_out(&mut self, change: &Change, secrets: &dyn Secrets) {
        let value = |value: &PropValue| match value {
            PropValue::Text(text) => Value::Text(text.clone()),
            PropValue::Secret(name) => Value::Secret(secrets.secret(name).expect("known")),
        };
        let set = |record: &mut Record| {
            record.props.extend(change.props().iter().map(|(name, new)| (name.clone(), value(new))));
        };
        let menu = change.menu;
        let mut rows = self.records.all(menu).to_vec();
        match &change.action {
            Action::Add { before, .. } => {
                let mut record = Record::default();
                set(&mut record);
                self.add(menu, before.as_ref().map(|target| target.id.as_str()), record);
            }
            Action::Set { target, .. } => {
                set(rows.iter_mut().find(|row| row.id.as_ref() == Some(&target.id)).expect("the record"));
                self.records.insert(menu, MenuState::List(rows));
            }
            Action::Remove { target } => {
                rows.retain(|row| row.id.as_ref() != Some(&target.id));
                self.records.insert(menu, MenuState::List(rows));
            }
            Action::Move { target, before } => {
                let at = rows.iter().position(|row| row.id.as_ref() == Some(&target.id)).expect("the record");
                let row = rows.remove(at);
                let before = before.as_ref().map(|target| &target.id);
                let place = rows.iter().position(|row| before.is_some() && row.id.as_ref() == before);
                rows.insert(place.unwrap_or(rows.len()), row);
                self.records.insert(menu, MenuState::List(rows));
            }
            Action::SetSettings { .. } => {
                let mut record = self.records.settings(menu).cloned().unwrap_or_default();
                set(&mut record);
                self.records.insert(menu, MenuState::Settings(record));
            }
            Action::Run { .. } => {}
        }
    }

    /// What the router and the provider do by themselves: accept the login, or refuse it.
    fn go_on(&mut self) {
        let client = self.records.all(menu::INTERFACE_PPPOE_CLIENT).iter().find(|client| !client.is_disabled());
        let Some((name, right)) = client.map(|client| {
            (client.text_or_empty("name").to_owned(), client.secret("password").map(Secret::expose) == Some(PASSWORD))
        }) else {
            return;
        };
        if !right {
            let message = format!("{name}: user anna authentication failed");
            self.add(menu::LOG, None, Record::of(None, &[("topics", "pppoe,ppp,error"), ("message", &message)]));
        } else if !self.is_online() {
            let address = [("address", "203.0.113.47/32"), ("interface", &name), ("dynamic", "true")];
            self.add(menu::IP_ADDRESS, None, Record::of(None, &address));
            let route = [("dst-address", "0.0.0.0/0"), ("gateway", &name), ("active", "true"), ("dynamic", "true")];
            self.add(menu::IP_ROUTE, None, Record::of(None, &route));
        }
    }

    fn is_online(&self) -> bool {
        self.records.all(menu::IP_ROUTE).iter().any(|route| route.text("dst-address") == Some("0.0.0.0/0"))
    }

    fn answers(&self) -> Result<(), ClientError> {
        if self.gone { Err(ClientError::Unreachable { address: "127.0.0.1:80".into() }) } else { Ok(()) }
    }
}

impl Router for Faulty {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        let mut state = self.state();
        state.answers()?;
        if menu == menu::IP_ROUTE {
            state.go_on();
        }
        let found = state.records.menus().find(|(found, _)| *found == menu).map(|(_, found)| found.clone());
        Ok(found.unwrap_or(MenuState::Absent))
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        rest::sent(change, secrets).map_err(|missing| ClientError::MissingSecret { name: missing.0 })?;
        let mut state = self.state();
        state.writes += 1;
        let number = state.writes - 1;
        state.answers()?;
        let fault = state.fault.filter(|(at, _)| *at == number).map(|(_, fault)| fault);
        if matches!(fault, None | Some(Fault::RefuseButDo | Fault::LoseAnswer)) {
            state.carry_out(change, secrets);
        }
        match fault {
            None => Ok(()),
            Some(Fault::Refuse | Fault::RefuseButDo) => {
                Err(ClientError::Refused { status: 400, detail: "failure: told to".into() })
            }
            Some(Fault::LoseAnswer | Fault::LoseRequest) => Err(ClientError::OutcomeUnknown),
            Some(Fault::Vanish) => {
                state.gone = true;
                Err(ClientError::OutcomeUnknown)
            }
        }
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        let state = self.state();
        state.answers()?;
        match (command, state.is_online()) {
            ("/tool/ping", true) => Ok(vec![Record::of(None, &[("host", args[0].1), ("time", "14ms230us")])]),
            ("/tool/ping", false) => Ok(vec![Record::of(None, &[("host", args[0].1), ("status", "no route to host")])]),
            ("/resolve", true) => Ok(vec![Record::of(None, &[("ret", "93.184.215.14")])]),
            ("/resolve", false) => {
                Err(ClientError::Refused { status: 400, detail: "failure: dns server failure".into() })
            }
            _ => Err(ClientError::Missing { detail: "no such command".into() }),
        }
    }
}
