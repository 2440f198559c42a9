//! The computer that talks to the router, in the tables in which a router would have it. On loopback
//! it is taken for the first device that the router serves (README: assumed).
use crate::{
    engine::Engine,
    live::{self, Row, rows},
    packets,
    properties::{enabled, get},
};
use serde_json::json;

/// The address of the computer that talks to the router.
pub(crate) fn address(engine: &Engine) -> String {
    packets::serving(&engine.state).map_or_else(|| "192.168.88.10".to_owned(), |serving| serving.address.to_string())
}

/// The computer that talks to the router has an address from it.
pub(crate) fn lease(engine: &Engine) -> Option<Row> {
    let serving = packets::serving(&engine.state)?;
    let own = engine.computer.address.unwrap_or(serving.address).to_string();
    let row = json!({
        ".id": "*FFE", "address": own, "mac-address": "02:00:5E:10:00:01", "server": serving.server, "host-name": "this-computer",
        "status": "bound", "active-address": own, "dynamic": "true", "disabled": "false",
    });
    row.as_object().cloned()
}

/// The same computer in the ARP table.
pub(crate) fn neighbour(engine: &Engine) -> Option<Row> {
    let serving = packets::serving(&engine.state)?;
    let row = json!({
        ".id": "*FFD", "address": serving.address.to_string(), "mac-address": "02:00:5E:10:00:01", "interface": serving.interface,
        "complete": "true", "dynamic": "true", "DHCP": "true", "disabled": "false", "published": "false", "invalid": "false",
    });
    row.as_object().cloned()
}

/// And behind the first of the bridge's sockets in which a cable is.
pub(crate) fn host(engine: &Engine) -> Option<Row> {
    let bridge = packets::serving(&engine.state)?.interface;
    let plugged = |name: &str| {
        rows(&engine.state, "/interface").any(|row| get(row, "name") == name && get(row, "running") == "true")
    };
    // Where the provider's cable is, no computer can be; a line that is not plugged in takes no socket.
    let line = if engine.internet.is_by_cable() { live::socket(&engine.state) } else { "" };
    let mut ports = rows(&engine.state, "/interface/bridge/port")
        .filter(|row| get(row, "bridge") == bridge && enabled(row) && get(row, "interface") != line);
    let port = ports.find(|row| get(row, "interface").starts_with("ether") && plugged(get(row, "interface")))?;
    let row = json!({
        ".id": "*FFC", "mac-address": "02:00:5E:10:00:01", "on-interface": get(port, "interface"), "bridge": bridge,
        "dynamic": "true", "local": "false", "external": "false", "invalid": "false", "disabled": "false",
    });
    row.as_object().cloned()
}

/// From 7.19 the services list connections too, the asker's own among them.
pub(crate) fn connection(engine: &Engine) -> Option<Row> {
    let asker = address(engine);
    let row = json!({
        ".id": "*FFF", "name": "www", "port": "80", "proto": "tcp", "address": "", "dynamic": "true", "disabled": "false", "connection": "true",
        "local": "192.168.88.1:80", "remote": format!("{asker}:50000"), "invalid": "false",
    });
    row.as_object().cloned()
}
