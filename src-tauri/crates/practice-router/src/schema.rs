//! Which menus and properties a version has: trees that routers gave of themselves (`data/`).
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

#[derive(Debug, Deserialize)]
pub(crate) struct Schema {
    paths: BTreeMap<String, Menu>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Menu {
    pub(crate) kind: String,
    /// Where it is found when not everywhere: with an extra package, or on hardware.
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    add: Option<Vec<String>>,
    #[serde(default)]
    set: Option<Vec<String>>,
    #[serde(default)]
    commands: BTreeMap<String, Vec<String>>,
}

impl Menu {
    /// Whether another command than these takes an argument.
    pub(crate) fn takes(&self, command: &str, name: &str) -> bool {
        self.commands.get(command).is_some_and(|names| names.iter().any(|known| known == name))
    }

    /// One nameless record.
    pub(crate) fn is_settings(&self) -> bool {
        self.kind.starts_with("settings")
    }

    /// Whether records can be added.
    pub(crate) fn can_add(&self) -> bool {
        self.add.is_some()
    }

    /// What `add` or `set` takes.
    pub(crate) fn names(&self, command: &str) -> impl Iterator<Item = &str> {
        let known = if command == "add" { &self.add } else { &self.set };
        known.iter().flatten().map(String::as_str)
    }

    /// Whether `add` or `set` knows a property.
    pub(crate) fn knows(&self, command: &str, property: &str) -> bool {
        let known = if command == "add" { &self.add } else { &self.set };
        known.as_ref().is_some_and(|known| known.iter().any(|name| name == property))
    }
}

/// The trees of RouterOS 7 by their second number, oldest first.
const TREES: &[(u32, &str)] = &[
    (9, include_str!("../data/schema/7.9.2.json")),
    (12, include_str!("../data/schema/7.12.2.json")),
    (16, include_str!("../data/schema/7.16.2.json")),
    (20, include_str!("../data/schema/7.20.8.json")),
    (22, include_str!("../data/schema/7.22.3.json")),
    (24, include_str!("../data/schema/7.24.json")),
];

impl Schema {
    /// The tree of the version's line, or of the nearest older line that is carried: a newer one
    /// would let a call pass that the version refuses. Before 7.9 there is only a newer one.
    pub(crate) fn of(version: &str) -> &'static Self {
        static SIX: OnceLock<Schema> = OnceLock::new();
        static SEVEN: [OnceLock<Schema>; TREES.len()] = [const { OnceLock::new() }; TREES.len()];
        if version.starts_with("6.") {
            return SIX.get_or_init(|| read(include_str!("../data/schema/6.49.json")));
        }
        let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
        let minor: u32 = version.split('.').nth(1).and_then(|part| digits(part).parse().ok()).unwrap_or_default();
        let older = TREES.iter().rposition(|(line, _)| *line <= minor).unwrap_or_default();
        SEVEN[older].get_or_init(|| read(TREES[older].1))
    }

    pub(crate) fn menu(&self, path: &str) -> Option<&Menu> {
        self.paths.get(path)
    }

    /// What every board has but no virtual router: trees older than 7.20 were read on those only, so
    /// they lack it.
    pub(crate) fn of_boards(version: &str, path: &str) -> Option<&'static Menu> {
        let on_boards = path.starts_with("/system/routerboard") && !version.starts_with("6.");
        Self::of("7.20").menu(path).filter(|menu| on_boards && menu.only == ["arm64"])
    }

    /// The first word of a path that leads nowhere.
    pub(crate) fn stranger<'a>(&self, path: &'a str) -> &'a str {
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        let known = |part: &str| {
            let below = format!("{part}/");
            self.paths.contains_key(part) || self.paths.keys().any(|path| path.starts_with(&below))
        };
        let first = ends.map(|end| &path[..end]).find(|part| !known(part)).unwrap_or(path);
        first.rsplit('/').next().unwrap_or_default()
    }
}

/// The trees are part of the program: a test reads them, so an empty tree here is never seen.
fn read(text: &str) -> Schema {
    serde_json::from_str(text).unwrap_or(Schema { paths: BTreeMap::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_trees_can_be_read() {
        for version in ["6.49.10", "7.9", "7.12.2", "7.18.2", "7.20.6", "7.22rc1", "7.24"] {
            let schema = Schema::of(version);
            let address = schema.menu("/ip/address").expect("every router has addresses");
            assert!(address.knows("add", "interface") && !address.knows("add", "vrf"));
            assert!(schema.menu("/ip/dns").expect("a resolver").is_settings());
        }
        let clock = Schema::of("6.49.10").menu("/system/ntp/client").expect("a clock");
        assert!(clock.knows("set", "primary-ntp") && !clock.knows("set", "servers"));
        for path in ["/interface/wifi", "/ipv6/address", "/system/device-mode"] {
            assert!(Schema::of("6.49.10").menu(path).is_none(), "{path}");
        }
        assert!(Schema::of("7.12.2").menu("/disk/settings").is_none(), "since 7.15");
    }

    #[test]
    fn a_version_between_two_trees_takes_the_older_one() {
        let knows = |version: &str, menu: &str, name: &str| {
            Schema::of(version).menu(menu).is_some_and(|menu| menu.knows("set", name))
        };
        for (version, known) in [("7.18.2", false), ("7.20.6", true), ("7.23.7", false), ("7.24.2", false)] {
            assert_eq!(knows(version, "/certificate/settings", "builtin-trust-anchors"), known, "{version}");
        }
        for (version, known) in [("7.22.3", false), ("7.23.7", false), ("7.24.2", true)] {
            assert_eq!(knows(version, "/ip/service", "available-from"), known, "{version}");
        }
        assert!(knows("7.8", "/ip/dns", "servers"), "before 7.9 the oldest tree is all there is");
    }
}
