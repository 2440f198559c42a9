//! An export brought to a router, as a plan of our own changes: nothing is ever handed to `/import`, which runs
//! command by command on top of what is there and stays half done where it breaks.
//!
//! Each line is compared with what the router has, by the menu's key: what is the same is left, what differs is
//! set, what is missing is added, rules in their order. What this version does not know, what FirstHop does not
//! know, what names something that is not here, and what would cut this computer off or let strangers in, stays
//! behind, and is listed with its reason. So an import is planned, shown, carried out, read back and put back
//! like everything else.
mod here;
mod lines;
mod lost;
mod menus;
mod outline;
mod records;

pub use here::Places;
pub use lost::{Asked, Lost};

use crate::{
    Class, Context, Entry, Plan, Unsafe, after, after::carry_out, classify, draft::Draft, foresight, live, safety,
};
use here::Names;
use lines::Reader;
use lost::{Losses, Skipped};
use outline::outline;
use project::Project;
use routeros::{
    Change, NoSecrets, Secret, Snapshot, Text, Undo,
    export::{Export, NotAnExport, read},
};
use std::collections::{BTreeMap, HashMap};

/// No home has more; a router that is to keep the way back in one script takes no more.
const MOST_LINES: usize = 400;

/// An export on its way to one router. What is decided when it is first looked at stays decided: the router's
/// class, what takes which place, and which lines stay behind because they would be dangerous.
#[derive(Debug, Clone)]
pub struct Import {
    export: Export,
    class: Class,
    places: Places,
    names: Names,
    skipped: BTreeMap<String, Skipped>,
}

/// What an import would do, and what not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// All that is sent.
    pub plan: Plan,
    /// What does not come along.
    pub lost: Vec<Lost>,
    /// Passwords with which more would come along.
    pub asked: Vec<Asked>,
}

impl Imported {
    /// What a run is proved by: what the router amounts to once it has all of it. None where that is no home.
    pub fn proved_by(&self, now: &Snapshot) -> Option<Project> {
        outline(&after(now, &self.plan.changes, &NoSecrets))
    }
}

/// Why a file is not imported at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotImported {
    /// It is no whole export.
    #[error(transparent)]
    NotAnExport(#[from] NotAnExport),
    /// It has more lines than any home.
    #[error("{0} commands, and {MOST_LINES} is the most")]
    TooLong(usize),
    /// Something on this router looks like a break-in: what is on it has to go first.
    #[error("this router looks as if somebody had broken in")]
    Suspicious,
    /// Another device runs this one, or it has no home behind it.
    #[error("this router has no home network of its own")]
    NoHome,
    /// Whatever is left out, the rest stays dangerous.
    #[error("{0:?}")]
    Unsafe(Unsafe),
}

impl NotImported {
    /// The sentence that says so.
    pub fn text(&self) -> Text {
        match self {
            Self::NotAnExport(NotAnExport(line)) => Text::new("import.not-an-export").with("line", line.to_string()),
            Self::TooLong(lines) => {
                Text::new("import.too-long").with("number", lines.to_string()).with("most", MOST_LINES.to_string())
            }
            Self::Suspicious => Text::new("import.suspicious"),
            Self::NoHome => Text::new("import.no-home"),
            Self::Unsafe(_) => Text::new("import.unsafe"),
        }
    }
}

impl Import {
    /// Looks at an export for the first time.
    ///
    /// # Errors
    /// Nothing of it can be brought here.
    pub fn new(
        text: &str,
        snapshot: &Snapshot,
        entry: &Entry,
        context: &Context<'_>,
        moved: &BTreeMap<String, String>,
    ) -> Result<Self, NotImported> {
        let export = read(text)?;
        if export.lines.len() > MOST_LINES {
            return Err(NotImported::TooLong(export.lines.len()));
        }
        let class = classify(snapshot);
        match class {
            Class::Suspicious => return Err(NotImported::Suspicious),
            Class::AccessPoint | Class::Bridge => return Err(NotImported::NoHome),
            Class::Factory | Class::Blank | Class::Customised | Class::Lte | Class::Ours => {}
        }
        let mut places = Places::proposed(&export, snapshot);
        places.moved(moved);
        let names = places.names(&export, snapshot);
        let mut import = Self { export, class, places, names, skipped: BTreeMap::new() };
        import.leave_dangers(snapshot, entry, context)?;
        Ok(import)
    }

    /// The version that wrote it; empty when it does not say.
    pub fn version(&self) -> &str {
        &self.export.version
    }

    /// The product code of the router that wrote it; empty when it does not say.
    pub fn model(&self) -> &str {
        &self.export.model
    }

    /// What takes which place here.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The passwords that stand in an export itself, by the names that the plan calls them: RouterOS 6 writes
    /// them unless it is told to hide them. They belong into the context's secrets.
    ///
    /// # Errors
    /// It is no whole export.
    pub fn secrets_in(text: &str) -> Result<HashMap<String, Secret>, NotImported> {
        Ok(lines::secrets(&read(text)?))
    }

    /// The plan on this router, and what stays behind.
    pub fn plan(&self, snapshot: &Snapshot, context: &Context<'_>) -> Imported {
        let mut draft = Draft::of(self.class, snapshot, context);
        let mut losses = Losses::new();
        let mut reader = Reader::new(&self.export, &self.names, snapshot, context, &self.skipped);
        for (menu, area) in menus::WRITTEN {
            // Whatever makes way does so before something takes its place.
            if *menu == routeros::menu::INTERFACE_BRIDGE_PORT {
                records::give_way(&self.export, &reader, &mut draft);
            }
            let lines = self.export.lines.iter().filter(|line| line.menu == menu.path());
            records::bring(*menu, *area, lines.collect(), &mut reader, &mut draft, &mut losses);
        }
        let mut plan = draft.finish(snapshot.hash(context.run_key));
        plan.warnings.extend(foresight::warnings(snapshot, &plan.changes, context.secrets));
        let (lost, asked) = losses.all(&self.export, snapshot);
        Imported { plan, lost, asked }
    }

    /// Leaves out, one by one, what would cut this computer off, let strangers in, could not be taken back, or
    /// leaves the router without a way to the internet.
    fn leave_dangers(&mut self, snapshot: &Snapshot, entry: &Entry, context: &Context<'_>) -> Result<(), NotImported> {
        loop {
            let plan = self.plan(snapshot, context).plan;
            let found = match safety::check(&plan, snapshot, entry) {
                Err(Unsafe { id, danger }) => Some((id, Skipped::Dangerous(danger))),
                Ok(()) => {
                    let stays = plan.changes.iter().find(|change| change.undo != Undo::Automatic);
                    let stays = stays.map(|change| (change.id.clone(), Skipped::NotTakenBack));
                    stays.or_else(|| {
                        let ends = ends_way(&plan.changes, snapshot, context)?;
                        let is_new = !self.skipped.contains_key(line_of(&ends));
                        is_new.then_some((ends, Skipped::NoInternet))
                    })
                }
            };
            let Some((id, why)) = found else { return Ok(()) };
            if self.skipped.insert(line_of(&id).to_owned(), why).is_some() {
                let danger = if let Skipped::Dangerous(danger) = why { danger } else { safety::Danger::MoreOpen };
                return Err(NotImported::Unsafe(Unsafe { id, danger }));
            }
        }
    }
}

/// The line that makes a change. It may make several: all of them stay behind together.
fn line_of(change: &str) -> &str {
    change.trim_end_matches("-on").trim_end_matches("-secret")
}

/// The change that ends the last way to the internet, where there was one and none is left in the end.
fn ends_way(changes: &[Change], snapshot: &Snapshot, context: &Context<'_>) -> Option<String> {
    let (mut now, mut last) = (snapshot.clone(), None);
    let mut had = live::has_way(&now);
    for (number, change) in changes.iter().enumerate() {
        carry_out(&mut now, change, number, context.secrets);
        let has = live::has_way(&now);
        if had && !has {
            last = Some(change.id.clone());
        }
        had = has;
    }
    last.filter(|_| !had)
}
