//! The sentences of the message file that the window uses too.
use routeros::visible;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

static MESSAGES: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../ui/messages/en.json")).unwrap_or_default());

/// The sentence with this key, with its values filled in. A key without a sentence stands for itself.
pub(crate) fn text(key: &str, params: &BTreeMap<String, String>) -> String {
    match MESSAGES.get(key) {
        Some(message) => fill(message, params),
        None => fallback(key, params),
    }
}

fn fill(message: &str, params: &BTreeMap<String, String>) -> String {
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

fn fallback(key: &str, params: &BTreeMap<String, String>) -> String {
    let values: Vec<String> = params.iter().map(|(name, value)| format!("{name}={}", visible(value))).collect();
    if values.is_empty() { key.to_owned() } else { format!("{key} ({})", values.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn values_are_filled_in_once() {
        let values = params(&[("a", "{b}"), ("b", "x\u{202e}y\u{1b}[31m")]);
        assert_eq!(fill("{a} and {b}, {c} {", &values), "{b} and x‹U+202E›y‹U+001B›[31m, {c} {");
    }

    #[test]
    fn the_message_file_is_read() {
        assert_eq!(text("common.back", &params(&[])), "Back");
    }

    #[test]
    fn an_unknown_key_stands_for_itself() {
        assert_eq!(text("no.such.key", &params(&[("x", "1")])), "no.such.key (x=1)");
    }
}
