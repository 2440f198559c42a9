//! Copies of the settings that the router makes by itself, on its own timer (reference router-configuration §5.4).
use crate::{
    draft::{About, Draft, props},
    owned::is_owned,
};
use project::{Interval, Project};
use routeros::{Area, Menu, Record, Snapshot, Text, menu};

const AREA: Area = Area::Backups;

/// How the script and the timer's entry are called.
pub(crate) const NAME: &str = "firsthop-backup";
const MARK: &str = "firsthop:backup";

/// What MikroTik's own example for a backup has (manual, Scheduler). Which of them `backup save` really
/// asks for is written down nowhere; restarting, sniffing and RoMON are left out.
const POLICY: &str = "ftp,read,write,policy,test,password,sensitive";

/// How many copies stay, and the least room that one more is made in: backups of homes have some
/// ten to some hundred KiB, and a router without any room cannot write its settings any more.
const KEPT: &str = "3";
const ROOM: u32 = 512 * 1024;

/// Whether this router lets its timer run anything. Where it has no device-mode it always does.
pub fn may_run(snapshot: &Snapshot) -> bool {
    let mode = snapshot.settings(menu::SYSTEM_DEVICE_MODE);
    mode.is_none_or(|record| record.text("scheduler") != Some("false"))
}

/// Whether the router makes its copies: the timer and the script are there, and the timer is active. Some
/// routers take an entry and do not run it (reference router-configuration §6).
pub fn runs(snapshot: &Snapshot) -> bool {
    let is_there = |menu: Menu| snapshot.records(menu).find(|record| record.text("name") == Some(NAME));
    let is_active = |record: &Record| {
        let idle = record.is_disabled() || record.flag("inactive") || record.flag("invalid");
        !idle && !record.comment().contains("inactivated")
    };
    may_run(snapshot)
        && is_there(menu::SYSTEM_SCHEDULER).is_some_and(is_active)
        && is_there(menu::SYSTEM_SCRIPT).is_some()
}

/// The script and the timer, or neither.
pub(crate) fn copies(project: &Project, draft: &mut Draft<'_>) {
    let named = |draft: &Draft<'_>, menu| draft.find(menu, |record| record.text("name") == Some(NAME)).cloned();
    let (entry, script) = (named(draft, menu::SYSTEM_SCHEDULER), named(draft, menu::SYSTEM_SCRIPT));
    let about = |part: &str, key: &str| About::new(AREA, &format!("backups.{part}"), text(key));
    if !project.backups.router {
        // The timer first: it has nothing to run then.
        let both =
            [(menu::SYSTEM_SCHEDULER, entry, "copies-timer-off"), (menu::SYSTEM_SCRIPT, script, "copies-script-off")];
        for (menu, record, key) in both {
            if let Some(record) = record.filter(|record| is_owned(menu, record)) {
                draft.remove(about(key, key), menu, &record);
            }
        }
        return;
    }
    if !may_run(draft.snapshot) {
        draft.warn(AREA, Text::new("copies-home-mode"));
        return;
    }
    let source = source();
    let wanted = [("source", source.as_str()), ("policy", POLICY)];
    match &script {
        Some(record) => draft.edit(about("script", "copies-script"), menu::SYSTEM_SCRIPT, record, &wanted),
        None => {
            let all = [[("name", NAME), ("comment", MARK)], wanted].concat();
            draft.add(about("script", "copies-script"), menu::SYSTEM_SCRIPT, props(&all), None);
        }
    }
    let (interval, key) = interval(project.backups.every);
    // Without a start it begins now: versions write dates differently, and a time at night would find many a
    // router switched off.
    let wanted = [("interval", interval), ("on-event", NAME), ("policy", POLICY)];
    match &entry {
        Some(record) => {
            let wanted = [wanted.as_slice(), &[("disabled", "no")]].concat();
            draft.edit(about("timer", key), menu::SYSTEM_SCHEDULER, record, &wanted);
        }
        None => {
            let all = [[("name", NAME)].as_slice(), &wanted, &[("comment", MARK)]].concat();
            draft.add(about("timer", key), menu::SYSTEM_SCHEDULER, props(&all), None);
        }
    }
}

fn text(key: &str) -> Text {
    Text::new(key).with("keep", KEPT)
}

/// As RouterOS writes it. Where this computer makes backups only when it is asked, the router makes one a week.
fn interval(every: Interval) -> (&'static str, &'static str) {
    match every {
        Interval::Day => ("1d", "copies-timer-day"),
        Interval::Week | Interval::Never => ("1w", "copies-timer-week"),
        Interval::Month => ("4w2d", "copies-timer-month"),
    }
}

/// The same for RouterOS 6 and 7: no dates and no times, which they write differently and which have signs that
/// no file name may have. Of four places one is always free: it is filled, and the oldest copy becomes the free
/// place. The oldest goes only when the new one is made. No password stands in it, so the copy is not encrypted.
fn source() -> String {
    let mut lines = vec![
        ":local stem \"firsthop-copy\"".to_owned(),
        // Where there is such a folder, everything beside it is lost with the power (manual, Files).
        ":if ([:len [/file find name=\"flash\"]] != 0) do={ :set stem \"flash/firsthop-copy\" }".to_owned(),
        ":local place 4".to_owned(),
        ":local oldest 1".to_owned(),
    ];
    lines.extend((1..4).rev().map(|place| {
        let next = place + 1;
        format!(
            ":if ([:len [/file find name=\"$stem-{place}.backup\"]] = 0) do={{ :set place {place}; :set oldest {next} }}"
        )
    }));
    lines.push(format!(":if ([/system resource get free-hdd-space] < {ROOM}) do={{"));
    lines.push(":log warning \"FirstHop: there is no room for a copy of the settings\"".to_owned());
    lines.push("} else={".to_owned());
    lines.push("/system backup save name=\"$stem-$place\" dont-encrypt=yes".to_owned());
    lines.push("/file remove [find name=\"$stem-$oldest.backup\"]".to_owned());
    lines.push("}".to_owned());
    lines.join("\n")
}
