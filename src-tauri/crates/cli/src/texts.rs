//! The sentences of the shared message file, and text from outside made harmless.
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

/// The same file that the window uses.
static MESSAGES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/en.json"))).unwrap_or_default());

/// The sentence with this key, with its values filled in. A key without a sentence stands for itself.
pub(crate) fn text(key: &str, params: &BTreeMap<String, String>) -> String {
    match find(&MESSAGES, key).and_then(|message| variant(message, params)) {
        Some(message) => fill(message, params),
        None => fallback(key, params),
    }
}

/// The message of a flat key, or of the same path in objects.
fn find<'a>(messages: &'a Value, key: &str) -> Option<&'a Value> {
    if let Some(found) = messages.get(key) {
        return Some(found);
    }
    key.match_indices('.').find_map(|(dot, _)| find(messages.get(&key[..dot])?, &key[dot + 1..]))
}

/// A message is a text, or several of which one fits the number in it.
fn variant<'a>(message: &'a Value, params: &BTreeMap<String, String>) -> Option<&'a str> {
    if let Some(text) = message.as_str() {
        return Some(text);
    }
    let forms = message.get(0)?.get("match")?.as_object()?;
    let one = params.values().any(|value| value == "1");
    let fits = |form: &str| form.ends_with(if one { "=one" } else { "=other" }) || form.ends_with("=*");
    forms.iter().find(|(form, _)| fits(form)).or_else(|| forms.iter().next_back())?.1.as_str()
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

/// Text from outside with characters that control a terminal, turn the writing direction or cannot
/// be seen shown by their number.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_treacherous(character) {
            out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn values_are_filled_in_once() {
        let values = params(&[("a", "{b}"), ("b", "x\u{202e}y\u{1b}[31m")]);
        assert_eq!(fill("{a} and {b}, {c} {", &values), "{b} and x‹U+202E›y‹U+001B›[31m, {c} {");
    }

    #[test]
    fn keys_flat_and_nested() {
        let messages = json!({"a.b": "flat", "c": {"d": {"e": "deep"}, "f.g": "mixed"}});
        assert_eq!(find(&messages, "a.b"), Some(&json!("flat")));
        assert_eq!(find(&messages, "c.d.e"), Some(&json!("deep")));
        assert_eq!(find(&messages, "c.f.g"), Some(&json!("mixed")));
        assert_eq!(find(&messages, "c.d.x"), None);
    }

    #[test]
    fn one_and_more() {
        let message = json!([{"match": {"countPlural=one": "one device", "countPlural=other": "{count} devices"}}]);
        assert_eq!(variant(&message, &params(&[("count", "1")])), Some("one device"));
        assert_eq!(variant(&message, &params(&[("count", "3")])), Some("{count} devices"));
    }

    #[test]
    fn an_unknown_key_stands_for_itself() {
        assert_eq!(text("no.such.key", &params(&[("x", "1")])), "no.such.key (x=1)");
    }
}
