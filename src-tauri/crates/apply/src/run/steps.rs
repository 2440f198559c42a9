//! Sending a plan change by change, and telling how far it is.
use super::Run;
use crate::{
    ApplyEvent, StepState, Wishes,
    event::Failure,
    guard::Guard,
    journal::Written,
    reading::{Arrived, arrived},
};
use routeros::Snapshot;
use routeros_client::{ClientError, Router};

impl<R: Router> Run<'_, R> {
    pub(super) async fn steps(
        &mut self,
        guard: &mut Guard,
        stop: &dyn Wishes,
        before: &Snapshot,
    ) -> Result<(), Failure> {
        let plan = self.plan;
        for (at, change) in plan.changes.iter().enumerate() {
            if stop.is_stopped() {
                self.skip_from(at);
                return Err(Failure::Stopped);
            }
            if let Err(failure) = self.extend(guard, stop).await {
                self.skip_from(at);
                return Err(failure);
            }
            self.step(at, StepState::Running);
            self.journal.steps.iter_mut().filter(|(id, _)| *id == change.id).for_each(|step| step.1 = Written::Sent);
            self.write_down();
            if let Err(error) = self.send(change, before).await {
                tracing::warn!(change = change.id, %error, "step failed");
                self.step(at, StepState::Failed);
                self.skip_from(at + 1);
                return Err(Failure::Step { id: change.id.clone(), error });
            }
            self.changed.push(change.id.clone());
            self.journal.steps.iter_mut().filter(|(id, _)| *id == change.id).for_each(|step| step.1 = Written::Done);
            self.step(at, StepState::Done);
        }
        Ok(())
    }

    /// Sends one change. A lost answer is cleared up by looking.
    pub(super) async fn send(&mut self, change: &routeros::Change, before: &Snapshot) -> Result<(), ClientError> {
        if self.plan.together.contains(&change.id) {
            let is_first = self.plan.together.first() == Some(&change.id);
            return if is_first { self.in_one_piece(before).await } else { Ok(()) };
        }
        match self.router.send(change, self.context.secrets).await {
            Err(ClientError::OutcomeUnknown) => match arrived(self.router, &self.aim, self.context, &change.id).await {
                Arrived::Yes => Ok(()),
                Arrived::No | Arrived::Unknown => Err(ClientError::OutcomeUnknown),
            },
            other => other,
        }
    }

    pub(super) fn step(&mut self, at: usize, state: StepState) {
        let id = self.plan.changes[at].id.clone();
        (self.events)(ApplyEvent::Step { id, index: at + 1, total: self.plan.changes.len(), state });
    }

    /// What belongs to the timer and not to the plan; it is not counted.
    pub(super) fn part(&mut self, changes: &[routeros::Change], state: StepState) {
        for change in changes {
            (self.events)(ApplyEvent::Step { id: change.id.clone(), index: 0, total: changes.len(), state });
        }
    }

    pub(super) fn skip_from(&mut self, first: usize) {
        for at in first..self.plan.changes.len() {
            self.step(at, StepState::Skipped);
        }
    }
}
