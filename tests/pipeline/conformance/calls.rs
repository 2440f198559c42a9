//! A rendered change taken apart again into menu, command and names, from each of its forms.
use routeros::{
    Change, Menu,
    render::{api, cli, rest},
};
use std::collections::BTreeSet;

/// What a call says, whatever its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) menu: String,
    pub(crate) command: String,
    pub(crate) names: BTreeSet<String>,
    /// The names by which a script finds its records.
    pub(crate) found_by: BTreeSet<String>,
}

/// The forms of a change that a version can be sent: RouterOS 6 has no REST.
pub(crate) fn forms(change: &Change, has_rest: bool) -> Vec<(&'static str, Call)> {
    let shown = rest::shown(change);
    let body: Vec<String> =
        shown.body.iter().filter_map(|body| body.as_object()).flat_map(|body| body.keys()).cloned().collect();
    let mut forms = vec![("api", of_words(&api::shown(change))), ("cli", of_line(&cli::line(change)))];
    if has_rest {
        forms.push(("rest", of_rest(shown.method.as_str(), &shown.path, &body)));
    }
    forms
}

/// `PATCH /rest/ip/address/*1` and the names of its body.
pub(crate) fn of_rest(method: &str, path: &str, body: &[String]) -> Call {
    let path = path.strip_prefix("/rest").unwrap_or_else(|| panic!("{path} is no path of REST"));
    let (above, last) = path.rsplit_once('/').expect("a path");
    let (menu, command) = match method {
        "PUT" => (path, "add"),
        "PATCH" => (above, "set"),
        "DELETE" => (above, "remove"),
        "POST" => (above, last),
        other => panic!("no change is sent by {other}"),
    };
    let mut names: BTreeSet<String> = body.iter().map(|name| plain(menu, command, name)).collect();
    if matches!(method, "PATCH" | "DELETE") {
        // A record that the plan itself adds has no number yet; RouterOS takes its name for it.
        let by_name = above == "/interface/pppoe-client";
        assert!(last.starts_with('*') || by_name, "{path} names its record by its number");
        names.insert(numbers(menu, command));
    }
    Call { menu: menu.to_owned(), command: command.to_owned(), names, found_by: BTreeSet::new() }
}

/// `/ip/address/set`, `=.id=*1`, `=disabled=yes`.
pub(crate) fn of_words(words: &[String]) -> Call {
    let (first, rest) = words.split_first().expect("a sentence has a command");
    let (menu, command) = first.rsplit_once('/').expect("a path");
    let name = |word: &String| {
        let (name, _) = word.strip_prefix('=').and_then(|word| word.split_once('=')).expect("=name=value");
        plain(menu, command, name)
    };
    Call {
        menu: menu.to_owned(),
        command: command.to_owned(),
        names: rest.iter().map(name).collect(),
        found_by: BTreeSet::new(),
    }
}

/// `/ip address set [find address="…"] disabled=yes`, by a reader of its own.
pub(crate) fn of_line(line: &str) -> Call {
    let words = words_of(line);
    let known = |count: usize| {
        let path = words[..count].join("/");
        Menu::by_path(&path).map(|menu| (menu.path().to_owned(), count))
    };
    // The longest menu: `/ip dhcp-server network` and not `/ip dhcp-server`.
    let plain_words = words.iter().take_while(|word| !word.contains(['=', '['])).count();
    let (menu, count) = match (1..plain_words).rev().find_map(known) {
        Some(found) => found,
        // `/execute` belongs to no menu.
        None if plain_words == 1 => (String::new(), 0),
        None => panic!("{line} names no menu"),
    };
    let command = words[count].trim_start_matches('/').to_owned();
    let (mut names, mut found_by) = (BTreeSet::new(), BTreeSet::new());
    let mut positional = 0;
    for word in &words[count + 1..] {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if !name.starts_with('[') => (name.to_owned(), value),
            _ => {
                positional += 1;
                let name = if positional == 1 { numbers(&menu, &command) } else { "destination".to_owned() };
                (name, word.as_str())
            }
        };
        if let Some(find) = value.strip_prefix("[find ").and_then(|find| find.strip_suffix(']')) {
            found_by
                .extend(words_of(find).iter().filter_map(|term| term.split_once('=')).map(|(name, _)| name.to_owned()));
        }
        names.insert(name);
    }
    Call { menu, command, names, found_by }
}

/// REST and the binary API call by `.id` what the console calls by its first, unnamed argument.
fn plain(menu: &str, command: &str, name: &str) -> String {
    if name == ".id" { numbers(menu, command) } else { name.to_owned() }
}

fn numbers(menu: &str, command: &str) -> String {
    // The trees have `number` for commands that take one record only.
    if (menu, command) == ("/certificate", "sign") { "number".to_owned() } else { "numbers".to_owned() }
}

/// Splits at blanks outside of quotes and brackets.
fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for character in line.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ' ' if !quoted && depth == 0 => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
                continue;
            }
            _ => {}
        }
        word.push(character);
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
