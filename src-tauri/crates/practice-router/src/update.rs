//! A newer RouterOS: looked for, brought, and there after the next start; and RouterBOOT after it.
//!
//! What a router is told on its line stands under `update` of `board` in its state file, every part
//! optional: `latest` (a version for every channel, or one by channel), `fails` (what the status says
//! instead of having brought it), `boots-old` (it starts again with the old version) and `away` (seconds
//! until it is back).
mod become_newer;

use crate::{
    backup,
    engine::{Engine, Refusal, refuse},
    live::Row,
    log, packets,
    properties::text,
};
use become_newer::become_newer;
use serde_json::{Map, Value, json};
use std::time::Duration;

pub(crate) const MENU: &str = "/system/package/update";
pub(crate) const ROUTERBOARD: &str = "/system/routerboard";
/// How long bringing it takes.
const BRINGING: Duration = Duration::from_secs(3);
const BROUGHT: &str = "Downloaded, please reboot router to upgrade it";

/// What the router has of it until its next start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Update {
    status: String,
    latest: String,
    /// When it began to be brought.
    begun: Option<Duration>,
    /// RouterBOOT that the next start runs.
    firmware: Option<String>,
}

fn told<'a>(engine: &'a Engine, name: &str) -> Option<&'a Value> {
    engine.state.board.get("update").and_then(|update| update.get(name))
}

/// What the channel offers.
fn offered(engine: &Engine) -> String {
    let channel = packets::setting(&engine.state, MENU, "channel");
    match told(engine, "latest") {
        Some(Value::String(version)) => return version.clone(),
        Some(Value::Object(channels)) if channels.contains_key(channel) => return text(&channels[channel]),
        _ => {}
    }
    match (engine.state.since(7, 0), channel) {
        // From 6 the way to 7 leads over this one (MikroTik's manual, "Upgrade").
        (false, "upgrade") => "7.12.1",
        (false, _) => "6.49.18",
        (true, "long-term") => "7.23.7",
        (true, _) => "7.24.2",
    }
    .to_owned()
}

/// What is shown of it in `/system/package/update`.
pub(crate) fn shown(engine: &Engine, row: &mut Row) {
    row.insert("installed-version".into(), engine.state.version.clone().into());
    for (name, value) in [("latest-version", engine.update.latest.clone()), ("status", status(engine))] {
        if !value.is_empty() {
            row.insert(name.into(), value.into());
        }
    }
}

fn status(engine: &Engine) -> String {
    let Some(begun) = engine.update.begun else { return engine.update.status.clone() };
    let gone = engine.clock.now().saturating_sub(begun);
    match (told(engine, "fails"), gone) {
        (_, gone) if gone < BRINGING / 3 => "calculating download size...".to_owned(),
        (Some(fails), _) => text(fails),
        (None, gone) if gone < BRINGING => "Downloaded 52% (6.5MiB)".to_owned(),
        (None, _) => BROUGHT.to_owned(),
    }
}

/// `check-for-updates`: all that it says while it looks, as it is when it has ended. With `once` only
/// the first.
pub(crate) fn check(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    known(engine, "check-for-updates", body)?;
    let live = engine.live();
    let is_found = live.way_out.is_some() && packets::resolves(&engine.state, &live);
    engine.update.latest.clear();
    engine.update.status = match (is_found, engine.state.since(7, 23)) {
        (false, false) => "ERROR: could not resolve dns name",
        (false, true) => "ERROR: IPv4: server is not responding / IPv6: no internet connection",
        (true, _) => {
            engine.update.latest = offered(engine);
            // Also what is older: by a change of channel one goes back (MikroTik's manual, "Upgrade").
            if engine.update.latest == engine.state.version {
                "System is already up to date"
            } else {
                "New version is available"
            }
        }
    }
    .to_owned();
    let channel = packets::setting(&engine.state, MENU, "channel").to_owned();
    let first = json!({
        ".section": "0", "channel": channel, "installed-version": engine.state.version, "status": "finding out latest version...",
    });
    let mut last = Map::from_iter([(".section".to_owned(), json!("1")), ("channel".to_owned(), channel.into())]);
    shown(engine, &mut last);
    Ok(if body.contains_key("once") { json!([first]) } else { json!([first, last]) })
}

/// `download`: brings it. With `once` it answers at once and goes on.
pub(crate) fn download(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    known(engine, "download", body)?;
    if engine.update.latest.is_empty() || engine.update.latest == engine.state.version {
        return Ok(json!([{ ".section": "0", "status": engine.update.status }]));
    }
    let now = engine.clock.now();
    engine.update.begun = Some(if body.contains_key("once") { now } else { now.saturating_sub(BRINGING) });
    let mut row = Map::from_iter([(".section".to_owned(), json!("0"))]);
    shown(engine, &mut row);
    Ok(json!([row]))
}

/// `/system/reboot`.
pub(crate) fn reboot(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    match body.keys().next() {
        Some(name) => refuse(format!("unknown parameter {name}")),
        None => {
            backup::start_again(engine);
            Ok(json!([]))
        }
    }
}

/// `/system/routerboard/upgrade`: written at once, run by the next start.
pub(crate) fn firmware(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    if let Some(name) = body.keys().next() {
        return refuse(format!("unknown parameter {name}"));
    }
    engine.update.firmware = Some(packets::setting(&engine.state, ROUTERBOARD, "upgrade-firmware").to_owned());
    let words = "Firmware upgraded successfully, please reboot for changes to take effect!";
    log::write(engine, "system,info,critical", words);
    Ok(json!([]))
}

/// What a start anew does with what was brought. Returns how long the router is away, when longer than
/// usual.
pub(crate) fn start(engine: &mut Engine) -> Option<Duration> {
    let is_brought = engine.update.begun.is_some() && status(engine) == BROUGHT;
    let update = std::mem::take(&mut engine.update);
    if let Some(firmware) = update.firmware {
        setting(engine, ROUTERBOARD, "current-firmware", &firmware);
    }
    if !is_brought {
        return None;
    }
    if told(engine, "boots-old").and_then(Value::as_bool).unwrap_or_default() {
        log::write(engine, "system,error,critical", "not enough space for upgrade");
    } else {
        become_newer(engine, &update.latest);
    }
    told(engine, "away").and_then(Value::as_u64).map(Duration::from_secs)
}

fn setting(engine: &mut Engine, menu: &str, name: &str, value: &str) {
    if let Some(row) = engine.state.menus.get_mut(menu).and_then(Value::as_object_mut) {
        row.insert(name.to_owned(), value.into());
    }
}

fn known(engine: &Engine, command: &str, body: &Map<String, Value>) -> Result<(), Refusal> {
    let menu = engine.menu(MENU)?;
    match body.keys().find(|name| !menu.takes(command, name)) {
        Some(name) => refuse(format!("unknown parameter {name}")),
        None => Ok(()),
    }
}
