//! The router that a project was made on, as far as another one needs to know.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// No router has more sockets; a file from elsewhere may say anything.
const MOST: usize = 64;

/// The router that a project was made on. It is remembered and never an answer: a project is right without it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct MadeFor {
    /// What people call it, such as `hAP ax²`.
    pub model: String,
    /// Its RouterOS.
    pub version: String,
    /// Its sockets, in its order.
    pub ports: Vec<String>,
    /// The socket that the internet came by; empty with a SIM card.
    pub internet: String,
    /// Its radios.
    pub radios: Vec<MadeForRadio>,
}

/// A radio of the router that a project was made on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct MadeForRadio {
    /// Its interface.
    pub name: String,
    /// `2.4`, `5` or `6` (GHz); empty when it did not say.
    pub band: String,
}

impl MadeFor {
    /// As a file holds it; none when that is not what it must be, because nothing hangs on it.
    pub(crate) fn read(value: &serde_json::Value) -> Option<Self> {
        let mut made: Self = serde_json::from_value(value.clone()).ok()?;
        made.ports.truncate(MOST);
        made.radios.truncate(MOST);
        (!made.model.is_empty()).then_some(made)
    }
}
