//! What the router carries out in one piece: sent, and then looked for over new connections, because
//! the kept one may not survive it.
use crate::{guard::rows, run::Run};
use planner::Piece;
use routeros::{NoSecrets, Snapshot, menu};
use routeros_client::{ClientError, Router};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the router may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

impl<R: Router> Run<'_, R> {
    /// Sends the piece and waits until the router says that it is done.
    pub(crate) async fn in_one_piece(&mut self, before: &Snapshot) -> Result<(), ClientError> {
        let Some(piece) = Piece::of(self.plan, before) else { return Ok(()) };
        match self.router.send(&piece.set(), &NoSecrets).await {
            // Whether it arrived shows at once.
            Ok(()) | Err(ClientError::OutcomeUnknown) => {}
            Err(error) => return Err(error),
        }
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            sleep(PAUSE).await;
            let Ok(anew) = self.router.fresh().await else { continue };
            let Ok(found) = rows(&anew, menu::SCRIPT_ENVIRONMENT).await else { continue };
            let Some(is_done) = piece.is_done(&found) else { continue };
            if let Some(forget) = piece.forget(&found)
                && let Err(error) = anew.send(&forget, &NoSecrets).await
            {
                tracing::warn!(%error, "the sign stays until the router restarts");
            }
            let detail = "failure: what belongs together was not all done".to_owned();
            return if is_done { Ok(()) } else { Err(ClientError::Refused { status: 400, detail }) };
        }
        Err(ClientError::OutcomeUnknown)
    }
}
