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

const FACTORY: &[(&str, &str)] = &[
    ("hap-ax2_7.20", include_str!("../data/states/hap-ax2_7.20.json")),
    ("hex_7.12", include_str!("../data/states/hex_7.12.json")),
    ("hap-ac2_6.49", include_str!("../data/states/hap-ac2_6.49.json")),
];

/// The routers that come with the crate. The one with RouterOS 6 speaks nothing but the binary API.
pub fn personalities() -> Vec<Personality> {
    let known = FACTORY.iter().filter_map(|(name, _)| factory(name).map(|state| (*name, state)));
    known
        .map(|(name, state)| Personality { name, model: state.board("board-name").to_owned(), version: state.version })
        .collect()
}

/// A router as it leaves the factory.
pub fn factory(name: &str) -> Option<RouterState> {
    let (_, text) = FACTORY.iter().find(|(known, _)| *known == name)?;
    RouterState::from_json(text).ok()
}
