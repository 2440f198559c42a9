//! Asking a modem how its SIM card stands.
use crate::{ClientError, Router};
use routeros::{Card, Record};

/// Asks the modem once (`once`: without it the answer takes a minute; reference rest-api §7).
///
/// # Errors
/// The router does not answer, or has no such modem.
pub async fn read_card(router: &impl Router, modem: &str) -> Result<Card, ClientError> {
    read_monitor(router, modem).await.map(|row| Card::of(&row))
}

pub(crate) async fn read_monitor(router: &impl Router, modem: &str) -> Result<Record, ClientError> {
    let rows = match router.ask("/interface/lte/monitor", &[("numbers", modem), ("once", "")]).await {
        // RouterOS 6 calls it so (seen in posts about 6.4x, not on a router).
        Err(ClientError::Missing { .. }) => {
            router.ask("/interface/lte/info", &[("number", modem), ("once", "")]).await?
        }
        other => other?,
    };
    Ok(rows.into_iter().next().unwrap_or_default())
}
