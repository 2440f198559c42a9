//! How a SIM card stands with its provider, as the modem says.
use crate::Record;
use serde::{Deserialize, Serialize};

/// How the card stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Card {
    /// A network took it.
    Registered {
        /// The network's name.
        operator: String,
        /// How strong the signal is.
        signal: String,
    },
    /// There is none.
    Missing,
    /// It wants a PIN, or another one.
    Pin {
        /// The modem's words.
        detail: String,
    },
    /// It locked itself and wants its PUK.
    Puk,
    /// No network took it yet.
    Searching,
    /// The modem is switched off, so it does not say.
    Off,
}

impl Card {
    /// What a row of `/interface/lte/monitor` says. `pin-status` is `ok` or `no password required` when
    /// the card is open; whatever else stands there is about what it wants (exports and logs of 6 and 7;
    /// the words for the rest differ by modem).
    pub fn of(row: &Record) -> Self {
        let said = |name: &str| row.text_or_empty(name).to_ascii_lowercase();
        let (pin, status) = (said("pin-status"), said("status"));
        let all = format!("{pin} {status}");
        if all.contains("puk") {
            return Self::Puk;
        }
        if ["no sim", "sim not", "not inserted", "sim failure"].iter().any(|words| all.contains(words)) {
            return Self::Missing;
        }
        if !["", "ok", "ready", "no password required"].contains(&pin.as_str()) {
            return Self::Pin { detail: row.text_or_empty("pin-status").to_owned() };
        }
        // `registered`, or `registered (roaming)`; `not registered` is not.
        if said("registration-status").starts_with("registered") {
            let signal = ["rsrp", "rssi"].into_iter().find_map(|name| row.text(name)).unwrap_or("?");
            let operator = row.text_or_empty("current-operator").to_owned();
            return Self::Registered { operator, signal: signal.to_owned() };
        }
        if status == "disabled" { Self::Off } else { Self::Searching }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_modems_say() {
        let said = |pairs: &[(&str, &str)]| Card::of(&Record::of(None, pairs));
        let registered = Card::Registered { operator: "Mobile".into(), signal: "-96dBm".into() };
        let open = [("pin-status", "ok"), ("registration-status", "registered"), ("current-operator", "Mobile")];
        assert_eq!(said(&[open.as_slice(), &[("rsrp", "-96dBm")]].concat()), registered);
        let old = [("pin-status", "no password required"), ("registration-status", "searching")];
        assert_eq!(said(&old), Card::Searching);
        assert_eq!(said(&[("pin-status", "ok"), ("registration-status", "not registered")]), Card::Searching);
        assert_eq!(said(&[("pin-status", "SIM PIN required")]), Card::Pin { detail: "SIM PIN required".into() });
        assert_eq!(said(&[("pin-status", "SIM PUK required")]), Card::Puk);
        assert_eq!(said(&[("status", "SIM not present")]), Card::Missing);
        assert_eq!(said(&[("status", "disabled")]), Card::Off);
        assert_eq!(said(&[]), Card::Searching);
    }
}
