//! Passwords, protection and backups.
use super::{Judge, unclean};
use crate::{Backups, Interval, Issue, IssueCode, Level, Protection, SecretField, SecretState, Severity, Suggestion};

/// The least that a new password of the router has.
const LEAST: usize = 12;
const MOST_KEPT: u32 = 1000;

/// Passwords that were typed are looked at; an old one may be as short as its maker liked.
pub(super) fn router_secrets(judge: &mut Judge<'_, '_>) {
    for field in [SecretField::Router, SecretField::RouterNewPassword] {
        let SecretState::Typed(text) = (judge.secrets)(field) else { continue };
        if field == SecretField::RouterNewPassword && text.is_empty() {
            judge.say(Issue::error(field.as_str(), IssueCode::PasswordMissing));
            continue;
        }
        judge.is_clean_login(field.as_str(), text);
        if field == SecretField::RouterNewPassword && text.chars().count() < LEAST {
            judge.say(Issue::error(field.as_str(), IssueCode::PasswordShort).with("least", LEAST));
        }
    }
}

pub(super) fn protection(judge: &mut Judge<'_, '_>) -> Option<Protection> {
    let choices = &judge.choices.protection;
    let level = match choices.level.as_str() {
        "recommended" => Level::Recommended,
        "strict" => Level::Strict,
        other => {
            let issue = Issue::error("protection.level", IssueCode::ChoiceUnknown);
            let fix = Suggestion::set("protection.level", "recommended");
            judge.say(issue.with("value", other).with("allowed", "recommended, strict").suggest(fix));
            return None;
        }
    };
    wifi_password(judge);
    let time_zone = match choices.time_zone.as_str() {
        "" => None,
        text => match text.parse() {
            Ok(zone) => Some(zone),
            Err(_) => {
                let issue = Issue::error("protection.time_zone", IssueCode::TimeZoneMalformed).with("value", text);
                judge.say(issue.suggest(Suggestion::set("protection.time_zone", "")));
                return None;
            }
        },
    };
    let watcher = super::watcher::watcher(judge)?;
    Some(Protection { level, items: choices.items.clone(), time_zone, watcher })
}

/// What WPA2 and WPA3 take as a password (IEEE 802.11, J.4.1): 8 to 63 signs of ASCII.
fn wifi_password(judge: &mut Judge<'_, '_>) {
    const LENGTHS: std::ops::RangeInclusive<usize> = 8..=63;
    let field = SecretField::WifiPassword;
    let SecretState::Typed(text) = (judge.secrets)(field) else { return };
    let is_plain = text.chars().all(|sign| sign == ' ' || sign.is_ascii_graphic());
    let fits = text.is_empty() || is_plain && LENGTHS.contains(&text.len());
    if !fits {
        judge.say(Issue::error(field.as_str(), IssueCode::WifiPasswordMalformed));
    }
}

pub(super) fn backups(judge: &mut Judge<'_, '_>) -> Option<Backups> {
    let choices = &judge.choices.backups;
    let every = match choices.every.as_str() {
        "day" => Some(Interval::Day),
        "week" => Some(Interval::Week),
        "month" => Some(Interval::Month),
        "never" => Some(Interval::Never),
        other => {
            let issue = Issue::error("backups.every", IssueCode::ChoiceUnknown);
            let fix = Suggestion::set("backups.every", "week");
            judge.say(issue.with("value", other).with("allowed", "day, week, month, never").suggest(fix));
            None
        }
    };
    let keep = match choices.keep {
        0 => Some((IssueCode::KeepTooFew, "least", 1)),
        1..=MOST_KEPT => None,
        _ => Some((IssueCode::KeepTooMany, "most", MOST_KEPT)),
    };
    if let Some((code, name, limit)) = keep {
        let fix = Suggestion::set("backups.keep", limit);
        judge.say(Issue::error("backups.keep", code).with(name, limit).suggest(fix));
    }
    match (judge.secrets)(SecretField::BackupsPassword) {
        SecretState::Typed("") => {
            judge.say(Issue::error(SecretField::BackupsPassword.as_str(), IssueCode::PasswordMissing));
        }
        SecretState::Typed(text) => {
            judge.is_clean_login(SecretField::BackupsPassword.as_str(), text);
        }
        SecretState::Missing | SecretState::Stored => {}
    }
    // A folder may really be called so; it is only said.
    if let Some(issue) = unclean("backups.folder", &choices.folder) {
        judge.say(Issue { severity: Severity::Warning, ..issue });
    }
    let folder = (!choices.folder.is_empty()).then(|| choices.folder.clone());
    Some(Backups { computer: choices.computer, folder, every: every?, keep: choices.keep, router: choices.router })
}
