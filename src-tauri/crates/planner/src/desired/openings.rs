//! Rules that somebody made and that let strangers in, to the router or home. They may be meant so: each
//! is offered to be switched off, never to be removed, and a plan is whole without it.
use crate::{
    desired::firewall,
    draft::{About, Draft},
    owned::is_owned,
    walk::{self, Promise},
};
use routeros::{Area, Change, Menu, Record, Snapshot, Text, Value};

/// So many rules of one family are offered at most: whoever has more needs another look than this.
const MOST: usize = 32;

/// Offers to switch off what opens one family, rule by rule: behind the first there may be a second.
/// `seen` is the router as it will be by the rest of the plan.
pub(super) fn openings(menu: Menu, family: &str, mut seen: Snapshot, draft: &mut Draft<'_>) {
    // Nothing else opens anything, and of many rules most shut: then nothing has to be walked.
    let opens = |record: &Record| record.text("action").unwrap_or("accept") == "accept" && is_theirs(menu, record);
    if draft.is_plain() || draft.find(menu, opens).is_none() {
        return;
    }
    let mut asked: Vec<String> = Vec::new();
    while asked.len() < MOST {
        let holes = walk::closed_to_outside(&seen).holes;
        let mut rules = holes.into_iter().filter(|hole| hole.family == family).filter_map(|hole| hole.rule);
        let Some(id) = rules.find(|id| !asked.contains(id)) else { return };
        let record = draft.find(menu, |record| record.id.as_deref() == Some(&id));
        asked.push(id);
        let Some(record) = record.filter(|record| is_theirs(menu, record)) else { continue };
        let without = off(&seen, menu, record);
        // Nobody is helped who cannot log in any more.
        if shuts_out(&without) && !shuts_out(&seen) {
            continue;
        }
        draft.edit(about(menu, family, record), menu, record, &[("disabled", "yes")]);
        seen = without;
    }
}

fn is_theirs(menu: Menu, record: &Record) -> bool {
    !firewall::is_default(menu, record) && !is_owned(menu, record)
}

/// What such a change says.
const SAYS: &str = "firewall-opening";

/// Whether a change is one of these.
pub(crate) fn is_one(change: &Change) -> bool {
    change.text.key == SAYS
}

/// As it stands in the plan: the record's number is all that tells two rules of one name apart.
fn about(menu: Menu, family: &str, record: &Record) -> About {
    let firewall = if menu == routeros::menu::IPV6_FIREWALL_FILTER { "firewall6" } else { "firewall" };
    let number = record.id.as_deref().unwrap_or_default().trim_start_matches('*');
    let text = Text::new(SAYS).with("rule", walk::title(record)).with("family", family);
    About::new(Area::Protection, &format!("protection.{firewall}-opening-{number}"), text).without("opening").extra()
}

fn off(seen: &Snapshot, menu: Menu, record: &Record) -> Snapshot {
    let mut now = seen.clone();
    now.edit(menu, |rows| {
        for row in rows.iter_mut().filter(|row| row.id == record.id) {
            row.props.insert("disabled".to_owned(), Value::Text("true".to_owned()));
        }
    });
    now
}

fn shuts_out(snapshot: &Snapshot) -> bool {
    walk::look(snapshot).iter().any(|broken| broken.promise == Promise::HomeManages)
}
