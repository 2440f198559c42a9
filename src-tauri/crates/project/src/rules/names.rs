//! Who looks up names.
use super::Judge;
use crate::{
    Addresses, DohUrl, Internet, InternetKind, Issue, IssueCode, Names, Preset, Suggestion,
    presets::INCOMPATIBLE_HOSTS,
    values::{DohUrlError, unusable, unusable_v6},
};
use std::net::IpAddr;

pub(super) fn names(judge: &mut Judge<'_, '_>, internet: Option<&Internet>, addresses: Option<&Addresses>) -> Option<Names> {
    let choices = &judge.choices.names;
    match choices.source.as_str() {
        "provider" => provider(judge, internet),
        "preset" => preset(judge),
        "own" => own(judge, addresses),
        other => {
            let issue = Issue::error("names.source", IssueCode::ChoiceUnknown);
            judge.say(issue.with("value", other).with("allowed", "provider, preset, own"));
            None
        }
    }
}

fn provider(judge: &mut Judge<'_, '_>, internet: Option<&Internet>) -> Option<Names> {
    let is_fixed = internet.map_or(judge.choices.internet.r#type == "static", |internet| matches!(internet.kind, InternetKind::Static { .. }));
    if is_fixed {
        let fix = Suggestion::set_many([("names.source", "preset"), ("names.preset", "quad9")]);
        judge.say(Issue::error("names.source", IssueCode::ProviderSendsNoServers).suggest(fix));
        return None;
    }
    if judge.choices.names.doh {
        let fix = Suggestion::set("names.doh", false);
        judge.say(Issue::error("names.doh", IssueCode::DohNotWithProvider).suggest(fix));
        return None;
    }
    Some(Names::Provider)
}

fn preset(judge: &mut Judge<'_, '_>) -> Option<Names> {
    let choices = &judge.choices.names;
    let Ok(preset) = choices.preset.parse::<Preset>() else {
        let allowed = Preset::ALL.map(Preset::as_str).join(", ");
        let issue = Issue::error("names.preset", IssueCode::ChoiceUnknown);
        judge.say(issue.with("value", &choices.preset).with("allowed", allowed));
        return None;
    };
    let doh = match (choices.doh, preset.doh()) {
        (false, _) => None,
        (true, Some(url)) => Some(url.parse::<DohUrl>().ok()?),
        (true, None) => {
            let fix = Suggestion::set("names.doh", false);
            judge.say(Issue::error("names.doh", IssueCode::DohNotWithPreset).with("preset", preset.name()).suggest(fix));
            return None;
        }
    };
    Some(Names::Servers { servers: preset.servers().map(IpAddr::V4).to_vec(), doh, preset: Some(preset) })
}

fn own(judge: &mut Judge<'_, '_>, addresses: Option<&Addresses>) -> Option<Names> {
    let mut servers: Vec<IpAddr> = Vec::new();
    let mut complete = true;
    for (index, text) in judge.choices.names.servers.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let field = format!("names.servers.{index}");
        match server(judge, &field, text, addresses) {
            Some(address) if servers.contains(&address) => {
                judge.say(Issue::error(&field, IssueCode::ServerDoubled).with("address", address));
                complete = false;
            }
            Some(address) => servers.push(address),
            None => complete = false,
        }
    }
    if servers.is_empty() && complete {
        judge.say(Issue::error("names.servers.0", IssueCode::ServerMissing));
        complete = false;
    }
    let doh = if judge.choices.names.doh { Some(doh(judge)?) } else { None };
    complete.then_some(Names::Servers { servers, doh, preset: None })
}

fn server(judge: &mut Judge<'_, '_>, field: &str, text: &str, addresses: Option<&Addresses>) -> Option<IpAddr> {
    if !judge.is_clean(field, text) {
        return None;
    }
    let Ok(address) = text.parse::<IpAddr>() else {
        let is_name = text.contains(|c: char| c.is_alphabetic()) && text.contains('.');
        let code = if is_name { IssueCode::ServerIsName } else { IssueCode::AddressMalformed };
        judge.say(Issue::error(field, code).with("value", text));
        return None;
    };
    let kind = match address {
        IpAddr::V4(address) => unusable(address),
        IpAddr::V6(address) => unusable_v6(address),
    };
    if let Some(kind) = kind {
        let issue = Issue::error(field, IssueCode::AddressUnusable);
        judge.say(issue.with("address", address).with("kind", kind.as_str()));
        return None;
    }
    if let (Some(Addresses::On { from, to, .. }), IpAddr::V4(v4)) = (addresses, address)
        && (*from..=*to).contains(&v4)
    {
        let issue = Issue::error(field, IssueCode::ServerInRange);
        judge.say(issue.with("address", address).with("from", from).with("to", to));
        return None;
    }
    Some(address)
}

fn doh(judge: &mut Judge<'_, '_>) -> Option<DohUrl> {
    let text = judge.choices.names.doh_url.as_str();
    if !judge.is_clean("names.doh_url", text) {
        return None;
    }
    let issue = |code| Issue::error("names.doh_url", code);
    let problem = match text.parse::<DohUrl>() {
        Ok(url) => {
            let host = url.host();
            let refused = host.as_ref().filter(|host| INCOMPATIBLE_HOSTS.iter().any(|domain| host.is_within(domain)));
            match refused {
                None => return Some(url),
                Some(host) => issue(IssueCode::DohNotWithHost).with("host", host),
            }
        }
        Err(DohUrlError::Missing) => issue(IssueCode::DohUrlMissing),
        Err(DohUrlError::Malformed) => issue(IssueCode::DohUrlMalformed).with("value", text),
        Err(DohUrlError::NotHttps) => issue(IssueCode::DohUrlNotHttps),
        Err(DohUrlError::HasLogin) => issue(IssueCode::DohUrlHasLogin),
        Err(DohUrlError::HasFragment) => issue(IssueCode::DohUrlHasFragment),
    };
    judge.say(problem);
    None
}
