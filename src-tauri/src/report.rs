//! The report for somebody who helps: what the router is, what went wrong in its own words, when, and
//! the end of the log. Nothing in it is secret, and no serial number is whole.
use crate::session::{Connected, Session};
use routeros::{Facts, menu, visible};
use std::fmt::Write as _;

/// How many lines of the log it has.
const LINES: usize = 60;
/// Shorter ones would black out ordinary words; no router takes such a password for a new one.
const SHORTEST: usize = 4;
const MASK: &str = "••••";

/// Makes the report. `what` is what the window says of the error, `log` are the log's last lines, `written`
/// is when the last run was last written down.
pub fn report(session: &Session, what: &str, log: &[String], now: &str, written: &str) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name}: {}", visible(value));
    };
    line("FirstHop", &format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH));
    line("Made at", now);
    match &session.connected {
        Some(connected) => about(connected, &mut line),
        None => line("Router", "none is connected"),
    }
    if !what.is_empty() {
        line("What happened", what);
    }
    if let Some(run) = &session.last_run {
        let outcome = serde_json::to_value(run.outcome).unwrap_or_default();
        let sent = format!("{} of {} steps were sent, outcome {outcome}", run.sent(), run.steps.len());
        line("Last run", &sent);
        let began = run.began.and_then(|began| jiff::Timestamp::from_second(began.try_into().ok()?).ok());
        line("It began at", &began.map_or_else(|| "unknown".to_owned(), |began| began.to_string()));
        line("Last written down at", written);
        for (id, state) in &run.steps {
            line("  step", &format!("{id} {}", serde_json::to_value(state).unwrap_or_default()));
        }
    }
    text.push_str("\nLast lines of the log:\n");
    for entry in &log[log.len().saturating_sub(LINES)..] {
        text.push_str(&visible(entry));
        text.push('\n');
    }
    redacted(text, session)
}

fn about(connected: &Connected, line: &mut impl FnMut(&str, &str)) {
    let facts = Facts::of(&connected.facts);
    line("Router", &format!("{} ({}), RouterOS {}", facts.board_name, facts.model, facts.version));
    line("Serial number", &short(&facts.serial));
    line("Architecture", &facts.architecture);
    let packages: Vec<String> =
        facts.packages.iter().map(|package| format!("{} {}", package.name, package.version)).collect();
    line("Packages", &packages.join(", "));
    if let Some(mode) = &facts.device_mode {
        line("Device mode", &format!("{}, scheduler {}, flagged {}", mode.mode, mode.scheduler, mode.flagged));
    }
    if connected.looked {
        let class = serde_json::to_value(planner::classify(&connected.snapshot)).unwrap_or_default();
        line("Class", class.as_str().unwrap_or_default());
    }
    line("Connection", connected.transport().service());
    let (free, total) = (facts.storage.free.unwrap_or_default(), facts.storage.total.unwrap_or_default());
    line("Memory for files", &format!("{free} of {total} bytes free, flash folder {:?}", facts.storage.flash_folder));
    let ports: Vec<String> = facts.ports.iter().map(|port| format!("{} {}", port.name, port.running)).collect();
    line("Sockets (cable in)", &ports.join(", "));
    line("This computer is at", connected.here.as_deref().unwrap_or("unknown"));
}

/// A serial number with which nobody can claim the router.
fn short(serial: &str) -> String {
    let digits: Vec<char> = serial.chars().collect();
    format!("…{}", digits[digits.len().saturating_sub(4)..].iter().collect::<String>())
}

/// Takes out every secret that is known, and the serial number wherever it stands: the words of the
/// router and its log may repeat them.
fn redacted(mut text: String, session: &Session) -> String {
    let mut secrets: Vec<String> = session.stored.values().map(|secret| secret.expose().to_owned()).collect();
    secrets.extend(session.login.iter().map(|secret| secret.expose().to_owned()));
    secrets.extend(session.password.iter().map(|made| made.secret.expose().to_owned()));
    if let Some(shown) = &session.shown {
        secrets.extend(shown.secrets.values().map(|secret| secret.expose().to_owned()));
    }
    let mut whole = Vec::new();
    if let Some(connected) = &session.connected {
        secrets.push(connected.router.password().expose().to_owned());
        whole.push(Facts::of(&connected.facts).serial);
        let licence = connected.facts.settings(menu::SYSTEM_LICENSE);
        whole.extend(licence.and_then(|record| record.text("software-id")).map(str::to_owned));
    }
    // The longest first: one may be part of another.
    secrets.retain(|secret| secret.chars().count() >= SHORTEST);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        for spelling in spellings(&secret) {
            text = text.replace(&spelling, MASK);
        }
    }
    for serial in whole.into_iter().filter(|serial| serial.chars().count() > 4) {
        let tail = short(&serial);
        text = text.replace(&serial, &tail);
    }
    text
}

/// As it is, as JSON writes it and as an address does.
fn spellings(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let percent: String = secret
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    vec![secret.to_owned(), json.trim_matches('"').to_owned(), percent]
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::Secret;

    #[test]
    fn no_secret_is_in_it_however_it_is_written() {
        let mut session = Session::default();
        session.stored.insert("internet.pppoe.password".into(), Secret::new("gehe\"im ü"));
        session.login = Some(Secret::new("stickerpw"));
        let log = vec![
            "refused: gehe\"im ü".to_owned(),
            r#"{"password":"gehe\"im ü"}"#.to_owned(),
            "GET /x?p=gehe%22im%20%C3%BC".to_owned(),
            "login stickerpw".to_owned(),
        ];
        let text = report(&session, "the router said stickerpw", &log, "2026-05-03T14:02:00Z", "");
        for secret in ["gehe", "im ü", "stickerpw"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        assert!(text.contains("2026-05-03T14:02:00Z") && text.contains(MASK), "{text}");
    }

    #[test]
    fn only_the_end_of_the_log_is_in_it() {
        let log: Vec<String> = (0..200).map(|number| format!("line-{number}.")).collect();
        let text = report(&Session::default(), "", &log, "", "");
        assert!(text.contains("line-199.") && text.contains("line-140.") && !text.contains("line-139."));
    }
}
