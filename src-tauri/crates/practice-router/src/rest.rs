//! The REST API: paths, verbs, status codes and bodies (reference rest-api §3 to §6).
use crate::{
    Disputes, backup, certificates, commands, device_mode,
    engine::{Engine, RULES, Refusal, refuse},
    export, files, jobs,
    live::{self, Login, Row},
    log,
    properties::{get, text},
    update, users,
};
use serde_json::{Map, Value, json};

/// What is sent back, before it becomes HTTP.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    pub(crate) location: Option<String>,
}

impl Reply {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body), location: None }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let message = match refusal.status {
            404 => "Not Found",
            500 => "Internal Server Error",
            _ => "Bad Request",
        };
        let mut body = json!({ "error": refusal.status, "message": message });
        // 404 has no detail.
        if refusal.status != 404 {
            body["detail"] = refusal.detail.into();
        }
        Self { status: refusal.status, body: Some(body), location: None }
    }
}

/// The answer to who may not.
pub(crate) fn not_permitted(disputes: Disputes) -> Reply {
    if disputes.read_only_is_400 {
        return Refusal { status: 400, detail: NO_IDENTIFIER.into() }.into();
    }
    Refusal { status: 500, detail: "not enough permissions (9)".into() }.into()
}

/// Carries a request out. `path` begins behind `/rest`.
pub(crate) fn answer(engine: &mut Engine, method: &str, path: &str, body: Option<&Value>) -> Reply {
    count(engine);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if path.contains("%2A") || path.contains("%2a") {
        let detail = if method == "GET" { "no such command prefix" } else { NO_IDENTIFIER };
        return Refusal { status: 400, detail: detail.into() }.into();
    }
    let path = path.replace("%20", " ").replace("%2F", "\u{1}");
    let empty = Map::new();
    let body = match body {
        None => &empty,
        Some(Value::Object(body)) => body,
        Some(_) => return Refusal { status: 400, detail: "Failed to parse json".into() }.into(),
    };
    let result = match method {
        "GET" => read(engine, &path, query),
        "PUT" => add(engine, &path, body),
        "PATCH" => patch(engine, &path, body),
        "DELETE" => delete(engine, &path),
        "POST" => post(engine, &path, body),
        _ => return Reply { status: 503, body: None, location: None },
    };
    result.unwrap_or_else(Reply::from)
}

/// Counters move with every answer.
pub(crate) fn count(engine: &mut Engine) {
    for path in RULES {
        for row in engine.list(path) {
            let packets: u64 = row["packets"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
            row["packets"] = (packets + 3).to_string().into();
            row["bytes"] = ((packets + 3) * 61).to_string().into();
        }
    }
}

/// A refused login is tried again between any two looks at the log, and logged.
fn log_refusals(engine: &mut Engine) {
    let refused: Vec<String> = live::rows(&engine.state, "/interface/pppoe-client")
        .filter(|client| live::login(&engine.state, &engine.internet, client) == Login::Refused)
        .map(|client| get(client, "name").to_owned())
        .collect();
    for name in refused {
        log::write(engine, "pppoe,ppp,error", &format!("{name}: authentication failed"));
    }
}

fn read(engine: &mut Engine, path: &str, query: &str) -> Result<Reply, Refusal> {
    if let Ok(menu) = engine.menu(path) {
        let mut rows = shown(engine, path)?;
        if menu.is_settings() {
            return Ok(Reply::ok(rows.pop().map_or(Value::Null, Value::Object)));
        }
        return Ok(Reply::ok(filtered(rows, query)));
    }
    let (menu, key) = split(path)?;
    let is_command = ["print", "add", "set", "remove", "move", "enable", "disable"].contains(&key);
    if engine.menu(menu).or_else(|_| engine.menu(path))?.is_settings() || is_command {
        return refuse("no such command");
    }
    Ok(Reply::ok(Value::Object(engine.find(menu, key)?)))
}

/// A menu as somebody sees it who asks over the network.
pub(crate) fn shown(engine: &mut Engine, path: &str) -> Result<Vec<Row>, Refusal> {
    if path == log::LOG {
        log_refusals(engine);
    }
    engine.shown(path)
}

/// `?a=b&c=d` are exact and all must hold; `.proplist` keeps `.id`.
fn filtered(rows: Vec<Row>, query: &str) -> Value {
    let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let wanted: Vec<(&str, &str)> = pairs.iter().copied().filter(|(name, _)| *name != ".proplist").collect();
    let list = pairs.iter().find(|(name, _)| *name == ".proplist").map(|(_, list)| list.split(',').collect::<Vec<_>>());
    let fits = |row: &Row| wanted.iter().all(|(name, value)| row.get(*name).and_then(Value::as_str) == Some(value));
    let cut = |mut row: Row| {
        if let Some(list) = &list {
            row.retain(|name, _| name == ".id" || list.contains(&name.as_str()));
        }
        Value::Object(row)
    };
    rows.into_iter().filter(fits).map(cut).collect()
}

/// A list that is given as JSON or as words with commas.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(words) => words.iter().map(text).collect(),
        other => text(other).replace(' ', "").split(',').map(str::to_owned).collect(),
    }
}

/// `.query`: `name=value`, `name` (is there), `-name` (is not), and `#|`, `#&`, `#!` on what came before.
fn queried(rows: Vec<Row>, query: Option<&Value>) -> Vec<Row> {
    let query: Vec<String> = query.map(words).unwrap_or_default();
    let fits = |row: &Row| {
        let mut stack: Vec<bool> = Vec::new();
        for word in &query {
            match word.as_str() {
                "#|" | "#&" => {
                    let (second, first) = (stack.pop().unwrap_or(true), stack.pop().unwrap_or(true));
                    stack.push(if word == "#|" { first || second } else { first && second });
                }
                "#!" => {
                    let last = stack.pop().unwrap_or(true);
                    stack.push(!last);
                }
                _ => stack.push(match (word.split_once('='), word.strip_prefix('-')) {
                    (Some((name, value)), _) => get(row, name) == value,
                    (None, Some(name)) => !row.contains_key(name),
                    (None, None) => row.contains_key(word),
                }),
            }
        }
        stack.into_iter().all(|holds| holds)
    };
    rows.into_iter().filter(fits).collect()
}

pub(crate) fn split(path: &str) -> Result<(&str, &str), Refusal> {
    path.rsplit_once('/').map_or_else(|| refuse("no such command"), Ok)
}

fn add(engine: &mut Engine, path: &str, body: &Map<String, Value>) -> Result<Reply, Refusal> {
    let row = engine.add(path, body)?;
    let location = format!("/rest{path}/{}", get(&row, ".id"));
    Ok(Reply { status: 201, body: Some(Value::Object(row)), location: Some(location) })
}

const NO_IDENTIFIER: &str = "missing or invalid resource identifier";

fn patch(engine: &mut Engine, path: &str, body: &Map<String, Value>) -> Result<Reply, Refusal> {
    if engine.menu(path).is_ok() {
        return refuse(NO_IDENTIFIER);
    }
    let (menu, key) = split(path)?;
    engine.menu(menu)?;
    let by_name = !key.starts_with('*');
    match engine.set(menu, key, body) {
        // By name RouterOS hides which property it does not know.
        Err(refusal) if by_name && refusal.detail.starts_with("unknown parameter") => refuse(NO_IDENTIFIER),
        result => result.map(|row| Reply::ok(Value::Object(row))),
    }
}

fn delete(engine: &mut Engine, path: &str) -> Result<Reply, Refusal> {
    if engine.menu(path).is_ok() {
        return refuse(NO_IDENTIFIER);
    }
    let (menu, key) = split(path)?;
    if !engine.menu(menu)?.can_add() && !matches!(menu, jobs::JOBS | jobs::ENVIRONMENT | files::FILE) {
        return refuse(NO_IDENTIFIER);
    }
    engine.remove(menu, key)?;
    Ok(Reply { status: 204, body: None, location: None })
}

pub(crate) fn post(engine: &mut Engine, path: &str, body: &Map<String, Value>) -> Result<Reply, Refusal> {
    if engine.menu(path).is_ok() {
        return refuse("no such command");
    }
    if path == "/execute" {
        return jobs::execute(engine, body).map(Reply::ok);
    }
    match path {
        "/password" => return users::change_password(engine, body).map(Reply::ok),
        "/certificate/sign" => return certificates::sign(engine, body).map(Reply::ok),
        "/export" => return export::run(engine, body).map(Reply::ok),
        "/system/backup/save" => return backup::save(engine, body).map(Reply::ok),
        "/system/package/update/check-for-updates" => return update::check(engine, body).map(Reply::ok),
        "/system/package/update/download" => return update::download(engine, body).map(Reply::ok),
        "/system/reboot" => return update::reboot(engine, body).map(Reply::ok),
        "/system/routerboard/upgrade" => return update::firmware(engine, body).map(Reply::ok),
        "/system/backup/load" => return backup::load(engine, body).map(Reply::ok),
        "/system/device-mode/update" if engine.state.since(7, 0) => {
            return device_mode::update(engine, body).map(Reply::ok);
        }
        "/file/read" if engine.state.since(7, 13) => return files::read(engine, body).map(Reply::ok),
        _ => {}
    }
    if let Some(result) = commands::run(engine, path, body) {
        return result.map(Reply::ok);
    }
    let (menu, command) = split(path)?;
    let is_settings = engine.menu(menu)?.is_settings();
    let done = Ok(Reply::ok(json!([])));
    let mut rest = body.clone();
    let ids = [".id", "numbers"].iter().find_map(|name| rest.remove(*name)).map(|value| text(&value));
    let ids: Vec<String> = ids.map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default();
    match (command, is_settings) {
        ("set", true) => {
            engine.set_settings(menu, &rest)?;
            done
        }
        ("print", _) => {
            let rows = queried(engine.shown(menu)?, rest.get(".query"));
            if rest.contains_key("count-only") {
                return Ok(Reply::ok(json!({ "ret": rows.len().to_string() })));
            }
            let list = rest.get(".proplist").map(words).unwrap_or_default();
            let cut = |mut row: Row| {
                row.retain(|name, _| list.is_empty() || list.contains(name));
                Value::Object(row)
            };
            Ok(Reply::ok(rows.into_iter().map(cut).collect()))
        }
        ("add", false) => {
            let row = engine.add(menu, &rest)?;
            Ok(Reply::ok(json!({ "ret": get(&row, ".id") })))
        }
        ("set" | "remove" | "enable" | "disable" | "move", false) if ids.is_empty() => refuse("missing =.id="),
        ("set", false) => {
            for id in &ids {
                engine.set(menu, id, &rest)?;
            }
            done
        }
        ("remove", false) => {
            for id in &ids {
                engine.remove(menu, id)?;
            }
            done
        }
        ("enable" | "disable", false) => {
            let off =
                Map::from_iter([("disabled".to_owned(), Value::from(if command == "disable" { "yes" } else { "no" }))]);
            for id in &ids {
                engine.set(menu, id, &off)?;
            }
            done
        }
        ("move", false) => {
            let destination = rest.get("destination").map(text);
            for id in &ids {
                engine.move_row(menu, id, destination.as_deref())?;
            }
            done
        }
        _ => refuse(format!("no such command or directory ({command})")),
    }
}
