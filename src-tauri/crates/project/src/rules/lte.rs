//! A SIM card in the router.
use super::Judge;
use crate::{ApnLogin, Authentication, Issue, IssueCode, Lte, SecretField, SecretState, Suggestion};

/// The longest name of an access point (3GPP TS 23.003: 100 bytes).
const LONGEST_APN: usize = 100;
/// The longest name and password (3GPP TS 24.008 with PAP and CHAP: one byte for the length).
const LONGEST_LOGIN: usize = 255;

pub(super) fn lte(judge: &mut Judge<'_, '_>) -> Option<Lte> {
    let choices = &judge.choices.internet.lte;
    let apn = access_point(judge, &choices.apn);
    let login = login(judge);
    let has_pin = pin(judge);
    Some(Lte { apn: apn?, login: login?, roaming: choices.roaming, has_pin: has_pin? })
}

/// The outer `None` is an error, the inner one "the network's own".
fn access_point(judge: &mut Judge<'_, '_>, text: &str) -> Option<Option<String>> {
    let field = "internet.lte.apn";
    if text.is_empty() {
        return Some(None);
    }
    if !judge.is_clean(field, text) {
        return None;
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        judge.say(Issue::error(field, IssueCode::ApnMalformed).with("value", text));
        return None;
    }
    if text.len() > LONGEST_APN {
        judge.say(Issue::error(field, IssueCode::TextTooLong).with("most", LONGEST_APN));
        return None;
    }
    Some(Some(text.to_owned()))
}

fn login(judge: &mut Judge<'_, '_>) -> Option<Option<ApnLogin>> {
    let field = "internet.lte.user";
    let choices = &judge.choices.internet.lte;
    let authentication = match choices.authentication.as_str() {
        "pap" => Some(Authentication::Pap),
        "chap" => Some(Authentication::Chap),
        other => {
            let field = "internet.lte.authentication";
            let fix = Suggestion::set(field, "pap");
            let issue = Issue::error(field, IssueCode::ChoiceUnknown).with("value", other).with("allowed", "pap, chap");
            judge.say(issue.suggest(fix));
            None
        }
    };
    if choices.user.is_empty() {
        return authentication.map(|_| None);
    }
    if choices.apn.is_empty() {
        // The network's own access point takes everybody; a name for it would be thrown away.
        judge.say(Issue::error("internet.lte.apn", IssueCode::ApnMissing));
        return None;
    }
    if choices.user.len() > LONGEST_LOGIN {
        judge.say(Issue::error(field, IssueCode::TextTooLong).with("most", LONGEST_LOGIN));
        return None;
    }
    let is_clean = judge.is_clean_login(field, &choices.user);
    let has_password = password(judge);
    let login = authentication.map(|authentication| Some(ApnLogin { user: choices.user.clone(), authentication }));
    login.filter(|_| is_clean && has_password)
}

fn password(judge: &mut Judge<'_, '_>) -> bool {
    let field = SecretField::LtePassword;
    match (judge.secrets)(field) {
        SecretState::Stored => true,
        SecretState::Missing | SecretState::Typed("") => {
            judge.say(Issue::error(field.as_str(), IssueCode::PasswordMissing));
            false
        }
        SecretState::Typed(text) if text.len() > LONGEST_LOGIN => {
            judge.say(Issue::error(field.as_str(), IssueCode::TextTooLong).with("most", LONGEST_LOGIN));
            false
        }
        SecretState::Typed(text) => judge.is_clean_login(field.as_str(), text),
    }
}

/// Whether there is one. A card counts wrong ones, so what cannot be a PIN is never tried.
fn pin(judge: &mut Judge<'_, '_>) -> Option<bool> {
    let field = SecretField::LtePin;
    match (judge.secrets)(field) {
        SecretState::Missing | SecretState::Typed("") => Some(false),
        SecretState::Stored => Some(true),
        SecretState::Typed(text) => {
            if !judge.is_clean(field.as_str(), text) {
                return None;
            }
            if !(4..=8).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                judge.say(Issue::error(field.as_str(), IssueCode::PinMalformed));
                return None;
            }
            Some(true)
        }
    }
}
