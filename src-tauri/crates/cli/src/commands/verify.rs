//! `verify`: whether a router is as the project wants it.
use super::{Planning, carry, connect, open};
use crate::{
    args::Args,
    document,
    failure::{Exit, Failure},
    output, words,
};
use apply::{ProofState, VerifyError};
use serde_json::json;
use std::path::Path;

pub(super) async fn run(args: &Args, path: &Path, url: &str, socket: Option<&str>) -> Result<Exit, Failure> {
    let opened = open(args, path, true).await?;
    let router = connect(args, url, &opened.known).await?;
    let opened = carry::here(args, opened, &router, socket).await?;
    let planning = Planning::new(super::connect::transport(&router));
    let verified = apply::verify(&router, &opened.project, &planning.context(&opened.known)).await;
    let verified = verified.map_err(|error| match error {
        VerifyError::Reading(error) => error.into(),
        VerifyError::DoesNotFit(issues) => Failure::issues(issues),
    })?;
    if args.json {
        let changes = document::changes(&verified.plan.changes);
        output::document(&json!({"differences": changes, "proof": document::proof(&verified.proof)}));
    } else {
        if !verified.plan.is_empty() {
            output::line(words::plan(&verified.plan));
        }
        for item in &verified.proof {
            output::line(words::proof(item));
        }
    }
    let bad = verified.proof.iter().any(|item| item.state == ProofState::Bad);
    Ok(if verified.plan.is_empty() && !bad { Exit::Done } else { Exit::AsBefore })
}
