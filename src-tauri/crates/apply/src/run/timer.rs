//! What a run does with its safety timer while it goes on: it lets it begin anew when it is short, or
//! when a person asks for more time.
use super::Run;
use crate::{
    ApplyEvent, GuardState, Wishes,
    event::Failure,
    guard::{Guard, NotArmed},
};
use routeros_client::Router;

impl<R: Router> Run<'_, R> {
    /// Lets the timer begin anew when it is short.
    pub(crate) async fn extend(&mut self, guard: &mut Guard, wishes: &dyn Wishes) -> Result<(), Failure> {
        if self.is_to_wait_longer(guard, wishes) || guard.is_short() {
            self.extend_over(self.router, guard).await
        } else {
            Ok(())
        }
    }

    /// Whether a person asked for more time since it was looked last.
    pub(crate) fn is_to_wait_longer(&mut self, guard: &mut Guard, wishes: &dyn Wishes) -> bool {
        let asked = wishes.asked_for_time();
        let more = asked.saturating_sub(self.given);
        (0..more).for_each(|_| guard.wait_longer());
        self.given = asked;
        more > 0
    }

    pub(crate) async fn extend_over(&mut self, router: &R, guard: &mut Guard) -> Result<(), Failure> {
        guard.extend(router).await.map_err(|error| match error {
            NotArmed::Failed(error) => Failure::NotReached { error },
            NotArmed::Another | NotArmed::NotSeen => Failure::TimerRanOut,
        })?;
        self.tell(GuardState::Extended, guard);
        Ok(())
    }

    pub(super) fn tell(&mut self, state: GuardState, guard: &Guard) {
        (self.events)(ApplyEvent::Guard { state, seconds: guard.left().as_secs() });
    }
}
