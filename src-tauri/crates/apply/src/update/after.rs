//! What became of the router: whether it is still as it is wanted, and whether it works.
use crate::{ProofItem, proof};
use planner::{Context, update::Found};
use project::Project;
use routeros::{Change, Snapshot, Text};
use routeros_client::Router;
use std::collections::BTreeSet;

/// How RouterBOOT ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirmwareEnd {
    /// There is none, as on a virtual router.
    None,
    /// There was nothing to do.
    Current,
    /// It was written and runs.
    Upgraded {
        /// Its version.
        version: String,
    },
    /// It is as it was. Whether it was written is not known when RouterOS said nothing.
    Stays {
        /// What runs.
        current: String,
        /// RouterOS's words; may be empty.
        said: String,
    },
}

/// What is left to do under the new version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Nobody had chosen what this router is to be like.
    NotCompared,
    /// Nothing that was not to be done before.
    Nothing,
    /// These: what the update lost, and what only this version can have.
    Changes(Vec<Change>),
    /// What was chosen does not fit any more, for so many reasons.
    DoesNotFit(usize),
}

/// The router has what was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The version before.
    pub from: String,
    /// The version that runs.
    pub to: String,
    /// RouterBOOT.
    pub firmware: FirmwareEnd,
    /// What is to be set anew.
    pub left: Left,
    /// Menus with fewer records than before.
    pub fewer: Vec<String>,
    /// The tested outcomes, on a router that was set up.
    pub proof: Vec<ProofItem>,
}

impl Updated {
    pub(super) fn unchanged(found: &Found, firmware: FirmwareEnd) -> Self {
        let version = found.installed.clone();
        Self {
            from: version.clone(),
            to: version,
            firmware,
            left: Left::NotCompared,
            fewer: Vec::new(),
            proof: Vec::new(),
        }
    }

    /// How it ended: `update.<key>`, one sentence after the other.
    pub fn sentences(&self) -> Vec<Text> {
        let renewed =
            (self.from != self.to).then(|| Text::new("done").with("version", &self.to).with("from", &self.from));
        let firmware = match &self.firmware {
            FirmwareEnd::Upgraded { version } => Some(Text::new("done-firmware").with("version", version)),
            FirmwareEnd::Stays { current, .. } => Some(Text::new("stays").with("current", current)),
            FirmwareEnd::None | FirmwareEnd::Current => None,
        };
        let left = match &self.left {
            Left::NotCompared => Text::new("not-compared"),
            Left::Nothing => Text::new("same"),
            Left::Changes(changes) => Text::new("left").with("count", changes.len().to_string()),
            Left::DoesNotFit(_) => Text::new("does-not-fit"),
        };
        let fewer = (!self.fewer.is_empty()).then(|| Text::new("fewer").with("menus", self.fewer.join(", ")));
        [renewed, firmware, Some(left), fewer].into_iter().flatten().collect()
    }

    /// Whether nothing is left to do, nothing went missing, and no outcome is bad.
    pub fn is_well(&self) -> bool {
        let is_bad = self.proof.iter().any(|item| item.state == crate::ProofState::Bad);
        matches!(self.left, Left::NotCompared | Left::Nothing) && self.fewer.is_empty() && !is_bad
    }
}

/// Looks at the router with the new version.
pub(super) async fn looked_at<R: Router>(
    router: &R,
    wanted: Option<(&Project, &Context<'_>)>,
    before: &Snapshot,
    after: &Snapshot,
    firmware: FirmwareEnd,
    tell: &mut (dyn FnMut(ProofItem) + Send),
) -> Updated {
    let (from, to) = (before.version().to_string(), after.version().to_string());
    let mut updated =
        Updated { from, to, firmware, left: Left::NotCompared, fewer: fewer(before, after), proof: Vec::new() };
    let Some((project, context)) = wanted else { return updated };
    let Ok(earlier) = planner::plan(project, before, context) else { return updated };
    updated.left = match planner::plan(project, after, context) {
        Ok(plan) => {
            let known: BTreeSet<String> = earlier.changes.iter().map(|change| change.id.clone()).collect();
            let new: Vec<Change> = plan.changes.into_iter().filter(|change| !known.contains(&change.id)).collect();
            if new.is_empty() { Left::Nothing } else { Left::Changes(new) }
        }
        Err(issues) => Left::DoesNotFit(issues.len()),
    };
    // Before a router is set up there is nothing to prove.
    if earlier.changes.is_empty() {
        let mut proof = Vec::new();
        let mark = proof::LogMark::now(router, project).await;
        proof::prove_each(router, project, after, &mark, &mut |item| {
            tell(item.clone());
            proof.push(item);
        })
        .await;
        updated.proof = proof;
    }
    updated
}

/// Menus that have fewer records of somebody's than before. Packages are what an update is about.
fn fewer(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let lists =
        before.menus().map(|(menu, _)| menu).filter(|menu| menu.is_list() && *menu != routeros::menu::SYSTEM_PACKAGE);
    let count = |snapshot: &Snapshot, menu| snapshot.records(menu).count();
    lists.filter(|menu| count(after, *menu) < count(before, *menu)).map(|menu| menu.path().to_owned()).collect()
}
