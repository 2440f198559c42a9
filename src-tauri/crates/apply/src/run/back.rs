//! Whatever failed: the router ends as it was, and it is looked at whether it does.
use super::{End, Run};
use crate::{GuardState, Outcome, event::Failure, follow::come_home, guard::Guard, reading::patiently};
use planner::Inverse;
use routeros::Snapshot;
use routeros_client::Router;

impl<R: Router> Run<'_, R> {
    /// Ends with the router as it was, and looks whether it is.
    pub(super) async fn put_back(
        &mut self,
        guard: &mut Guard,
        before: &Snapshot,
        inverses: &[Inverse],
        failure: Failure,
    ) -> End {
        tracing::warn!(?failure, "putting everything back");
        self.tell(GuardState::Undoing, guard);
        let undone = guard.undo(self.router).await;
        let mut as_before = self.is_as_before(before, inverses).await;
        if as_before == Some(false) {
            // The timer is lost, as after a reboot, or has ended: what is left is done from here.
            tracing::warn!(?undone, "putting the rest back from here");
            self.undo_from_here(inverses).await;
            as_before = self.is_as_before(before, inverses).await;
        }
        let outcome = match as_before {
            Some(true) if self.changed.is_empty() => Outcome::NotStarted,
            Some(true) => Outcome::RolledBack,
            Some(false) => Outcome::Changed,
            None => Outcome::Unknown,
        };
        if as_before == Some(true) {
            self.changed.clear();
        }
        self.end(outcome, failure)
    }

    pub(super) async fn is_as_before(&mut self, before: &Snapshot, inverses: &[Inverse]) -> Option<bool> {
        let now = match self.reach_anew().await {
            Ok(anew) => patiently(&anew).await,
            // This computer may need a moment to get its old address back.
            Err(_) if self.moved.is_some() => patiently(&come_home(self.router).await?).await,
            Err(_) => patiently(self.router).await,
        };
        now.ok().map(|now| {
            // What somebody else changed meanwhile is theirs: what counts is that nothing of ours is left.
            let left = || planner::put_back(inverses, &now, self.context.run_key);
            before.differing(&now).is_empty() || left().is_nothing()
        })
    }

    pub(super) async fn undo_from_here(&mut self, inverses: &[Inverse]) {
        let Ok(now) = patiently(self.router).await else { return };
        for change in planner::put_back(inverses, &now, self.context.run_key).plan.all() {
            if let Err(error) = self.router.send(&change, self.context.secrets).await {
                tracing::warn!(change = change.id, %error, "not put back");
            }
        }
    }
}
