//! Plans, issues and proofs as sentences.
use crate::texts::text;
use apply::{
    ProofItem, ProofState,
    backup::{Place, Readable},
};
use planner::{Danger, LeftAloneReason, Plan};
use project::{Issue, MessagePart};
use routeros::visible;
use routeros::{Area, Change, Group, Mark, Undo, render::cli};
use std::{collections::BTreeMap, fmt::Write as _};

/// What a change means.
pub(crate) fn means(change: &Change) -> String {
    text(&format!("change.{}.means", change.text.key), &change.text.params)
}

/// Why it is made.
pub(crate) fn why(change: &Change) -> String {
    text(&format!("change.{}.why", change.text.key), &change.text.params)
}

/// Why a plan is not sent, and which of its changes it is.
pub(crate) fn refused(changes: &[Change], id: &str, danger: Danger) -> String {
    let nothing = std::collections::BTreeMap::new();
    let means = changes.iter().find(|change| change.id == id).map(means).unwrap_or_default();
    let step = text("review.refused-step", &[("means".to_owned(), format!("{means} ({id})"))].into());
    let danger = text(&format!("danger.{}", danger.as_str()), &nothing);
    format!("{}. {step}\n{danger}", text("review.refused", &nothing))
}

/// An issue with what to do.
pub(crate) fn issue(issue: &Issue) -> String {
    let what = text(&issue.code.message_key(MessagePart::What), &issue.params);
    let todo = text(&issue.code.message_key(MessagePart::Todo), &issue.params);
    let mark = if issue.is_error() { "✕" } else { "!" };
    format!("{mark} {}: {what} {todo}", issue.field)
}

/// An outcome.
pub(crate) fn proof(item: &ProofItem) -> String {
    let mark = match item.state {
        ProofState::Good => "✓",
        ProofState::Bad => "!",
        ProofState::Unknown => "?",
    };
    format!("{mark} {}: {}", outcome_name(&item.id), fact(item))
}

/// Where a backup is, and what it is.
pub(crate) fn backed_up(place: &Place, size: usize, encrypted: bool, readable: Readable) -> String {
    let params = [("size".to_owned(), kilobytes(size))].into();
    let (kind, more) = match place {
        Place::Computer => ("backup.on-computer", None),
        Place::Router { .. } => ("backup.on-router", Some("backup.on-router-more")),
    };
    let open = (!encrypted).then_some("backup.open");
    let own = (readable == Readable::Snapshot && *place == Place::Computer).then_some("backup.own-copy");
    let none = BTreeMap::new();
    let more = [more, open, own].into_iter().flatten().map(|key| format!(" {}", text(key, &none)));
    format!("{}: {}.{}", text("apply.backup-after", &none), text(kind, &params), more.collect::<String>())
}

/// Such as `48 KB`.
pub(crate) fn kilobytes(size: usize) -> String {
    size.div_ceil(1024).to_string()
}

/// Its sentence alone.
pub(crate) fn fact(item: &ProofItem) -> String {
    text(&format!("proof.{}", item.key), &item.params)
}

fn outcome_name(id: &str) -> &str {
    match id {
        "wan-address" => "Internet",
        "default-route" => "The way out",
        "internet" => "The internet answers",
        "names" => "Names",
        "dhcp" => "Addresses at home",
        "closed" => "Protection",
        "settings" => "Settings",
        other => other,
    }
}

/// A whole plan.
pub(crate) fn plan(plan: &Plan) -> String {
    let mut out = String::new();
    if plan.is_empty() {
        out.push_str("Your router is already like this. We found nothing to change.\n");
    } else {
        let count = |mark| plan.count(mark);
        let (added, changed, removed) = (count(Mark::Added), count(Mark::Changed), count(Mark::Removed));
        let others = count(Mark::Moved) + count(Mark::Run);
        let more = if others > 0 { format!(", {others} moved or done once") } else { String::new() };
        let left = plan.left_alone.len();
        let _ = writeln!(
            out,
            "This is what will happen: {added} added, {changed} changed, {removed} removed{more}, {left} left alone."
        );
    }
    // Said once where it holds for all of them.
    let all_by_hand = !plan.is_empty() && plan.changes.iter().all(|change| change.undo == Undo::ByHand);
    if all_by_hand {
        out.push_str("You would undo this by hand.\n");
    }
    let mut heading = None;
    for change in &plan.changes {
        let place = (change.group, change.area);
        if heading != Some(place) {
            let _ = writeln!(out, "\n{}", heading_of(change));
            heading = Some(place);
        }
        push_change(&mut out, change, !all_by_hand);
    }
    push_left_alone(&mut out, plan);
    for warning in &plan.warnings {
        let _ = writeln!(out, "\n! {}", text(&format!("warning.{}", warning.text.key), &warning.text.params));
    }
    if !plan.complete {
        out.push_str("\n! Something that the project needs is left alone. It will not all work.\n");
    }
    out
}

/// Changes alone, one after the other.
pub(crate) fn steps(changes: &[Change]) -> String {
    let mut out = String::new();
    changes.iter().for_each(|change| push_change(&mut out, change, true));
    out
}

fn push_change(out: &mut String, change: &Change, say_undo: bool) {
    let mark = match change.mark() {
        Mark::Added => '+',
        Mark::Changed => '~',
        Mark::Removed => '−',
        Mark::Moved => '→',
        Mark::Run => '▸',
    };
    let _ = writeln!(out, "{mark} {}", means(change));
    let _ = writeln!(out, "  Why: {}", why(change));
    match change.undo {
        Undo::ByHand if say_undo => out.push_str("  You would undo this by hand.\n"),
        Undo::Impossible => out.push_str("  This cannot be undone.\n"),
        Undo::Automatic | Undo::ByHand => {}
    }
    let _ = writeln!(out, "  {}", cli::line(change));
}

fn push_left_alone(out: &mut String, plan: &Plan) {
    let groups = [
        (LeftAloneReason::NotTicked, "Made by somebody else, and would have to change"),
        (LeftAloneReason::Foreign, "Made by somebody else"),
        (LeftAloneReason::Factory, "As it came from the factory"),
        (LeftAloneReason::NotNeeded, "Not needed"),
    ];
    for (reason, title) in groups {
        let found: Vec<_> = plan.left_alone.iter().filter(|left| left.reason == reason).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\nLeft alone – {title}: {}", found.len());
        for left in found {
            let _ = writeln!(out, "  {} {}", left.menu, visible(&left.name));
            if let Some(offer) = &left.offer {
                let _ = writeln!(out, "    {}", text(&format!("without.{}", offer.without.key), &offer.without.params));
            }
        }
    }
    let right = plan.left_alone.iter().filter(|left| left.reason == LeftAloneReason::AlreadyRight).count();
    if right > 0 {
        let _ = writeln!(out, "\nLeft alone – Already right: {right}");
    }
}

fn heading_of(change: &Change) -> String {
    match change.group {
        Group::Private => "Make the connection private".to_owned(),
        Group::Backup => "Back up first".to_owned(),
        Group::Guard => "Set the safety timer".to_owned(),
        Group::Settings => format!("Your settings – {}", area(change.area)),
        Group::Password => "Change the password".to_owned(),
        Group::Cleanup => "Clean up".to_owned(),
    }
}

fn area(area: Area) -> &'static str {
    match area {
        Area::Internet => "Internet",
        Area::HomeNetwork => "Home network",
        Area::Addresses => "Addresses",
        Area::Names => "Names",
        Area::Protection => "Protection",
        Area::Backups => "Backups",
    }
}

/// What is wrong with a project, one a line.
pub(crate) fn issues(issues: &[Issue]) -> String {
    if issues.is_empty() {
        return "We found nothing wrong.".to_owned();
    }
    issues.iter().map(issue).collect::<Vec<_>>().join("\n")
}
