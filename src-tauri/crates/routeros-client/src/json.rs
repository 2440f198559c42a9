//! RouterOS's JSON, which is not always JSON: old releases put raw control characters into strings,
//! and bytes that are no UTF-8 come as they are (reference rest-api §1.9, §4).
use serde_json::Value;

/// Reads JSON in which every byte of a string stands for itself, as RouterOS writes pieces of files:
/// characters are the bytes with the same numbers.
pub(crate) fn parse_bytes(bytes: &[u8]) -> Option<Value> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    parse(text.as_bytes())
}

/// The bytes that characters stand for; none when one is no byte.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|sign| u8::try_from(u32::from(sign)).ok()).collect()
}

/// Reads JSON leniently. Control characters inside strings count as escaped, and a string that is
/// not UTF-8 is read as Latin-1, each string by itself. `None` when it is still not JSON.
pub(crate) fn parse(bytes: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Some(value);
    }
    serde_json::from_str(&repaired(bytes)?).ok()
}

fn repaired(bytes: &[u8]) -> Option<String> {
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut rest = bytes;
    while let Some(quote) = rest.iter().position(|byte| *byte == b'"') {
        let (outside, inside) = rest.split_at(quote + 1);
        out.push_str(std::str::from_utf8(outside).ok()?);
        let end = end_of_string(inside)?;
        push_string(&mut out, &inside[..end]);
        out.push('"');
        rest = &inside[end + 1..];
    }
    out.push_str(std::str::from_utf8(rest).ok()?);
    Some(out)
}

/// Where the closing quote stands.
fn end_of_string(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match inside.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn push_string(out: &mut String, string: &[u8]) {
    let latin = || string.iter().map(|byte| char::from(*byte)).collect();
    let text: String = std::str::from_utf8(string).map_or_else(|_| latin(), str::to_owned);
    for character in text.chars() {
        match u8::try_from(character) {
            // A file of zeros is nothing but these.
            Ok(control @ 0..0x20) => {
                out.push_str("\\u00");
                out.extend(
                    [control >> 4, control & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
                );
            }
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn raw_control_characters_in_strings() {
        assert_eq!(
            parse(b"[{\"a\":\"x\ny\x01\",\n\"b\":\"\\\"\\\\\"}]"),
            Some(json!([{"a": "x\ny\u{1}", "b": "\"\\"}]))
        );
    }

    #[test]
    fn a_string_in_latin_1_leaves_its_neighbour_alone() {
        assert_eq!(
            parse(b"{\"latin\":\"caf\xe9\",\"utf\":\"caf\xc3\xa9\"}"),
            Some(json!({"latin": "café", "utf": "café"}))
        );
    }

    #[test]
    fn every_byte_of_a_file_comes_back() {
        // As RouterOS sends it: what JSON needs is escaped, everything else is as it is.
        let all: Vec<u8> = (0..=255).collect();
        let mut sent = b"[{\"data\":\"".to_vec();
        for byte in &all {
            match byte {
                b'"' | b'\\' => sent.extend([b'\\', *byte]),
                0..0x20 => sent.extend(format!("\\u{byte:04x}").into_bytes()),
                _ => sent.push(*byte),
            }
        }
        sent.extend(b"\"}]");
        let read = parse_bytes(&sent).expect("JSON");
        assert_eq!(read[0]["data"].as_str().and_then(bytes_of), Some(all));
        // What happens to be UTF-8 is no text either.
        let read = parse_bytes("\"é\"".as_bytes()).expect("JSON");
        assert_eq!(read.as_str().and_then(bytes_of), Some("é".as_bytes().to_vec()));
        assert_eq!(bytes_of("Ł"), None);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [&b"<html>"[..], b"", b"{\"a\":\"", b"{\"a\":\"\\", b"\xff", b"[1", b"{\"a\":\"x\"} y"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        assert_eq!(parse("[".repeat(100_000).as_bytes()), None);
    }
}
