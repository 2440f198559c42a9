//! A small, written-down subset of the console's language:
//!
//! - comments, and lines continued with a backslash
//! - `/menu words add|set|remove|move|enable|disable name=value …`, with spaces or slashes in the path
//! - `[find name=value …]` (all must hold) as target, as `place-before` and as `move`'s destination
//! - values bare, `"quoted"` with the manual's escapes, or `$variable`
//! - `:local` and `:global`, `:if (a = b) do={ … } else={ … }`, `:error "…"`, `:do { … } on-error={ … }`,
//!   `:delay`, `:log`, `:put`
//!
//! Anything else fails loudly. Scripts act through the same engine as REST.
mod parse;

use crate::{
    engine::{Engine, Refusal, refuse},
    properties::get,
};
use parse::{Command, Piece, Statement, Word};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A script that was not understood or did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// Outside the subset, or no RouterOS at all.
    #[error("line {line}: not understood: {what}")]
    NotUnderstood {
        /// Where.
        line: usize,
        /// What.
        what: String,
    },
    /// RouterOS refused it.
    #[error("line {line}: {detail}")]
    Refused {
        /// Where.
        line: usize,
        /// RouterOS's words.
        detail: String,
    },
    /// `:error`.
    #[error("{0}")]
    Raised(String),
}

type Variables = BTreeMap<String, String>;

/// Runs a script. Lines before a failing one stay done.
pub(crate) fn run(engine: &mut Engine, script: &str) -> Result<(), ScriptError> {
    let statements = parse::script(script)?;
    block(engine, &statements, &mut Variables::new())
}

fn block(engine: &mut Engine, statements: &[Statement], variables: &mut Variables) -> Result<(), ScriptError> {
    statements.iter().try_for_each(|statement| one(engine, statement, variables))
}

fn one(engine: &mut Engine, statement: &Statement, variables: &mut Variables) -> Result<(), ScriptError> {
    match statement {
        Statement::Set { name, value } => {
            let value = text(value, variables);
            variables.insert(name.clone(), value);
            Ok(())
        }
        Statement::If { left, equal, right, then, otherwise } => {
            let holds = (text(left, variables) == text(right, variables)) == *equal;
            block(engine, if holds { then } else { otherwise }, variables)
        }
        Statement::Try { body, rescue } => block(engine, body, variables).or_else(|_| block(engine, rescue, variables)),
        Statement::Error(message) => Err(ScriptError::Raised(text(message, variables))),
        Statement::Nothing => Ok(()),
        Statement::Menu(command) => menu(engine, command, variables)
            .map_err(|refusal| ScriptError::Refused { line: command.line, detail: refusal.detail }),
    }
}

fn text(word: &Word, variables: &Variables) -> String {
    word.iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable(name) => variables.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}

fn menu(engine: &mut Engine, command: &Command, variables: &Variables) -> Result<(), Refusal> {
    let path = command.path.as_str();
    let is_settings = engine.menu(path)?.is_settings();
    let targets: Vec<String> = match command.targets.first() {
        Some(find) => found(engine, path, find, variables)?,
        None => Vec::new(),
    };
    let mut properties = Map::new();
    for (name, value) in &command.properties {
        properties.insert(name.clone(), Value::String(text(value, variables)));
    }
    if let Some(find) = &command.place_before {
        let found = found(engine, path, find, variables)?;
        let [id] = found.as_slice() else { return refuse("no such item") };
        properties.insert("place-before".into(), id.as_str().into());
    }
    let all = command.targets.is_empty() && !(command.verb == "add" || is_settings);
    match command.verb.as_str() {
        // The console would ask which.
        _ if all => refuse("missing value(s) of argument(s) numbers"),
        "add" => engine.add(path, &properties).map(drop),
        "set" if is_settings => engine.set_settings(path, &properties),
        "set" => targets.iter().try_for_each(|id| engine.set(path, id, &properties).map(drop)),
        "remove" => targets.iter().try_for_each(|id| engine.remove(path, id)),
        "enable" | "disable" => {
            let off = Value::from(if command.verb == "disable" { "yes" } else { "no" });
            let properties = Map::from_iter([("disabled".to_owned(), off)]);
            targets.iter().try_for_each(|id| engine.set(path, id, &properties).map(drop))
        }
        "move" => {
            let destination = match command.targets.get(1) {
                Some(find) => found(engine, path, find, variables)?.into_iter().next(),
                None => None,
            };
            targets.iter().try_for_each(|id| engine.move_row(path, id, destination.as_deref()))
        }
        other => refuse(format!("no such command or directory ({other})")),
    }
}

fn found(engine: &Engine, path: &str, find: &[(String, Word)], variables: &Variables) -> Result<Vec<String>, Refusal> {
    let wanted: Vec<(&str, String)> =
        find.iter().map(|(name, value)| (name.as_str(), text(value, variables))).collect();
    let fits = |row: &crate::live::Row| {
        wanted.iter().all(|(name, value)| {
            let has = get(row, name);
            has == value || matches!((has, value.as_str()), ("true", "yes") | ("false" | "", "no"))
        })
    };
    Ok(engine.shown(path)?.iter().filter(|row| fits(row)).map(|row| get(row, ".id").to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Internet, factory};

    fn engine() -> Engine {
        Engine::new(factory("hap-ax2_7.20").expect("carried"), Internet::None, crate::Clock::real())
    }

    #[test]
    fn commands_change_records() {
        let mut engine = engine();
        let script = "# a comment\n/ip pool add name=x ranges=10.0.0.2-10.0.0.9 \\\n  comment=\"a \\\"b\\\" \\C3\\A4\"\n/ip/pool set [find name=x] ranges=10.0.0.3-10.0.0.9\n:if (\"\" = \"\") do={ /ip pool remove [find name=default-dhcp] }";
        run(&mut engine, script).expect("understood");
        let pools = engine.shown("/ip/pool").expect("pools");
        assert_eq!(pools.len(), 1);
        assert_eq!((get(&pools[0], "ranges"), get(&pools[0], "comment")), ("10.0.0.3-10.0.0.9", "a \"b\" ä"));
    }

    #[test]
    fn a_raised_error_stops_before_what_follows() {
        let mut engine = engine();
        let script = ":local secret \"\"\n:if ($secret = \"\") do={ :error \"fill it in\" }\n/ip pool remove [find]";
        assert_eq!(run(&mut engine, script), Err(ScriptError::Raised("fill it in".into())));
        assert_eq!(engine.shown("/ip/pool").expect("pools").len(), 1);
    }

    #[test]
    fn what_is_not_in_the_subset_fails_loudly() {
        for script in [
            ":while (true) do={}",
            "/ip pool add name=x ranges=[:toip 1.2.3.4]",
            "/ip pool frobnicate",
            "/ip pool add name=\"x",
            "}",
        ] {
            assert!(run(&mut engine(), script).is_err(), "{script}");
        }
    }
}
