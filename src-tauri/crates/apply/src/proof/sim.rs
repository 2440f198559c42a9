//! How a SIM card stands with its provider, as the modem says.
use super::item::{bad, good, unknown};
use crate::ProofItem;
use project::{InternetKind, Project};
use routeros::{Record, Snapshot};
use routeros_client::{ClientError, Router};

const ID: &str = "sim";

/// How the card stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Card {
    /// A network took it: its name, and how strong the signal is.
    Registered { operator: String, signal: String },
    /// There is none.
    Missing,
    /// It wants a PIN, or another one: the modem's words.
    Pin(String),
    /// It locked itself and wants its PUK.
    Puk,
    /// No network took it yet.
    Searching,
}

/// The item of the card; none without one in the project.
pub(crate) async fn card<R: Router>(router: &R, project: &Project, now: &Snapshot) -> Option<ProofItem> {
    if !matches!(project.internet.kind, InternetKind::Lte(_)) {
        return None;
    }
    let modem = planner::modem(now)?.text("name")?;
    Some(match look(router, modem).await {
        Ok(Card::Registered { operator, signal }) => {
            good(ID, "sim.good").with("operator", operator).with("signal", signal).done()
        }
        Ok(Card::Missing) => bad(ID, "sim.no-card").done(),
        Ok(Card::Pin(detail)) => bad(ID, "sim.pin").with("detail", detail).done(),
        Ok(Card::Puk) => bad(ID, "sim.puk").done(),
        Ok(Card::Searching) => bad(ID, "sim.searching").done(),
        Err(error) => unknown(ID, "sim.unread").with("detail", error.to_string()).done(),
    })
}

/// The network that took the card; none when none did.
pub(crate) async fn operator_of<R: Router>(router: &R, modem: &str) -> Result<Option<String>, ClientError> {
    Ok(match look(router, modem).await? {
        Card::Registered { operator, .. } => Some(operator),
        Card::Missing | Card::Pin(_) | Card::Puk | Card::Searching => None,
    })
}

/// Asks the modem once (`once`: without it the answer takes a minute; reference rest-api §7).
pub(crate) async fn look<R: Router>(router: &R, modem: &str) -> Result<Card, ClientError> {
    let rows = match router.ask("/interface/lte/monitor", &[("numbers", modem), ("once", "")]).await {
        // RouterOS 6 calls it so (seen in posts about 6.4x, not on a router).
        Err(ClientError::Missing { .. }) => {
            router.ask("/interface/lte/info", &[("number", modem), ("once", "")]).await?
        }
        other => other?,
    };
    Ok(understand(rows.first().unwrap_or(&Record::default())))
}

/// `pin-status` is `ok` or `no password required` when the card is open; whatever else stands there
/// is about what it wants (exports and logs of 6 and 7; the words for the rest differ by modem).
fn understand(row: &Record) -> Card {
    let said = |name: &str| row.text_or_empty(name).to_ascii_lowercase();
    let (pin, status) = (said("pin-status"), said("status"));
    let all = format!("{pin} {status}");
    if all.contains("puk") {
        return Card::Puk;
    }
    if ["no sim", "sim not", "not inserted", "sim failure"].iter().any(|words| all.contains(words)) {
        return Card::Missing;
    }
    if !["", "ok", "ready", "no password required"].contains(&pin.as_str()) {
        return Card::Pin(row.text_or_empty("pin-status").to_owned());
    }
    // `registered`, or `registered (roaming)`; `not registered` is not.
    if !said("registration-status").starts_with("registered") {
        return Card::Searching;
    }
    let signal = ["rsrp", "rssi"].into_iter().find_map(|name| row.text(name)).unwrap_or("?");
    Card::Registered { operator: row.text_or_empty("current-operator").to_owned(), signal: signal.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_modems_say() {
        let said = |pairs: &[(&str, &str)]| understand(&Record::of(None, pairs));
        let registered = Card::Registered { operator: "Mobile".into(), signal: "-96dBm".into() };
        let open = [("pin-status", "ok"), ("registration-status", "registered"), ("current-operator", "Mobile")];
        assert_eq!(said(&[open.as_slice(), &[("rsrp", "-96dBm")]].concat()), registered);
        let old = [("pin-status", "no password required"), ("registration-status", "searching")];
        assert_eq!(said(&old), Card::Searching);
        assert_eq!(said(&[("pin-status", "ok"), ("registration-status", "not registered")]), Card::Searching);
        assert_eq!(said(&[("pin-status", "SIM PIN required")]), Card::Pin("SIM PIN required".into()));
        assert_eq!(said(&[("pin-status", "SIM PUK required")]), Card::Puk);
        assert_eq!(said(&[("status", "SIM not present")]), Card::Missing);
        assert_eq!(said(&[]), Card::Searching);
    }
}
