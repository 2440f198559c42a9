//! `discover`: which routers are there.
use crate::{
    args::Args,
    failure::{Exit, Failure},
    output,
    texts::text,
};
use routeros::visible;
use routeros_client::discovery::{Device, Kind, Search, Trouble, search};
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

pub(super) async fn run(args: &Args, seconds: u64, at: &[SocketAddr]) -> Result<Exit, Failure> {
    let looking = Search { patience: Duration::from_secs(seconds.clamp(1, 120)), at: at.to_vec() };
    let found = search(&looking, &mut |device| {
        if !args.json {
            output::line(line(device));
        }
    })
    .await;
    match found {
        Ok(devices) => {
            if args.json {
                output::document(&json!({"routers": devices.iter().map(document).collect::<Vec<_>>()}));
            }
            Ok(Exit::Done)
        }
        Err(trouble) => {
            let key = match trouble {
                Trouble::NoNetwork => "no-network",
                Trouble::OnlyWifi => "only-wifi",
                Trouble::MayNotListen => "may-not-listen",
                Trouble::Silence => "silence",
            };
            let say = |part: &str| text(&format!("discover.{key}.{part}"), &BTreeMap::new());
            Err(Failure::not_started(key, say("what"), say("todo")))
        }
    }
}

fn kind(device: &Device) -> &'static str {
    match device.kind() {
        Kind::RouterOs => "routeros",
        Kind::SwOs => "swos",
        Kind::Other => "other",
    }
}

fn macs(device: &Device) -> Vec<String> {
    let show = |mac: &[u8; 6]| mac.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
    device.macs.iter().map(show).collect()
}

fn line(device: &Device) -> String {
    let says = &device.says;
    let addresses: Vec<String> = device.addresses.iter().map(ToString::to_string).collect();
    let at = if addresses.is_empty() { "no address".to_owned() } else { addresses.join(", ") };
    let line =
        visible(&format!("{}  {} {}  {at}  {}", says.identity, says.board, says.version, macs(device).join(", ")));
    match device.kind() {
        Kind::RouterOs => line,
        Kind::SwOs => format!("{line}\n  {}", text("discover.swos", &BTreeMap::new())),
        Kind::Other => format!("{line}\n  {}", text("discover.other", &BTreeMap::new())),
    }
}

fn document(device: &Device) -> Value {
    let says = &device.says;
    json!({
        "kind": kind(device), "identity": visible(&says.identity), "model": visible(&says.board), "version": visible(&says.version),
        "software_id": visible(&says.software_id), "addresses": device.addresses, "macs": macs(device),
    })
}
