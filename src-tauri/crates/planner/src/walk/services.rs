//! What listens on the router.
use routeros::{Snapshot, menu};

/// Name, protocol and port of what answers: the services that are on, the resolver, and servers that
/// are off at the factory but for the one for bandwidth tests (ports: manual.mikrotik.com, "IP Services").
pub(crate) fn services(snapshot: &Snapshot) -> Vec<(String, &'static str, u16)> {
    let on = snapshot.records(menu::IP_SERVICE).filter(|record| !record.is_disabled());
    let mut found: Vec<(String, &'static str, u16)> = on
        .filter_map(|record| {
            let protocol = if record.text("proto") == Some("udp") { "udp" } else { "tcp" };
            Some((record.text("name")?.to_owned(), protocol, record.text("port")?.parse().ok()?))
        })
        .collect();
    if snapshot.settings(menu::IP_DNS).is_some_and(|record| record.flag("allow-remote-requests")) {
        found.push(("dns".to_owned(), "udp", 53));
        found.push(("dns".to_owned(), "tcp", 53));
    }
    let allowed = |feature: &str| {
        snapshot.settings(menu::SYSTEM_DEVICE_MODE).is_none_or(|record| record.text(feature) != Some("false"))
    };
    for (menu, name, protocol, usual, feature) in [
        (menu::IP_PROXY, "proxy", "tcp", 8080, "proxy"),
        (menu::IP_SOCKS, "socks", "tcp", 1080, "socks"),
        (menu::SNMP, "snmp", "udp", 161, ""),
        (menu::TOOL_BANDWIDTH_SERVER, "bandwidth-server", "tcp", 2000, "bandwidth-test"),
    ] {
        let on = snapshot.settings(menu).filter(|record| record.flag("enabled") && allowed(feature));
        found.extend(on.map(|record| {
            let port = record.text("port").and_then(|text| text.parse().ok()).unwrap_or(usual);
            (name.to_owned(), protocol, port)
        }));
    }
    found
}
