//! `check-export`: what of a readable export a router does not have. Nothing is imported.
use super::{connect, snapshot};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    files,
    known::Known,
    output, texts,
};
use apply::dry_run::{Checked, check_text};
use project::SecretField;
use routeros::{needs, visible};
use serde_json::json;
use std::{collections::BTreeMap, path::Path};

pub(super) async fn run(args: &Args, path: &Path, url: &str) -> Result<Exit, Failure> {
    let text = files::state(path)?;
    let needs = needs(&text).map_err(|error| {
        Failure::bad("file", format!("{}: {error}.", path.display()), "Take a whole export. Nothing was changed.")
    })?;
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let now = snapshot(&router).await?;
    let lacks = planner::import_lacks(&needs, &now);
    let checked = check_text(&router, now.version(), &text).await?;
    let (word, detail) = match &checked {
        Checked::Right => ("import.read-right", String::new()),
        Checked::Wrong(detail) => ("import.read-wrong", visible(detail)),
        Checked::NotAsked => ("import.not-read", String::new()),
    };
    let said = |text: &routeros::Text| texts::text(&text.key, &text.params);
    if args.json {
        let keys: Vec<&str> = lacks.iter().map(|text| text.key.as_str()).collect();
        output::document(
            &json!({"version": needs.version, "model": needs.model, "lacks": keys, "read": word, "detail": detail}),
        );
    } else {
        lacks.iter().for_each(|text| output::line(said(text)));
        output::line(texts::text(word, &[("detail".to_owned(), detail)].into()));
        output::line(texts::text("import.way", &BTreeMap::new()));
    }
    Ok(if matches!(checked, Checked::Wrong(_)) { Exit::AsBefore } else { Exit::Done })
}
