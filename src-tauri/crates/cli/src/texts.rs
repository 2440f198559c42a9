//! The sentences of the message file that the window uses too.
use routeros::{fill, visible};
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
    fn the_message_file_is_read() {
        assert_eq!(text("common.back", &params(&[])), "Back");
    }

    #[test]
    fn an_unknown_key_stands_for_itself() {
        assert_eq!(text("no.such.key", &params(&[("x", "1")])), "no.such.key (x=1)");
    }
}
