//! What is looked at before anything is sent.
use super::{Aim, Run};
use planner::{Entry, safety};
use routeros::Snapshot;
use routeros_client::{ClientError, Router};

impl<R: Router> Run<'_, R> {
    /// What is left to the router is not ours to do; when everything is put back, it is.
    pub(super) fn has_nothing_to_do(&self) -> bool {
        self.plan.is_empty() && (self.plan.later.is_empty() || !self.aim.is_back())
    }

    pub(super) fn is_safe(&self, before: &Snapshot) -> Result<(), planner::Unsafe> {
        let entry = Entry::at(self.router.place(), self.context.transport, before);
        match self.aim {
            Aim::Project(_) | Aim::Import { .. } => safety::check(self.plan, before, &entry),
            Aim::Back(_) => safety::check_back(self.plan, before, &entry),
        }
    }

    pub(super) fn is_as_planned_for(&self, snapshot: &Snapshot) -> bool {
        snapshot.hash(self.context.run_key) == self.plan.snapshot
    }

    /// A missing secret is found before the first change, not in the middle.
    pub(super) fn missing_secret(&self) -> Option<(String, ClientError)> {
        self.plan.changes.iter().find_map(|change| {
            let name = change.secret_names().find(|name| self.context.secrets.secret(name).is_none())?;
            Some((change.id.clone(), ClientError::MissingSecret { name: name.to_owned() }))
        })
    }
}
