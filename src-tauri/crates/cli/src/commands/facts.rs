//! `facts`: what a router is, as far as it says.
use super::log_in;
use crate::{
    args::Args,
    failure::{Exit, Failure},
    output,
    texts::text,
};
use routeros::{Card, Facts, Modem, Port, menu, visible};
use routeros_client::{Client, own_addresses, read_facts, read_snapshot_after};
use serde_json::{Value, json};

pub(super) async fn run(args: &Args, url: &str) -> Result<Exit, Failure> {
    let router = log_in(args, url).await?;
    let read = read_facts(&router).await?;
    let facts = Facts::of(&read);
    let here = routeros::port_of(&read, &own_addresses(&router, &read));
    let snapshot = read_snapshot_after(&router, &read).await?;
    let home = planner::lan_interface(&snapshot);
    let address = snapshot.records(menu::IP_ADDRESS).find(|record| record.text("interface") == home.as_deref());
    let address = address.and_then(|record| record.text("address"));
    let suspicions = planner::suspicions(&snapshot).into_iter().map(|why| {
        let said = text(&format!("suspicion.{}", why.text.key), &why.text.params);
        json!({"menu": why.menu.path(), "name": visible(&why.name), "text": visible(&said)})
    });
    let packages = facts.packages.iter().map(|package| {
        json!({"name": visible(&package.name), "version": visible(&package.version), "disabled": package.disabled})
    });
    let all = json!({
        "board_name": visible(&facts.board_name), "model": visible(&facts.model), "serial": visible(&facts.serial),
        "version": facts.version.to_string(), "architecture": visible(&facts.architecture),
        "identity": visible(&facts.identity), "class": planner::classify(&snapshot), "device_mode": facts.device_mode,
        "packages": packages.collect::<Vec<_>>(), "storage": facts.storage, "ports": ports(&facts.ports),
        "radios": ports(&facts.radios), "modems": modems(&facts.modems), "this_computer": here.as_deref().map(visible),
        "internet_port": planner::wan_port(&snapshot), "home": {"interface": home, "address": address},
        "suspicions": suspicions.collect::<Vec<_>>(), "foreign": planner::foreign(&snapshot).len(),
        "lacks": planner::lacking(&read, router.user(), matches!(router, Client::Rest(_))), "private": router.is_private(),
    });
    if args.json {
        output::document(&all);
    } else {
        for (name, value) in all.as_object().into_iter().flatten() {
            output::line(format!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        }
    }
    Ok(Exit::Done)
}

fn ports(ports: &[Port]) -> Vec<Value> {
    ports.iter().map(|port| json!({"name": visible(&port.name), "running": port.running})).collect()
}

fn modems(modems: &[Modem]) -> Vec<Value> {
    let card = |card: &Card| match card {
        Card::Registered { operator, signal } => {
            json!({"state": "registered", "operator": visible(operator), "signal": visible(signal)})
        }
        Card::Pin { detail } => json!({"state": "pin", "detail": visible(detail)}),
        Card::Missing | Card::Puk | Card::Searching | Card::Off => json!(card),
    };
    let modem = |modem: &Modem| json!({"name": visible(&modem.name), "running": modem.running, "card": modem.card.as_ref().map(card)});
    modems.iter().map(modem).collect()
}
