//! Answers by field path, as `firsthop-cli new --set` and one-click fixes give them.
use crate::Choices;
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
        let no_field = || SetError::NoField(path.to_owned());
        let wrong = |takes| SetError::WrongKind { field: path.to_owned(), takes };
        let mut all = serde_json::to_value(&*self).map_err(|_| no_field())?;
        let mut place = &mut all;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let items = path.strip_prefix("protection.items.").is_some_and(|item| !item.contains('.'));
            place = match place {
                // Protection items are named by the planner, so a new one may come in.
                Value::Object(fields) => {
                    if is_last && items {
                        fields.entry(part).or_insert(Value::Bool(false));
                    }
                    fields.get_mut(part).ok_or_else(no_field)?
                }
                Value::Array(list) => {
                    part.parse().ok().and_then(|index: usize| list.get_mut(index)).ok_or_else(no_field)?
                }
                _ => return Err(no_field()),
            };
        }
        *place = match place {
            Value::String(_) => Value::String(value.to_owned()),
            Value::Bool(_) => match value {
                "yes" | "true" => Value::Bool(true),
                "no" | "false" => Value::Bool(false),
                _ => return Err(wrong("yes or no")),
            },
            Value::Number(_) => value.parse::<u32>().map(Value::from).map_err(|_| wrong("a number"))?,
            Value::Array(_) => {
                serde_json::from_str(value).ok().filter(Value::is_array).ok_or_else(|| wrong("a list as JSON"))?
            }
            Value::Object(_) => {
                serde_json::from_str(value).ok().filter(Value::is_object).ok_or_else(|| wrong("an object as JSON"))?
            }
            Value::Null => return Err(no_field()),
        };
        *self = serde_json::from_value(all).map_err(|_| wrong("another kind of value"))?;
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
