//! What the router does by itself after a move of the home's address: once every device had the time
//! to follow, it takes the old address away – when the new one is still there and given out.
//!
//! On RouterOS 7 a script in the background waits for it, on 6 an entry of the scheduler, as with the
//! safety timer. A job is lost with a reboot: the app does it at its next start (`finish_move`).
use crate::{Plan, timer::Way};
use routeros::{
    Action, Area, Change, Group, Menu, PropValue, Record, Snapshot, Text, Undo, menu, quote::quote, render::cli,
};

/// The global variable that a waiting job goes by. Whoever removes it calls the job off.
const VARIABLE: &str = "firsthopMove";
/// How the scheduler entry is called.
const ENTRY: &str = "firsthop-move";

/// The job that ends a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retire {
    way: Way,
    token: String,
    /// How long it waits, in seconds.
    pub wait: u64,
    condition: [String; 2],
    lines: Vec<String>,
}

impl Retire {
    /// The id of the change that sets it.
    pub const ID: &'static str = "move.retire";

    /// The job for a plan, on the router that the plan was made for. None when nothing is left to it.
    pub fn of(plan: &Plan, before: &Snapshot) -> Option<Self> {
        let moves = plan.moves.as_ref().filter(|moves| moves.wait > 0 && !plan.later.is_empty())?;
        let token = plan.snapshot.to_string().chars().take(12).collect();
        let address =
            format!("[:len [/ip address find address={} disabled=no invalid=no]]", quote(&moves.to.to_string()));
        let (pool, range) = &moves.pool;
        let pool = if pool.is_empty() { String::new() } else { format!("name={} ", quote(pool)) };
        let pool = format!("[:len [/ip pool find {pool}ranges={}]]", quote(range));
        let lines = plan.later.iter().map(cli::line).collect();
        Some(Self { way: Way::of(before.version()), token, wait: moves.wait, condition: [address, pool], lines })
    }

    /// What sets it.
    pub fn set(&self) -> Change {
        let text = Text::new("retire").with("minutes", self.wait.div_ceil(60).to_string());
        let (menu, action) = match self.way {
            Way::Job => {
                let args = vec![("script".to_owned(), PropValue::Text(self.job()))];
                (menu::CONSOLE, Action::Run { command: "execute".into(), args })
            }
            Way::Entry => {
                let props = [
                    ("name", ENTRY.to_owned()),
                    ("interval", format!("{}s", self.wait)),
                    ("on-event", format!("{}/system scheduler remove [find name={ENTRY}]\n", self.checked())),
                    ("comment", "firsthop:move".to_owned()),
                ];
                let props = props.map(|(name, value)| (name.to_owned(), PropValue::Text(value))).into();
                (menu::SYSTEM_SCHEDULER, Action::Add { props, before: None })
            }
        };
        Change {
            id: Self::ID.into(),
            group: Group::Cleanup,
            area: Area::HomeNetwork,
            menu,
            action,
            text,
            undo: Undo::Automatic,
        }
    }

    fn job(&self) -> String {
        let Self { token, wait, .. } = self;
        format!(
            ":global {VARIABLE}\n:set {VARIABLE} \"{token}\"\n:delay {wait}s\n\
             :if (${VARIABLE} = \"{token}\") do={{\n{}/system script environment remove [find name={VARIABLE}]\n}}\n",
            self.checked()
        )
    }

    /// Only while the new address stands and is given out; one line that fails stops none of the others.
    fn checked(&self) -> String {
        let [address, pool] = &self.condition;
        let lines: String = self.lines.iter().map(|line| format!(":do {{ {line} }} on-error={{ }}\n")).collect();
        format!(":if ({address} = 1) do={{\n:if ({pool} = 1) do={{\n{lines}}}\n}}\n")
    }

    /// Whether a record is, or tells of, such a job.
    pub fn is_sign(menu: Menu, row: &Record) -> bool {
        let name = if menu == menu::SYSTEM_SCHEDULER { ENTRY } else { VARIABLE };
        row.text("name") == Some(name)
    }
}
