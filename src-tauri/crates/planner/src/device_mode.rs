//! How a router that forbids timers is made to allow them: what to say, and what is sent.
//!
//! Home routers made since RouterOS 7.17 come so. Only somebody who stands before the router can change it: the
//! request waits until a button is pressed or the power is cut (reference router-configuration §6).
use routeros::{Action, Area, Change, Group, MenuState, PropValue, Record, Text, Undo, menu};

/// How long the router waits for somebody. Short, because meanwhile nobody is answered over REST
/// (reference rest-api §13).
pub const SECONDS: u64 = 120;
/// After so many that nobody confirmed, the router takes none until its power was cut.
pub const MOST: u32 = 3;

/// Whether the router lets timers run, and if not, what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timers {
    /// They run.
    Allowed,
    /// They do not, because the router found something suspicious in its settings: that is looked at first.
    Flagged,
    /// They do not until somebody at the router allows it.
    Forbidden(Coach),
}

/// What there is to know beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coach {
    /// Whether the router says that it has a button MODE. Its other button resets when it is held, so then
    /// that one is named; without it, or where the router does not say, both are.
    pub mode_button: bool,
    /// How often it was tried in vain since the power was cut.
    pub attempts: u32,
}

impl Coach {
    /// Whether the router takes no more tries until its power was cut.
    pub fn is_blocked(&self) -> bool {
        self.attempts >= MOST
    }
}

/// What a router says of itself: `/system/device-mode`, and `/system/routerboard/mode-button`, which only boards
/// with that button have.
pub fn timers(mode: &MenuState, mode_button: &MenuState) -> Timers {
    let MenuState::Settings(mode) = mode else { return Timers::Allowed };
    if mode.text("scheduler") != Some("false") {
        return Timers::Allowed;
    }
    if mode.flag("flagged") {
        return Timers::Flagged;
    }
    let has_button = matches!(mode_button, MenuState::Settings(record) if record.text("enabled").is_some());
    Timers::Forbidden(Coach { mode_button: has_button, attempts: attempts(mode) })
}

/// How often nobody confirmed.
pub fn attempts(mode: &Record) -> u32 {
    mode.text("attempt-count").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// What is sent. Nothing but timers is allowed with it: a `mode` would set everything else, too.
pub fn allow() -> Change {
    let args = [("scheduler", "yes".to_owned()), ("activation-timeout", format!("{SECONDS}s"))];
    Change {
        id: "device-mode.allow-timers".into(),
        group: Group::Settings,
        area: Area::Backups,
        menu: menu::SYSTEM_DEVICE_MODE,
        action: Action::Run {
            command: "update".into(),
            args: args.map(|(name, value)| (name.to_owned(), PropValue::Text(value))).into(),
        },
        text: Text::new("allow-timers"),
        // It takes somebody at the router again.
        undo: Undo::ByHand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::render::{cli, rest};

    fn settings(pairs: &[(&str, &str)]) -> MenuState {
        MenuState::Settings(Record::of(None, pairs))
    }

    #[test]
    fn what_a_router_says_of_itself_decides() {
        let button = settings(&[("enabled", "false")]);
        let forbidden = |attempts: &str| settings(&[("scheduler", "false"), ("attempt-count", attempts)]);
        assert_eq!(timers(&MenuState::Absent, &MenuState::Absent), Timers::Allowed, "RouterOS 6");
        assert_eq!(timers(&settings(&[("scheduler", "true")]), &button), Timers::Allowed);
        let flagged = settings(&[("scheduler", "false"), ("flagged", "true")]);
        assert_eq!(timers(&flagged, &button), Timers::Flagged);
        let one = Coach { mode_button: true, attempts: 1 };
        assert_eq!(timers(&forbidden("1"), &button), Timers::Forbidden(one));
        assert!(!one.is_blocked());
        for none in [MenuState::Absent, settings(&[])] {
            let Timers::Forbidden(coach) = timers(&forbidden("3"), &none) else { panic!("it is forbidden") };
            assert!(!coach.mode_button && coach.is_blocked());
        }
    }

    #[test]
    fn only_timers_are_allowed() {
        assert_eq!(cli::line(&allow()), "/system device-mode update scheduler=yes activation-timeout=120s");
        assert_eq!(rest::shown(&allow()).path, "/rest/system/device-mode/update");
    }
}
