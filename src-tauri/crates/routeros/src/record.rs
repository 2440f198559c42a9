//! One record of a menu, as the router shows it.
use crate::Secret;
use std::collections::BTreeMap;

/// The value of a property. Which properties are secret is data of the menu, so a secret never
/// becomes text after the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Anything readable; RouterOS shows every value as text.
    Text(String),
    /// A password or key that the router showed.
    Secret(Secret),
}

/// A record: its `.id` and its properties. Absent means what RouterOS means by it: empty or default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// `.id` such as `*1A`; settings menus have none. Valid on this router only.
    pub id: Option<String>,
    /// Properties by name.
    pub props: BTreeMap<String, Value>,
}

impl Record {
    /// A record for tests and planning, from name and text pairs.
    pub fn of(id: Option<&str>, props: &[(&str, &str)]) -> Self {
        let props = props.iter().map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned()))).collect();
        Self { id: id.map(str::to_owned), props }
    }

    /// The text of a property; `None` when absent or secret.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.props.get(name) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Secret(_)) | None => None,
        }
    }

    /// The text of a property, with absent as the empty text.
    pub fn text_or_empty(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// The secret of a property, where the router showed it.
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        match self.props.get(name) {
            Some(Value::Secret(secret)) => Some(secret),
            Some(Value::Text(_)) | None => None,
        }
    }

    /// Whether a yes/no property is on. Absent is off.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.text(name), Some("true" | "yes"))
    }

    /// Made by the router itself; cannot be changed.
    pub fn is_dynamic(&self) -> bool {
        self.flag("dynamic")
    }

    /// Switched off by somebody.
    pub fn is_disabled(&self) -> bool {
        self.flag("disabled")
    }

    /// The comment, empty when there is none.
    pub fn comment(&self) -> &str {
        self.text_or_empty("comment")
    }
}

/// Whether two texts of one property mean the same to RouterOS: `yes` is `true`, absent is empty
/// or `false` (reference rest-api §4).
pub fn same_value(a: Option<&str>, b: Option<&str>) -> bool {
    fn canonical(text: Option<&str>) -> &str {
        match text {
            None | Some("" | "false" | "no") => "",
            Some("true" | "yes") => "true",
            Some(other) => other,
        }
    }
    canonical(a) == canonical(b)
}
