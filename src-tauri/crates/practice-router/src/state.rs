//! The state file: what a router is and holds. Unknown keys are kept.
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Records of all menus, and the board they are on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouterState {
    /// RouterOS version such as `7.20.6`.
    pub version: String,
    /// Model, ports, radios and the like.
    pub board: Map<String, Value>,
    /// List menus as arrays in router order, settings menus as one object.
    pub menus: Map<String, Value>,
    /// What REST never shows: menu, record name, property.
    #[serde(default)]
    pub secrets: Map<String, Value>,
    /// What a newer version put there.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The text is no state file.
#[derive(Debug, thiserror::Error)]
#[error("not a state file of a practice router")]
pub struct StateError(#[from] serde_json::Error);

impl RouterState {
    /// Reads a state file.
    ///
    /// # Errors
    /// It is no JSON, or holds something else.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        Ok(serde_json::from_str(text)?)
    }

    /// The state file, for people too.
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// A text about the board, empty when it is not there.
    pub fn board(&self, name: &str) -> &str {
        self.board.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its version as numbers, for what exists since when.
    pub fn since(&self, major: u32, minor: u32) -> bool {
        let mut numbers = self.version.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
        (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default()) >= (major, minor)
    }
}

/// A router that comes with the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personality {
    /// Name such as `hap-ax2_7.20`.
    pub name: &'static str,
    /// Model as people call it.
    pub model: String,
    /// RouterOS version.
    pub version: String,
}

/// The first of a version is the one that stands for it where only a version is asked for.
const FACTORY: &[(&str, &str)] = &[
    ("hap-ax2_7.20", include_str!("../data/states/hap-ax2_7.20.json")),
    ("hex_7.12", include_str!("../data/states/hex_7.12.json")),
    ("hap-ac2_6.49", include_str!("../data/states/hap-ac2_6.49.json")),
    ("rb5009_7.18", include_str!("../data/states/rb5009_7.18.json")),
    ("hap-be3_7.24", include_str!("../data/states/hap-be3_7.24.json")),
];

const OTHERS: &[(&str, &str)] = &[
    ("chateau-lte_7.20", include_str!("../data/states/chateau-lte_7.20.json")),
    ("hap-ax2-blank_7.20", include_str!("../data/states/hap-ax2-blank_7.20.json")),
    ("hap-ax2-ap_7.20", include_str!("../data/states/hap-ax2-ap_7.20.json")),
    ("rb5009-grown_7.18", include_str!("../data/states/rb5009-grown_7.18.json")),
    ("hex-broken-into_7.12", include_str!("../data/states/hex-broken-into_7.12.json")),
];

/// Home routers as they leave the factory, with a socket for the internet. The one with RouterOS 6
/// speaks nothing but the binary API.
pub fn personalities() -> Vec<Personality> {
    described(FACTORY)
}

/// The others: one with a SIM card, and routers that somebody had before: without configuration, as
/// an access point, grown with a household, and broken into.
pub fn other_personalities() -> Vec<Personality> {
    described(OTHERS)
}

/// A home router as it leaves the factory.
pub fn factory(name: &str) -> Option<RouterState> {
    read(FACTORY, name)
}

/// The home router from the factory whose RouterOS is nearest to a version.
pub fn factory_near(major: u16, minor: u16) -> Option<RouterState> {
    let distance = |name: &str| {
        let state = factory(name)?;
        let mut numbers = state.version.split('.').map(|part| part.parse::<u16>().unwrap_or_default());
        let mut next = || numbers.next().unwrap_or_default();
        Some((next().abs_diff(major), next().abs_diff(minor)))
    };
    let (near, _) = FACTORY.iter().min_by_key(|(name, _)| distance(name))?;
    factory(near)
}

/// Any router that comes with the crate.
pub fn personality(name: &str) -> Option<RouterState> {
    read(FACTORY, name).or_else(|| read(OTHERS, name))
}

fn described(list: &[(&'static str, &str)]) -> Vec<Personality> {
    let known = list.iter().filter_map(|(name, text)| Some((*name, RouterState::from_json(text).ok()?)));
    known
        .map(|(name, state)| Personality { name, model: state.board("board-name").to_owned(), version: state.version })
        .collect()
}

fn read(list: &[(&str, &str)], name: &str) -> Option<RouterState> {
    let (_, text) = list.iter().find(|(known, _)| *known == name)?;
    RouterState::from_json(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_carried_state_is_what_its_name_says() {
        for (name, _) in FACTORY.iter().chain(OTHERS) {
            let state = personality(name).expect("readable");
            let (_, line) = name.rsplit_once('_').expect("a version");
            assert!(state.version.starts_with(line), "{name} is {}", state.version);
            let shown = state.menus["/system/resource"]["version"].as_str().expect("a version");
            assert!(shown.starts_with(&state.version), "{name} says {shown}");
            for (menu, rows) in &state.menus {
                let ids: Vec<_> = rows.as_array().into_iter().flatten().map(|row| row[".id"].to_string()).collect();
                assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name} {menu}: numbers occur once");
            }
        }
        assert_eq!(personalities().len() + other_personalities().len(), FACTORY.len() + OTHERS.len());
        for (major, minor, near) in [(6, 47, "6.49"), (7, 6, "7.12"), (7, 19, "7.20"), (7, 30, "7.24")] {
            let found = factory_near(major, minor).expect("one is nearest").version;
            assert!(found.starts_with(near), "{major}.{minor}: {found}");
        }
        assert!(factory("hex-broken-into_7.12").is_none() && personality("toaster").is_none());
    }
}
