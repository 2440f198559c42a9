//! Taking back as a plan that a person sees, from what the router holds now.
use super::{Back, Inverse, Pairs, revert, undo_of};
use crate::{LeftAlone, LeftAloneReason, Offer, Plan, draft};
use routeros::{Action, Change, Group, PropValue, Props, Record, Snapshot, Target, Text, Undo, record::same_value};

/// What taking back would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The changes, as any other plan; what cannot be touched is in `left_alone`.
    pub plan: Plan,
    /// Ids of changes whose records somebody else changed since.
    pub changed_since: Vec<String>,
}

/// What it takes to put a router back, from what it holds now. What somebody else changed since
/// stays as it is and is named.
pub fn put_back(inverses: &[Inverse], now: &Snapshot, run_key: &[u8; 32]) -> PutBack {
    let mut plan = Plan {
        changes: Vec::new(),
        left_alone: Vec::new(),
        warnings: Vec::new(),
        complete: true,
        snapshot: now.hash(run_key),
        device: now.device().to_owned(),
    };
    let mut changed_since = Vec::new();
    for inverse in inverses {
        match step(inverse, now) {
            Step::Nothing => {}
            Step::Do(action) => plan.changes.push(change(inverse, action)),
            Step::Foreign(name) => {
                changed_since.push(inverse.id.clone());
                plan.complete = false;
                let offer: Option<Offer> = None;
                plan.left_alone.push(LeftAlone { menu: inverse.menu, name, reason: LeftAloneReason::Foreign, offer });
            }
        }
    }
    let inverses = revert(now, &plan.changes);
    for change in &mut plan.changes {
        change.undo = undo_of(&inverses, change);
    }
    PutBack { plan, changed_since }
}

enum Step {
    Nothing,
    Do(Action),
    /// Somebody else changed it; the record's name.
    Foreign(String),
}

fn step(inverse: &Inverse, now: &Snapshot) -> Step {
    let menu = inverse.menu;
    let fits = |record: &&Record, find: &Pairs| {
        !record.is_dynamic() && find.iter().all(|(name, value)| same_value(record.text(name), Some(value)))
    };
    let all: Vec<&Record> = now.all(menu).iter().filter(|record| fits(record, &inverse.find)).collect();
    let title = inverse.find.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
    let aim = |find: &Pairs| -> Option<Target> {
        now.all(menu).iter().find(|record| fits(record, find)).and_then(|record| draft::target(now, menu, record))
    };
    let differing = |record: &Record, old: &Pairs, new: &Pairs| -> Result<Props, ()> {
        let mut props = Props::new();
        for ((name, old), (_, new)) in old.iter().zip(new) {
            if menu.is_secret(name) {
                if record.secret(name).is_some_and(|found| !found.expose().is_empty()) {
                    props.push((name.clone(), PropValue::text(old)));
                }
                continue;
            }
            let found = record.text(name);
            if same_value(found, Some(old)) {
                continue;
            }
            if !same_value(found, Some(new)) && !draft::same_set(name, found, new) {
                return Err(());
            }
            props.push((name.clone(), PropValue::text(old)));
        }
        Ok(props)
    };
    match (&inverse.back, all.as_slice()) {
        (Back::SetSettings { old, new }, _) => match now.settings(menu).map(|record| differing(record, old, new)) {
            None => Step::Nothing,
            Some(Ok(props)) if props.is_empty() => Step::Nothing,
            Some(Ok(props)) => Step::Do(Action::SetSettings { props }),
            Some(Err(())) => Step::Foreign(menu.spaced()),
        },
        (Back::Remove, []) => Step::Nothing,
        (Back::Remove, [_]) => {
            aim(&inverse.find).map_or(Step::Foreign(title), |target| Step::Do(Action::Remove { target }))
        }
        (Back::Set { old, new }, [record]) => match (differing(record, old, new), aim(&inverse.find)) {
            (Ok(props), _) if props.is_empty() => Step::Nothing,
            (Ok(props), Some(target)) => Step::Do(Action::Set { target, props }),
            _ => Step::Foreign(title),
        },
        (Back::Add { props, before }, []) => {
            let props = props.iter().map(|(name, value)| (name.clone(), PropValue::text(value))).collect();
            Step::Do(Action::Add { props, before: before.as_ref().and_then(aim) })
        }
        (Back::Add { .. }, [_]) => Step::Nothing,
        (Back::Move { before }, [record]) => {
            let next = now.records(menu).skip_while(|other| other.id != record.id).nth(1);
            let is_there = match (next, before) {
                (None, None) => true,
                (Some(next), Some(find)) => fits(&next, find),
                _ => false,
            };
            match aim(&inverse.find) {
                _ if is_there => Step::Nothing,
                Some(target) => Step::Do(Action::Move { target, before: before.as_ref().and_then(aim) }),
                None => Step::Foreign(title),
            }
        }
        (Back::Remove | Back::Set { .. } | Back::Add { .. } | Back::Move { .. }, _) => Step::Foreign(title),
    }
}

fn change(inverse: &Inverse, action: Action) -> Change {
    let name = match inverse.find.first() {
        Some(_) => inverse.find.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" "),
        None => inverse.menu.spaced(),
    };
    let key = match action {
        Action::Add { .. } => "back-add",
        Action::Remove { .. } => "back-remove",
        Action::Move { .. } => "back-move",
        Action::Set { .. } | Action::SetSettings { .. } | Action::Run { .. } => "back-set",
    };
    let text = Text::new(key).with("name", name);
    let area = draft::area_of(&inverse.id);
    Change {
        id: inverse.id.clone(),
        group: Group::Settings,
        area,
        menu: inverse.menu,
        action,
        text,
        undo: Undo::ByHand,
    }
}
