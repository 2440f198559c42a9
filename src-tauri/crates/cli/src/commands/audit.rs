//! `audit`: how safe a router is. Nothing is changed.
use super::log_in;
use crate::{
    args::Args,
    failure::{Exit, Failure},
    output,
    texts::text,
};
use planner::{Audit, Finding, FindingKind};
use routeros::{Text, visible};
use routeros_client::read_menus;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) async fn run(args: &Args, url: &str) -> Result<Exit, Failure> {
    let router = log_in(args, url).await?;
    let snapshot = read_menus(&router, &planner::audit_menus()).await?;
    let audit = planner::audit(&snapshot);
    if args.json {
        output::document(&document(&audit));
    } else {
        words(&audit);
    }
    Ok(if audit.is_clean() { Exit::Done } else { Exit::AsBefore })
}

fn document(audit: &Audit) -> serde_json::Value {
    let finding = |finding: &Finding| {
        json!({
            "id": id(finding), "kind": finding.kind, "points": finding.points, "what": said(&finding.text, "what"),
            "todo": said(&finding.todo, "todo"), "rule": finding.decided_by.as_deref().map(visible), "fix": finding.fix,
        })
    };
    let findings: Vec<_> = audit.findings.iter().map(finding).collect();
    json!({"score": audit.score, "clean": audit.is_clean(), "findings": findings})
}

/// What it is about: the key, and the item or the service that it names.
fn id(finding: &Finding) -> String {
    let about = ["item", "service"].into_iter().find_map(|name| finding.text.params.get(name));
    about.map_or_else(|| finding.text.key.clone(), |about| format!("{}.{}", finding.text.key, visible(about)))
}

fn words(audit: &Audit) {
    let score = BTreeMap::from([("score".to_owned(), audit.score.to_string())]);
    output::line(format!("{} {}", text("audit.title", &BTreeMap::new()), text("audit.score", &score)));
    if audit.is_clean() {
        output::line(text("audit.clean", &BTreeMap::new()));
    }
    let kinds = [FindingKind::Open, FindingKind::Weak, FindingKind::Foreign, FindingKind::Keep];
    for kind in kinds {
        let all: Vec<&Finding> = audit.findings.iter().filter(|finding| finding.kind == kind).collect();
        if all.is_empty() {
            continue;
        }
        let word = serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned));
        let title = format!("audit.kind-{}", word.unwrap_or_default());
        output::line(format!("\n{}", text(&title, &BTreeMap::new())));
        for finding in all {
            let points = if finding.points > 0 { format!("  (-{})", finding.points) } else { String::new() };
            output::line(format!("  {}{points}", said(&finding.text, "what")));
            if let Some(rule) = &finding.decided_by {
                output::line(format!(
                    "    {}",
                    text("audit.rule", &BTreeMap::from([("rule".to_owned(), rule.clone())]))
                ));
            }
            output::line(format!("    {}", said(&finding.todo, "todo")));
        }
    }
}

/// A sentence of a finding. An item is spoken of by its name.
fn said(sentence: &Text, part: &str) -> String {
    let mut params = sentence.params.clone();
    if let Some(item) = params.get("item") {
        let name = text(&format!("protection.{item}.name"), &BTreeMap::new());
        params.insert("name".to_owned(), name);
    }
    text(&format!("audit.{}.{part}", sentence.key), &params)
}
