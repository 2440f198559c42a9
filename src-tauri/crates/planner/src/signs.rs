//! What somebody made that runs, redirects or lets in: found in one place, for the audit, which names it, and
//! for the look whether a router was broken into.
use routeros::{Menu, Record, Snapshot, menu};
use std::net::IpAddr;

/// What a script does with what is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// It brings something. Many households do, to tell a name where they are.
    Fetches,
    /// It also runs what came: a stranger tells it what to do.
    RunsWhatItFetches,
}

/// The scripts and timers that bring something from elsewhere, those that are off too.
pub(crate) fn scripts(snapshot: &Snapshot) -> impl Iterator<Item = (Menu, &Record, Script)> {
    [(menu::SYSTEM_SCHEDULER, "on-event"), (menu::SYSTEM_SCRIPT, "source")].into_iter().flat_map(
        move |(menu, source)| {
            snapshot.records(menu).filter_map(move |record| Some((menu, record, script(record.text_or_empty(source))?)))
        },
    )
}

fn script(source: &str) -> Option<Script> {
    let spaced = source.replace('/', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let has = |word: &str| source.contains(word);
    if has("fetch") && (has("import") || has(":parse") || has("[parse")) {
        return Some(Script::RunsWhatItFetches);
    }
    let brings = words.windows(2).any(|pair| pair == ["tool", "fetch"]) || words.contains(&"import");
    brings.then_some(Script::Fetches)
}

/// How many accounts may do everything, and those beside the usual one, which is called `admin` or is the first.
pub(crate) fn more_full_users(snapshot: &Snapshot) -> (usize, Vec<&Record>) {
    let full = |record: &&Record| record.text("group") == Some("full") && !record.is_disabled();
    let all: Vec<&Record> = snapshot.records(menu::USER).filter(full).collect();
    let usual = all.iter().position(|record| record.text("name") == Some("admin")).unwrap_or_default();
    let count = all.len();
    let more = all.into_iter().enumerate().filter(|(index, _)| *index != usual).map(|(_, record)| record);
    (count, more.collect())
}

/// Endings of names that are the home's own.
const AT_HOME: &[&str] = &["lan", "local", "home", "internal", "localdomain", "arpa", "intranet", "private"];

/// A name of the internet that the router does not ask its servers about.
pub(crate) enum Name<'s> {
    /// It answers itself, with an address that is not at home. Names that are sent nowhere shut out
    /// advertising, and are meant so.
    Answered(&'s Record),
    /// It asks somebody else.
    Forwarded(&'s Record),
}

/// All such names.
pub(crate) fn names(snapshot: &Snapshot) -> Vec<Name<'_>> {
    let doh = snapshot.settings(menu::IP_DNS).map_or("", |record| record.text_or_empty("use-doh-server"));
    let mut found = Vec::new();
    for record in snapshot.records(menu::IP_DNS_STATIC).filter(|record| !record.is_disabled()) {
        let name = name(record);
        let ending = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        if !name.contains('.') || AT_HOME.contains(&ending) || doh.contains(name) {
            continue;
        }
        if record.text_or_empty("address").parse().is_ok_and(is_public) {
            found.push(Name::Answered(record));
        }
        if record.text("type") == Some("FWD") {
            found.push(Name::Forwarded(record));
        }
    }
    found
}

/// What a record of names is about.
pub(crate) fn name(record: &Record) -> &str {
    let name = record.text_or_empty("name");
    if name.is_empty() { record.text_or_empty("regexp") } else { name }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !(address.is_private() || address.is_loopback() || address.is_unspecified()),
        IpAddr::V6(address) => {
            !(address.is_loopback() || address.is_unspecified() || (address.segments()[0] & 0xfe00) == 0xfc00)
        }
    }
}
