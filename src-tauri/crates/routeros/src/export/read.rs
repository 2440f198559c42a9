//! An export as what it says, command by command. Only what RouterOS itself writes is understood: plain
//! values, and `[ find … ]` in front of what is set. Everything else of its language would have to be
//! carried out to be known, so such a line stays unread, and is named.
use super::{NotAnExport, VERBS, commands, logical_lines};
use crate::{Menu, Secret, Value};

/// An export, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The RouterOS that wrote it; empty when it does not say.
    pub version: String,
    /// The maker's product code of that router; empty when it does not say.
    pub model: String,
    /// Its commands, in their order.
    pub lines: Vec<Line>,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, counted from 1.
    pub number: usize,
    /// Its menu, such as `/ip/address`.
    pub menu: String,
    /// What it does.
    pub command: Command,
    /// What it gives, in its order. Secrets are secrets from here on.
    pub props: Vec<(String, Value)>,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `add`
    Add,
    /// `set` of a menu with one nameless record.
    Set,
    /// `set [ find … ]`: the record with these values.
    SetFound(Vec<(String, String)>),
    /// `set NAME`, or `set 0`: the record of this name or place.
    SetNamed(String),
    /// Another command, or one whose words are not plain.
    Unread,
}

impl Line {
    /// The plain text of what it gives.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.props.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Secret(_) => None,
        })
    }
}

/// Names that hold a secret in menus that FirstHop does not know.
const SECRET: &[&str] = &["password", "passphrase", "secret", "private-key", "preshared-key", "key", "pin"];

/// Reads an export.
///
/// # Errors
/// It is none, or not whole, with the line.
pub fn read(text: &str) -> Result<Export, NotAnExport> {
    commands(text)?;
    let (mut export, mut menu) = (Export::default(), String::new());
    for (number, line) in logical_lines(text) {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            head(comment, &mut export);
            continue;
        }
        let words = words(line);
        // A path goes on until a command: `/ip address add …`, or alone on its line.
        let plain = |word: &Word| if let Word::Plain(text) = word { Some(text.clone()) } else { None };
        let known: Vec<Option<String>> = words.as_deref().unwrap_or_default().iter().map(plain).collect();
        let is_verb = |word: &Option<String>| word.as_deref().is_some_and(|word| VERBS.contains(&word));
        let verb = known.iter().position(is_verb);
        if line.starts_with('/') {
            let path: Option<Vec<String>> = known.iter().take(verb.unwrap_or(known.len())).cloned().collect();
            menu = path.map(|path| path.join("/").replace("//", "/")).unwrap_or_default();
        }
        let Some(words) = words else {
            export.lines.push(Line { number, menu: menu.clone(), command: Command::Unread, props: Vec::new() });
            continue;
        };
        if let Some(verb) = verb {
            let name = known.get(verb).cloned().flatten().unwrap_or_default();
            let (command, props) = command(&menu, &name, words.into_iter().skip(verb + 1).collect());
            export.lines.push(Line { number, menu: menu.clone(), command, props });
        }
    }
    Ok(export)
}

/// `# 2026-11-24 10:00:00 by RouterOS 7.20.6` and `# model = C52iG-5HaxD2HaxD`, as RouterOS writes them.
fn head(comment: &str, export: &mut Export) {
    if let Some((_, version)) = comment.split_once("by RouterOS ") {
        version.split_whitespace().next().unwrap_or_default().clone_into(&mut export.version);
    } else if let Some((name, value)) = comment.split_once('=')
        && name.trim() == "model"
    {
        value.trim().clone_into(&mut export.model);
    }
}

fn command(menu: &str, verb: &str, words: Vec<Word>) -> (Command, Vec<(String, Value)>) {
    const UNREAD: (Command, Vec<(String, Value)>) = (Command::Unread, Vec::new());
    let mut command = match verb {
        "add" => Command::Add,
        "set" => Command::Set,
        _ => return UNREAD,
    };
    let known = Menu::by_path(menu);
    let is_secret = |name: &str| known.is_some_and(|menu| menu.is_secret(name)) || SECRET.contains(&name);
    let mut props: Vec<(String, Value)> = Vec::new();
    for word in words {
        match word {
            Word::Given(name, value) => {
                // What is said twice, or taken away with `!`, is nothing that an export has.
                if name.starts_with('!') || props.iter().any(|(known, _)| *known == name) {
                    return UNREAD;
                }
                let value = if is_secret(&name) { Value::Secret(Secret::new(value)) } else { Value::Text(value) };
                props.push((name, value));
            }
            Word::Find(find) if command == Command::Set && props.is_empty() => command = Command::SetFound(find),
            Word::Plain(name) if command == Command::Set && props.is_empty() => command = Command::SetNamed(name),
            Word::Find(_) | Word::Plain(_) => return UNREAD,
        }
    }
    (command, props)
}

enum Word {
    /// `name=value`
    Given(String, String),
    /// `[ find name=value … ]`
    Find(Vec<(String, String)>),
    /// Anything else that is one word.
    Plain(String),
}

/// The words of a line; none when one of them is no plain word.
fn words(line: &str) -> Option<Vec<Word>> {
    let bytes = line.as_bytes();
    let (mut words, mut at) = (Vec::new(), 0);
    loop {
        at += bytes.iter().skip(at).take_while(|byte| byte.is_ascii_whitespace()).count();
        match bytes.get(at) {
            None => return Some(words),
            Some(b'[') => {
                let end = at + bytes.iter().skip(at).position(|byte| *byte == b']')?;
                words.push(Word::Find(find(line.get(at + 1..end)?)?));
                at = end + 1;
            }
            Some(_) => words.push(word(bytes, &mut at)?),
        }
    }
}

/// The inside of `[ find … ]`; a search for anything but values is not read.
fn find(inside: &str) -> Option<Vec<(String, String)>> {
    let rest = inside.trim().strip_prefix("find")?;
    let given = |word| match word {
        Word::Given(name, value) => Some((name, value)),
        Word::Find(_) | Word::Plain(_) => None,
    };
    words(rest)?.into_iter().map(given).collect()
}

/// One word; none when it is an expression, which only a router can work out.
fn word(bytes: &[u8], at: &mut usize) -> Option<Word> {
    let (mut name, mut value, mut quoted) = (None, Vec::new(), false);
    while let Some(byte) = bytes.get(*at).copied() {
        match byte {
            b'"' if value.is_empty() && !quoted => {
                // Inside, `$` would be a variable; RouterOS writes its own as `\$`.
                if has_variable(bytes, *at + 1) {
                    return None;
                }
                *at += 1;
                value = super::quoted(bytes, at)?;
                quoted = true;
                continue;
            }
            _ if byte.is_ascii_whitespace() => break,
            // Behind a closing quote a word ends.
            _ if quoted => return None,
            b'=' if name.is_none() => name = Some(String::from_utf8(std::mem::take(&mut value)).ok()?),
            b'$' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b';' | b'"' => return None,
            other => value.push(other),
        }
        *at += 1;
    }
    let value = String::from_utf8(value).ok()?;
    match name {
        Some(name) if !name.is_empty() => Some(Word::Given(name, value)),
        Some(_) => None,
        None if quoted || value.is_empty() => None,
        None => Some(Word::Plain(value)),
    }
}

fn has_variable(bytes: &[u8], begin: usize) -> bool {
    let mut inside = bytes.iter().skip(begin);
    while let Some(byte) = inside.next() {
        match byte {
            b'\\' => drop(inside.next()),
            b'$' => return true,
            b'"' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXPORT: &str = "# 2026-11-24 10:00:00 by RouterOS 7.20.6\n# software id = X\n#\n# model = C52iG-5HaxD2HaxD\n\
/interface ethernet\nset [ find default-name=ether1 ] comment=\"the \\\"cable\\\"\" name=wan\n\
/ip service\nset telnet disabled=yes\n/ip dns set servers=9.9.9.9\n\
/interface pppoe-client\nadd interface=wan name=\\\n    pppoe-out1 password=geheim user=anna\n";

    #[test]
    fn what_it_says() {
        let export = read(EXPORT).expect("an export");
        assert_eq!((export.version.as_str(), export.model.as_str()), ("7.20.6", "C52iG-5HaxD2HaxD"));
        let commands: Vec<&Command> = export.lines.iter().map(|line| &line.command).collect();
        let found = Command::SetFound(vec![("default-name".into(), "ether1".into())]);
        assert_eq!(commands, [&found, &Command::SetNamed("telnet".into()), &Command::Set, &Command::Add]);
        assert_eq!(export.lines[0].text("comment"), Some("the \"cable\""));
        assert_eq!((export.lines[2].menu.as_str(), export.lines[2].text("servers")), ("/ip/dns", Some("9.9.9.9")));
        let login = &export.lines[3];
        assert_eq!((login.number, login.text("name"), login.text("password")), (11, Some("pppoe-out1"), None));
        assert!(!format!("{export:?}").contains("geheim"), "a secret is one from the start");
    }

    #[test]
    fn what_only_a_router_could_work_out_stays_unread() {
        for line in [
            "add address=$x",
            "add address=[/ip address get 0 address]",
            "add comment=\"$x\"",
            "add address=(1+2)",
            "set [ find where name~\"x\" ] name=y",
            "set [ find !dynamic ] name=y",
            "add address=1; /user remove 0",
            "remove 0",
            "add address=1 address=2",
            "add \"address\"",
            "add address=\"1\"2",
        ] {
            let export = read(&format!("/ip address\n{line}\n")).expect("an export");
            assert_eq!(export.lines[0].command, Command::Unread, "{line}");
        }
        let money = read("/ip address\nadd comment=\"5 \\$ \\E2\\82\\AC\"\n").expect("an export");
        assert_eq!(money.lines[0].text("comment"), Some("5 $ €"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = read(&text);
            let _ = read(&format!("/ip address\nadd {}\n", text.replace('\n', " ")));
        }

        #[test]
        fn any_value_comes_back(value in ".*") {
            let export = read(&format!("/ip address\nadd comment={}\n", crate::quote::quote(&value))).expect("an export");
            prop_assert_eq!(export.lines[0].text("comment"), Some(value.as_str()));
        }
    }
}
