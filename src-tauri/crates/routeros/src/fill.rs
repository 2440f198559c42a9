//! Sentences with their values filled in.
use crate::visible;
use std::collections::BTreeMap;

/// A sentence with the values of its placeholders; what has no value stays as it is. A value cannot
/// bring placeholders or treacherous signs along.
///
/// ```
/// let values = [("name".to_owned(), "{x}".to_owned())].into();
/// assert_eq!(routeros::fill("{name} of {other}", &values), "{x} of {other}");
/// ```
pub fn fill(message: &str, params: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, after)) => {
                match params.get(name.trim()) {
                    Some(value) => out.push_str(&visible(value)),
                    None => out.push_str(&format!("{{{name}}}")),
                }
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let values =
            [("a", "{b}"), ("b", "x\u{202e}y\u{1b}[31m")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(fill("{a} and {b}, {c} {", &values.into()), "{b} and x‹U+202E›y‹U+001B›[31m, {c} {");
    }
}
