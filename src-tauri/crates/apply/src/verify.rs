//! Looking whether a router is as a project wants it, without changing anything.
use crate::{ProofItem, proof};
use planner::{Context, Plan};
use project::{Issue, Project};
use routeros_client::{ClientError, Router, read_snapshot};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What an apply would do; empty is what is wanted.
    pub plan: Plan,
    /// The tested outcomes.
    pub proof: Vec<ProofItem>,
}

/// Why it could not be looked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Reading did not work.
    #[error(transparent)]
    Reading(#[from] ClientError),
    /// The project does not fit this router.
    #[error("the project does not fit this router")]
    DoesNotFit(Vec<Issue>),
}

/// Reads, plans and proves.
///
/// # Errors
/// The router cannot be read, or the project does not fit it.
pub async fn verify<R: Router>(router: &R, project: &Project, context: &Context<'_>) -> Result<Verified, VerifyError> {
    let snapshot = read_snapshot(router).await?;
    let plan = planner::plan(project, &snapshot, context).map_err(VerifyError::DoesNotFit)?;
    let mut proof = proof::prove(router, project, &snapshot).await;
    proof.push(proof::settings(proof::already_right(&plan), plan.changes.len()));
    Ok(Verified { plan, proof })
}
