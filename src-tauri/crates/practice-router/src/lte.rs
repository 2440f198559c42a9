//! A modem and its SIM card. The card is part of the board (`board.sim` of the state file) or of the
//! line (`Internet::Lte`), because it is not the router's to configure: whether it is there, its PIN
//! and the access point that its provider answers to.
use crate::{
    Internet, RouterState,
    engine::{Engine, Refusal},
    live::{Row, rows},
    properties::{enabled, get},
};
use serde_json::{Map, Value, json};

/// The provider's side: documentation networks (RFC 5737).
pub(crate) const ADDRESS: &str = "198.51.100.77";
pub(crate) const DNS: &str = "198.51.100.53";
/// A card locks itself after so many wrong ones (3GPP TS 31.101).
const MOST_TRIES: u64 = 3;
/// How many wrong ones there were, in `board.sim`.
const WRONG: &str = "wrong-pins";

/// How a modem stands with its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sim {
    Off,
    Missing,
    Locked,
    /// Too many wrong PINs: it wants the PUK.
    Blocked,
    /// The provider does not know the access point.
    Searching,
    Registered,
}

/// What the card is, wherever it is described.
struct Card<'a> {
    present: bool,
    pin: &'a str,
    apn: &'a str,
    operator: &'a str,
    wrong: u64,
}

fn card<'a>(state: &'a RouterState, internet: &'a Internet) -> Card<'a> {
    let board = state.board.get("sim");
    let text = |name: &str| board.and_then(|card| card[name].as_str()).unwrap_or_default();
    let wrong = board.and_then(|card| card[WRONG].as_u64()).unwrap_or_default();
    let operator = if text("operator").is_empty() { "Practice Mobile" } else { text("operator") };
    match internet {
        Internet::Lte { pin, apn } => Card { present: true, pin, apn, operator, wrong },
        Internet::None | Internet::Dhcp { .. } | Internet::Pppoe { .. } | Internet::Static { .. } => {
            let present = board.is_some_and(|card| card["present"] == true);
            Card { present, pin: text("pin"), apn: text("apn"), operator, wrong }
        }
    }
}

/// The card's state, as far as records and card decide it.
pub(crate) fn sim(state: &RouterState, internet: &Internet, modem: &Row) -> Sim {
    let card = card(state, internet);
    if !enabled(modem) {
        Sim::Off
    } else if !card.present {
        Sim::Missing
    } else if card.wrong >= MOST_TRIES {
        Sim::Blocked
    } else if !card.pin.is_empty() && get(modem, "pin") != card.pin {
        Sim::Locked
    } else if profile(state, modem).is_some_and(|profile| answers_to(profile, card.apn)) {
        Sim::Registered
    } else {
        Sim::Searching
    }
}

/// A profile that leaves the access point to the network overrides the name that was typed.
fn answers_to(profile: &Row, apn: &str) -> bool {
    get(profile, "use-network-apn") == "true" || get(profile, "apn") == apn
}

/// The profile that a modem uses.
pub(crate) fn profile<'a>(state: &'a RouterState, modem: &Row) -> Option<&'a Row> {
    let name = get(modem, "apn-profiles").split(',').next().unwrap_or_default();
    rows(state, "/interface/lte/apn").find(|row| get(row, "name") == name)
}

/// A PIN was set: the card counts wrong ones and forgets them with a right one.
pub(crate) fn tried(engine: &mut Engine, pin: &str) {
    let card = card(&engine.state, &engine.internet);
    if !card.present || card.pin.is_empty() || pin.is_empty() || card.wrong >= MOST_TRIES {
        return;
    }
    let wrong = if pin == card.pin { 0 } else { card.wrong + 1 };
    let board = engine.state.board.entry("sim").or_insert_with(|| json!({}));
    board[WRONG] = wrong.into();
}

/// `/interface/lte/monitor`, asked once.
pub(crate) fn monitor(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let modem = crate::commands::target(engine, "/interface/lte", body)?;
    let operator = card(&engine.state, &engine.internet).operator;
    Ok(match sim(&engine.state, &engine.internet, &modem) {
        Sim::Off => json!([{ "status": "disabled" }]),
        Sim::Missing => json!([{ "status": "SIM not present", "pin-status": "SIM not present" }]),
        Sim::Locked => json!([{ "status": "sim locked", "pin-status": "SIM PIN required" }]),
        Sim::Blocked => json!([{ "status": "sim locked", "pin-status": "SIM PUK required" }]),
        Sim::Searching => json!([{
            "status": "connecting", "pin-status": "ok", "registration-status": "not registered", "current-operator": operator,
        }]),
        Sim::Registered => json!([{
            "status": "connected", "pin-status": "ok", "registration-status": "registered", "access-technology": "LTE",
            "current-operator": operator, "rsrp": "-92dBm", "rsrq": "-10dB", "sinr": "14dB",
        }]),
    })
}
