//! The provider's line, and packets of a device at home and of a stranger.
mod common;
use common::{call, hap, id, refused, router, row, rows};
use practice_router::Router;
use serde_json::{Value, json};

fn pings(router: &Router) -> bool {
    let answer = call(router, 200, "POST", "/ping", json!({ "address": "9.9.9.9", "count": "2" }));
    let answer = answer.as_array().cloned().unwrap_or_default();
    assert_eq!(answer.len(), 2);
    answer.iter().all(|row| row["packet-loss"] == "0")
}

fn resolves(router: &Router) -> bool {
    let answer = router.handle("POST", "/resolve", Some(&json!({ "domain-name": "example.com" })));
    let body = answer.body.unwrap_or_default();
    match answer.status {
        200 => body["ret"] == "93.184.216.34",
        _ => {
            assert_eq!(body["detail"], "failure: dns server failure");
            false
        }
    }
}

fn dial(router: &Router, interface: &str, password: &str) {
    let client = json!({
        "name": "pppoe-out1", "interface": interface, "user": "anna", "password": password, "add-default-route": "yes", "use-peer-dns": "yes",
        "disabled": "no",
    });
    call(router, 201, "PUT", "/interface/pppoe-client", client);
    call(router, 201, "PUT", "/interface/list/member", json!({ "list": "WAN", "interface": "pppoe-out1" }));
}

#[test]
fn a_line_by_dhcp_serves_the_factory_router() {
    let router = hap();
    let client = row(&router, "/ip/dhcp-client", ".id", "*1");
    assert_eq!((&client["status"], &client["address"]), (&json!("bound"), &json!("203.0.113.47/24")));
    assert_eq!(row(&router, "/ip/address", "dynamic", "true")["address"], "203.0.113.47/24");
    assert_eq!(row(&router, "/ip/route", "dst-address", "0.0.0.0/0")["gateway"], "203.0.113.1");
    assert_eq!(call(&router, 200, "GET", "/ip/dns", Value::Null)["dynamic-servers"], "203.0.113.53");
    assert!(pings(&router) && resolves(&router));
    let probe = router.lan_probe();
    assert!(probe.internet && probe.names, "{probe:?}");
    assert_eq!(probe.gateway.map(|address| address.to_string()).as_deref(), Some("192.168.88.1"));
    assert_eq!(row(&router, "/ip/dhcp-server/lease", "dynamic", "true")["active-address"], "192.168.88.10");
}

#[test]
fn without_a_line_the_client_searches() {
    for line in ["none", "dhcp@10", "pppoe:anna:x"] {
        let router = router("hap-ax2_7.20", line);
        assert_eq!(row(&router, "/ip/dhcp-client", ".id", "*1")["status"], "searching...", "{line}");
        assert!(!pings(&router) && !resolves(&router) && !router.lan_probe().internet, "{line}");
    }
}

#[test]
fn a_line_by_dhcp_over_a_vlan_wants_the_tag() {
    let router = router("hap-ax2_7.20", "dhcp@10");
    call(&router, 201, "PUT", "/interface/vlan", json!({ "name": "v", "interface": "ether1", "vlan-id": "10" }));
    call(&router, 200, "PATCH", "/ip/dhcp-client/*1", json!({ "interface": "v" }));
    assert!(pings(&router));
    assert!(!router.lan_probe().internet, "nothing hides the home: the VLAN is not in the list WAN");
    call(&router, 201, "PUT", "/interface/list/member", json!({ "list": "WAN", "interface": "v" }));
    assert!(router.lan_probe().internet);
    call(&router, 200, "PATCH", "/interface/vlan/v", json!({ "vlan-id": "11" }));
    assert!(!pings(&router));
}

#[test]
fn a_socket_that_is_off_or_in_a_bridge_is_no_way_out() {
    let router = hap();
    call(&router, 200, "POST", "/interface/ethernet/disable", json!({ "numbers": "ether1" }));
    assert!(!pings(&router));
    call(&router, 200, "POST", "/interface/ethernet/enable", json!({ "numbers": "ether1" }));
    assert!(pings(&router));
    call(&router, 201, "PUT", "/interface/bridge/port", json!({ "bridge": "bridge", "interface": "ether1" }));
    assert!(!pings(&router), "a port of a bridge has no address of its own");
}

#[test]
fn pppoe_connects_with_the_right_words_only() {
    let router = router("hap-ax2_7.20", "pppoe:anna:geh:eim x@7");
    call(&router, 201, "PUT", "/interface/vlan", json!({ "name": "v7", "interface": "ether1", "vlan-id": "7" }));
    let status = |router: &Router| {
        let client = id(router, "/interface/pppoe-client", "name", "pppoe-out1");
        let seen = call(router, 200, "POST", "/interface/pppoe-client/monitor", json!({ ".id": client, "once": "" }));
        seen[0]["status"].as_str().unwrap_or_default().to_owned()
    };
    dial(&router, "v7", "wrong");
    assert!(status(&router).contains("authentication failed"));
    assert!(!pings(&router));
    let refused = rows(&router, "/log")
        .into_iter()
        .any(|line| line["message"] == "pppoe-out1: authentication failed" && line["topics"] == "pppoe,ppp,error");
    assert!(refused, "the log tells why");
    call(&router, 200, "PATCH", "/interface/pppoe-client/pppoe-out1", json!({ "password": "geh:eim x" }));
    assert_eq!(status(&router), "connected");
    assert_eq!(row(&router, "/ip/address", "interface", "pppoe-out1")["address"], "198.51.100.23/32");
    assert_eq!(row(&router, "/ip/route", "dst-address", "0.0.0.0/0")["gateway"], "pppoe-out1");
    assert_eq!(row(&router, "/interface", "name", "pppoe-out1")["running"], "true");
    assert!(pings(&router) && resolves(&router) && router.lan_probe().internet);
    call(&router, 200, "PATCH", "/interface/pppoe-client/pppoe-out1", json!({ "interface": "ether1" }));
    assert_eq!(status(&router), "dialing...");
}

#[test]
fn a_fixed_address_works_when_it_is_the_provider_s() {
    let router = router("hap-ax2_7.20", "static:203.0.113.9/29,203.0.113.14");
    call(&router, 201, "PUT", "/ip/address", json!({ "address": "203.0.113.9/29", "interface": "ether1" }));
    let route =
        call(&router, 201, "PUT", "/ip/route", json!({ "dst-address": "0.0.0.0/0", "gateway": "203.0.113.13" }));
    assert!(!pings(&router), "nobody is at the other end of that gateway");
    call(
        &router,
        200,
        "PATCH",
        &format!("/ip/route/{}", route[".id"].as_str().unwrap_or_default()),
        json!({ "gateway": "203.0.113.14" }),
    );
    assert!(pings(&router) && router.lan_probe().internet);
    assert!(!resolves(&router), "nobody told it a server for names");
    call(&router, 200, "POST", "/ip/dns/set", json!({ "servers": "9.9.9.9" }));
    assert!(resolves(&router) && router.lan_probe().names);
}

#[test]
fn the_nearest_route_is_the_active_one() {
    let router = hap();
    call(&router, 200, "PATCH", "/ip/dhcp-client/*1", json!({ "default-route-distance": "5" }));
    assert_eq!(row(&router, "/ip/route", "dst-address", "0.0.0.0/0")["distance"], "5");
    let dead = json!({ "dst-address": "0.0.0.0/0", "gateway": "203.0.113.99" });
    call(&router, 201, "PUT", "/ip/route", dead);
    let active: Vec<_> = rows(&router, "/ip/route")
        .into_iter()
        .filter(|row| row["dst-address"] == "0.0.0.0/0" && row.contains_key("active"))
        .collect();
    assert_eq!(active.len(), 1);
    assert_eq!(active[0]["gateway"], "203.0.113.99");
    assert!(!pings(&router));
}

#[test]
fn names_in_private_need_trust_in_certificates() {
    let router = hap();
    let doh = json!({ "use-doh-server": "https://1.1.1.1/dns-query", "verify-doh-cert": "yes", "servers": "1.1.1.1" });
    call(&router, 200, "POST", "/ip/dns/set", doh.clone());
    assert!(!resolves(&router), "7.20 trusts nobody by itself");
    call(&router, 200, "POST", "/certificate/settings/set", json!({ "builtin-trust-anchors": "trusted" }));
    assert!(resolves(&router));
    let old = common::router("hex_7.12", "dhcp");
    call(&old, 200, "POST", "/ip/dns/set", doh);
    assert!(!resolves(&old), "7.12 has no certificates of its own");
}

#[test]
fn each_link_of_the_chain_decides() {
    let breaks: [(&str, &str, &str, Value); 8] = [
        ("POST", "/ip/firewall/nat/disable", "internet", json!({ "numbers": "*1" })),
        ("DELETE", "/interface/list/member/*2", "internet", json!(null)),
        ("PATCH", "/ip/dhcp-server/network/*1", "internet", json!({ "gateway": "192.168.88.9" })),
        (
            "PUT",
            "/ip/firewall/filter",
            "internet",
            json!({ "chain": "forward", "action": "drop", "place-before": "*8" }),
        ),
        (
            "PUT",
            "/ip/firewall/raw",
            "internet",
            json!({ "chain": "prerouting", "action": "drop", "in-interface-list": "LAN" }),
        ),
        ("POST", "/ip/dns/set", "names", json!({ "allow-remote-requests": "no" })),
        ("DELETE", "/interface/list/member/*1", "names", json!(null)),
        ("PATCH", "/ip/dhcp-client/*1", "names", json!({ "use-peer-dns": "no" })),
    ];
    for (method, path, what, body) in breaks {
        let router = hap();
        let answer = router.handle(method, path, Some(&body).filter(|body| !body.is_null()));
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        let probe = router.lan_probe();
        let works = if what == "internet" { probe.internet } else { probe.names };
        assert!(!works, "after {method} {path} {body} {what} still works: {probe:?}");
    }
}

#[test]
fn a_home_without_its_dhcp_server_gets_nothing() {
    let router = hap();
    call(&router, 200, "POST", "/ip/dhcp-server/disable", json!({ "numbers": "*1" }));
    assert_eq!(router.lan_probe(), practice_router::LanProbe::default());
    assert!(!rows(&router, "/ip/dhcp-server/lease").iter().any(|row| row["dynamic"] == "true"));
}

#[test]
fn a_resolver_elsewhere_is_asked_through_the_router() {
    let router = hap();
    call(&router, 200, "PATCH", "/ip/dhcp-server/network/*1", json!({ "dns-server": "9.9.9.9" }));
    call(&router, 200, "POST", "/ip/dns/set", json!({ "allow-remote-requests": "no" }));
    assert!(router.lan_probe().names);
    router.set_internet(practice_router::Internet::None);
    assert!(!router.lan_probe().names);
}

#[test]
fn strangers_meet_the_input_chain() {
    let router = hap();
    assert!(!router.wan_probe("tcp", 80) && !router.wan_probe("udp", 53));
    let open = json!({ "chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "80,8000-8100", "place-before": "*2" });
    let rule = call(&router, 201, "PUT", "/ip/firewall/filter", open);
    assert!(router.wan_probe("tcp", 80) && !router.wan_probe("tcp", 22));
    let www = id(&router, "/ip/service", "name", "www");
    call(&router, 200, "PATCH", &format!("/ip/service/{www}"), json!({ "address": "192.168.88.0/24" }));
    assert!(!router.wan_probe("tcp", 80), "the service answers the home only");
    call(
        &router,
        204,
        "DELETE",
        &format!("/ip/firewall/filter/{}", rule[".id"].as_str().unwrap_or_default()),
        Value::Null,
    );
    call(&router, 200, "POST", "/ip/firewall/filter/disable", json!({ "numbers": "*5" }));
    assert!(router.wan_probe("tcp", 22) && router.wan_probe("udp", 53), "without its last rule the chain is open");
}

#[test]
fn chains_are_jumped_into_and_back() {
    let router = hap();
    let jump = json!({ "chain": "input", "action": "jump", "jump-target": "guests", "in-interface-list": "WAN", "place-before": "*2" });
    call(&router, 201, "PUT", "/ip/firewall/filter", jump);
    assert!(!router.wan_probe("tcp", 22), "an empty chain returns");
    call(
        &router,
        201,
        "PUT",
        "/ip/firewall/filter",
        json!({ "chain": "guests", "action": "accept", "protocol": "tcp" }),
    );
    assert!(router.wan_probe("tcp", 22));
}

#[test]
fn a_ping_out_of_no_way_says_so() {
    let router = router("hap-ax2_7.20", "none");
    let answer = call(&router, 200, "POST", "/tool/ping", json!({ "address": "9.9.9.9", "count": "1" }));
    assert_eq!(answer[0]["packet-loss"], "100");
    assert_eq!(
        refused(&router, "POST", "/tool/ping", json!({ "address": "no address" })),
        "invalid value for argument address"
    );
}
