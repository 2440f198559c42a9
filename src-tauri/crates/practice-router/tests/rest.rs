//! Verbs, bodies and refusals of the REST API (reference rest-api §3 to §6).
mod common;
use common::{call, hap, id, refused, router, row, rows};
use serde_json::{Value, json};

#[test]
fn each_verb_has_its_status_and_body() {
    let router = hap();
    let made = router.handle("PUT", "/ip/pool", Some(&json!({ "name": "guests", "ranges": "10.0.0.2-10.0.0.9" })));
    assert_eq!(made.status, 201);
    let made_id = made.body.expect("the record")[".id"].as_str().expect("an id").to_owned();
    assert_eq!(made.location, Some(format!("/rest/ip/pool/{made_id}")));
    let set = call(&router, 200, "PATCH", &format!("/ip/pool/{made_id}"), json!({ "comment": "x" }));
    assert_eq!((&set["ranges"], &set["comment"]), (&json!("10.0.0.2-10.0.0.9"), &json!("x")));
    assert_eq!(call(&router, 200, "GET", "/ip/pool/guests", Value::Null)[".id"], made_id.as_str());
    assert_eq!(call(&router, 200, "POST", "/ip/pool/set", json!({ ".id": made_id, "comment": "" })), json!([]));
    assert!(!row(&router, "/ip/pool", "name", "guests").contains_key("comment"), "an empty comment is absent");
    assert_eq!(router.handle("DELETE", &format!("/ip/pool/{made_id}"), None).status, 204);
    let gone = call(&router, 404, "DELETE", &format!("/ip/pool/{made_id}"), Value::Null);
    assert_eq!(gone, json!({ "error": 404, "message": "Not Found" }));
    let added = call(&router, 200, "POST", "/ip/pool/add", json!({ "name": "b", "ranges": "10.0.0.2-10.0.0.9" }));
    assert_eq!(added, json!({ "ret": id(&router, "/ip/pool", "name", "b") }));
}

#[test]
fn every_value_is_text() {
    let router = hap();
    for menu in router.state().menus.keys() {
        let answer = router.handle("GET", menu, None);
        assert_eq!(answer.status, 200, "{menu}");
        let body = answer.body.expect("a body");
        let all = body.as_array().cloned().unwrap_or_else(|| vec![body]);
        for value in all.iter().filter_map(Value::as_object).flat_map(|row| row.values()) {
            assert!(value.is_string(), "{menu}: {value}");
        }
    }
}

#[test]
fn booleans_and_words_that_look_like_them() {
    let router = hap();
    call(&router, 200, "PATCH", "/ip/dhcp-client/*1", json!({ "use-peer-dns": "no", "add-default-route": "no" }));
    let client = row(&router, "/ip/dhcp-client", "interface", "ether1");
    assert_eq!((&client["use-peer-dns"], &client["add-default-route"]), (&json!("false"), &json!("no")));
    call(&router, 200, "POST", "/ip/dns/set", json!({ "allow-remote-requests": true, "verify-doh-cert": "yes" }));
    let dns = call(&router, 200, "GET", "/ip/dns", Value::Null);
    assert_eq!((&dns["allow-remote-requests"], &dns["verify-doh-cert"]), (&json!("true"), &json!("true")));
}

#[test]
fn settings_are_not_patched() {
    let router = hap();
    let says = refused(&router, "PATCH", "/ip/dns", json!({ "servers": "9.9.9.9" }));
    assert_eq!(says, "missing or invalid resource identifier");
    assert_eq!(call(&router, 200, "POST", "/ip/dns/set", json!({ "servers": "9.9.9.9" })), json!([]));
    assert_eq!(call(&router, 200, "GET", "/ip/dns", Value::Null)["servers"], "9.9.9.9");
}

#[test]
fn refusals_use_the_words_of_routeros() {
    let router = hap();
    let cases = [
        ("GET", "/ip/frobnicate", json!(null), "no such command or directory (frobnicate)"),
        ("GET", "/frobnicate/address", json!(null), "no such command or directory (frobnicate)"),
        ("GET", "/ip/address/print", json!(null), "no such command"),
        ("POST", "/ip/address", json!({}), "no such command"),
        ("GET", "/ip/address/%2A1", json!(null), "no such command prefix"),
        ("GET", "/ip/address/x", json!(null), "no such command prefix"),
        ("PATCH", "/ip/address/%2A1", json!({ "comment": "x" }), "missing or invalid resource identifier"),
        ("DELETE", "/interface/ethernet/*1", json!(null), "missing or invalid resource identifier"),
        ("PATCH", "/interface/list/member/*1", json!({ "frob": "x" }), "unknown parameter frob"),
        ("PATCH", "/ip/firewall/filter/*2", json!({ "place-before": "*1" }), "unknown parameter place-before"),
        ("PUT", "/ip/dhcp-client", json!({}), "missing =interface="),
        ("PUT", "/ip/dhcp-client", json!({ "interface": "ether9" }), "input does not match any value of interface"),
        (
            "PUT",
            "/interface/list/member",
            json!({ "list": "X", "interface": "ether2" }),
            "input does not match any value of list",
        ),
        (
            "PUT",
            "/ip/dhcp-server",
            json!({ "interface": "ether2", "address-pool": "x" }),
            "input does not match any value of address-pool",
        ),
        (
            "PUT",
            "/ip/dhcp-client",
            json!({ "interface": "ether1" }),
            "failure: dhcp-client on that interface already exists",
        ),
        (
            "PUT",
            "/ip/address",
            json!({ "address": "192.168.88.1/24", "interface": "bridge" }),
            "failure: already have such address",
        ),
        (
            "PUT",
            "/ip/dhcp-server/network",
            json!({ "address": "192.168.88.0/24" }),
            "failure: such network already exists",
        ),
        ("PUT", "/ip/dhcp-server/network", json!({ "address": "192.168.1.7/24" }), "failure: invalid network"),
        ("PUT", "/ip/pool", json!({ "name": "x", "ranges": "hello" }), "value of range expects range of ip addresses"),
        (
            "POST",
            "/ip/firewall/filter/move",
            json!({ "numbers": "*2", "destination": "*2" }),
            "failure: can not move object before itself",
        ),
        ("PUT", "/system/scheduler", json!({ "name": "x" }), "failure: not allowed by device-mode"),
        ("POST", "/ip/address/set", json!({ "comment": "x" }), "missing =.id="),
    ];
    let before = router.state().menus["/ip/address"].clone();
    for (method, path, body, says) in cases {
        assert_eq!(refused(&router, method, path, body.clone()), says, "{method} {path} {body}");
    }
    assert_eq!(router.state().menus["/ip/address"], before);
}

#[test]
fn a_scheduler_is_taken_where_the_device_mode_allows_it() {
    let router = router("hex_7.12", "dhcp");
    call(&router, 201, "PUT", "/system/scheduler", json!({ "name": "x", "interval": "1d", "on-event": "y" }));
}

#[test]
fn a_set_with_one_wrong_property_sets_none() {
    let router = hap();
    refused(&router, "PATCH", "/ip/dhcp-client/*1", json!({ "comment": "x", "interface": "nowhere" }));
    assert_eq!(row(&router, "/ip/dhcp-client", ".id", "*1")["comment"], "defconf");
}

#[test]
fn names_collide_also_while_they_are_switched_off() {
    let router = hap();
    let client = json!({ "name": "out", "interface": "ether1", "user": "a", "password": "b" });
    call(&router, 201, "PUT", "/interface/pppoe-client", client.clone());
    assert_eq!(
        refused(&router, "PUT", "/interface/pppoe-client", client),
        "failure: already have interface with such name"
    );
    let vlan = json!({ "name": "bridge", "interface": "ether1", "vlan-id": "7" });
    assert_eq!(refused(&router, "PUT", "/interface/vlan", vlan), "failure: already have interface with such name");
}

#[test]
fn what_is_not_given_is_filled_in() {
    let router = hap();
    let vlan = call(&router, 201, "PUT", "/interface/vlan", json!({ "interface": "ether1", "vlan-id": 7 }));
    assert_eq!(
        (&vlan["name"], &vlan["mtu"], &vlan["vlan-id"], &vlan["disabled"]),
        (&json!("vlan1"), &json!("1500"), &json!("7"), &json!("false"))
    );
    let client = call(&router, 201, "PUT", "/interface/pppoe-client", json!({ "interface": "vlan1" }));
    assert_eq!(
        (&client["name"], &client["max-mtu"], &client["disabled"]),
        (&json!("pppoe-out1"), &json!("auto"), &json!("true"))
    );
    let rule = call(&router, 201, "PUT", "/ip/firewall/filter", json!({ "chain": "input", "action": "accept" }));
    assert!(rule.get("disabled").is_none(), "a rule has no `disabled` until it was written");
}

#[test]
fn rules_keep_their_order_and_can_be_moved() {
    let router = hap();
    let order = || {
        rows(&router, "/ip/firewall/filter")
            .iter()
            .map(|row| row[".id"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let rule = json!({ "chain": "input", "action": "drop", "place-before": "*2", "comment": "new" });
    let new = call(&router, 201, "PUT", "/ip/firewall/filter", rule)[".id"].as_str().expect("an id").to_owned();
    assert_eq!(order()[..3], ["*1".to_owned(), new.clone(), "*2".to_owned()]);
    let say = json!({ "chain": "input", "action": "drop", "place-before": "*FFFF" });
    assert_eq!(refused(&router, "PUT", "/ip/firewall/filter", say), "no such item");
    call(&router, 200, "POST", "/ip/firewall/filter/move", json!({ "numbers": "*A,*B", "destination": "*1" }));
    assert_eq!(order()[..3], ["*A".to_owned(), "*B".to_owned(), "*1".to_owned()]);
    call(&router, 200, "POST", "/ip/firewall/filter/move", json!({ "numbers": new, "destination": "*ABCDEF" }));
    assert_eq!(order().last(), Some(&new), "an unknown destination is silently the end");
    call(&router, 404, "POST", "/ip/firewall/filter/move", json!({ "numbers": "*ABCDEF", "destination": "*1" }));
}

#[test]
fn counters_move_with_each_answer() {
    let router = hap();
    let seen = || row(&router, "/ip/firewall/filter", ".id", "*1")["packets"].clone();
    assert_ne!(seen(), seen());
}

#[test]
fn services_list_the_connection_of_the_asker_from_7_19() {
    let own = |personality: &str| {
        rows(&router(personality, "dhcp"), "/ip/service").iter().filter(|row| row["dynamic"] == "true").count()
    };
    assert_eq!((own("hap-ax2_7.20"), own("hex_7.12")), (1, 0));
    let router = hap();
    let asker = id(&router, "/ip/service", "dynamic", "true");
    let says = refused(&router, "PATCH", &format!("/ip/service/{asker}"), json!({ "disabled": "yes" }));
    assert_eq!(says, "failure: this is configured elsewhere");
}

#[test]
fn print_takes_queries_and_counts() {
    let router = hap();
    let asked = json!({ ".query": ["chain=input", "action=drop"], ".proplist": ["chain", "action"] });
    let found = call(&router, 200, "POST", "/ip/firewall/filter/print", asked);
    assert_eq!(found, json!([{ "chain": "input", "action": "drop" }, { "chain": "input", "action": "drop" }]));
    let either = json!({ ".query": ["action=masquerade", "action=accept", "#|"] });
    assert_eq!(call(&router, 200, "POST", "/ip/firewall/nat/print", either).as_array().map(Vec::len), Some(1));
    assert_eq!(call(&router, 200, "POST", "/ip/service/print", json!({ "count-only": "" })), json!({ "ret": "9" }));
    let list = call(&router, 200, "GET", "/ip/service?name=www&.proplist=port&dynamic=false", Value::Null);
    assert_eq!(list, json!([{ ".id": id(&router, "/ip/service", "name", "www"), "port": "80" }]));
}

#[test]
fn references_follow_names_and_die_with_the_record() {
    let router = hap();
    call(&router, 200, "PATCH", "/interface/ethernet/ether1", json!({ "name": "wan" }));
    assert_eq!(row(&router, "/ip/dhcp-client", ".id", "*1")["interface"], "wan");
    assert_eq!(row(&router, "/interface/list/member", "list", "WAN")["interface"], "wan");
    assert!(router.lan_probe().internet, "the same socket under another name");
    let pool = id(&router, "/ip/pool", "name", "default-dhcp");
    call(&router, 204, "DELETE", &format!("/ip/pool/{pool}"), Value::Null);
    assert_eq!(rows(&router, "/ip/dhcp-server")[0]["address-pool"], pool.as_str());
    let again = call(
        &router,
        201,
        "PUT",
        "/ip/pool",
        json!({ "name": "default-dhcp", "ranges": "192.168.88.10-192.168.88.20" }),
    );
    assert_ne!(rows(&router, "/ip/dhcp-server")[0]["address-pool"], again["name"], "the name does not link it again");
}

#[test]
fn everything_that_was_asked_is_remembered() {
    let router = hap();
    router.clear_requests();
    call(&router, 200, "POST", "/ip/dns/set", json!({ "servers": "9.9.9.9" }));
    call(&router, 404, "DELETE", "/ip/pool/*77", Value::Null);
    let asked = router.requests();
    let seen: Vec<_> = asked.iter().map(|asked| (asked.method.as_str(), asked.path.as_str(), asked.status)).collect();
    assert_eq!(seen, [("POST", "/ip/dns/set", 200), ("DELETE", "/ip/pool/*77", 404)]);
    assert_eq!(asked[0].body, Some(json!({ "servers": "9.9.9.9" })));
}
