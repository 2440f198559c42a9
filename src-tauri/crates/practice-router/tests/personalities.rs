//! The routers that come with the crate, and the switches for what the sources disagree about.
mod common;

use common::{call, id, refused, router, rows};
use practice_router::{Disputes, Internet, LanProbe, Options, Router, other_personalities, personality};
use serde_json::{Value, json};

fn used(name: &str, internet: Internet) -> Router {
    Router::new(Options { state: personality(name).expect("carried"), internet, ..Options::default() })
}

#[test]
fn a_modem_brings_the_internet_by_itself() {
    let lte = router("chateau-lte_7.20", "none");
    let probe: LanProbe = lte.lan_probe();
    assert!(probe.internet && probe.names, "{probe:?}");
    assert_eq!(probe.gateway.map(|ip| ip.to_string()).as_deref(), Some("192.168.188.1"));
    let ask = || call(&lte, 200, "POST", "/interface/lte/monitor", json!({ "numbers": "lte1", "once": "" }));
    assert_eq!(ask()[0]["status"], "connected");
    let profile = format!("/interface/lte/apn/{}", id(&lte, "/interface/lte/apn", "name", "default"));
    call(&lte, 200, "PATCH", &profile, json!({ "apn": "other", "use-network-apn": "no" }));
    assert_eq!(ask()[0]["status"], "connecting", "the provider does not know that access point");
    assert!(!lte.lan_probe().internet);
    call(&lte, 200, "PATCH", &profile, json!({ "apn": "internet" }));
    assert!(lte.lan_probe().internet);
    call(&lte, 200, "PATCH", &profile, json!({ "add-default-route": "no" }));
    assert!(!lte.lan_probe().internet, "without a route nobody gets out");
}

#[test]
fn a_card_with_a_pin_waits_for_it() {
    let mut state = personality("chateau-lte_7.20").expect("carried");
    state.board["sim"]["pin"] = "4711".into();
    let lte = Router::new(Options { state: state.clone(), internet: Internet::None, ..Options::default() });
    let ask = |lte: &Router| call(lte, 200, "POST", "/interface/lte/monitor", json!({ "numbers": "lte1", "once": "" }));
    assert_eq!(ask(&lte)[0]["pin-status"], "SIM PIN required");
    let modem = format!("/interface/lte/{}", id(&lte, "/interface/lte", "name", "lte1"));
    call(&lte, 200, "PATCH", &modem, json!({ "pin": "4711" }));
    assert_eq!(ask(&lte)[0]["status"], "connected");
    state.board["sim"]["present"] = false.into();
    let lte = Router::new(Options { state, internet: Internet::None, ..Options::default() });
    assert_eq!(ask(&lte)[0]["pin-status"], "SIM not present");
    assert!(!lte.lan_probe().internet);
}

#[test]
fn a_card_locks_itself_after_three_wrong_pins() {
    let lte = used("chateau-lte_7.20", "lte:4711:internet".parse().expect("a line"));
    let modem = format!("/interface/lte/{}", id(&lte, "/interface/lte", "name", "lte1"));
    let says = |lte: &Router| {
        call(lte, 200, "POST", "/interface/lte/monitor", json!({ "numbers": "lte1", "once": "" }))[0]["pin-status"]
            .clone()
    };
    for wrong in ["0000", "1111"] {
        call(&lte, 200, "PATCH", &modem, json!({ "pin": wrong }));
        assert_eq!(says(&lte), "SIM PIN required");
    }
    call(&lte, 200, "PATCH", &modem, json!({ "pin": "4711" }));
    assert_eq!(says(&lte), "ok", "a right one is counted anew");
    for wrong in ["0000", "1111", "2222", "4711"] {
        call(&lte, 200, "PATCH", &modem, json!({ "pin": wrong }));
    }
    assert_eq!(says(&lte), "SIM PUK required", "now the right one does not help");
}

#[test]
fn an_address_of_somebody_elses_router_is_given() {
    let behind = used("hap-ax2_7.20", "dhcp:192.168.88.77/24".parse().expect("a line"));
    assert_eq!(rows(&behind, "/ip/dhcp-client")[0]["address"], "192.168.88.77/24");
    assert_eq!(rows(&behind, "/ip/dhcp-client")[0]["gateway"], "192.168.88.1");
}

#[test]
fn used_routers_are_what_they_are_called() {
    let line = || Internet::Dhcp { vlan: None, address: None };
    assert_eq!(other_personalities().len(), 5);
    let blank = used("hap-ax2-blank_7.20", line());
    assert!(rows(&blank, "/ip/firewall/filter").is_empty() && blank.lan_probe().address.is_none());
    assert!(blank.wan_probe("tcp", 80), "nothing keeps strangers out");
    let point = used("hap-ax2-ap_7.20", line());
    assert_eq!(rows(&point, "/ip/dhcp-client")[0]["status"], "bound", "the bridge asks for an address");
    let grown = used("rb5009-grown_7.18", line());
    assert!(grown.lan_probe().internet && grown.lan_probe().names && !grown.wan_probe("tcp", 22));
    let open = used("hex-broken-into_7.12", line());
    assert!(open.wan_probe("udp", 53) && open.wan_probe("tcp", 8291), "the intruder's ways in");
    assert!(!router("hex_7.12", "dhcp").wan_probe("udp", 53));
}

#[test]
fn each_dispute_has_both_its_sides() {
    let with = |disputes: Disputes| {
        let state = personality("hap-ax2_7.20").expect("carried");
        Router::new(Options { state, disputes, ..Options::default() })
    };
    let entry = || json!({ "name": "x" });
    let plain = with(Disputes::default());
    assert_eq!(refused(&plain, "PUT", "/system/scheduler", entry()), "failure: not allowed by device-mode");
    call(&with(Disputes { forbidden_is_500: true, ..Disputes::default() }), 500, "PUT", "/system/scheduler", entry());
    let inactive = with(Disputes { scheduler_inactive: true, ..Disputes::default() });
    assert_eq!(call(&inactive, 201, "PUT", "/system/scheduler", entry())["inactive"], "true");
    let ping = || json!({ "address": "192.168.88.1", "count": "1" });
    call(&plain, 200, "POST", "/ping", ping());
    let new = || personality("hap-be3_7.24").expect("carried");
    let gone = Router::new(Options { state: new(), ..Options::default() });
    assert!(refused(&gone, "POST", "/ping", ping()).starts_with("no such command"));
    call(&gone, 200, "POST", "/tool/ping", ping());
    let disputes = Disputes { root_ping_stays: true, ..Disputes::default() };
    call(&Router::new(Options { state: new(), disputes, ..Options::default() }), 200, "POST", "/ping", ping());
}

#[test]
fn boards_show_what_they_are_whatever_the_tree_was_read_on() {
    for name in ["hex_7.12", "rb5009_7.18", "hap-be3_7.24"] {
        let shown = call(&router(name, "dhcp"), 200, "GET", "/system/routerboard", Value::Null);
        assert!(shown["model"].as_str().is_some_and(|model| !model.is_empty()), "{name}");
    }
}

#[test]
fn a_search_for_a_login_is_answered_on_its_line_alone() {
    let scan = |line: &str, interface: &str| {
        let body = json!({ "interface": interface, "duration": "3s" });
        call(&router("hap-ax2_7.20", line), 200, "POST", "/interface/pppoe-client/scan", body)
    };
    assert_eq!(scan("pppoe:anna:x", "ether1")[0]["ac-name"], "practice");
    for (line, interface) in [("pppoe:anna:x@7", "ether1"), ("pppoe:anna:x", "ether2"), ("dhcp", "ether1")] {
        assert_eq!(scan(line, interface), json!([]), "{line} {interface}");
    }
}
