//! What routers say of themselves: the trees that the practice router carries, read from its folder.
use routeros::Version;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};

/// One release's menus, commands and names of arguments.
#[derive(Debug, Deserialize)]
pub(crate) struct Tree {
    version: String,
    paths: BTreeMap<String, Menu>,
    /// What RouterOS 6 lacks for sure, with who says so: a menu, or a menu with a command and a name.
    #[serde(default)]
    absent: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Menu {
    #[serde(default)]
    only: Vec<String>,
    add: Option<Vec<String>>,
    set: Option<Vec<String>>,
    #[serde(default)]
    commands: BTreeMap<String, Vec<String>>,
    /// Names that somebody mentions but no router showed.
    #[serde(default)]
    heard: BTreeMap<String, Vec<String>>,
}

/// Every menu can be exported; the carried trees leave that out. The arguments that all versions have
/// (github.com/tikoci/restraml @ 676c4bd; exports of 6.49).
const EXPORT: &[&str] = &["file", "compact", "terse", "verbose", "hide-sensitive"];

/// What a tree says of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Known,
    Wrong,
    /// The tree is no dump in this place: it can say neither.
    Unjudged,
}

impl Tree {
    pub(crate) fn version(&self) -> Version {
        self.version.parse().expect("a version")
    }

    fn is_dump(&self) -> bool {
        self.version().major >= 7
    }

    pub(crate) fn has_menu(&self, menu: &str) -> bool {
        self.paths.contains_key(menu)
    }

    /// Whether `command` of `menu` takes `property`; an empty one asks for the command itself.
    pub(crate) fn judge(&self, menu: &str, command: &str, property: &str) -> Verdict {
        let gone = [menu.to_owned(), format!("{menu} {command}"), format!("{menu} {command} {property}")];
        if gone.iter().any(|name| self.absent.contains_key(name)) {
            return Verdict::Wrong;
        }
        // Trees before 7.20 were read on virtual routers alone, which are no boards.
        let is_board = menu.starts_with("/system/routerboard");
        let unknown = if self.is_dump() && !is_board { Verdict::Wrong } else { Verdict::Unjudged };
        if command == "export" {
            let known = property.is_empty() || EXPORT.contains(&property);
            return if known { Verdict::Known } else { Verdict::Wrong };
        }
        let Some(entry) = self.paths.get(menu) else { return unknown };
        // Menus of other packages and of hardware were not read on every kind of router.
        let unknown = if entry.only.is_empty() { unknown } else { Verdict::Unjudged };
        let known = match command {
            "add" => entry.add.as_ref(),
            "set" => entry.set.as_ref(),
            // Any list can be searched, by whatever can be set.
            "find" => return self.judge_find(entry, property, unknown),
            _ => entry.commands.get(command),
        };
        let heard = entry.heard.get(command).is_some_and(|names| names.iter().any(|name| name == property));
        match known {
            Some(_) if heard => Verdict::Unjudged,
            Some(_) if property.is_empty() => Verdict::Known,
            Some(names) if names.iter().any(|name| name == property) => Verdict::Known,
            _ => unknown,
        }
    }

    /// What can be set can be searched for. The trees do not name what can only be read.
    fn judge_find(&self, entry: &Menu, property: &str, unknown: Verdict) -> Verdict {
        let names = [&entry.add, &entry.set];
        let settable = names.into_iter().flatten().flatten().any(|name| name == property);
        match settable {
            true => Verdict::Known,
            false if entry.add.is_none() && entry.set.is_none() => unknown,
            false => Verdict::Unjudged,
        }
    }
}

/// All trees, oldest first.
pub(crate) fn all() -> Vec<Tree> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/practice-router/data/schema");
    let files = fs::read_dir(folder).expect("the practice router's trees").flatten();
    let read = |path: &Path| -> Tree {
        let text = fs::read_to_string(path).expect("readable");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let mut trees: Vec<Tree> = files.map(|file| read(&file.path())).collect();
    trees.sort_by_key(Tree::version);
    trees
}

/// The tree of a version's line, or of the nearest older one: what is newer could only let pass more.
pub(crate) fn of(trees: &[Tree], version: Version) -> &Tree {
    let line = |version: Version| (version.major, version.minor);
    trees.iter().rev().find(|tree| line(tree.version()) <= line(version)).expect("a tree for every version")
}
