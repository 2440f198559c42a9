//! Changes of which none may be alone on the router: after the first of them this computer could not
//! send the next. The router carries them out itself, in one piece, and leaves a sign when it is done.
//!
//! So far there is one such moment: on a blank router the socket that carries the address in use joins
//! the bridge, and its address has to follow. Everything else that could cut somebody off is sent one
//! by one on purpose, because each of these orders leaves the way in open at every moment
//! (`safety`): addresses are added beside those in use, accepts stand before drops, the service in
//! use is never touched. A change that is refused is named then, and only what is needed is undone.
use crate::{Plan, timer::Way};
use routeros::{Action, Area, Change, Group, PropValue, Record, Snapshot, Target, Text, Undo, menu, render::cli};

/// The global variable by which the router says how far it is.
const VARIABLE: &str = "firsthopPiece";
const ENTRY: &str = "firsthop-piece";

/// What the router does in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    way: Way,
    token: String,
    lines: Vec<String>,
}

impl Piece {
    /// The id of the change that sends it.
    pub const ID: &'static str = "home-network.in-one-piece";

    /// That of a plan; most have none.
    pub fn of(plan: &Plan, before: &Snapshot) -> Option<Self> {
        let token = plan.snapshot.to_string().chars().take(12).collect();
        let parts = plan.changes.iter().filter(|change| plan.together.contains(&change.id));
        let lines: Vec<String> = parts.map(cli::line).collect();
        (!lines.is_empty()).then_some(Self { way: Way::of(before.version()), token, lines })
    }

    /// What sends it. The router answers at once and begins.
    pub fn set(&self) -> Change {
        let text = Text::new("in-one-piece").with("count", self.lines.len().to_string());
        let (menu, action) = match self.way {
            Way::Job => {
                let args = vec![("script".to_owned(), PropValue::Text(self.script()))];
                (menu::CONSOLE, Action::Run { command: "execute".into(), args })
            }
            Way::Entry => {
                let script = format!("/system scheduler remove [find name={ENTRY}]\n{}", self.script());
                let props = [("name", ENTRY.to_owned()), ("interval", "1s".to_owned()), ("on-event", script)];
                let props = props.map(|(name, value)| (name.to_owned(), PropValue::Text(value))).into();
                (menu::SYSTEM_SCHEDULER, Action::Add { props, before: None })
            }
        };
        change(Self::ID, Group::Settings, menu, action, text)
    }

    /// All lines, or none is called done: the first that fails stops the rest.
    fn script(&self) -> String {
        let Self { token, lines, .. } = self;
        let lines = lines.join("\n");
        format!(
            ":global {VARIABLE}\n:set {VARIABLE} \"{token} begun\"\n\
             :do {{\n{lines}\n:set {VARIABLE} \"{token} done\"\n}} on-error={{ :set {VARIABLE} \"{token} failed\" }}\n"
        )
    }

    /// Whether it was done, from the rows of the environment; none while it goes on.
    pub fn is_done(&self, rows: &[Record]) -> Option<bool> {
        let row = rows.iter().find(|row| row.text("name") == Some(VARIABLE))?;
        match row.text_or_empty("value").strip_prefix(&self.token)?.trim() {
            "done" => Some(true),
            "failed" => Some(false),
            _ => None,
        }
    }

    /// What forgets the sign that it left.
    pub fn forget(&self, rows: &[Record]) -> Option<Change> {
        let id = rows.iter().find(|row| row.text("name") == Some(VARIABLE))?.id.clone()?;
        let target = Target { id, find: vec![("name".into(), VARIABLE.to_owned())] };
        let text = Text::new("guard-forget");
        Some(change("piece.forget", Group::Cleanup, menu::SCRIPT_ENVIRONMENT, Action::Remove { target }, text))
    }
}

fn change(id: &str, group: Group, menu: routeros::Menu, action: Action, text: Text) -> Change {
    Change { id: id.to_owned(), group, area: Area::HomeNetwork, menu, action, text, undo: Undo::Automatic }
}
