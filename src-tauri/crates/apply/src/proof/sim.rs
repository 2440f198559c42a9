//! Whether a network took the SIM card.
use super::item::{bad, good, unknown};
use crate::ProofItem;
use project::{InternetKind, Project};
use routeros::{Card, Snapshot};
use routeros_client::{ClientError, Router, read_card};

const ID: &str = "sim";

/// The item of the card; none without one in the project.
pub(crate) async fn card<R: Router>(router: &R, project: &Project, now: &Snapshot) -> Option<ProofItem> {
    if !matches!(project.internet.kind, InternetKind::Lte(_)) {
        return None;
    }
    let modem = planner::modem(now)?.text("name")?;
    Some(match read_card(router, modem).await {
        Ok(Card::Registered { operator, signal }) => {
            good(ID, "sim.good").with("operator", operator).with("signal", signal).done()
        }
        Ok(Card::Missing) => bad(ID, "sim.no-card").done(),
        Ok(Card::Pin { detail }) => bad(ID, "sim.pin").with("detail", detail).done(),
        Ok(Card::Puk) => bad(ID, "sim.puk").done(),
        Ok(Card::Searching | Card::Off) => bad(ID, "sim.searching").done(),
        Err(error) => unknown(ID, "sim.unread").with("detail", error.to_string()).done(),
    })
}

/// The network that took the card; none when none did.
pub(crate) async fn operator_of<R: Router>(router: &R, modem: &str) -> Result<Option<String>, ClientError> {
    Ok(match read_card(router, modem).await? {
        Card::Registered { operator, .. } => Some(operator),
        Card::Missing | Card::Pin { .. } | Card::Puk | Card::Searching | Card::Off => None,
    })
}
