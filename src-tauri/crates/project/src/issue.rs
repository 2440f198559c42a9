//! What stands in the way of a project, in a shape that `planner` shares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::IssueCode;

/// Something about one field that the person should know. The words come from the message table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct Issue {
    /// Path of the field, such as `addresses.reservations.0.mac`.
    pub field: String,
    /// What is the matter.
    pub code: IssueCode,
    /// What to fill into the sentence. Never a secret.
    pub params: BTreeMap<String, String>,
    /// Whether it stops the person.
    pub severity: Severity,
    /// A better value, where there is an obvious one.
    pub suggestion: Option<Suggestion>,
}

impl Issue {
    /// An issue that must be resolved first.
    pub fn error(field: impl Into<String>, code: IssueCode) -> Self {
        Self { field: field.into(), code, params: BTreeMap::new(), severity: Severity::Error, suggestion: None }
    }

    /// An issue that the person may accept.
    pub fn warning(field: impl Into<String>, code: IssueCode) -> Self {
        Self { severity: Severity::Warning, ..Self::error(field, code) }
    }

    /// Adds what is filled into the sentence. Long texts are cut: a sentence holds no page.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        const LONGEST: usize = 64;
        let mut value = value.to_string();
        if let Some((end, _)) = value.char_indices().nth(LONGEST) {
            value.truncate(end);
            value.push('…');
        }
        self.params.insert(name.to_owned(), value);
        self
    }

    /// Adds the one-click fix.
    #[must_use]
    pub fn suggest(mut self, suggestion: Suggestion) -> Self {
        self.suggestion = Some(suggestion);
        self
    }

    /// Adds the one-click fix, if there is one.
    #[must_use]
    pub fn suggest_if(mut self, suggestion: Option<Suggestion>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Whether it stops the person.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether an issue stops the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub enum Severity {
    /// Must be resolved first.
    Error,
    /// Asked about once.
    Warning,
}

/// What one click does about an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub enum Suggestion {
    /// Puts a value into one field.
    Set {
        /// Path of the field.
        field: String,
        /// The value, in the type of the field.
        #[cfg_attr(feature = "ts", ts(type = "string | boolean | number | Array<string>"))]
        value: Value,
    },
    /// Puts values into several fields at once.
    SetMany {
        /// Fields and values, in order.
        values: Vec<FieldValue>,
    },
    /// Removes invisible characters and the spaces around. It carries no value, so it is safe for secrets.
    RemoveInvisible {
        /// Path of the field.
        field: String,
    },
}

impl Suggestion {
    /// Puts a value into one field.
    pub fn set(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Set { field: field.into(), value: value.into() }
    }

    /// Puts values into several fields at once.
    pub fn set_many<F: Into<String>, V: Into<Value>>(values: impl IntoIterator<Item = (F, V)>) -> Self {
        Self::SetMany {
            values: values
                .into_iter()
                .map(|(field, value)| FieldValue { field: field.into(), value: value.into() })
                .collect(),
        }
    }
}

/// A field and the value that it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub struct FieldValue {
    /// Path of the field.
    pub field: String,
    /// The value, in the type of the field.
    #[cfg_attr(feature = "ts", ts(type = "string | boolean | number | Array<string>"))]
    pub value: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_for_the_window() {
        let issue = Issue::warning("home.address", IssueCode::PublicLan)
            .with("address", "8.8.8.1")
            .suggest(Suggestion::set("home.address", "192.168.88.1/24"));
        assert_eq!(
            serde_json::to_value(&issue).unwrap(),
            serde_json::json!({
                "field": "home.address",
                "code": "public-lan",
                "params": {"address": "8.8.8.1"},
                "severity": "warning",
                "suggestion": {"action": "set", "field": "home.address", "value": "192.168.88.1/24"}
            })
        );
    }

    #[test]
    fn a_parameter_is_never_a_page() {
        let issue = Issue::error("internet.vlan", IssueCode::VlanNotNumber).with("value", "ä".repeat(70_000));
        assert_eq!(issue.params["value"].chars().count(), 65);
    }
}
