//! `/log`: a ring of lines in memory, and who changed what.
//!
//! Until the long form came, a change is noted as `filter rule added by admin` (MikroTik's manual, "Log"). Newer
//! versions also say by which way somebody came and what they sent, as seen on a router in August 2025, on 7.23.3 and
//! on 7.24.2: `filter rule added by ssh:admin@10.1.1.2 (*22 = /ip firewall filter add action=accept chain=input)`.
//! What is asked over REST stands there as `api:admin@::`, without an address.
use crate::{
    engine::Engine,
    live::Row,
    properties::{self, get},
};
use jiff::{SignedDuration, civil};
use serde_json::{Map, Value, json};

pub(crate) const LOG: &str = "/log";
/// The first version that is known to write the long form; it may have come earlier.
const LONG: (u32, u32) = (7, 19);
/// The router's date and time when it is switched on.
const BEGIN: civil::DateTime = civil::datetime(2026, 11, 20, 12, 5, 31, 0);
const LINES: usize = 1000;
/// Longer messages are cut; RouterOS goes on in the next line.
const LONGEST: usize = 300;

/// Who does something, and by which way they came, as the log's long form names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Doer {
    pub(crate) user: String,
    pub(crate) way: String,
}

impl Doer {
    /// Somebody who asks over REST.
    pub(crate) fn by_rest(user: &str) -> Self {
        Self::by("api", user, "::")
    }

    /// Somebody who came this way, such as `ssh` or `tcp-msg(winbox)`, from an address.
    pub(crate) fn by(way: &str, user: &str, from: &str) -> Self {
        Self { user: user.to_owned(), way: format!("{way}:{user}@{from}") }
    }

    /// An entry of the scheduler.
    pub(crate) fn timer(name: &str) -> Self {
        Self { user: "scheduler".to_owned(), way: format!("scheduler:{name}") }
    }
}

/// Writes a line.
pub(crate) fn write(engine: &mut Engine, topics: &str, message: &str) {
    let time = now(engine).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let rows = engine.list(LOG);
    let last = rows.last().and_then(|row| row[".id"].as_str()).and_then(|id| u32::from_str_radix(&id[1..], 16).ok());
    let id = format!("*{:X}", last.unwrap_or_default() + 1);
    rows.push(json!({ ".id": id, "time": time, "topics": topics, "message": message, "buffer": "memory" }));
    if rows.len() > LINES {
        rows.remove(0);
    }
}

fn now(engine: &Engine) -> civil::DateTime {
    BEGIN.saturating_add(SignedDuration::try_from(engine.clock.now()).unwrap_or(SignedDuration::MAX))
}

/// Its lines with the time as this version writes it: from 7.10 always the whole of it (seen on 7.23.7), before that
/// the day only when it is another one, and never the year (documented).
pub(crate) fn shown(engine: &Engine, rows: &mut [Row]) {
    if engine.state.since(7, 10) {
        return;
    }
    let today = now(engine).date();
    for row in rows {
        let Ok(time) = civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", get(row, "time")) else { continue };
        let form = if time.date() == today { "%H:%M:%S" } else { "%b/%d %H:%M:%S" };
        row.insert("time".into(), time.strftime(form).to_string().to_lowercase().into());
    }
}

/// It is in memory: a start anew begins it again.
pub(crate) fn begin_anew(engine: &mut Engine) {
    engine.list(LOG).clear();
    write(engine, "system,info", "router rebooted");
}

/// What was done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Added,
    Changed,
    Removed,
    Moved,
}

/// Notes a change. `record` is its number, or nothing for settings; `name` is its name, where it has one.
pub(crate) fn changed(
    engine: &mut Engine,
    path: &str,
    deed: Deed,
    record: &str,
    name: &str,
    given: &Map<String, Value>,
) {
    if engine.doer.user.is_empty() {
        return;
    }
    let said = sentence(path, deed, name);
    let message = if engine.state.since(LONG.0, LONG.1) {
        format!("{said} by {} ({})", engine.doer.way, command(path, deed, record, given))
    } else {
        format!("{said} by {}", engine.doer.user)
    };
    let message: String = message.chars().take(LONGEST).collect();
    write(engine, "system,info", &message);
}

/// What happened. The words of filter rules, mangle rules, addresses, routes, names, users, interfaces, scripts and
/// timers are those of published logs; whatever has none is an `item`, as in the manual.
fn sentence(path: &str, deed: Deed, name: &str) -> String {
    let verb = match deed {
        Deed::Added => "added",
        Deed::Changed => "changed",
        Deed::Removed => "removed",
        Deed::Moved => "moved",
    };
    let what = match (path, deed) {
        ("/system/script", Deed::Added) => return "new script added".to_owned(),
        ("/system/script", Deed::Changed) => return "changed script settings".to_owned(),
        ("/system/script", _) => "script",
        ("/system/scheduler", Deed::Added) => return "new script scheduled".to_owned(),
        ("/system/scheduler", Deed::Changed) => return "changed scheduled script settings".to_owned(),
        ("/system/scheduler", _) => return "script removed from scheduler".to_owned(),
        ("/ip/firewall/filter" | "/ipv6/firewall/filter", _) => "filter rule",
        ("/ip/firewall/nat", _) => "nat rule",
        ("/ip/firewall/mangle", _) => "mangle rule",
        ("/ip/firewall/raw", _) => "raw rule",
        ("/ip/address" | "/ipv6/address", _) => "address",
        ("/ip/route", _) => "route",
        ("/ip/dns", _) => "dns",
        ("/ip/dhcp-server/lease", _) => "dhcp lease",
        ("/system/identity", _) => "system identity",
        ("/system/logging", _) => "log rule",
        ("/user", _) => return format!("user {name} {verb}"),
        _ if path == "/interface" || properties::is_interface(path) => "device",
        _ => "item",
    };
    format!("{what} {verb}")
}

/// The command as the long form shows it. Passwords are left out of it (seen for `/user add`); a move shows nothing.
fn command(path: &str, deed: Deed, record: &str, given: &Map<String, Value>) -> String {
    // `/ip firewall filter`, as the console writes it.
    let menu = path.replacen('/', "\0", 1).replace('/', " ").replace('\0', "/");
    let words = || {
        let shown = given.iter().filter(|(name, _)| !crate::export::is_secret(name) && *name != "source");
        shown
            .map(|(name, value)| format!(" {name}={}", crate::export::value(&properties::text(value))))
            .collect::<String>()
    };
    match deed {
        Deed::Added => format!("{record} = {menu} add{}", words()),
        Deed::Changed if record.is_empty() => format!("{menu} set{}", words()),
        Deed::Changed => format!("{menu} set {record}{}", words()),
        Deed::Removed => format!("{menu} remove {record}"),
        Deed::Moved => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Clock, Options, Router, factory, personality};
    use serde_json::{Value, json};
    use std::time::Duration;

    fn lines(router: &Router) -> Vec<(String, String)> {
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let rows = router.handle("GET", "/log", None).body.unwrap_or_default();
        let rows = rows.as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| (text(row, "time"), text(row, "message"))).collect()
    }

    fn of(state: crate::RouterState, clock: &Clock) -> Router {
        Router::new(Options { state, clock: clock.clone(), ..Options::default() })
    }

    #[test]
    fn a_version_that_names_the_command_names_the_way_too() {
        let router = of(factory("hap-ax2_7.20").expect("carried"), &Clock::manual());
        let before = lines(&router).len();
        let pool = json!({"name": "cameras", "ranges": "10.7.7.10-10.7.7.20"});
        let id = router.handle("PUT", "/ip/pool", Some(&pool)).body.expect("a row")[".id"]
            .as_str()
            .expect("an id")
            .to_owned();
        router.handle("POST", "/ip/dns/set", Some(&json!({"servers": "9.9.9.9"})));
        router
            .at_winbox("guest", "/ip pool remove [find name=cameras]\n/interface set [find name=ether5] disabled=yes")
            .expect("understood");
        router.handle("PUT", "/user", Some(&json!({"name": "ops", "group": "full", "password": "hunter2"})));
        // What its factory state holds comes first.
        let said: Vec<String> = lines(&router).into_iter().skip(before).map(|(_, message)| message).collect();
        assert_eq!(
            said[0],
            format!("item added by api:admin@:: ({id} = /ip pool add name=cameras ranges=10.7.7.10-10.7.7.20)")
        );
        assert_eq!(said[1], "dns changed by api:admin@:: (/ip dns set servers=9.9.9.9)");
        assert_eq!(said[2], format!("item removed by tcp-msg(winbox):guest@192.168.88.10 (/ip pool remove {id})"));
        assert!(
            said[3].starts_with("device changed by tcp-msg(winbox):guest@192.168.88.10 (/interface set *"),
            "{said:?}"
        );
        assert!(said[4].starts_with("user ops added by api:admin@:: (*") && !said[4].contains("hunter2"), "{said:?}");
    }

    #[test]
    fn older_versions_name_the_person_alone_and_the_day_when_it_is_another() {
        for name in ["hex_7.12", "hap-ac2_6.49"] {
            let clock = Clock::manual();
            let router = of(personality(name).expect("carried"), &clock);
            router.run_script("/ip firewall filter add chain=input action=drop").expect("understood");
            clock.advance(Duration::from_secs(60));
            let six = name.ends_with("6.49");
            let (time, message) = lines(&router).pop().expect("a line");
            assert_eq!(message, "filter rule added by admin");
            assert_eq!(time, if six { "12:05:31" } else { "2026-11-20 12:05:31" });
            clock.advance(Duration::from_secs(86_400));
            let (time, _) = lines(&router).pop().expect("a line");
            assert_eq!(time, if six { "nov/20 12:05:31" } else { "2026-11-20 12:05:31" });
            router.reboot();
            assert_eq!(lines(&router).into_iter().map(|(_, message)| message).collect::<Vec<_>>(), ["router rebooted"]);
        }
    }
}
