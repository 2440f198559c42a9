//! Readable configurations: what `/export` writes, and the same made of a snapshot.
mod read;

pub use read::{Command, Export, Line, read};

use crate::{Kind, Menu, MenuState, Record, Snapshot, Value, menu, quote::quote};

/// Shorter secrets occur by chance inside of other words; as a whole value they count all the same.
const LONG: usize = 8;
const VERBS: &[&str] = &["add", "set", "remove", "move", "enable", "disable", "print", "reset", "unset"];
/// What cannot be added, with what names a record.
const FIXED: &[(Menu, &str)] = &[(menu::INTERFACE_ETHERNET, "default-name"), (menu::IP_SERVICE, "name")];

/// The text is no whole export; the number is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an export, from line {0} on")]
pub struct NotAnExport(pub usize);

/// How many commands an export has. It has to be whole: menus and commands, every quote closed, a line end
/// at its end.
///
/// # Errors
/// It is not, with the line.
pub fn commands(text: &str) -> Result<usize, NotAnExport> {
    let lines = text.lines().count();
    if !text.ends_with('\n') {
        return Err(NotAnExport(lines));
    }
    let (mut commands, mut in_menu) = (0, false);
    for (number, line) in logical_lines(text) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || NotAnExport(number);
        values(line).ok_or_else(wrong)?;
        let first = line.split_whitespace().next().unwrap_or_default();
        in_menu |= first.starts_with('/');
        if !in_menu || !(first.starts_with('/') || VERBS.contains(&first)) {
            return Err(wrong());
        }
        commands += usize::from(line.split_whitespace().any(|word| VERBS.contains(&word)));
    }
    if commands == 0 { Err(NotAnExport(lines)) } else { Ok(commands) }
}

/// An export without its first line, which is a date, so that two can be compared.
pub fn undated(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with('#') => rest,
        _ => text,
    }
}

/// Whether a secret stands in it: as a whole value, or anywhere when it is long.
pub fn holds(text: &str, secret: &str) -> bool {
    let secret = secret.as_bytes();
    if secret.is_empty() {
        return false;
    }
    let has = |value: &[u8]| {
        value == secret || (secret.len() >= LONG && value.windows(secret.len()).any(|part| part == secret))
    };
    logical_lines(text).any(|(_, line)| match values(&line) {
        Some(values) => values.iter().any(|value| has(value)),
        None => line.as_bytes().windows(secret.len()).any(|part| part == secret),
    })
}

/// Lines with those that go on joined, and their numbers.
fn logical_lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut lines = text.lines().enumerate();
    std::iter::from_fn(move || {
        let (number, first) = lines.next()?;
        let mut line = first.to_owned();
        while let Some(open) = line.strip_suffix('\\') {
            line = open.to_owned();
            match lines.next() {
                Some((_, next)) => line.push_str(next.trim_start()),
                None => break,
            }
        }
        Some((number + 1, line))
    })
}

/// The values of a line, unescaped, and everything else of it as the last; none when a quote stays open.
fn values(line: &str) -> Option<Vec<Vec<u8>>> {
    let bytes = line.as_bytes();
    let (mut values, mut rest, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => values.push(quoted(bytes, &mut at)?),
            b'=' if bytes.get(at).is_some_and(|next| *next != b'"') => {
                let end =
                    bytes[at..].iter().position(|byte| byte.is_ascii_whitespace()).map_or(bytes.len(), |end| at + end);
                values.push(bytes[at..end].to_vec());
                at = end;
            }
            other => rest.push(*other),
        }
    }
    values.push(rest);
    Some(values)
}

/// The inside of quotes; `at` stands behind the first and is moved behind the last.
fn quoted(bytes: &[u8], at: &mut usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        match byte {
            b'"' => return Some(out),
            b'\\' => {
                let escape = *bytes.get(*at)?;
                *at += 1;
                let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
                match (escape, digit(*at - 1), digit(*at)) {
                    (b'n', ..) => out.push(b'\n'),
                    (b'r', ..) => out.push(b'\r'),
                    (b't', ..) => out.push(b'\t'),
                    (_, Some(high), Some(low)) => {
                        *at += 1;
                        out.push(u8::try_from(high * 16 + low).ok()?);
                    }
                    _ => out.push(escape),
                }
            }
            other => out.push(other),
        }
    }
}

/// What FirstHop itself read of a router, in the words of an export. It is for reading and comparing: menus
/// that FirstHop does not know are not in it, and neither are secrets.
pub fn of_snapshot(snapshot: &Snapshot) -> String {
    let mut out = format!("# Read by FirstHop, RouterOS {}. Passwords are left out.\n", snapshot.version());
    for (menu, state) in snapshot.menus() {
        let lines: Vec<String> = match state {
            _ if menu.kind() == Kind::Status || menu == menu::INTERFACE => Vec::new(),
            MenuState::List(records) => records.iter().filter_map(|record| line_of(menu, record)).collect(),
            MenuState::Settings(record) => words(menu, record).map(|words| format!("set{words}")).into_iter().collect(),
            MenuState::Absent => Vec::new(),
        };
        if !lines.is_empty() {
            out.push_str(&format!("{}\n{}\n", menu.spaced(), lines.join("\n")));
        }
    }
    out
}

fn line_of(menu: Menu, record: &Record) -> Option<String> {
    if record.is_dynamic() || record.flag("builtin") || record.flag("default") {
        return None;
    }
    let words = words(menu, record)?;
    Some(match FIXED.iter().find(|(fixed, _)| *fixed == menu) {
        Some((_, key)) => format!("set [ find {key}={} ]{words}", quote(record.text_or_empty(key))),
        None => format!("add{words}"),
    })
}

fn words(menu: Menu, record: &Record) -> Option<String> {
    let shown = |name: &String, value: &Value| match value {
        Value::Text(text) if menu.is_volatile(name) || text.is_empty() || text == "false" => None,
        Value::Text(text) => Some(format!(" {name}={}", quote(text))),
        Value::Secret(_) => None,
    };
    let words: String = record.props.iter().filter_map(|(name, value)| shown(name, value)).collect();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Secret, Version};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const WHOLE: &str = "# 2026-11-20 12:05:31 by RouterOS 7.20.6\n#\n/ip address\nadd address=192.168.88.1/24 comment=\"a \\\"b\\\" \\C3\\A4 pass\\\n    word\" interface=bridge\n/ip dns set servers=9.9.9.9\n";

    #[test]
    fn whole_exports_are_told_from_broken_ones() {
        assert_eq!(commands(WHOLE), Ok(2));
        for (broken, line) in [
            ("", 0),
            ("# only a heading\n", 1),
            ("/ip address\nadd address=1", 2),
            ("/ip address\nadd comment=\"open\n", 2),
            ("<html>\n", 1),
            ("add address=192.168.88.1/24\n", 1),
            ("/ip address\nfrobnicate\n", 2),
        ] {
            assert_eq!(commands(broken), Err(NotAnExport(line)), "{broken:?}");
        }
        assert_eq!(undated("# monday\n/ip dns set\n"), undated("# tuesday\n/ip dns set\n"));
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        assert!(holds(WHOLE, "a \"b\" ä password"), "joined and unescaped");
        assert!(holds(WHOLE, "b\" ä password"), "inside, because it is long");
        assert!(holds(WHOLE, "bridge") && !holds(WHOLE, "bridg"), "a short one only as a whole value");
        assert!(!holds(WHOLE, "geheim") && !holds(WHOLE, ""));
        assert!(holds("/x add y=\"geheim", "geheim"), "also where it is broken");
    }

    #[test]
    fn a_snapshot_becomes_an_export_without_its_secrets() {
        let mut login = Record::of(Some("*1"), &[("name", "pppoe-out1"), ("user", "anna"), ("running", "true")]);
        login.props.insert("password".into(), Value::Secret(Secret::new("geheim")));
        let socket = Record::of(Some("*2"), &[("default-name", "ether1"), ("name", "internet")]);
        let dynamic = Record::of(Some("*3"), &[("address", "10.0.0.1/24"), ("dynamic", "true")]);
        let menus = BTreeMap::from([
            (menu::INTERFACE_PPPOE_CLIENT, MenuState::List(vec![login])),
            (menu::INTERFACE_ETHERNET, MenuState::List(vec![socket])),
            (menu::IP_ADDRESS, MenuState::List(vec![dynamic])),
        ]);
        let text = of_snapshot(&Snapshot::new(Version::new(6, 49, 10), menus));
        assert_eq!(
            text,
            "# Read by FirstHop, RouterOS 6.49.10. Passwords are left out.\n/interface ethernet\nset [ find default-name=ether1 ] default-name=ether1 name=internet\n/interface pppoe-client\nadd name=pppoe-out1 user=anna\n"
        );
        assert_eq!(commands(&text), Ok(2));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*", secret in ".*") {
            let _ = (commands(&text), holds(&text, &secret));
        }

        #[test]
        fn any_value_is_found_as_it_is_quoted(value in ".+") {
            let text = format!("/x\nadd y={}\n", quote(&value));
            prop_assert!(holds(&text, &value), "{text}");
        }
    }
}
