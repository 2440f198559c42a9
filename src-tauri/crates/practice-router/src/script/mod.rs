//! A small, written-down subset of the console's language:
//!
//! - comments, and lines continued with a backslash
//! - `/menu words add|set|remove|move|enable|disable name=value …`, with spaces or slashes in the path
//! - `/system backup save name=value …`
//! - `[find name=value …]` (all must hold) as target, as `place-before` and as `move`'s destination
//! - values bare, `"quoted"` with the manual's escapes, or `$variable`
//! - `:local`, `:global` and `:set`, `:if (a = b) do={ … } else={ … }` (also `!=`, and `<` and `>` of numbers), `:error "…"`, `:do { … } on-error={ … }`,
//!   `:log`, `:put`, and `:delay` outside of braces
//! - `[:len [/menu words find …]]` and `[/menu words get property]` of a settings menu in a comparison
//!
//! Anything else fails loudly. Scripts act through the same engine as REST.
mod parse;
mod statement;

use crate::{
    backup,
    engine::{Engine, Refusal, refuse},
    log,
    properties::get,
};
use serde_json::{Map, Value};
use statement::{Command, Comparison, Operand, Piece, Statement, Word};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

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

/// The variables of one script. Names that were declared `:global` live in the router.
#[derive(Debug, Clone, Default)]
struct Variables {
    locals: BTreeMap<String, String>,
    globals: BTreeSet<String>,
}

/// A script that waits: what is still to be done, and its variables.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    left: VecDeque<Statement>,
    variables: Variables,
}

/// What became of a script that was run until its next delay.
pub(crate) enum Progress {
    Ended(Result<(), ScriptError>),
    Waits(Duration),
}

impl Waiting {
    /// A script that has not begun yet.
    pub(crate) fn new(script: &str) -> Result<Self, ScriptError> {
        Ok(Self { left: parse::script(script)?.into(), variables: Variables::default() })
    }

    /// Goes on until the next delay. Lines before a failing one stay done.
    pub(crate) fn go_on(&mut self, engine: &mut Engine) -> Progress {
        while let Some(statement) = self.left.pop_front() {
            if let Statement::Delay(word) = &statement {
                match time(&text(word, engine, &self.variables)) {
                    Some(time) => return Progress::Waits(time),
                    None => return Progress::Ended(not_understood("the time of a :delay")),
                }
            }
            if let Err(error) = one(engine, &statement, &mut self.variables) {
                return Progress::Ended(Err(error));
            }
        }
        Progress::Ended(Ok(()))
    }
}

/// Runs a script to its end without waiting. Lines before a failing one stay done.
pub(crate) fn run(engine: &mut Engine, script: &str) -> Result<(), ScriptError> {
    let mut script = Waiting::new(script)?;
    loop {
        if let Progress::Ended(result) = script.go_on(engine) {
            return result;
        }
    }
}

/// Reads a script without carrying it out: `/import … dry-run=yes`. What each menu takes is looked
/// at, not whether its records are there.
pub(crate) fn check(engine: &Engine, script: &str) -> Result<(), ScriptError> {
    check_block(engine, &parse::script(script)?)
}

fn check_block(engine: &Engine, statements: &[Statement]) -> Result<(), ScriptError> {
    statements.iter().try_for_each(|statement| match statement {
        Statement::Menu(command) => check_command(engine, command).map_err(|refusal| refused(command.line, refusal)),
        Statement::If { then: first, otherwise: second, .. } | Statement::Try { body: first, rescue: second } => {
            check_block(engine, first).and_then(|()| check_block(engine, second))
        }
        _ => Ok(()),
    })
}

/// A command of a menu that holds no records.
fn is_backup(command: &Command) -> bool {
    (command.path.as_str(), command.verb.as_str()) == ("/system/backup", "save")
}

fn check_command(engine: &Engine, command: &Command) -> Result<(), Refusal> {
    if is_backup(command) {
        return Ok(());
    }
    let menu = engine.menu(&command.path)?;
    if command.verb == "add" && !menu.can_add() {
        return refuse("no such command");
    }
    let takes = |name: &str| {
        !matches!(command.verb.as_str(), "add" | "set") || engine.knows(&command.path, menu, &command.verb, name)
    };
    match command.properties.iter().find(|(name, _)| !takes(name)) {
        Some((name, _)) => refuse(format!("expected end of command ({name})")),
        None => Ok(()),
    }
}

/// A time as the console takes it: `90`, `90s`, `1m30s`, `00:01:30`, `30d00:01:30`.
pub(crate) fn time(text: &str) -> Option<Duration> {
    if text.contains(':') {
        if let Some(end) = text.rfind(['w', 'd']) {
            let (days, clock) = text.split_at(end + 1);
            return Some(time(days)? + time(clock)?);
        }
        let parts: Vec<u64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let &[hours, minutes, seconds] = parts.as_slice() else { return None };
        return Some(Duration::from_secs(hours * 3600 + minutes * 60 + seconds));
    }
    let (mut total, mut number) = (0, String::new());
    for sign in text.chars() {
        let unit = match sign {
            '0'..='9' => {
                number.push(sign);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        total += std::mem::take(&mut number).parse::<u64>().ok()? * unit;
    }
    if !number.is_empty() {
        total += number.parse::<u64>().ok()?;
    }
    Some(Duration::from_secs(total))
}

fn not_understood<T>(what: &str) -> Result<T, ScriptError> {
    Err(ScriptError::NotUnderstood { line: 0, what: what.to_owned() })
}

fn block(engine: &mut Engine, statements: &[Statement], variables: &mut Variables) -> Result<(), ScriptError> {
    statements.iter().try_for_each(|statement| one(engine, statement, variables))
}

fn one(engine: &mut Engine, statement: &Statement, variables: &mut Variables) -> Result<(), ScriptError> {
    match statement {
        Statement::Local { name, value } => {
            let value = text(value, engine, variables);
            variables.locals.insert(name.clone(), value);
            Ok(())
        }
        Statement::Global { name, value } => {
            variables.globals.insert(name.clone());
            if let Some(value) = value {
                let value = text(value, engine, variables);
                engine.globals.insert(name.clone(), value);
            }
            Ok(())
        }
        Statement::Set { name, value } => {
            let value = text(value, engine, variables);
            if variables.globals.contains(name) {
                engine.globals.insert(name.clone(), value);
            } else {
                variables.locals.insert(name.clone(), value);
            }
            Ok(())
        }
        Statement::If { left, comparison, right, then, otherwise } => {
            let sides = (operand(left, engine, variables)?, operand(right, engine, variables)?);
            let holds = holds(*comparison, &sides.0, &sides.1)?;
            block(engine, if holds { then } else { otherwise }, variables)
        }
        Statement::Try { body, rescue } => block(engine, body, variables).or_else(|_| block(engine, rescue, variables)),
        Statement::Error(message) => Err(ScriptError::Raised(text(message, engine, variables))),
        Statement::Delay(_) => not_understood("a :delay inside of braces"),
        Statement::Log { level, message } => {
            let message = text(message, engine, variables);
            log::write(engine, &format!("script,{level}"), &message);
            Ok(())
        }
        Statement::Nothing => Ok(()),
        Statement::Menu(command) => menu(engine, command, variables).map_err(|refusal| refused(command.line, refusal)),
    }
}

fn refused(line: usize, refusal: Refusal) -> ScriptError {
    ScriptError::Refused { line, detail: refusal.detail }
}

fn holds(comparison: Comparison, left: &str, right: &str) -> Result<bool, ScriptError> {
    let number = |text: &str| text.parse::<u64>().or_else(|_| not_understood("< or > of something that is no number"));
    Ok(match comparison {
        Comparison::Equal => left == right,
        Comparison::Different => left != right,
        Comparison::Less => number(left)? < number(right)?,
        Comparison::Greater => number(left)? > number(right)?,
    })
}

fn operand(operand: &Operand, engine: &Engine, variables: &Variables) -> Result<String, ScriptError> {
    match operand {
        Operand::Word(word) => Ok(text(word, engine, variables)),
        Operand::Count { line, path, find } => found(engine, path, find, variables)
            .map(|found| found.len().to_string())
            .map_err(|refusal| refused(*line, refusal)),
        Operand::Get { line, path, name } => setting(engine, path, name).map_err(|refusal| refused(*line, refusal)),
    }
}

/// `get` of a menu that is one record. Of others it would take an item.
fn setting(engine: &Engine, path: &str, name: &str) -> Result<String, Refusal> {
    if !engine.menu(path)?.is_settings() {
        return refuse("missing value(s) of argument(s) number");
    }
    let rows = engine.shown(path)?;
    match rows.first().filter(|row| row.contains_key(name)) {
        Some(row) => Ok(get(row, name).to_owned()),
        None => refuse(format!("unknown parameter {name}")),
    }
}

fn text(word: &Word, engine: &Engine, variables: &Variables) -> String {
    word.iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable(name) if variables.globals.contains(name) => {
                engine.globals.get(name).cloned().unwrap_or_default()
            }
            Piece::Variable(name) => variables.locals.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}

fn menu(engine: &mut Engine, command: &Command, variables: &Variables) -> Result<(), Refusal> {
    let path = command.path.as_str();
    if is_backup(command) {
        let given = command.properties.iter();
        let given = given.map(|(name, value)| (name.clone(), Value::String(text(value, engine, variables)))).collect();
        return backup::save(engine, &given).map(drop);
    }
    let is_settings = engine.menu(path)?.is_settings();
    let targets: Vec<String> = match command.targets.first() {
        Some(find) => found(engine, path, find, variables)?,
        None => Vec::new(),
    };
    let mut properties = Map::new();
    for (name, value) in &command.properties {
        properties.insert(name.clone(), Value::String(text(value, engine, variables)));
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
        find.iter().map(|(name, value)| (name.as_str(), text(value, engine, variables))).collect();
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
