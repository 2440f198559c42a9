//! Fields that are named like a secret. They are refused before anything is read: a file travels by mail and memory
//! stick, and a secret in it would be taken for safe because FirstHop opened it.

use serde_json::Value;

/// Anywhere in a name, without its separators.
const PARTS: [&str; 11] = [
    "password",
    "passwort",
    "passwd",
    "passphrase",
    "secret",
    "credential",
    "token",
    "privatekey",
    "sharedkey",
    "apikey",
    "accesskey",
];

/// As one word of a name; inside longer words they are harmless (monkey, compass, spin).
const WORDS: [&str; 8] = ["key", "keys", "pass", "pwd", "pw", "psk", "pin", "puk"];

/// The path of the first such field.
pub(super) fn find(value: &Value) -> Option<String> {
    below(value, "")
}

fn below(value: &Value, at: &str) -> Option<String> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let at = join(at, name);
            // Items of the protection are named after what they do, and hold a switch.
            let is_item = at.starts_with("protection.items.") && value.is_boolean();
            if !is_item && is_secret(name) { Some(at) } else { below(value, &at) }
        }),
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(index, value)| below(value, &join(at, &index.to_string())))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The path of a field below another.
pub(super) fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn is_secret(name: &str) -> bool {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for sign in name.chars() {
        let starts_word = !sign.is_alphanumeric() || (sign.is_uppercase() && was_small);
        was_small = sign.is_lowercase() || sign.is_numeric();
        if starts_word {
            words.push(String::new());
        }
        if let (true, Some(word)) = (sign.is_alphanumeric(), words.last_mut()) {
            word.extend(sign.to_lowercase());
        }
    }
    let joined = words.concat();
    PARTS.iter().any(|part| joined.contains(part)) || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "Pass-Word",
            "new_password",
            "wifiPassphrase",
            "PIN",
            "sim-pin",
            "key",
            "wpa.key",
            "privateKey",
            "pre_shared_key",
            "APIKEY",
            "psk",
            "accessToken",
            "client_secret",
            "adminPw",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["monkey", "keyboard", "compass", "spin", "keep", "colour", "", "address"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn items_of_the_protection_are_switches_not_secrets() {
        let file = |value: Value| find(&serde_json::json!({"protection": {"items": {"ssh-key": value}}}));
        assert_eq!(file(true.into()), None);
        assert_eq!(file("x".into()), Some("protection.items.ssh-key".into()));
    }
}
