//! What goes on without anybody asking: scripts in the background (`/execute`) and the scheduler.
//!
//! The router looks at its clock whenever somebody looks at the router, so a test need not wait.
use crate::{
    engine::{Engine, Refusal, refuse},
    live::{self, Row},
    log::{self, Doer},
    packets,
    properties::{enabled, get, text},
    script::{self, Progress, Waiting},
};
use serde_json::{Map, Value, json};
use std::time::Duration;

pub(crate) const JOBS: &str = "/system/script/job";
pub(crate) const ENVIRONMENT: &str = "/system/script/environment";
const SCHEDULER: &str = "/system/scheduler";
const SCRIPT: &str = "/system/script";

/// A script in the background.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    id: String,
    wakes: Duration,
    script: Waiting,
    /// Who began it.
    doer: Doer,
}

/// `/execute`: returns at once with the job's number; what goes wrong then stands in the log alone
/// (reference rest-api §7).
pub(crate) fn execute(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let Some(script) = body.get("script") else { return refuse("missing =script=") };
    if let Some(name) = body.keys().find(|name| *name != "script") {
        return refuse(format!("failure: {name} of execute is not simulated"));
    }
    let id = start(engine, &text(script))?;
    Ok(json!({ "ret": id }))
}

fn start(engine: &mut Engine, script: &str) -> Result<String, Refusal> {
    // A script outside of the subset would silently do nothing: the practice router says so instead.
    let script = Waiting::new(script)
        .map_err(|error| Refusal { status: 400, detail: format!("failure: not simulated: {error}") })?;
    let id = engine.new_id();
    let wakes = engine.clock.now();
    let doer = engine.doer.clone();
    engine.jobs.push(Job { id: id.clone(), wakes, script, doer });
    go_on(engine);
    Ok(id)
}

/// Does what is due by now, in the order of time.
pub(crate) fn go_on(engine: &mut Engine) {
    run_due(engine);
    // What an entry does may switch it off, so each of its runs is over before the next is looked for.
    while schedule(engine) {
        run_due(engine);
    }
}

fn run_due(engine: &mut Engine) {
    let now = engine.clock.now();
    loop {
        let due = engine.jobs.iter().enumerate().filter(|(_, job)| job.wakes <= now);
        let Some((at, _)) = due.min_by_key(|(_, job)| job.wakes) else { return };
        let mut job = engine.jobs.remove(at);
        let asks = std::mem::replace(&mut engine.doer, job.doer.clone());
        let progress = job.script.go_on(engine);
        engine.doer = asks;
        match progress {
            Progress::Waits(time) => {
                job.wakes += time;
                engine.jobs.push(job);
            }
            Progress::Ended(Ok(())) => {}
            Progress::Ended(Err(error)) => log::write(engine, "script,error", &format!("script error: {error}")),
        }
    }
}

/// Starts what the scheduler has for now. With an interval the first run is one interval after the
/// entry was made (documented). Says whether there was any; of each entry it is one at a time.
fn schedule(engine: &mut Engine) -> bool {
    if packets::setting(&engine.state, "/system/device-mode", "scheduler") == "false" {
        return false;
    }
    let now = engine.clock.now();
    let entries: Vec<(String, Duration, String, String)> = live::rows(&engine.state, SCHEDULER)
        .filter(|row| enabled(row))
        .filter_map(|row| {
            let interval = script::time(get(row, "interval")).filter(|interval| !interval.is_zero())?;
            let text = |name| get(row, name).to_owned();
            Some((text(".id"), interval, text("on-event"), text("name")))
        })
        .collect();
    engine.next_runs.retain(|id, _| entries.iter().any(|(known, ..)| known == id));
    let mut any = false;
    for (id, interval, event, name) in entries {
        let next = *engine.next_runs.entry(id.clone()).or_insert(now + interval);
        if next <= now {
            any = true;
            engine.next_runs.insert(id.clone(), next + interval);
            count_run(engine, SCHEDULER, &id);
            let Some(script) = script_of(engine, &id, event) else { continue };
            match Waiting::new(&script) {
                Ok(script) => {
                    let doer = Doer::timer(&name);
                    let id = engine.new_id();
                    engine.jobs.push(Job { id, wakes: next, script, doer });
                }
                Err(error) => log::write(engine, "script,error", &format!("script error: {error}")),
            }
        }
    }
    any
}

/// What an entry runs: the script that its event names, or the event itself. A script that may do more
/// than the entry is refused (documented; the words are assumed).
fn script_of(engine: &mut Engine, entry: &str, event: String) -> Option<String> {
    let Some(named) = live::rows(&engine.state, SCRIPT).find(|row| get(row, "name") == event.trim()).cloned() else {
        return Some(event);
    };
    let may = |row: &Row| -> Vec<String> { get(row, "policy").split(',').map(str::to_owned).collect() };
    let has = live::rows(&engine.state, SCHEDULER).find(|row| get(row, ".id") == entry).map(may).unwrap_or_default();
    if get(&named, "dont-require-permissions") != "true" && may(&named).iter().any(|policy| !has.contains(policy)) {
        log::write(engine, "script,error", "script error: not enough permissions (9)");
        return None;
    }
    count_run(engine, SCRIPT, get(&named, ".id"));
    Some(get(&named, "source").to_owned())
}

fn count_run(engine: &mut Engine, path: &str, id: &str) {
    for row in engine.list(path).iter_mut().filter(|row| row[".id"] == id) {
        let runs: u64 = row["run-count"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
        row["run-count"] = (runs + 1).to_string().into();
    }
}

/// The rows of both menus. Their other properties are assumed.
pub(crate) fn shown(engine: &Engine, path: &str) -> Vec<Row> {
    let rows: Vec<Value> = match path {
        JOBS => engine
            .jobs
            .iter()
            .map(|job| json!({ ".id": job.id, "owner": "admin", "type": "command", "started": "2026-11-20 12:05:31" }))
            .collect(),
        ENVIRONMENT => engine
            .globals
            .iter()
            .enumerate()
            .map(|(at, (name, value))| json!({ ".id": format!("*{:X}", at + 1), "name": name, "value": value, "user": "admin" }))
            .collect(),
        _ => Vec::new(),
    };
    rows.iter().filter_map(Value::as_object).cloned().collect()
}

/// Ends a job, or forgets a variable.
pub(crate) fn remove(engine: &mut Engine, path: &str, row: &Row) {
    match path {
        JOBS => engine.jobs.retain(|job| job.id != get(row, ".id")),
        _ => {
            engine.globals.remove(get(row, "name"));
        }
    }
}

/// What does not survive a reboot.
pub(crate) fn forget(engine: &mut Engine) {
    log::begin_anew(engine);
    engine.jobs.clear();
    engine.globals.clear();
}
