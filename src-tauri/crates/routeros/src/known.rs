//! What `add` and `set` of the menus that an import may write to take in each version. `data/properties.txt`
//! is made of the trees that the practice router carries; `tests/pipeline/conformance/known.rs` compares them.
use crate::{Menu, Verb, Version};
use std::{collections::BTreeMap, sync::LazyLock};

/// The versions of the trees, in the order of the digits.
pub const TREES: [Version; 7] = [
    Version::new(6, 49, 0),
    Version::new(7, 9, 0),
    Version::new(7, 12, 0),
    Version::new(7, 16, 0),
    Version::new(7, 20, 0),
    Version::new(7, 22, 0),
    Version::new(7, 24, 0),
];

type Names = BTreeMap<&'static str, [bool; TREES.len()]>;

static KNOWN: LazyLock<BTreeMap<&'static str, Names>> = LazyLock::new(|| parse(include_str!("../data/properties.txt")));

fn parse(text: &'static str) -> BTreeMap<&'static str, Names> {
    let mut all: BTreeMap<&str, Names> = BTreeMap::new();
    let mut command = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some(names) = line.strip_prefix(' ') else {
            command = line;
            continue;
        };
        for word in names.split(' ') {
            let (name, digits) = word.split_once(':').unwrap_or((word, "1111111"));
            let mut trees = [false; TREES.len()];
            trees.iter_mut().zip(digits.bytes()).for_each(|(tree, digit)| *tree = digit == b'1');
            all.entry(command).or_default().insert(name, trees);
        }
    }
    all
}

/// Whether a command takes a name in this version: by the tree of its line, or of the nearest older one that
/// is known. Before the oldest it is taken to be like that.
pub fn knows(version: Version, menu: Menu, verb: Verb, name: &str) -> bool {
    let tree = TREES.iter().rposition(|tree| *tree <= version).unwrap_or_default();
    let names = KNOWN.get(format!("{} {}", menu.path(), verb.as_str()).as_str());
    names.and_then(|names| names.get(name)).and_then(|trees| trees.get(tree)).copied().unwrap_or_default()
}

/// All names that any version takes with a command.
pub fn names(menu: Menu, verb: Verb) -> impl Iterator<Item = &'static str> {
    let names = KNOWN.get(format!("{} {}", menu.path(), verb.as_str()).as_str());
    names.into_iter().flat_map(|names| names.keys().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu;

    #[test]
    fn each_version_knows_its_own() {
        let knows = |minor, name| knows(Version::new(7, minor, 3), menu::IP_SERVICE, Verb::Set, name);
        assert!(!knows(23, "available-from") && knows(24, "available-from") && knows(90, "available-from"));
        assert!(!knows(12, "numbers") && !knows(12, "frobnicate") && knows(12, "disabled"));
        let six = Version::new(6, 48, 0);
        assert!(super::knows(six, menu::SYSTEM_NTP_CLIENT, Verb::Set, "primary-ntp"));
        assert!(!super::knows(six, menu::SYSTEM_NTP_CLIENT, Verb::Set, "servers"));
        assert!(!super::knows(six, menu::INTERFACE_WIFI, Verb::Set, "disabled"));
    }
}
