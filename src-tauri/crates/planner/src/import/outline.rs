//! What an import is proved by: the outcomes that the owner cares about are those of any router, so they are read
//! off its records as if somebody had chosen them.
use crate::live;
use ipnet::Ipv4Net;
use project::{Choices, Project, SecretState};
use routeros::{Record, Snapshot, menu};
use std::net::Ipv4Addr;

/// What a router's records amount to, as a project. Where they are nothing that a project could say, the usual
/// answers stand for them; then the proof says what of those it does not find.
pub(super) fn outline(snapshot: &Snapshot) -> Option<Project> {
    let valid = |choices: &Choices| Project::from_choices(choices, &|_| SecretState::Stored).ok();
    let mut choices = Choices::default();
    choices.backups.computer = false;
    let usual = choices.clone();
    internet(snapshot, &mut choices);
    home(snapshot, &mut choices);
    let servers = snapshot.settings(menu::IP_DNS).map(|dns| dns.text_or_empty("servers")).unwrap_or_default();
    if !servers.is_empty() {
        "own".clone_into(&mut choices.names.source);
        choices.names.servers = servers.split(',').map(str::to_owned).collect();
    }
    valid(&choices).map(|(project, _)| project).or_else(|| valid(&usual).map(|(project, _)| project))
}

fn internet(snapshot: &Snapshot, choices: &mut Choices) {
    let is_on = |record: &&Record| !record.is_disabled();
    let login = snapshot.records(menu::INTERFACE_PPPOE_CLIENT).find(is_on);
    let asks = snapshot.records(menu::IP_DHCP_CLIENT).any(|record| is_on(&record));
    if let Some(login) = login {
        "pppoe".clone_into(&mut choices.internet.r#type);
        login.text_or_empty("user").clone_into(&mut choices.internet.pppoe.user);
    } else if asks {
    } else if let Some((address, gateway)) = fixed(snapshot) {
        "static".clone_into(&mut choices.internet.r#type);
        choices.internet.r#static.address = address;
        choices.internet.r#static.gateway = gateway;
    } else if live::modem(snapshot).is_some() {
        "lte".clone_into(&mut choices.internet.r#type);
    }
}

/// The address and the way out that somebody typed in.
fn fixed(snapshot: &Snapshot) -> Option<(String, String)> {
    let is_out = |record: &&Record| record.text("dst-address") == Some("0.0.0.0/0") && !record.is_disabled();
    let gateway = snapshot.records(menu::IP_ROUTE).find(is_out)?.text("gateway")?;
    let router: Ipv4Addr = gateway.parse().ok()?;
    let addresses = snapshot.records(menu::IP_ADDRESS).filter(|record| !record.is_disabled());
    let mut texts = addresses.filter_map(|record| record.text("address"));
    let own = texts.find(|text| text.parse::<Ipv4Net>().is_ok_and(|net| net.contains(&router)))?;
    Some((own.to_owned(), gateway.to_owned()))
}

fn home(snapshot: &Snapshot, choices: &mut Choices) {
    let Some(lan) = live::lan_interface(snapshot) else { return };
    let here = |record: &&Record| record.text("interface") == Some(&lan) && !record.is_disabled();
    let server = snapshot.records(menu::IP_DHCP_SERVER).find(here);
    let pool = server.and_then(|server| server.text("address-pool"));
    let pool = snapshot.records(menu::IP_POOL).find(|record| pool.is_some() && record.text("name") == pool);
    let range = pool.and_then(|pool| pool.text("ranges")?.split(',').next()?.split_once('-'));
    let inside = |net: &Ipv4Net| match range.and_then(|(from, _)| from.parse::<Ipv4Addr>().ok()) {
        Some(from) => net.contains(&from),
        None => true,
    };
    let nets =
        snapshot.records(menu::IP_ADDRESS).filter(here).filter_map(|record| record.text("address")?.parse().ok());
    if let Some(net) = nets.into_iter().find(inside) {
        choices.home.address = net.to_string();
    }
    match range {
        Some((from, to)) => {
            from.clone_into(&mut choices.addresses.from);
            to.clone_into(&mut choices.addresses.to);
        }
        None => choices.addresses.enabled = server.is_some(),
    }
}
