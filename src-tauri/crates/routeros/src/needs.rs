//! What a readable export asks of the router that it is brought to.
use crate::export::{NotAnExport, VERBS, commands, logical_lines};
use std::collections::BTreeSet;

/// Properties that name an interface.
const INTERFACES: [&str; 4] = ["interface", "in-interface", "out-interface", "master-interface"];
/// What names a socket or a radio as the factory did, whatever it is called now.
const FACTORY: &str = "default-name";

/// What an export was made of, and what it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The RouterOS that wrote it; empty when it does not say.
    pub version: String,
    /// The maker's product code of that router; empty when it does not say.
    pub model: String,
    /// Interfaces that it names and does not make itself.
    pub interfaces: BTreeSet<String>,
    /// Menus that it writes to, such as `/interface/wifi`.
    pub menus: BTreeSet<String>,
}

/// Reads an export.
///
/// # Errors
/// It is none, or not whole.
pub fn needs(text: &str) -> Result<Needs, NotAnExport> {
    commands(text)?;
    let mut needs = Needs::default();
    let mut factory = BTreeSet::new();
    let (mut menu, mut made) =
        (String::new(), BTreeSet::from(["all".to_owned(), "none".to_owned(), "dynamic".to_owned()]));
    for (_, line) in logical_lines(text) {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            head(comment, &mut needs);
            continue;
        }
        let words = words(line);
        let verb = words.iter().position(|word| VERBS.contains(&word.as_str()));
        if line.starts_with('/') {
            let path = &words[..verb.unwrap_or(words.len())];
            menu = path.join("/").replace("//", "/");
        }
        let Some(verb) = verb else { continue };
        needs.menus.insert(menu.clone());
        for (name, value) in words[verb..].iter().filter_map(|word| word.split_once('=')) {
            let value = value.trim_start_matches('!');
            if name == "name" && menu.starts_with("/interface") && menu != "/interface/list" {
                made.insert(value.to_owned());
            } else if name == FACTORY {
                factory.insert(value.to_owned());
            } else if INTERFACES.contains(&name) {
                needs.interfaces.extend(value.split(',').filter(|one| !one.is_empty()).map(str::to_owned));
            }
        }
    }
    needs.interfaces.retain(|name| !made.contains(name));
    needs.interfaces.extend(factory);
    Ok(needs)
}

/// `# 2026-11-24 10:00:00 by RouterOS 7.20.6` and `# model = C52iG-5HaxD2HaxD`, as RouterOS writes them.
fn head(comment: &str, needs: &mut Needs) {
    if let Some((_, version)) = comment.split_once("by RouterOS ") {
        version.trim().clone_into(&mut needs.version);
    } else if let Some((name, value)) = comment.split_once('=')
        && name.trim() == "model"
    {
        value.trim().clone_into(&mut needs.model);
    }
}

/// The words of a line, without their quotes and the brackets of `[ find … ]`.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut inside, mut escaped) = (Vec::new(), String::new(), false, false);
    for sign in line.chars() {
        match sign {
            _ if escaped => {
                word.push(sign);
                escaped = false;
            }
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '[' | ']' if !inside => {}
            sign if sign.is_whitespace() && !inside => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            sign => word.push(sign),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = "# 2026-11-24 10:00:00 by RouterOS 7.20.6\n# software id = X\n#\n# model = C52iG-5HaxD2HaxD\n\
/interface bridge\nadd name=bridge\n\
/interface wifi\nset [ find default-name=wifi1 ] configuration.ssid=\"a name=x\" name=wifi1\n\
/interface pppoe-client\nadd interface=ether1 name=\\\n    pppoe-out1 user=anna\n\
/interface bridge port\nadd bridge=bridge interface=ether6\n\
/ip firewall filter\nadd chain=input in-interface=!pppoe-out1 action=drop\n";

    #[test]
    fn what_an_export_needs_and_does_not_make_itself() {
        let needs = needs(EXPORT).unwrap();
        assert_eq!((needs.version.as_str(), needs.model.as_str()), ("7.20.6", "C52iG-5HaxD2HaxD"));
        assert_eq!(needs.interfaces.iter().map(String::as_str).collect::<Vec<_>>(), ["ether1", "ether6", "wifi1"]);
        assert!(needs.menus.contains("/interface/wifi") && needs.menus.contains("/ip/firewall/filter"), "{needs:?}");
    }

    #[test]
    fn what_is_cut_or_no_export_is_refused() {
        assert!(needs(&EXPORT[..EXPORT.len() - 1]).is_err() && needs("hello\n").is_err() && needs("").is_err());
    }
}
