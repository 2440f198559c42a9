//! Reading again after something went wrong.
use crate::run::Aim;
use planner::Context;
use routeros::Snapshot;
use routeros_client::{ClientError, Router, read_snapshot};
use std::time::Duration;

/// After a lost answer the router needs a moment: the next answers may be wrong (reference rest-api §1.7).
pub(crate) const SETTLING: Duration = Duration::from_secs(3);

/// How often it is tried. A change that is on its way arrives within the first.
const ATTEMPTS: u32 = 3;

/// Whether a change whose answer was lost is on the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arrived {
    Yes,
    No,
    Unknown,
}

/// Reads all, and again if it does not work at once.
pub(crate) async fn patiently<R: Router>(router: &R) -> Result<Snapshot, ClientError> {
    let mut last = read_snapshot(router).await;
    for _ in 1..ATTEMPTS {
        if last.is_ok() {
            break;
        }
        tokio::time::sleep(SETTLING).await;
        last = read_snapshot(router).await;
    }
    last
}

/// Waits, reads, plans again: a change that is on the router is not planned any more.
pub(crate) async fn arrived<R: Router>(router: &R, aim: &Aim<'_>, context: &Context<'_>, id: &str) -> Arrived {
    let mut answer = Arrived::Unknown;
    for _ in 0..ATTEMPTS {
        tokio::time::sleep(SETTLING).await;
        let Ok(snapshot) = read_snapshot(router).await else { continue };
        let Ok(left) = aim.left(&snapshot, context) else { continue };
        if left.iter().all(|left| left != id) {
            return Arrived::Yes;
        }
        answer = Arrived::No;
    }
    answer
}
