//! Who looks up names.
use super::Judge;
use crate::{
    DohUrl, Issue, IssueCode, Names, Preset, Suggestion,
    presets::INCOMPATIBLE_HOSTS,
    values::{DohUrlError, unusable, unusable_v6},
};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};
use url::Url;

pub(super) fn names(judge: &mut Judge<'_, '_>) -> Option<Names> {
    let choices = &judge.choices.names;
    match choices.source.as_str() {
        "provider" => provider(judge),
        "preset" => preset(judge),
        "own" => own(judge),
        other => {
            let issue = Issue::error("names.source", IssueCode::ChoiceUnknown);
            let fix = Suggestion::set("names.source", "provider");
            judge.say(issue.with("value", other).with("allowed", "provider, preset, own").suggest(fix));
            None
        }
    }
}

fn provider(judge: &mut Judge<'_, '_>) -> Option<Names> {
    if judge.choices.internet.r#type == "static" {
        // Quad9 cannot be asked in private, so the wish would be the next issue.
        let mut values = vec![("names.source", Value::from("preset")), ("names.preset", Value::from("quad9"))];
        if judge.choices.names.doh {
            values.push(("names.doh", Value::from(false)));
        }
        let fix = Suggestion::set_many(values);
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
        let fix = Suggestion::set("names.preset", Preset::Cloudflare.as_str());
        judge.say(issue.with("value", &choices.preset).with("allowed", allowed).suggest(fix));
        return None;
    };
    let doh = match (choices.doh, preset.doh()) {
        (false, _) => None,
        (true, Some(url)) => Some(url.parse::<DohUrl>().ok()?),
        (true, None) => {
            let fix = Suggestion::set("names.doh", false);
            judge
                .say(Issue::error("names.doh", IssueCode::DohNotWithPreset).with("preset", preset.name()).suggest(fix));
            return None;
        }
    };
    Some(Names::Servers { servers: preset.servers().map(IpAddr::V4).to_vec(), doh, preset: Some(preset) })
}

fn own(judge: &mut Judge<'_, '_>) -> Option<Names> {
    let mut servers: Vec<IpAddr> = Vec::new();
    let mut complete = true;
    for (index, text) in judge.choices.names.servers.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let field = format!("names.servers.{index}");
        match server(judge, &field, text) {
            Some(address) if servers.contains(&address) => {
                let mut others = judge.choices.names.servers.clone();
                others.remove(index);
                let fix = Suggestion::set("names.servers", others);
                judge.say(Issue::error(&field, IssueCode::ServerDoubled).with("address", address).suggest(fix));
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
    let doh = if judge.choices.names.doh { Some(doh(judge, &servers)?) } else { None };
    complete.then_some(Names::Servers { servers, doh, preset: None })
}

fn server(judge: &mut Judge<'_, '_>, field: &str, text: &str) -> Option<IpAddr> {
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
    if let IpAddr::V4(v4) = address
        && let Some(issue) = at_home(judge, field, v4)
    {
        judge.say(issue);
        return None;
    }
    Some(address)
}

/// What speaks against a server at home: it must be a device of its own that keeps its address.
fn at_home(judge: &Judge<'_, '_>, field: &str, address: Ipv4Addr) -> Option<Issue> {
    let lan = judge.lan?;
    let network = lan.network();
    let issue = |code| Issue::error(field, code).with("address", address);
    if address == lan.ip() {
        return Some(issue(IssueCode::AddressIsRouter));
    }
    if address == network.network() {
        return Some(issue(IssueCode::NetworkAddress).with("network", network));
    }
    if address == network.broadcast() {
        return Some(issue(IssueCode::BroadcastAddress).with("network", network));
    }
    let (from, to) = judge.range.filter(|(from, to)| (*from..=*to).contains(&address))?;
    let reserved = &judge.choices.addresses.reservations;
    if reserved.iter().any(|choice| choice.address.parse() == Ok(address)) {
        return None;
    }
    // The longer part of the range stays.
    let (before, after) = (address.to_bits() - from.to_bits(), to.to_bits() - address.to_bits());
    let fix = if after >= before && after > 0 {
        Some(Suggestion::set("addresses.from", Ipv4Addr::from_bits(address.to_bits() + 1).to_string()))
    } else if before > 0 {
        Some(Suggestion::set("addresses.to", Ipv4Addr::from_bits(address.to_bits() - 1).to_string()))
    } else {
        None
    };
    Some(issue(IssueCode::ServerInRange).with("from", from).with("to", to).suggest_if(fix))
}

fn doh(judge: &mut Judge<'_, '_>, servers: &[IpAddr]) -> Option<DohUrl> {
    let text = judge.choices.names.doh_url.as_str();
    if !judge.is_clean("names.doh_url", text) {
        return None;
    }
    let issue = |code| Issue::error("names.doh_url", code);
    let off = Suggestion::set("names.doh", false);
    let problem = match text.parse::<DohUrl>() {
        Ok(url) => match refused(&url) {
            None => return Some(url),
            Some(host) => issue(IssueCode::DohNotWithHost).with("host", host).suggest(off),
        },
        Err(DohUrlError::Missing) => {
            let url = Preset::ALL
                .into_iter()
                .find(|preset| preset.servers().iter().any(|own| servers.contains(&(*own).into())));
            let url = url.and_then(Preset::doh).map(|url| Suggestion::set("names.doh_url", url));
            issue(IssueCode::DohUrlMissing).suggest_if(url)
        }
        // What stands before an @ may be a password.
        Err(DohUrlError::Malformed) => {
            issue(IssueCode::DohUrlMalformed).with("value", text.rsplit('@').next().unwrap_or_default())
        }
        Err(DohUrlError::NotHttps) => {
            let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
            issue(IssueCode::DohUrlNotHttps).suggest_if(mended(|| format!("https://{rest}").parse().ok()))
        }
        Err(DohUrlError::HasLogin) => issue(IssueCode::DohUrlHasLogin).suggest_if(mended(|| {
            let mut url = Url::parse(text).ok()?;
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
            url.as_str().parse().ok()
        })),
        Err(DohUrlError::HasFragment) => {
            issue(IssueCode::DohUrlHasFragment).suggest_if(mended(|| text.split('#').next()?.parse().ok()))
        }
    };
    judge.say(problem);
    None
}

/// The suggestion of a better place to ask, if the mending gave one.
fn mended(url: impl FnOnce() -> Option<DohUrl>) -> Option<Suggestion> {
    url().map(|url| Suggestion::set("names.doh_url", url.to_string()))
}

/// The host, when RouterOS is known not to get on with it.
fn refused(url: &DohUrl) -> Option<String> {
    match url.host() {
        Some(host) => INCOMPATIBLE_HOSTS.iter().any(|domain| host.is_within(domain)).then(|| host.to_string()),
        None => Preset::Quad9.servers().iter().map(Ipv4Addr::to_string).find(|own| url.is_host(own)),
    }
}
