//! A change as a line of the RouterOS console, in the space form that RouterOS 6 and 7 both take.
use crate::{
    Action, Change, PropValue, Props, Target,
    quote::{find_terms, quote},
    secret::MASK,
};

/// The line as it is shown: secrets are masked.
pub fn line(change: &Change) -> String {
    line_with(change, &|_| MASK.to_owned())
}

/// The line with secrets written by `secret`, which gets the secret's name and returns what stands
/// in its place, already quoted.
pub fn line_with(change: &Change, secret: &dyn Fn(&str) -> String) -> String {
    let menu = change.menu.spaced();
    match &change.action {
        Action::Add { props, before } => {
            let place = before.as_ref().map(|target| format!(" place-before={}", find(target))).unwrap_or_default();
            format!("{menu} add{}{place}", assignments(props, secret))
        }
        Action::Set { target, props } => format!("{menu} set {}{}", find(target), assignments(props, secret)),
        Action::SetSettings { props } => format!("{menu} set{}", assignments(props, secret)),
        Action::Remove { target } => format!("{menu} remove {}", find(target)),
        Action::Move { target, before } => {
            let place = before.as_ref().map(|target| format!(" {}", find(target))).unwrap_or_default();
            format!("{menu} move {}{place}", find(target))
        }
        // What belongs to no menu stands right behind the slash.
        Action::Run { command, args } if menu.is_empty() => format!("/{command}{}", assignments(args, secret)),
        Action::Run { command, args } => format!("{menu} {command}{}", assignments(args, secret)),
    }
}

fn assignments(props: &Props, secret: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for (name, value) in props {
        let text = match value {
            PropValue::Text(text) => quote(text),
            PropValue::Secret(field) => secret(field),
        };
        out.push_str(&format!(" {name}={text}"));
    }
    out
}

fn find(target: &Target) -> String {
    format!("[find {}]", find_terms(&target.find))
}
