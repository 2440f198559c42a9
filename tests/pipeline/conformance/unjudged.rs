//! What no tree can judge, each with its versions and its source (`conformance/unjudged.json`).
use super::trees::{Tree, Verdict};
use routeros::Version;
use serde::Deserialize;

/// Names of one command that somebody vouches for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    menu: String,
    command: String,
    /// An empty name is the command itself.
    names: Vec<String>,
    /// First and last version, by major and minor number.
    from: String,
    to: String,
    source: String,
}

impl Entry {
    fn covers(&self, version: Version) -> bool {
        let line = |text: &str| {
            let version: Version = text.parse().unwrap_or_else(|_| panic!("{text} is no version"));
            (version.major, version.minor)
        };
        (line(&self.from)..=line(&self.to)).contains(&(version.major, version.minor))
    }
}

pub(crate) fn all() -> Vec<Entry> {
    serde_json::from_str(include_str!("unjudged.json")).expect("entries")
}

/// The entry and the name in it that vouches for a call.
pub(crate) fn vouches(
    entries: &[Entry],
    version: Version,
    menu: &str,
    command: &str,
    name: &str,
) -> Option<(usize, usize)> {
    entries.iter().enumerate().find_map(|(at, entry)| {
        let fits = entry.menu == menu && entry.command == command && entry.covers(version);
        entry.names.iter().position(|known| known == name).filter(|_| fits).map(|name| (at, name))
    })
}

/// Entries that say nothing: without a source, never needed, or about what a tree does judge.
pub(crate) fn superfluous(entries: &[Entry], trees: &[Tree], used: &[(usize, usize)]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let what = |name: &str| format!("{} {} {name}", entry.menu, entry.command);
        if entry.source.is_empty() || entry.names.is_empty() {
            found.push(format!("{} has no source or no names", what("")));
        }
        for (place, name) in entry.names.iter().enumerate() {
            if !used.contains(&(at, place)) {
                found.push(format!("{} is not needed", what(name)));
            }
            for tree in trees.iter().filter(|tree| entry.covers(tree.version())) {
                if tree.judge(&entry.menu, &entry.command, name) != Verdict::Unjudged {
                    found.push(format!("{} is judged by the tree of {}", what(name), tree.version()));
                }
            }
        }
    }
    found
}
