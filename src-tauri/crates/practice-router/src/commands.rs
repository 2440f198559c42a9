//! Commands that change no record.
use crate::{
    Internet,
    engine::{Engine, Refusal, flag, refuse},
    files,
    live::{self, Login, Row},
    lte, packets,
    properties::get,
};
use serde_json::{Map, Value, json};

/// Runs a command, if it is one.
pub(crate) fn run(engine: &Engine, path: &str, body: &Map<String, Value>) -> Option<Result<Value, Refusal>> {
    let argument = |name: &str| body.get(name).map(crate::properties::text);
    Some(match path {
        "/tool/ping" if !engine.state.since(7, 0) => return None,
        // From 7.23 only the one in `/tool` is in the trees.
        "/ping" if engine.state.since(7, 23) && !engine.disputes.root_ping_stays => return None,
        "/tool/ping" | "/ping" => ping(engine, &argument("address").unwrap_or_default(), argument("count")),
        "/resolve" => resolve(engine, argument("domain-name")),
        "/interface/pppoe-client/monitor" => monitor_pppoe(engine, body),
        "/interface/pppoe-client/scan" => scan_pppoe(engine, body),
        "/import" if engine.state.since(7, 0) => import(engine, body),
        "/console/inspect" if engine.state.since(7, 0) => inspect(engine, body),
        "/interface/lte/monitor" => lte::monitor(engine, body),
        "/interface/ethernet/monitor" => monitor_ethernet(engine, body),
        _ => return None,
    })
}

fn ping(engine: &Engine, address: &str, count: Option<String>) -> Result<Value, Refusal> {
    let count: u32 = count.and_then(|text| text.parse().ok()).unwrap_or(4).min(50);
    let live = engine.live();
    let Ok(target) = address.parse::<std::net::Ipv4Addr>() else { return refuse("invalid value for argument address") };
    let connected = live.rows.iter().filter(|(menu, _)| *menu == "/ip/route").any(|(_, route)| {
        get(route, "connect") == "true"
            && get(route, "dst-address").parse::<ipnet::Ipv4Net>().is_ok_and(|net| net.contains(&target))
    });
    let answers = live.way_out.is_some() || connected;
    let rows: Vec<Value> = (0..count)
        .map(|seq| {
            let received = if answers { seq + 1 } else { 0 };
            let mut row = json!({
                "seq": seq.to_string(), "host": address, "sent": (seq + 1).to_string(), "received": received.to_string(),
                "packet-loss": if answers { "0" } else { "100" },
            });
            if answers {
                for (name, value) in [("size", "56"), ("ttl", "57"), ("time", "14ms120us"), ("min-rtt", "14ms"), ("avg-rtt", "14ms"), ("max-rtt", "15ms")] {
                    row[name] = value.into();
                }
            } else {
                row["status"] = if live.way_out.is_none() { "no route to host" } else { "timeout" }.into();
            }
            row
        })
        .collect();
    Ok(Value::Array(rows))
}

fn resolve(engine: &Engine, name: Option<String>) -> Result<Value, Refusal> {
    let Some(name) = name else { return refuse("missing =domain-name=") };
    let own =
        live::rows(&engine.state, "/ip/dns/static").find(|row| get(row, "name") == name && !flag(row, "disabled"));
    if let Some(own) = own {
        return Ok(json!({ "ret": get(own, "address") }));
    }
    if packets::resolves(&engine.state, &engine.live()) {
        Ok(json!({ "ret": "93.184.216.34" }))
    } else {
        refuse("failure: dns server failure")
    }
}

pub(crate) fn target(engine: &Engine, menu: &str, body: &Map<String, Value>) -> Result<Row, Refusal> {
    let key = ["numbers", ".id"].iter().find_map(|name| body.get(*name));
    match key {
        Some(key) => engine.find(menu, &crate::properties::text(key)),
        None => refuse("missing =.id="),
    }
}

fn monitor_pppoe(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let client = target(engine, "/interface/pppoe-client", body)?;
    Ok(match live::login(&engine.state, &engine.internet, &client) {
        Login::Off => json!([{ "status": "disabled" }]),
        Login::Dialing => json!([{ "status": "dialing..." }]),
        Login::Refused => json!([{ "status": "terminating... - authentication failed" }]),
        Login::Connected => json!([{
            "status": "connected", "uptime": "5s", "active-links": "1", "ac-name": "practice", "service-name": "", "mtu": "1480", "mru": "1480",
            "local-address": "198.51.100.23", "remote-address": "198.51.100.1",
        }]),
    })
}

/// `/import` that only reads. What a real one answers to a script without mistakes is not written down.
fn import(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let argument = |name: &str| body.get(name).map(crate::properties::text);
    if argument("dry-run").is_none() {
        return refuse("failure: an import that is carried out is not simulated");
    }
    if !engine.state.since(7, 16) {
        return refuse("unknown parameter dry-run");
    }
    if argument("verbose").is_none() {
        return refuse("failure: dry-run needs verbose");
    }
    let name = argument("file-name").unwrap_or_default();
    let Some(script) = files::contents(engine, &name) else {
        return refuse("failure: cannot open import file");
    };
    match crate::script::check(engine, &String::from_utf8_lossy(script)) {
        Ok(()) => Ok(json!([])),
        Err(error) => refuse(format!("failure: {error}")),
    }
}

/// `/console/inspect request=child path=ip,address,add`: the names of a command's arguments.
fn inspect(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let argument = |name: &str| body.get(name).map(crate::properties::text).unwrap_or_default();
    if argument("request") != "child" {
        return refuse("failure: only request=child is simulated");
    }
    let path = argument("path");
    let Some((menu, command)) = path.rsplit_once(',') else { return Ok(json!([])) };
    let path = format!("/{}", menu.replace(',', "/"));
    let Ok(menu) = engine.menu(&path) else { return Ok(json!([])) };
    let names = menu.names(command).filter(|name| engine.knows(&path, menu, command, name));
    let rows = names.map(|name| json!({ "type": "child", "name": name, "node-type": "arg" }));
    let own = json!({ "type": "self", "name": command, "node-type": "cmd" });
    Ok(std::iter::once(own).chain(rows).collect())
}

/// Who answers to a search for a login. The names in the rows are those that the console shows.
fn scan_pppoe(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let argument = |name: &str| body.get(name).map(crate::properties::text);
    let Some(interface) = argument("interface") else { return refuse("missing =interface=") };
    if argument("duration").is_none() {
        return refuse("failure: a search without duration is not simulated");
    }
    let answers = match &engine.internet {
        Internet::Pppoe { vlan, .. } => live::line(&engine.state, &interface) == Some(*vlan),
        Internet::None | Internet::Dhcp { .. } | Internet::Static { .. } | Internet::Lte { .. } => false,
    };
    Ok(if answers {
        json!([{ ".section": "0", "service": "", "mac-address": "02:00:5E:10:00:99", "ac-name": "practice" }])
    } else {
        json!([])
    })
}

fn monitor_ethernet(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let socket = target(engine, "/interface/ethernet", body)?;
    let name = get(&socket, "name").to_owned();
    let running = live::rows(&engine.state, "/interface").any(|row| get(row, "name") == name && flag(row, "running"));
    let status = if running { "link-ok" } else { "no-link" };
    Ok(
        json!([{ "name": name, "status": status, "rate": if running { "1Gbps" } else { "" }, "full-duplex": running.to_string() }]),
    )
}
