//! `diagnose`: how the provider's line works, as far as the router can see.
use super::{log_in, snapshot};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    output, texts,
};
use routeros::{Text, render::cli};
use serde_json::json;

pub(super) async fn run(args: &Args, url: &str, port: &str, home: &str, ask: bool) -> Result<Exit, Failure> {
    let router = log_in(args, url).await?;
    let snapshot = snapshot(&router).await?;
    let port = apply::detective::port_of(port, &snapshot);
    let sighting = apply::detective::look(&router, port.as_deref(), ask).await?;
    let finding = planner::detective::judge(&sighting, home, &snapshot);
    let said = |text: &Text| texts::text(&format!("detective.{}", text.key), &text.params);
    let more = port.filter(|_| finding.may_ask_more).map(|port| cli::line(&apply::detective::temporary(&port)));
    if args.json {
        let notes: Vec<String> = finding.notes.iter().map(&said).collect();
        let answer = finding.answer.as_ref().map(|answer| json!(answer));
        output::document(&json!({
            "port": sighting.port, "found": finding.sentence.key, "says": said(&finding.sentence), "notes": notes,
            "answer": answer, "would_ask": more,
        }));
        return Ok(Exit::Done);
    }
    output::line(said(&finding.sentence));
    finding.notes.iter().for_each(|note| output::line(said(note)));
    if let Some(more) = more {
        output::line(more);
    }
    Ok(Exit::Done)
}
