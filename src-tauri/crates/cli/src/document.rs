//! The JSON documents. Programs read them: fields are added, never changed.
use crate::{texts::text, words};
use apply::{ApplyEvent, ProofItem};
use planner::{Piece, Plan, Retire};
use routeros::{
    Change,
    render::{api, cli, rest},
    visible,
};
use serde_json::{Value, json};

/// A plan as a preview.
pub(crate) fn plan(plan: &Plan) -> Value {
    let left_alone = plan.left_alone.iter().map(|left| {
        let offer = left.offer.as_ref().map(|offer| {
            let without = text(&format!("without.{}", offer.without.key), &offer.without.params);
            json!({"id": offer.id, "change": change(&offer.change), "without": without})
        });
        json!({"menu": left.menu.path(), "name": visible(&left.name), "reason": left.reason, "offer": offer})
    });
    let warnings = plan.warnings.iter().map(|warning| {
        json!({"area": warning.area, "key": warning.text.key, "text": text(&format!("warning.{}", warning.text.key), &warning.text.params)})
    });
    let mut sent = changes(&plan.changes);
    let in_one_piece = |change: &Value| plan.together.iter().any(|id| change["id"] == id.as_str());
    sent.iter_mut().filter(|change| in_one_piece(change)).for_each(|change| change["in_script"] = Piece::ID.into());
    let all = [sent, later(plan)].concat();
    json!({
        "changes": all,
        "scripts": scripts(plan),
        "left_alone": left_alone.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
        "complete": plan.complete,
    })
}

/// Changes, as a preview shows them.
pub(crate) fn changes(changes: &[Change]) -> Vec<Value> {
    changes.iter().map(change).collect()
}

/// What is left to the router stands in the script that it runs then.
fn later(plan: &Plan) -> Vec<Value> {
    let mut later = changes(&plan.later);
    later.iter_mut().for_each(|change| change["in_script"] = Retire::ID.into());
    later
}

/// The scripts that changes stand in.
fn scripts(plan: &Plan) -> Vec<Value> {
    let scripts = plan.changes.iter().filter(|change| [Piece::ID, Retire::ID].contains(&change.id.as_str()));
    scripts.map(|change| json!({"id": change.id, "text": cli::line(change)})).collect()
}

fn change(change: &Change) -> Value {
    let call = rest::shown(change);
    json!({
        "id": change.id,
        "group": change.group,
        "area": change.area,
        "mark": change.mark(),
        "means": words::means(change),
        "why": words::why(change),
        "cli": cli::line(change),
        "rest": {"method": call.method.as_str(), "path": call.path, "body": call.body},
        "api": api::shown(change),
        "in_script": null,
        "undo": {"kind": change.undo},
    })
}

/// The tested outcomes.
pub(crate) fn proof(items: &[ProofItem]) -> Vec<Value> {
    items.iter().map(proof_item).collect()
}

fn proof_item(item: &ProofItem) -> Value {
    json!({"id": item.id, "state": item.state, "fact": words::fact(item), "key": item.key, "params": item.params})
}

/// One event of an apply.
pub(crate) fn event(event: &ApplyEvent) -> Value {
    match event {
        ApplyEvent::Proof(item) => {
            let mut value = proof_item(item);
            value["event"] = "proof".into();
            value
        }
        ApplyEvent::End { outcome, proof: items, changed, failure } => {
            json!({"event": "end", "outcome": outcome, "proof": proof(items), "changed": changed, "failure": failure})
        }
        ApplyEvent::Step { .. }
        | ApplyEvent::BackedUp { .. }
        | ApplyEvent::Guard { .. }
        | ApplyEvent::Following { .. }
        | ApplyEvent::Followed { .. }
        | ApplyEvent::Retiring { .. }
        | ApplyEvent::Verifying
        | ApplyEvent::Verified { .. } => serde_json::to_value(event).unwrap_or_default(),
    }
}
