//! `facts`: what a router is, as far as it says.
use super::{connect, snapshot};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    known::Known,
    output,
};
use project::SecretField;
use routeros::{Facts, menu, visible};
use serde_json::json;

pub(super) async fn run(args: &Args, url: &str) -> Result<Exit, Failure> {
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    let snapshot = snapshot(&router).await?;
    let facts = Facts::of(&snapshot);
    let home = planner::lan_interface(&snapshot);
    let address = snapshot.records(menu::IP_ADDRESS).find(|record| record.text("interface") == home.as_deref());
    let address = address.and_then(|record| record.text("address"));
    let ports: Vec<_> =
        facts.ports.iter().map(|port| json!({"name": visible(&port.name), "running": port.running})).collect();
    let all = json!({
        "board_name": visible(&facts.board_name), "model": visible(&facts.model), "serial": visible(&facts.serial),
        "version": facts.version.to_string(), "architecture": visible(&facts.architecture),
        "identity": visible(&facts.identity), "class": planner::classify(&snapshot), "device_mode": facts.device_mode,
        "ports": ports, "internet_port": planner::wan_port(&snapshot), "home": {"interface": home, "address": address},
        "private": router.is_private(),
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
