//! The safety timer on the router: what takes a plan back unless it is told that all is well.
//!
//! RouterOS 7 runs it as a script in the background, which home routers allow although they forbid
//! the scheduler (reference router-configuration §7.1); RouterOS 6 has a scheduler entry. Assumed: that
//! a job in the background waits as long as it is told, and that removing it ends it (reference
//! rest-api §12 calls both open).
use crate::{
    Plan,
    revert::{Inverse, revert, script_lines},
};
use routeros::{Action, Area, Change, Group, Menu, PropValue, Snapshot, Target, Text, Undo, Version, menu};

/// The global variable that says how far the timer is.
pub const VARIABLE: &str = "firsthopUndo";

/// How long the router waits, in seconds.
pub const SECONDS: u64 = 120;
/// What stands for a number that the router gives only then.
const LATER: &str = "*…";

/// How the router waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A script in the background. It is gone after a reboot.
    Job,
    /// An entry of the scheduler.
    Entry,
}

impl Way {
    /// How a router of this version waits.
    pub fn of(version: Version) -> Self {
        if version.major >= 7 { Self::Job } else { Self::Entry }
    }

    /// Where its timers and what is to come later leave a sign: variables (7), entries (6).
    pub fn signs(self) -> Menu {
        match self {
            Self::Job => menu::SCRIPT_ENVIRONMENT,
            Self::Entry => menu::SYSTEM_SCHEDULER,
        }
    }
}

/// How far a timer is, as the router tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// It waits.
    Armed,
    /// It is undoing.
    Undoing,
    /// It has undone everything.
    Undone,
}

/// A safety timer for one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// How it waits on this router.
    pub way: Way,
    /// Names this run.
    pub token: String,
    lines: String,
}

impl Timer {
    /// The timer that takes these changes back.
    pub fn new(version: Version, token: &str, inverses: &[Inverse]) -> Self {
        Self { way: Way::of(version), token: token.to_owned(), lines: script_lines(inverses).join("\n") }
    }

    /// The timer of a plan for the router that it was made for. The same plan has the same token, so
    /// that what is shown beforehand is what is sent.
    pub fn of(plan: &Plan, before: &Snapshot) -> Self {
        let token: String = plan.snapshot.to_string().chars().take(12).collect();
        Self::new(before.version(), &token, &revert(before, &plan.all()))
    }

    /// Whether it waits on when the router has lost its power.
    pub fn survives_power_cut(&self) -> bool {
        self.way == Way::Entry
    }

    /// What the timer itself changes: first what sets it, then what ends it when all is well.
    pub fn shown(&self) -> (Vec<Change>, Vec<Change>) {
        let end = match self.way {
            Way::Job => vec![self.remove(LATER), self.forget(LATER)],
            Way::Entry => vec![self.remove(LATER)],
        };
        (vec![self.arm(SECONDS)], end)
    }

    /// Forgets the variable with this id, or the entry of a run that is over.
    pub fn forget(&self, id: &str) -> Change {
        let menu = self.way.signs();
        let find = match self.way {
            Way::Job => vec![("name".into(), VARIABLE.to_owned())],
            Way::Entry => vec![(".id".into(), id.to_owned())],
        };
        let target = Target { id: id.to_owned(), find };
        change("guard.forget", Group::Cleanup, menu, Action::Remove { target }, Text::new("guard-forget"))
    }

    /// Sets it for the first time.
    pub fn arm(&self, seconds: u64) -> Change {
        self.set(0, seconds)
    }

    /// Sets another one, the `number`th, that begins anew. Only one of them undoes.
    pub fn again(&self, number: u32, seconds: u64) -> Change {
        self.set(number, seconds)
    }

    /// Undoes at once.
    pub fn now(&self, number: u32) -> Change {
        // The scheduler knows nothing shorter than a second.
        self.set(number, u64::from(self.way == Way::Entry))
    }

    /// Ends the one with this id.
    pub fn remove(&self, id: &str) -> Change {
        let menu = match self.way {
            Way::Job => menu::SCRIPT_JOB,
            Way::Entry => menu::SYSTEM_SCHEDULER,
        };
        let target = Target { id: id.to_owned(), find: vec![(".id".into(), id.to_owned())] };
        change("guard.cancel", Group::Cleanup, menu, Action::Remove { target }, Text::new("guard-cancel"))
    }

    /// The name of an entry; the first part is what all runs share.
    pub fn entry(&self, number: u32) -> String {
        format!("firsthop-undo-{}-{number}", self.token)
    }

    fn set(&self, number: u32, seconds: u64) -> Change {
        let text = Text::new("guard-arm").with("seconds", seconds.to_string());
        match self.way {
            Way::Job => {
                let args = vec![("script".to_owned(), PropValue::Text(self.job(number == 0, seconds)))];
                change("guard.arm", Group::Guard, menu::CONSOLE, Action::Run { command: "execute".into(), args }, text)
            }
            Way::Entry => {
                let props = [
                    ("name", self.entry(number)),
                    ("interval", format!("{seconds}s")),
                    ("on-event", self.event(number)),
                    ("comment", format!("firsthop:undo {}", self.token)),
                ];
                let props = props.map(|(name, value)| (name.to_owned(), PropValue::Text(value))).into();
                change("guard.arm", Group::Guard, menu::SYSTEM_SCHEDULER, Action::Add { props, before: None }, text)
            }
        }
    }

    /// What is undone is claimed by the run's token first, so that of two timers only one can undo.
    fn job(&self, first: bool, seconds: u64) -> String {
        let Self { token, lines, .. } = self;
        let begin = if first { format!(":set {VARIABLE} \"{token} armed\"\n") } else { String::new() };
        let wait = if seconds > 0 { format!(":delay {seconds}s\n") } else { String::new() };
        format!(
            ":global {VARIABLE}\n{begin}{wait}:if (${VARIABLE} != \"{token} armed\") do={{ :error \"not needed any more\" }}\n\
             :set {VARIABLE} \"{token} undoing\"\n{lines}\n:set {VARIABLE} \"{token} undone\"\n\
             :log warning \"FirstHop put the settings back\"\n"
        )
    }

    fn event(&self, number: u32) -> String {
        let Self { token, lines, .. } = self;
        let entry = self.entry(number);
        format!(
            "/system scheduler set [find name={entry}] disabled=yes\n\
             :if ([:len [/system scheduler find comment=\"firsthop:undo {token} undoing\"]] = 0) do={{\n\
             /system scheduler set [find name={entry}] comment=\"firsthop:undo {token} undoing\"\n{lines}\n\
             /system scheduler set [find name={entry}] name={entry}-undone\n\
             :log warning \"FirstHop put the settings back\"\n}}\n"
        )
    }

    /// How far the timer of this run is, from the rows of the environment (7) or of the scheduler (6);
    /// none when the router knows nothing of it.
    pub fn hand(&self, rows: &[routeros::Record]) -> Option<Hand> {
        match self.way {
            Way::Job => {
                let row = rows.iter().find(|row| row.text("name") == Some(VARIABLE))?;
                match row.text_or_empty("value").strip_prefix(&self.token)?.trim() {
                    "armed" => Some(Hand::Armed),
                    "undoing" => Some(Hand::Undoing),
                    "undone" => Some(Hand::Undone),
                    _ => None,
                }
            }
            Way::Entry => {
                let ours = format!("firsthop-undo-{}-", self.token);
                let rows: Vec<_> = rows.iter().filter(|row| row.text_or_empty("name").starts_with(&ours)).collect();
                if rows.iter().any(|row| row.text_or_empty("name").ends_with("-undone")) {
                    Some(Hand::Undone)
                } else if rows.iter().any(|row| row.comment().ends_with(" undoing")) {
                    Some(Hand::Undoing)
                } else {
                    rows.first().map(|_| Hand::Armed)
                }
            }
        }
    }
}

fn change(id: &str, group: Group, menu: routeros::Menu, action: Action, text: Text) -> Change {
    Change { id: id.to_owned(), group, area: Area::Protection, menu, action, text, undo: Undo::Automatic }
}
