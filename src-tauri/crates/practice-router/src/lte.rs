//! A modem and its SIM card. The card is part of the board (`board.sim` of the state file), because
//! it is not the router's to configure: whether it is there, its PIN and the access point that its
//! provider answers to.
use crate::{
    RouterState,
    engine::{Engine, Refusal},
    live::{Row, rows},
    properties::{enabled, get},
};
use serde_json::{Map, Value, json};

/// The provider's side: documentation networks (RFC 5737).
pub(crate) const ADDRESS: &str = "198.51.100.77";
pub(crate) const DNS: &str = "198.51.100.53";

/// How a modem stands with its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sim {
    Off,
    Missing,
    Locked,
    /// The provider does not know the access point.
    Searching,
    Registered,
}

/// The card's state, as far as records and card decide it.
pub(crate) fn sim(state: &RouterState, modem: &Row) -> Sim {
    let Some(card) = state.board.get("sim") else { return Sim::Missing };
    let text = |name: &str| card[name].as_str().unwrap_or_default();
    if !enabled(modem) {
        Sim::Off
    } else if card["present"] != true {
        Sim::Missing
    } else if !text("pin").is_empty() && get(modem, "pin") != text("pin") {
        Sim::Locked
    } else if profile(state, modem).is_some_and(|apn| answers_to(apn, text("apn"))) {
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

/// `/interface/lte/monitor`, asked once.
pub(crate) fn monitor(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let modem = crate::commands::target(engine, "/interface/lte", body)?;
    let card = engine.state.board.get("sim").cloned().unwrap_or_default();
    Ok(match sim(&engine.state, &modem) {
        Sim::Off => json!([{ "status": "disabled" }]),
        Sim::Missing => json!([{ "status": "no sim", "pin-status": "no SIM card" }]),
        Sim::Locked => json!([{ "status": "sim locked", "pin-status": "PIN required" }]),
        Sim::Searching => json!([{ "status": "connecting", "pin-status": "ok", "current-operator": card["operator"] }]),
        Sim::Registered => json!([{
            "status": "connected", "pin-status": "ok", "registration-status": "registered", "access-technology": "LTE",
            "current-operator": card["operator"], "rsrp": "-92dBm", "rsrq": "-10dB", "sinr": "14dB",
        }]),
    })
}
