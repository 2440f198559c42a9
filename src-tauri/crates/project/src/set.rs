//! Answers by field path, as `firsthop-cli new --set` and one-click fixes give them.
use crate::{Choices, FieldValue, SecretField, Suggestion, remove_invisible};
use serde_json::Value;

/// An answer that cannot be set. The value is not repeated: it may be a secret in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// There is no such field.
    #[error("there is no field {0}")]
    NoField(String),
    /// The field takes something else.
    #[error("{field} takes {takes}")]
    WrongKind {
        /// Which field.
        field: String,
        /// What it takes.
        takes: &'static str,
    },
}

impl Choices {
    /// Puts a value into a field. Switches take yes, no, true, false; lists take JSON.
    ///
    /// # Errors
    /// There is no such field, or it takes another kind of value.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), SetError> {
        let wrong = |takes| SetError::WrongKind { field: path.to_owned(), takes };
        self.change(path, |place| {
            *place = match place {
                Value::Bool(_) => match value {
                    "yes" | "true" => Value::Bool(true),
                    "no" | "false" => Value::Bool(false),
                    _ => return Err(wrong("yes or no")),
                },
                Value::Number(_) => value.parse::<u32>().map(Value::from).map_err(|_| wrong("a number"))?,
                Value::Array(_) => serde_json::from_str(value).map_err(|_| wrong("a list as JSON"))?,
                Value::Object(_) => serde_json::from_str(value).map_err(|_| wrong("an object as JSON"))?,
                Value::String(_) | Value::Null => Value::String(value.to_owned()),
            };
            Ok(())
        })
    }

    /// Does what a suggestion says. One about a secret changes nothing here: secrets do not stand in the choices.
    ///
    /// # Errors
    /// A field that it names is not there, or takes another kind of value.
    pub fn accept(&mut self, suggestion: &Suggestion) -> Result<(), SetError> {
        let mut better = self.clone();
        match suggestion {
            Suggestion::Set { field, value } => better.put(field, value)?,
            Suggestion::SetMany { values } => {
                for FieldValue { field, value } in values {
                    better.put(field, value)?;
                }
            }
            Suggestion::RemoveInvisible { field } if field.parse::<SecretField>().is_ok() => {}
            Suggestion::RemoveInvisible { field } => better.change(field, |place| {
                if let Value::String(text) = place {
                    *text = remove_invisible(text);
                }
                Ok(())
            })?,
        }
        *self = better;
        Ok(())
    }

    fn put(&mut self, path: &str, value: &Value) -> Result<(), SetError> {
        self.change(path, |place| {
            *place = value.clone();
            Ok(())
        })
    }

    /// Changes the value at a path; it must stay of its kind.
    fn change(&mut self, path: &str, change: impl FnOnce(&mut Value) -> Result<(), SetError>) -> Result<(), SetError> {
        let no_field = || SetError::NoField(path.to_owned());
        let mut all = serde_json::to_value(&*self).map_err(|_| no_field())?;
        let item = path.strip_prefix("protection.items.").filter(|item| !item.is_empty() && !item.contains('.'));
        if let (Some(item), Some(Value::Object(items))) = (item, all.pointer_mut("/protection/items")) {
            // Protection items are named by the planner, so a new one may come in.
            items.entry(item).or_insert(Value::Bool(false));
        }
        let mut place = &mut all;
        for part in path.split('.') {
            place = match place {
                Value::Object(fields) => fields.get_mut(part),
                Value::Array(list) => part.parse().ok().and_then(|index: usize| list.get_mut(index)),
                _ => None,
            }
            .ok_or_else(no_field)?;
        }
        let before = std::mem::discriminant(place);
        let takes = match place {
            Value::Bool(_) => "yes or no",
            Value::Number(_) => "a number",
            Value::Array(_) => "a list as JSON",
            Value::Object(_) => "an object as JSON",
            Value::String(_) | Value::Null => "text",
        };
        let wrong = || SetError::WrongKind { field: path.to_owned(), takes };
        change(place)?;
        if std::mem::discriminant(place) != before {
            return Err(wrong());
        }
        *self = serde_json::from_value(all).map_err(|_| wrong())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_field_can_be_set() {
        let mut choices = Choices::default();
        for (path, value) in [
            ("internet.type", "pppoe"),
            ("addresses.enabled", "no"),
            ("backups.keep", "3"),
            ("names.servers", "[\"9.9.9.9\"]"),
            ("addresses.reservations", "[{\"name\":\"Printer\",\"address\":\"192.168.88.20\",\"mac\":\"\"}]"),
            ("addresses.reservations.0.mac", "48:8F:5A:0C:11:7E"),
            ("protection.items.upnp", "no"),
        ] {
            assert_eq!(choices.set(path, value), Ok(()), "{path}");
        }
        assert_eq!(choices.addresses.reservations[0].mac, "48:8F:5A:0C:11:7E");
        assert_eq!(choices.protection.items.get("upnp"), Some(&false));
    }

    #[test]
    fn what_cannot_be_set_says_why_without_the_value() {
        let mut choices = Choices::default();
        for (path, value) in [
            ("internet.pppoe.password", "geheim"),
            ("backups.keep", "many"),
            ("names.servers", "9.9.9.9"),
            ("addresses.enabled", "maybe"),
            ("internet", "x"),
            ("", "x"),
        ] {
            let error = choices.set(path, value).expect_err(path).to_string();
            assert!(!error.contains(value) || value == "x", "{error}");
        }
        assert_eq!(choices, Choices::default());
    }
}
