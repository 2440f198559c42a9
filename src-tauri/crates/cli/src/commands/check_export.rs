//! `check-export`: what of a readable export does not come along to a router, and what the router itself says of
//! the file. Nothing is changed; `restore --export` brings it.
use super::{
    connect,
    restore_export::{Bring, said},
    snapshot,
};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    files,
    known::Known,
    output, texts,
};
use apply::dry_run::{Checked, check_text};
use project::SecretField;
use routeros::visible;
use serde_json::json;
use std::path::Path;

pub(super) async fn run(args: &Args, path: &Path, url: &str) -> Result<Exit, Failure> {
    let text = files::export(path)?;
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let now = snapshot(&router).await?;
    let (import, imported) = Bring { text: &text, moves: &[], known: &known }.planned(&router, &now)?;
    let checked = check_text(&router, now.version(), &text).await?;
    let (word, detail) = match &checked {
        Checked::Right => ("import.read-right", String::new()),
        Checked::Wrong(detail) => ("import.read-wrong", visible(detail)),
        Checked::NotAsked => ("import.not-read", String::new()),
    };
    if args.json {
        let keys: Vec<&str> = imported.lost.iter().map(|text| text.key.as_str()).collect();
        output::document(
            &json!({"version": import.version(), "model": import.model(), "lacks": keys, "read": word, "detail": detail}),
        );
    } else {
        imported.lost.iter().for_each(|text| output::line(said(text)));
        output::line(texts::text(word, &[("detail".to_owned(), detail)].into()));
    }
    Ok(if matches!(checked, Checked::Wrong(_)) { Exit::AsBefore } else { Exit::Done })
}
