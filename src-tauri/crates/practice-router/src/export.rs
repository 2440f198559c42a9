//! `/export`: the configuration as commands. Passwords of users and certificates are never in it;
//! other secrets are in RouterOS 6 unless it is told to hide them, in 7 only when it is told to show
//! them (reference router-configuration §5.1).
use crate::{
    engine::{Engine, Refusal, flag, refuse},
    files,
    live::{self, Row},
    properties::{self, get, text},
};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

const SECRETS: &[&str] = &[
    "password",
    "private-key",
    "preshared-key",
    "passphrase",
    "security.passphrase",
    "secret",
    "authentication-password",
    "encryption-password",
];
/// What is in no export.
const NEVER: &[&str] = &["/user", "/certificate", "/file", "/log", "/interface", "/system/resource"];

/// Writes the file. It takes a moment until it is there.
pub(crate) fn run(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let six = !engine.state.since(7, 0);
    let known: &[&str] = if six {
        &["file", "compact", "terse", "verbose", "hide-sensitive"]
    } else {
        &["file", "compact", "terse", "verbose", "hide-sensitive", "show-sensitive"]
    };
    if let Some(name) = body.keys().find(|name| !known.contains(&name.as_str())) {
        return refuse(format!("unknown parameter {name}"));
    }
    let Some(file) = body.get("file").map(text) else {
        return refuse("failure: export without a file is not simulated");
    };
    let says = |name: &str| body.contains_key(name);
    let hide = if six { says("hide-sensitive") } else { !says("show-sensitive") };
    let name = if file.ends_with(".rsc") { file } else { format!("{file}.rsc") };
    let written = configuration(engine, hide);
    files::begin(engine, &name, written.into_bytes())?;
    Ok(json!([]))
}

fn configuration(engine: &Engine, hide: bool) -> String {
    let version = &engine.state.version;
    let date = if engine.state.since(7, 10) { "2026-11-20" } else { "nov/20/2026" };
    let mut out = format!("# {date} 12:05:31 by RouterOS {version}\n# software id = PRAC-TICE\n#\n");
    // The product code, as the manual's examples show it; what people call the board is not in it.
    let board = engine.state.menus.get("/system/routerboard");
    for (note, of) in [("model", "model"), ("serial number", "serial-number")] {
        let value = board.and_then(|board| board[of].as_str()).unwrap_or_default();
        let _ = writeln!(out, "# {note} = {value}");
    }
    for (path, records) in &engine.state.menus {
        let Ok(menu) = engine.menu(path) else { continue };
        if NEVER.contains(&path.as_str()) {
            continue;
        }
        // `/ip address`, as both majors write it.
        let heading = path.replacen('/', "\0", 1).replace('/', " ").replace('\0', "/");
        let mut lines = Vec::new();
        match records {
            Value::Object(row) => lines.extend(line("set", row, &[], &|name| menu.knows("set", name), hide)),
            Value::Array(_) => {
                for row in live::rows(&engine.state, path).filter(|row| !flag(row, "dynamic")) {
                    let made = menu.can_add() && get(row, "default") != "true" && get(row, "builtin") != "true";
                    if made {
                        let off = (properties::is_off_in_six(path) && !engine.state.since(7, 0))
                            .then_some(("disabled", "true"));
                        let usual: Vec<_> = off.into_iter().chain(properties::defaults(path).iter().copied()).collect();
                        lines.extend(line("add", row, &usual, &|name| menu.knows("add", name), hide));
                    } else if !get(row, "name").is_empty() {
                        let known = |name: &str| name != "name" && menu.knows("set", name);
                        let find = format!("set [ find name={} ]", quoted(get(row, "name")));
                        lines.extend(line(&find, row, &[], &known, hide));
                    }
                }
            }
            _ => {}
        }
        if !lines.is_empty() {
            let _ = writeln!(out, "{heading}\n{}", lines.join("\n"));
        }
    }
    out
}

/// A line with what is unusual: of a record that was added, what it would not have without being told.
fn line(verb: &str, row: &Row, defaults: &[(&str, &str)], known: &dyn Fn(&str) -> bool, hide: bool) -> Option<String> {
    let wanted = row.iter().filter(|(name, value)| {
        let value = properties::text(value);
        let usual = match defaults.iter().find(|(known, _)| known == name) {
            Some((_, default)) => value == *default,
            // Of settings it is not known what is usual.
            None => value.is_empty() || (value == "false" && verb != "set"),
        };
        known(name) && !usual && !(hide && is_secret(name))
    });
    let words: Vec<String> = wanted.map(|(name, given)| format!("{name}={}", value(&text(given)))).collect();
    (!words.is_empty()).then(|| format!("{verb} {}", words.join(" ")))
}

fn shown(value: &str) -> String {
    match value {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a property of this name is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// A value as the console writes it.
pub(crate) fn value(text: &str) -> String {
    quoted(&shown(text))
}

fn quoted(value: &str) -> String {
    let bare =
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.,:/@*!".contains(&byte));
    if bare {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for sign in value.chars() {
        match sign {
            '"' | '\\' | '$' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
