//! Who may have made a change, as far as the router's log says.
//!
//! RouterOS notes changes under the topics `system` and `info`: `filter rule added by admin` (manual, "Log"). Newer
//! versions add by which way somebody came and what they sent, as published logs of August 2025, of 7.23.3 and of 7.24.2
//! show: `filter rule added by ssh:admin@10.1.1.2 (*22 = /ip firewall filter add chain=input)`, so that the very record is
//! named. The log holds a thousand lines in memory and is lost with a start anew.
use routeros::{Menu, Record};
use serde::{Deserialize, Serialize};

/// More names help nobody.
const MOST: usize = 3;

/// How far a log went at a moment: its last line, so that it is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    id: String,
    /// What the line said, mixed: what others write into a log is not kept.
    mark: u64,
}

impl LogEnd {
    /// Of a log as it is now; none when it is empty.
    pub fn of(log: &[Record]) -> Option<Self> {
        let last = log.last()?;
        Some(Self { id: last.id.clone()?, mark: mark(last) })
    }

    fn is(&self, line: &Record) -> bool {
        line.id.as_ref() == Some(&self.id) && self.mark == mark(line)
    }
}

/// FNV-1a, which stays the same in every version of this program. The time is left out: older versions write it in
/// another form the day after.
fn mark(line: &Record) -> u64 {
    let text = format!("{} {}", line.text_or_empty("topics"), line.text_or_empty("message"));
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Who made a change, as far as the router's log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The log names this very record.
    Named(Vec<Told>),
    /// The log tells of changes of this kind since then, without saying of which record.
    Like(Vec<Told>),
    /// The log goes back to the moment when the router was left, and says nothing.
    Silent,
    /// The log does not go back that far, and what is left of it says nothing.
    TooShort,
}

/// Somebody that the log names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When, as the router wrote it.
    pub time: String,
    /// The login; for a timer its name.
    pub user: String,
    /// By which way they came.
    pub way: Way,
    /// From which address; empty when the log does not say.
    pub from: String,
}

/// By which way somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The log does not say, or says something that is not known here.
    Unknown,
    /// WinBox.
    WinBox,
    /// SSH.
    Ssh,
    /// A program, over REST or the binary API, as FirstHop itself.
    Program,
    /// A timer of the router's own.
    Timer,
}

/// What was done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Added,
    Changed,
    Removed,
}

/// A change that somebody is looked for.
pub(super) struct What {
    pub(super) menu: Menu,
    pub(super) deed: Deed,
    /// The record's number; empty for settings.
    pub(super) number: String,
    /// What it is and was called.
    pub(super) names: Vec<String>,
}

pub(super) fn who(end: Option<&LogEnd>, what: &What, log: &[Record]) -> Who {
    let after = end.and_then(|end| log.iter().position(|line| end.is(line))).map(|at| at + 1);
    let (mut named, mut like) = (Vec::new(), Vec::new());
    for line in log.iter().skip(after.unwrap_or_default()) {
        let Some(note) = Note::of(line) else { continue };
        match note.is_of(what) {
            Fits::Record => named.push(note.told),
            Fits::Kind => like.push(note.told),
            Fits::Not => {}
        }
    }
    match (named.is_empty(), like.is_empty(), after) {
        (false, _, _) => Who::Named(newest(named)),
        (true, false, _) => Who::Like(newest(like)),
        (true, true, Some(_)) => Who::Silent,
        (true, true, None) => Who::TooShort,
    }
}

/// Each of them once, with their last time; the newest last.
fn newest(all: Vec<Told>) -> Vec<Told> {
    let mut newest: Vec<Told> = Vec::new();
    for told in all {
        newest.retain(|known| (&known.user, known.way, &known.from) != (&told.user, told.way, &told.from));
        newest.push(told);
    }
    newest.split_off(newest.len().saturating_sub(MOST))
}

#[derive(Debug, PartialEq, Eq)]
enum Fits {
    Record,
    Kind,
    Not,
}

/// A line that tells of a change.
struct Note<'a> {
    /// What stands in front of ` by `.
    said: &'a str,
    /// What was sent; empty when the line does not say.
    command: &'a str,
    told: Told,
}

impl<'a> Note<'a> {
    fn of(line: &'a Record) -> Option<Self> {
        let topics: Vec<&str> = line.text_or_empty("topics").split(',').collect();
        if !topics.contains(&"system") || !topics.contains(&"info") {
            return None;
        }
        let message = line.text_or_empty("message");
        let (head, command) = message.split_once(" (").unwrap_or((message, ""));
        let (said, by) = head.rsplit_once(" by ")?;
        let (user, way, from) = came(by);
        let told = Told { time: line.text_or_empty("time").to_owned(), user, way, from };
        Some(Self { said, command: command.trim_end_matches(')'), told })
    }

    fn is_of(&self, what: &What) -> Fits {
        if !self.command.is_empty() {
            return if self.names(what) { Fits::Record } else { Fits::Not };
        }
        let kind = self.said.contains(kind(what.menu));
        let deed: &[&str] = match what.deed {
            Deed::Added => &["added", "scheduled"],
            Deed::Changed => &["changed"],
            Deed::Removed => &["removed"],
        };
        if kind && self.said.split(' ').any(|word| deed.contains(&word)) { Fits::Kind } else { Fits::Not }
    }

    /// Whether the command is about this very record: `*22 = /ip firewall filter add …`, `/ip dns set …`,
    /// `/user remove *2`, `/interface set guests disabled=yes`.
    fn names(&self, what: &What) -> bool {
        let (number, rest) =
            self.command.split_once(" = /").map_or(("", self.command), |(number, rest)| (number, rest));
        let words: Vec<&str> = rest.trim_start_matches('/').split(' ').collect();
        let Some(at) = words.iter().position(|word| ["add", "set", "remove", "enable", "disable"].contains(word))
        else {
            return false;
        };
        let (path, verb) = (words[..at].join("/"), words[at]);
        let deed = match verb {
            "add" => Deed::Added,
            "remove" => Deed::Removed,
            _ => Deed::Changed,
        };
        let menu = what.menu.path();
        // An interface is switched off in the menu of its own, or in that of all.
        let is_here = menu.trim_start_matches('/') == path || (path == "interface" && is_interface(menu));
        if !is_here || deed != what.deed {
            return false;
        }
        if what.number.is_empty() {
            return true;
        }
        let targets = if deed == Deed::Added { number } else { words.get(at + 1).copied().unwrap_or_default() };
        targets.split(',').any(|one| one == what.number || what.names.iter().any(|name| name == one.trim_matches('"')))
    }
}

/// `admin`, or `ssh:admin@10.1.1.2`, `tcp-msg(winbox):admin@192.168.88.5/terminal/action:3`, `api:admin@::/action:2` for
/// REST, `scheduler:night/action:8`.
fn came(by: &str) -> (String, Way, String) {
    let Some((way, rest)) = by.split_once(':') else { return (by.to_owned(), Way::Unknown, String::new()) };
    let rest = rest.split('/').next().unwrap_or_default();
    if way == "scheduler" {
        return (rest.to_owned(), Way::Timer, String::new());
    }
    let (user, from) = rest.rsplit_once('@').unwrap_or((rest, ""));
    let way = match way {
        "ssh" => Way::Ssh,
        "api" | "rest-api" | "api-ssl" => Way::Program,
        _ if way.contains("winbox") => Way::WinBox,
        _ => Way::Unknown,
    };
    (user.to_owned(), way, if from == "::" { String::new() } else { from.to_owned() })
}

/// How the short form calls a record of a menu, as far as published logs show. Others are an `item`, and an item may
/// be anything.
fn kind(menu: Menu) -> &'static str {
    match menu.path() {
        "/ip/firewall/filter" | "/ipv6/firewall/filter" => "filter rule",
        "/ip/firewall/nat" => "nat rule",
        "/ip/firewall/mangle" => "mangle rule",
        "/ip/firewall/raw" => "raw rule",
        "/ip/address" | "/ipv6/address" => "address",
        "/ip/route" => "route",
        "/ip/dns" => "dns",
        "/ip/dhcp-server/lease" => "dhcp lease",
        "/system/identity" => "identity",
        "/system/script" | "/system/scheduler" => "script",
        "/user" => "user",
        path if is_interface(path) => "device",
        _ => "item",
    }
}

fn is_interface(path: &str) -> bool {
    path.starts_with("/interface/") && path.matches('/').count() == 2 && path != "/interface/list"
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::menu;

    fn log(lines: &[(&str, &str, &str)]) -> Vec<Record> {
        let line = |(at, (time, topics, message)): (usize, &(&str, &str, &str))| {
            Record::of(Some(&format!("*{:X}", at + 1)), &[("time", time), ("topics", topics), ("message", message)])
        };
        lines.iter().enumerate().map(line).collect()
    }

    fn what(menu: Menu, deed: Deed, number: &str, names: &[&str]) -> What {
        What { menu, deed, number: number.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() }
    }

    fn told(time: &str, user: &str, way: Way, from: &str) -> Told {
        Told { time: time.to_owned(), user: user.to_owned(), way, from: from.to_owned() }
    }

    #[test]
    fn the_long_form_names_the_very_record() {
        let log = log(&[
            ("2026-11-20 12:05:31", "system,info", "router rebooted"),
            (
                "2026-11-20 12:06:00",
                "system,info",
                "filter rule added by ssh:anna@10.1.1.2 (*22 = /ip firewall filter add action=accept chain=input)",
            ),
            (
                "2026-11-20 12:07:00",
                "system,info",
                "filter rule added by api:admin@:: (*23 = /ip firewall filter add chain=input)",
            ),
            (
                "2026-11-20 12:08:00",
                "system,info",
                "device changed by scheduler:guests-off/action:8 (/interface set guests disabled=yes)",
            ),
            (
                "2026-11-20 12:09:00",
                "system,info",
                "dns changed by tcp-msg(winbox):bob@192.168.88.5/terminal/action:132 (/ip dns set servers=9.9.9.9)",
            ),
            ("2026-11-20 12:10:00", "system,info", "user ops removed by ssh:-2@172.31.88.5/action:0 (/user remove *2)"),
            ("2026-11-20 12:11:00", "script,info", "dns changed by nobody (/ip dns set servers=1.1.1.1)"),
        ]);
        let end = LogEnd::of(&log[..1]);
        let who = |what: &What| who(end.as_ref(), what, &log);
        let named = |time: &str, user: &str, way, from: &str| Who::Named(vec![told(time, user, way, from)]);
        let filter = menu::IP_FIREWALL_FILTER;
        assert_eq!(
            who(&what(filter, Deed::Added, "*22", &[])),
            named("2026-11-20 12:06:00", "anna", Way::Ssh, "10.1.1.2")
        );
        assert_eq!(
            who(&what(filter, Deed::Added, "*23", &[])),
            named("2026-11-20 12:07:00", "admin", Way::Program, "")
        );
        assert_eq!(who(&what(filter, Deed::Added, "*24", &[])), Who::Silent);
        assert_eq!(
            who(&what(menu::INTERFACE_WIFI, Deed::Changed, "*6", &["guests"])),
            named("2026-11-20 12:08:00", "guests-off", Way::Timer, "")
        );
        assert_eq!(
            who(&what(menu::IP_DNS, Deed::Changed, "", &[])),
            named("2026-11-20 12:09:00", "bob", Way::WinBox, "192.168.88.5")
        );
        assert_eq!(
            who(&what(menu::USER, Deed::Removed, "*2", &["ops"])),
            named("2026-11-20 12:10:00", "-2", Way::Ssh, "172.31.88.5")
        );
    }

    #[test]
    fn the_short_form_names_a_kind_and_only_what_came_since() {
        let log = log(&[
            ("nov/19 09:00:00", "system,info", "filter rule added by old"),
            ("12:05:31", "system,info", "dns changed by admin"),
            ("12:06:00", "system,info", "filter rule added by anna"),
            ("12:06:30", "system,info", "filter rule added by anna"),
            ("12:07:00", "system,info", "item removed by bob"),
            ("12:08:00", "system,info,account", "user anna logged in from 192.168.88.10 via winbox"),
        ]);
        let who = |end: &[Record], what: &What| who(LogEnd::of(end).as_ref(), what, &log);
        let filter = what(menu::IP_FIREWALL_FILTER, Deed::Added, "*9", &[]);
        assert_eq!(who(&log[..2], &filter), Who::Like(vec![told("12:06:30", "anna", Way::Unknown, "")]));
        let pool = what(menu::IP_POOL, Deed::Removed, "*9", &["cameras"]);
        assert_eq!(who(&log[..2], &pool), Who::Like(vec![told("12:07:00", "bob", Way::Unknown, "")]));
        assert_eq!(who(&log[..2], &what(menu::IP_DNS, Deed::Changed, "", &[])), Who::Silent, "it was before");
        // A start anew has emptied the log: the same number is another line.
        let other = [Record::of(Some("*2"), &[("topics", "system,info"), ("message", "something else")])];
        assert_eq!(who(&other, &what(menu::IP_ROUTE, Deed::Added, "*1", &[])), Who::TooShort);
        assert_eq!(who(&[], &what(menu::IP_ROUTE, Deed::Added, "*1", &[])), Who::TooShort);
    }
}
