//! What does not come along, and why.
use super::{lines::Given, menus};
use crate::Danger;
use routeros::{
    Menu, Snapshot, Text,
    export::{Export, Line},
};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that stays behind: a sentence by its key, `import.<key>`.
pub type Lost = Text;

/// A password with which more would come along.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The secret's name.
    pub field: String,
    /// Where it belongs, such as `/interface pppoe-client`.
    pub menu: String,
    /// What it opens, as its record is called.
    pub name: String,
}

/// Why a line is left out of a plan that would be fine without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skipped {
    /// Of what it would do.
    Dangerous(Danger),
    /// If something failed later on, it could not be taken back.
    NotTakenBack,
    /// It ends the router's last way to the internet, and the new one is not among what comes along.
    NoInternet,
}

impl Skipped {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Dangerous(Danger::MoreOpen) => "import.lost-open",
            Self::Dangerous(_) => "import.lost-cut-off",
            Self::NotTakenBack => "import.lost-for-good",
            Self::NoInternet => "import.lost-internet",
        }
    }
}

/// Collects what stays behind.
pub(super) struct Losses {
    lines: Vec<Lost>,
    kept: BTreeMap<menus::Kept, BTreeSet<String>>,
    asked: BTreeSet<Asked>,
}

impl Losses {
    pub(super) fn new() -> Self {
        Self { lines: Vec::new(), kept: BTreeMap::new(), asked: BTreeSet::new() }
    }

    /// A whole line, or what of it `what` says.
    pub(super) fn line(&mut self, key: &str, line: &Line, what: &str) {
        let place = format!("{} {}", spaced(&line.menu), title(line));
        let text = Text::new(key).with("place", place.trim_end());
        self.lines.push(text.with("what", what).with("line", line.number.to_string()));
    }

    /// A property that this version, or nobody, knows.
    pub(super) fn unknown(&mut self, line: &Line, names: &[String]) {
        self.line("import.lost-property", line, &names.join(", "));
    }

    /// A part of a line that belongs to that device.
    pub(super) fn kept(&mut self, menu: Menu, name: &str, why: menus::Kept) {
        self.kept.entry(why).or_default().insert(format!("{} {name}", menu.spaced()));
    }

    /// A line that waits for a password.
    pub(super) fn waits(&mut self, given: &Given<'_>, field: &str) {
        let asked = Asked { field: field.to_owned(), menu: given.menu.spaced(), name: title(given.line) };
        self.line("import.lost-password", given.line, field);
        self.asked.insert(asked);
    }

    /// Where a menu is not on this router.
    pub(super) fn no_menu(&mut self, menu: Menu, count: usize) {
        let key = match menu.path() {
            "/interface/wifi"
            | "/interface/wifi/security"
            | "/interface/wireless"
            | "/interface/wireless/security-profiles" => "import.lost-wifi",
            "/interface/lte" | "/interface/lte/apn" => "import.lost-modem",
            _ => "import.lost-menu",
        };
        let text = Text::new(key).with("menu", menu.spaced()).with("number", count.to_string());
        self.lines.push(text);
    }

    /// Everything: where it comes from first, what is in no export last.
    pub(super) fn all(self, export: &Export, snapshot: &Snapshot) -> (Vec<Lost>, Vec<Asked>) {
        let mut all = origin(export, snapshot);
        all.extend(self.lines);
        for (why, names) in self.kept {
            all.push(Text::new(why.key()).with("names", Vec::from_iter(names).join(", ")));
        }
        let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
        let mut never: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &export.lines {
            if menus::WRITTEN.iter().any(|(menu, _)| menu.path() == line.menu) {
                continue;
            }
            match menus::never(&line.menu) {
                Some(key) => *never.entry(key).or_default() += 1,
                None => *unknown.entry(&line.menu).or_default() += 1,
            }
        }
        all.extend(never.into_iter().map(|(key, count)| Text::new(key).with("number", count.to_string())));
        if !unknown.is_empty() {
            let names = unknown.into_iter().map(|(menu, count)| format!("{} ({count})", spaced(menu)));
            all.push(Text::new("import.lost-unknown").with("names", Vec::from_iter(names).join(", ")));
        }
        all.push(Text::new("import.secrets"));
        (all, Vec::from_iter(self.asked))
    }
}

/// That it is of another model or of another kind of RouterOS.
fn origin(export: &Export, snapshot: &Snapshot) -> Vec<Lost> {
    let facts = routeros::Facts::of(snapshot);
    let (mut all, here) = (Vec::new(), facts.version.to_string());
    if !export.model.is_empty() && export.model != facts.model && export.model != facts.board_name {
        all.push(Text::new("import.model").with("from", &export.model).with("to", facts.board_name));
    }
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    if !export.version.is_empty() && major(&export.version) != major(&here) {
        all.push(Text::new("import.version").with("from", &export.version).with("to", here));
    }
    all
}

/// How a person is told of a line: by what names its record.
pub(super) fn title(line: &Line) -> String {
    use routeros::export::Command;
    let key = Menu::by_path(&line.menu).map(Menu::key).unwrap_or_default();
    let found = match &line.command {
        Command::SetFound(find) => find.iter().map(|(_, value)| value.as_str()).collect(),
        Command::SetNamed(name) => vec![name.as_str()],
        Command::Add => key.iter().filter_map(|name| line.text(name)).collect(),
        Command::Set | Command::Unread => Vec::new(),
    };
    found.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `/ip address` of `/ip/address`.
fn spaced(path: &str) -> String {
    path.replacen('/', "\0", 1).replace('/', " ").replace('\0', "/")
}
