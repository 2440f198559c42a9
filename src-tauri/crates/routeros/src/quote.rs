//! Quoting of values in RouterOS scripts.
//!
//! Escape sequences: MikroTik's manual, "Scripting", table of escape sequences. Inside double
//! quotes a backslash starts an escape and a dollar sign a variable; `\XX` is a byte in hex with
//! upper-case digits.

/// The value as it stands in a script: bare when that is unambiguous, else in double quotes.
pub fn quote(value: &str) -> String {
    if is_bare(value) { value.to_owned() } else { quoted(value) }
}

/// What has to hold in a `[find]`. There commas, slashes and signs are operators, so anything but
/// a plain word is quoted.
pub fn find_terms(terms: &[(String, String)]) -> String {
    let term = |value: &str| {
        let plain =
            !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let text = quote(value);
        if plain || text.starts_with('"') { text } else { format!("\"{text}\"") }
    };
    terms.iter().map(|(name, value)| format!("{name}={}", term(value))).collect::<Vec<_>>().join(" ")
}

fn is_bare(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.,:/@*!+%".contains(&byte))
}

fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `?` asks the console for help, everything outside ASCII depends on the console's
            // character set: as bytes they mean one thing only.
            ' ' | '!' | '#'..='>' | '@'..='[' | ']'..='~' => out.push(character),
            other => {
                let mut buffer = [0; 4];
                for byte in other.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("\\{byte:02X}"));
                }
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a quoted RouterOS string. Written from the manual's escape table alone:
    /// `\"` quote, `\\` backslash, `\n` newline, `\r` return, `\t` tab, `\$` dollar, `\?` question
    /// mark, `\_` space, `\a` bell (07), `\b` backspace (08), `\f` form feed (0C), `\v` vertical
    /// tab (0B), `\xx` the character with this hex code.
    /// Source: MikroTik manual, Scripting, "Constant Escape Sequences".
    fn parse(text: &str) -> Option<Vec<u8>> {
        let bytes = text.as_bytes();
        let Some(inner) = bytes.strip_prefix(b"\"") else {
            let special = |byte: &u8| b" \t\n\r\"\\$;[](){}=#?<>&|'`~^".contains(byte) || *byte < 0x20 || *byte > 0x7e;
            return (!bytes.is_empty() && !bytes.iter().any(special)).then(|| bytes.to_vec());
        };
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            match *inner.get(at)? {
                b'"' => return (at + 1 == inner.len()).then_some(out),
                b'$' => return None,
                b'\\' => {
                    at += 1;
                    let escape = *inner.get(at)?;
                    let plain = match escape {
                        b'"' | b'\\' | b'$' | b'?' => Some(escape),
                        b'n' => Some(b'\n'),
                        b'r' => Some(b'\r'),
                        b't' => Some(b'\t'),
                        b'_' => Some(b' '),
                        b'a' => Some(7),
                        b'b' => Some(8),
                        b'f' => Some(12),
                        b'v' => Some(11),
                        _ => None,
                    };
                    if let Some(byte) = plain {
                        out.push(byte);
                        at += 1;
                    } else {
                        let hex = std::str::from_utf8(inner.get(at..at + 2)?).ok()?;
                        if hex.bytes().any(|digit| digit.is_ascii_lowercase()) {
                            return None;
                        }
                        out.push(u8::from_str_radix(hex, 16).ok()?);
                        at += 2;
                    }
                }
                byte if (0x20..0x7f).contains(&byte) => {
                    out.push(byte);
                    at += 1;
                }
                _ => return None,
            }
        }
    }

    fn comes_back(value: &str) {
        assert_eq!(parse(&quote(value)).as_deref(), Some(value.as_bytes()), "{value:?} as {}", quote(value));
    }

    #[test]
    fn odd_values_come_back() {
        for value in [
            "",
            " ",
            "a b",
            "\"",
            "\\",
            "$x",
            "[find]",
            ";",
            "{}",
            "#",
            "?",
            "\u{0}",
            "\u{202e}evil",
            "ünïcode",
            "😀",
            "a\nb\r\tc",
            "=",
            "yes",
            "!x",
            "\u{7f}",
            "\\24",
            "end\\",
        ] {
            comes_back(value);
        }
        comes_back(&"x\"$".repeat(22_000));
    }

    #[test]
    fn simple_values_stay_bare() {
        for value in ["192.168.88.1/24", "pppoe-out1", "established,related", "anna.berg@fibernet.example"] {
            assert_eq!(quote(value), value);
        }
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value in any::<String>()) {
            comes_back(&value);
        }
    }
}
