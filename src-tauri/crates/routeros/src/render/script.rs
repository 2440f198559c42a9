//! A plan as a script for the RouterOS console. It holds no secret: each is an empty variable at
//! the top, and the script stops before any change until it is filled in.
use super::cli;
use crate::Change;
use std::collections::BTreeSet;

/// The whole script. `heading` is put into comments at the top, line by line.
pub fn script(heading: &str, changes: &[Change]) -> String {
    let secrets: BTreeSet<&str> = changes.iter().flat_map(Change::secret_names).collect();
    let mut out = String::new();
    for line in heading.lines() {
        out.push_str(&format!(
            "# {}\n",
            line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()
        ));
    }
    for name in &secrets {
        out.push_str(&format!("# {name}\n:local {} \"\"\n", variable(name)));
    }
    for name in &secrets {
        out.push_str(&format!(
            ":if (${} = \"\") do={{ :error \"Fill in {name} at the top of this script.\" }}\n",
            variable(name)
        ));
    }
    for change in changes {
        out.push_str(&cli::line_with(change, &|name| format!("${}", variable(name))));
        out.push('\n');
    }
    out
}

/// The same lines for the router's own reading: with a word in place of each secret, and without what
/// would stop it.
pub fn for_reading(changes: &[Change]) -> String {
    let lines = changes.iter().map(|change| cli::line_with(change, &|_| "secret".to_owned()) + "\n");
    lines.collect()
}

/// RouterOS variable names are letters and digits: `internet.pppoe.password` is `internetPppoePassword`.
fn variable(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for character in name.chars() {
        if !character.is_ascii_alphanumeric() {
            upper = true;
        } else if upper {
            out.push(character.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(character);
        }
    }
    out
}
