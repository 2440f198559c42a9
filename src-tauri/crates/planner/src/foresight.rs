//! What packets will find once a plan is carried out: looked at before anything is sent.
use crate::{
    after,
    plan::Warning,
    walk::{self, Broken},
};
use routeros::{Area, Change, Secrets, Snapshot, Text};

/// What stays open to the internet, and what works now and would not any more.
pub(crate) fn warnings(before: &Snapshot, changes: &[Change], secrets: &dyn Secrets) -> Vec<Warning> {
    if changes.is_empty() {
        return Vec::new();
    }
    let then = after(before, changes, secrets);
    let (verdict, broken) = walk::all(&then);
    let open = verdict.holes.into_iter().map(|hole| {
        let text = match &hole.decided_by {
            Some(rule) => Text::new("still-open-by").with("rule", rule),
            None => Text::new("still-open"),
        };
        text.with("service", hole.service).with("family", hole.family)
    });
    // What does not work now either is no news. Nearly always there is nothing to compare.
    let known = if broken.is_empty() { Vec::new() } else { walk::look(before) };
    let is_new = |broken: &Broken| !known.iter().any(|known| known.promise == broken.promise);
    let broken = broken.into_iter().filter(is_new).map(|broken| {
        let text = Text::new(format!("way-{}", broken.promise.as_str()));
        text.with("rule", broken.decided_by.unwrap_or_default()).with("interface", broken.interface)
    });
    let mut all: Vec<Warning> = Vec::new();
    for text in open.chain(broken) {
        let warning = Warning { area: Area::Protection, text };
        if !all.contains(&warning) {
            all.push(warning);
        }
    }
    all
}
