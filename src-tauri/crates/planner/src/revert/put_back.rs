//! Taking back as a plan that a person sees, from what the router holds now.
use super::{Back, Inverse, Pairs, find::plain, revert, undo_of};
use crate::{LeftAlone, LeftAloneReason, Move, Offer, Plan, draft};
use ipnet::Ipv4Net;
use routeros::{
    Action, Change, Group, Menu, PropValue, Props, Record, Snapshot, Target, Text, Undo, menu, record::same_value,
};

/// The change that gave the home its address.
const HOME: &str = "home-network.address";

/// What taking back would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The changes, as any other plan; what cannot be touched is in `left_alone`.
    pub plan: Plan,
    /// Ids of changes whose records somebody else changed since.
    pub changed_since: Vec<String>,
}

impl PutBack {
    /// Whether nothing is left to put back, and nobody else changed what was.
    pub fn is_nothing(&self) -> bool {
        self.plan.changes.is_empty() && self.plan.later.is_empty() && self.changed_since.is_empty()
    }
}

/// What it takes to put a router back, from what it holds now. What somebody else changed since
/// stays as it is and is named.
pub fn put_back(inverses: &[Inverse], now: &Snapshot, run_key: &[u8; 32]) -> PutBack {
    let mut plan = Plan {
        changes: Vec::new(),
        together: Vec::new(),
        later: Vec::new(),
        moves: None,
        left_alone: Vec::new(),
        warnings: Vec::new(),
        complete: true,
        snapshot: now.hash(run_key),
        device: now.device().to_owned(),
    };
    let mut changed_since = Vec::new();
    for inverse in inverses {
        match step(inverse, now, inverses) {
            Step::Nothing => {}
            Step::Do(action) => {
                if let Some(action) = without_what_is_done(inverse.menu, action, &plan.changes) {
                    plan.changes.push(change(inverse, action));
                }
            }
            Step::Foreign(name) => {
                changed_since.push(inverse.id.clone());
                plan.complete = false;
                let offer: Option<Offer> = None;
                plan.left_alone.push(LeftAlone { menu: inverse.menu, name, reason: LeftAloneReason::Foreign, offer });
            }
        }
    }
    move_back(&mut plan, now);
    leave_together(&mut plan, now);
    let inverses = revert(now, &plan.all());
    for change in plan.changes.iter_mut().chain(&mut plan.later) {
        change.undo = undo_of(&inverses, change);
    }
    PutBack { plan, changed_since }
}

/// Of two changes of one property, the earlier one taken back was the later one made: it wins.
fn without_what_is_done(menu: Menu, action: Action, done: &[Change]) -> Option<Action> {
    let Action::Set { target, mut props } = action else { return Some(action) };
    let same = |change: &&Change| {
        change.menu == menu && matches!(&change.action, Action::Set { target: known, .. } if known.id == target.id)
    };
    props.retain(|(name, _)| {
        !done.iter().filter(same).any(|change| change.props().iter().any(|(known, _)| known == name))
    });
    (!props.is_empty()).then_some(Action::Set { target, props })
}

/// When the home goes back to its old address, the one that is in use goes only after the router was
/// reached at the old one.
fn move_back(plan: &mut Plan, now: &Snapshot) {
    let is_address = |change: &Change| {
        change.menu == menu::IP_ADDRESS && change.id == HOME && matches!(change.action, Action::Remove { .. })
    };
    let Some(at) = plan.changes.iter().position(is_address) else { return };
    let record = |id: &str| now.all(menu::IP_ADDRESS).iter().find(|record| record.id.as_deref() == Some(id));
    let Action::Remove { target } = &plan.changes[at].action else { return };
    let Some(gone) = record(&target.id) else { return };
    let net = |text: Option<&str>| text.and_then(|text| text.parse::<Ipv4Net>().ok());
    let interface = gone.text("interface");
    let stays = now
        .records(menu::IP_ADDRESS)
        .filter(|other| other.text("interface") == interface && other.id != gone.id && !other.is_disabled());
    let comes = plan.changes.iter().filter(|change| change.menu == menu::IP_ADDRESS).filter_map(|change| {
        let Action::Add { props, .. } = &change.action else { return None };
        let given = |name: &str| props.iter().find(|(known, _)| known == name).and_then(|(_, value)| plain(value));
        net(given("address").filter(|_| given("interface") == interface))
    });
    let to = stays.filter_map(|other| net(other.text("address"))).chain(comes).next();
    let (Some(to), Some(from)) = (to, net(gone.text("address"))) else { return };
    let mut last = plan.changes.remove(at);
    last.group = Group::Cleanup;
    plan.later.push(last);
    plan.moves = Some(Move { to, from: vec![from], wait: 0, pool: (String::new(), String::new()) });
}

/// An address that goes back to a socket, and the socket that leaves the bridge: in between nobody would
/// find the router.
fn leave_together(plan: &mut Plan, now: &Snapshot) {
    let goes_to = |change: &Change| -> Option<String> {
        let is_it = change.menu == menu::IP_ADDRESS && matches!(change.action, Action::Set { .. });
        let (_, value) = change.props().iter().find(|(name, _)| is_it && name == "interface")?;
        plain(value).map(str::to_owned)
    };
    let leaves = |change: &Change| -> Option<String> {
        let Action::Remove { target } = &change.action else { return None };
        let rows = now.all(menu::INTERFACE_BRIDGE_PORT).iter();
        let record = rows.into_iter().find(|record| record.id.as_deref() == Some(&target.id))?;
        if change.menu == menu::INTERFACE_BRIDGE_PORT { record.text("interface").map(str::to_owned) } else { None }
    };
    let sockets: Vec<String> = plan.changes.iter().filter_map(goes_to).collect();
    let belongs =
        |change: &Change| goes_to(change).is_some() || leaves(change).is_some_and(|socket| sockets.contains(&socket));
    if !plan.changes.iter().any(|change| leaves(change).is_some_and(|socket| sockets.contains(&socket))) {
        return;
    }
    let last = plan.changes.iter().rposition(belongs).unwrap_or_default();
    let after = plan.changes.split_off(last + 1);
    let (mut together, rest): (Vec<Change>, Vec<Change>) = plan.changes.drain(..).partition(belongs);
    together.sort_by_key(|change| goes_to(change).is_some());
    plan.together = together.iter().map(|change| change.id.clone()).collect();
    plan.changes = rest.into_iter().chain(together).chain(after).collect();
}

enum Step {
    Nothing,
    Do(Action),
    /// Somebody else changed it; the record's name.
    Foreign(String),
}

fn step(inverse: &Inverse, now: &Snapshot, all_inverses: &[Inverse]) -> Step {
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
            // A run may have given a property several values, one after the other.
            let given = all_inverses.iter().filter(|other| other.menu == menu && other.find == inverse.find);
            let given = given.flat_map(|other| match &other.back {
                Back::Set { new, .. } => new.as_slice(),
                _ => &[],
            });
            let is_known = given.filter(|(known, _)| known == name).any(|(_, value)| same_value(found, Some(value)));
            if !is_known && !same_value(found, Some(new)) && !draft::same_set(name, found, new) {
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
        // It was removed later on in the run, and comes back as it was.
        (Back::Set { .. }, []) if comes_back(inverse, all_inverses) => Step::Nothing,
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

fn comes_back(inverse: &Inverse, all: &[Inverse]) -> bool {
    all.iter()
        .any(|other| other.menu == inverse.menu && other.find == inverse.find && matches!(other.back, Back::Add { .. }))
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
