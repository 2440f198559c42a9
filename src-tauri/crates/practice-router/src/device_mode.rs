//! `/system/device-mode/update`: what a person has to confirm at the router itself.
//!
//! The request stays without an answer until a button is pressed, the power is cut, or the time is over
//! (reference rest-api §13). Meanwhile nobody else is answered over REST.
use crate::{
    Router, backup, computer,
    engine::{Engine, Refusal, refuse},
    packets,
    properties::text,
    router::{Answer, Delivery, refusal},
    script,
};
use serde_json::{Map, Value, json};
use std::time::Duration;

const MENU: &str = "/system/device-mode";
const USUAL: Duration = Duration::from_secs(300);
const SHORTEST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(86_400);
/// After so many that nobody confirmed, none is taken until the power is cut (manual, Device-mode).
const MOST: u32 = 3;

/// An update that waits for somebody at the router, and how the last one ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Confirmation {
    /// There is none.
    #[default]
    None,
    /// It waits.
    Waits { until: Duration, wants: Map<String, Value> },
    /// Somebody confirmed it: the router starts again.
    Confirmed,
    /// Nobody did.
    Canceled,
}

/// `update`. What it wants is looked at at once.
pub(crate) fn update(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let attempts = attempts(engine);
    let known = engine.state.menus.get(MENU).and_then(Value::as_object).cloned().unwrap_or_default();
    let (mut time, mut wants) = (USUAL, Map::new());
    for (name, value) in body {
        let value = text(value);
        match (name.as_str(), value.as_str()) {
            ("activation-timeout", value) => {
                match script::time(value).filter(|time| (SHORTEST..=LONGEST).contains(time)) {
                    Some(given) => time = given,
                    None => return refuse("value of activation-timeout out of range (00:00:10 .. 1d00:00:00)"),
                }
            }
            ("mode", _) => return refuse("failure: another mode as a whole is not simulated"),
            (name, "yes" | "true") if is_feature(&known, name) => drop(wants.insert(name.to_owned(), "true".into())),
            (name, "no" | "false") if is_feature(&known, name) => drop(wants.insert(name.to_owned(), "false".into())),
            (name, _) if is_feature(&known, name) => return refuse(format!("invalid value for argument {name}")),
            (name, _) => return refuse(format!("unknown parameter {name}")),
        }
    }
    if attempts >= MOST {
        return refuse("failure: too many unconfirmed updates, turn the power off first");
    }
    if matches!(engine.confirmation, Confirmation::Waits { .. }) {
        // Two at once are both given up (documented).
        cancel(engine);
        return refuse("failure: update canceled");
    }
    engine.confirmation = Confirmation::Waits { until: engine.clock.now() + time, wants };
    Ok(json!([]))
}

fn is_feature(known: &Map<String, Value>, name: &str) -> bool {
    !["mode", "flagged", "attempt-count", "allowed-versions"].contains(&name) && known.contains_key(name)
}

fn attempts(engine: &Engine) -> u32 {
    packets::setting(&engine.state, MENU, "attempt-count").parse().unwrap_or_default()
}

fn count(engine: &mut Engine, attempts: u32) {
    if let Some(menu) = engine.state.menus.get_mut(MENU) {
        menu["attempt-count"] = attempts.to_string().into();
    }
}

fn cancel(engine: &mut Engine) {
    let attempts = attempts(engine) + 1;
    count(engine, attempts);
    engine.confirmation = Confirmation::Canceled;
}

/// Gives up what nobody confirmed in time.
pub(crate) fn go_on(engine: &mut Engine) {
    if let Confirmation::Waits { until, .. } = &engine.confirmation
        && *until <= engine.clock.now()
    {
        cancel(engine);
    }
}

/// Whether a request waits for somebody at the router.
pub(crate) fn is_update(path: &str) -> bool {
    path == "/system/device-mode/update"
}

impl Router {
    /// Somebody presses its button for a moment. What device-mode waits for is confirmed; otherwise nothing
    /// happens.
    pub fn press_button(&self) {
        let engine = &mut self.lock().engine;
        if confirm(engine) {
            start_again(engine);
        }
    }

    /// Somebody pulls its plug and puts it back. What device-mode waits for is confirmed, and updates that nobody
    /// confirmed are forgotten.
    pub fn cut_power(&self) {
        let engine = &mut self.lock().engine;
        confirm(engine);
        count(engine, 0);
        start_again(engine);
    }

    /// How the update that waits ends.
    pub(crate) async fn confirmed(&self) -> (Answer, Delivery) {
        loop {
            let confirmation = self.lock().engine.confirmation.clone();
            match confirmation {
                Confirmation::Waits { .. } => tokio::time::sleep(Duration::from_millis(20)).await,
                Confirmation::Canceled => {
                    let reply = refusal(400, "update canceled");
                    return (Answer { status: reply.status, body: reply.body, location: None }, Delivery::Sent);
                }
                // It starts again.
                Confirmation::Confirmed | Confirmation::None => {
                    return (Answer { status: 503, body: None, location: None }, Delivery::Cut);
                }
            }
        }
    }
}

fn start_again(engine: &mut Engine) {
    backup::start_again(engine);
    computer::link_came_back(engine);
}

fn confirm(engine: &mut Engine) -> bool {
    let Confirmation::Waits { wants, .. } = std::mem::take(&mut engine.confirmation) else { return false };
    if let Some(Value::Object(menu)) = engine.state.menus.get_mut(MENU) {
        menu.extend(wants);
    }
    count(engine, 0);
    engine.confirmation = Confirmation::Confirmed;
    true
}
