//! Taking back as commands that the router runs itself.
use super::{Back, Inverse, Pairs};
use routeros::quote::{find_terms, quote};

/// The lines of a script that takes everything back on the router itself. Each stands alone: one
/// that fails does not keep the others from being undone.
pub fn script_lines(inverses: &[Inverse]) -> Vec<String> {
    inverses
        .iter()
        .map(|inverse| {
            format!(":do {{ {} }} on-error={{ :log error \"FirstHop could not undo {}\" }}", line(inverse), inverse.id)
        })
        .collect()
}

fn line(inverse: &Inverse) -> String {
    let count = format!("[:len [{} find {}]]", inverse.menu.spaced(), find_terms(&inverse.find));
    let command = command(inverse);
    match &inverse.back {
        Back::SetSettings { .. } => command,
        Back::Add { .. } => format!(":if ({count} = 0) do={{ {command} }}"),
        Back::Remove | Back::Set { .. } | Back::Move { .. } => format!(":if ({count} = 1) do={{ {command} }}"),
    }
}

/// The command that undoes, without its test.
pub fn command(inverse: &Inverse) -> String {
    let menu = inverse.menu.spaced();
    let found = format!("[find {}]", find_terms(&inverse.find));
    let place = |find: &Pairs| format!("[find {}]", find_terms(find));
    let given =
        |pairs: &Pairs| pairs.iter().map(|(name, value)| format!(" {name}={}", quote(value))).collect::<String>();
    match &inverse.back {
        Back::Remove => format!("{menu} remove {found}"),
        Back::Set { old, .. } => format!("{menu} set {found}{}", given(old)),
        Back::SetSettings { old, .. } => format!("{menu} set{}", given(old)),
        Back::Add { props, before } => {
            let before = before.as_ref().map(|find| format!(" place-before={}", place(find))).unwrap_or_default();
            format!("{menu} add{}{before}", given(props))
        }
        Back::Move { before } => {
            let before = before.as_ref().map(|find| format!(" {}", place(find))).unwrap_or_default();
            format!("{menu} move {found}{before}")
        }
    }
}
