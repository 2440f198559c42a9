//! Scripts act through the same engine as REST.
mod common;
use common::{call, hap, row, rows};
use serde_json::json;

#[test]
fn a_script_and_the_calls_end_in_the_same_records() {
    let (by_script, by_rest) = (hap(), hap());
    by_script
        .run_script(concat!(
            "/interface vlan add name=v7 interface=ether1 vlan-id=7 comment=\"firsthop: a\\\"b \\C3\\A4\"\n",
            "/ip/dhcp-client set [find interface=ether1 comment=defconf] interface=v7 use-peer-dns=no\n",
            "/interface list member add list=WAN interface=v7\n",
            "/ip firewall filter add chain=input action=drop protocol=tcp place-before=[find chain=input action=drop connection-state=invalid]\n",
            "/ip firewall filter move [find chain=forward action=drop connection-state=invalid] [find chain=input protocol=icmp]\n",
            "/ip dns set servers=\"9.9.9.9,1.1.1.1\"\n",
            "/ip service disable [find name=telnet]\n",
            "/ip dns static remove [find]\n",
        ))
        .expect("understood and accepted");
    let vlan = json!({ "name": "v7", "interface": "ether1", "vlan-id": "7", "comment": "firsthop: a\"b ä" });
    call(&by_rest, 201, "PUT", "/interface/vlan", vlan);
    call(&by_rest, 200, "PATCH", "/ip/dhcp-client/*1", json!({ "interface": "v7", "use-peer-dns": "no" }));
    call(&by_rest, 201, "PUT", "/interface/list/member", json!({ "list": "WAN", "interface": "v7" }));
    let rule = json!({ "chain": "input", "action": "drop", "protocol": "tcp", "place-before": "*2" });
    call(&by_rest, 201, "PUT", "/ip/firewall/filter", rule);
    call(&by_rest, 200, "POST", "/ip/firewall/filter/move", json!({ ".id": "*A", "destination": "*3" }));
    call(&by_rest, 200, "POST", "/ip/dns/set", json!({ "servers": "9.9.9.9,1.1.1.1" }));
    call(
        &by_rest,
        200,
        "PATCH",
        &format!("/ip/service/{}", common::id(&by_rest, "/ip/service", "name", "telnet")),
        json!({ "disabled": "true" }),
    );
    call(&by_rest, 204, "DELETE", "/ip/dns/static/*1", json!(null));
    let quiet = |router: &practice_router::Router| {
        let mut state = router.state();
        for rules in state
            .menus
            .values_mut()
            .filter_map(|menu| menu.as_array_mut())
            .flatten()
            .filter_map(|row| row.as_object_mut())
        {
            rules.retain(|name, _| name != "packets" && name != "bytes");
        }
        // The log says which way somebody came.
        let lines = state.menus.remove("/log").and_then(|log| log.as_array().map(Vec::len));
        (state.menus, lines)
    };
    let (script, rest) = (quiet(&by_script), quiet(&by_rest));
    assert_eq!(script.1, rest.1, "lines in the log");
    for (menu, records) in &rest.0 {
        assert_eq!(script.0.get(menu), Some(records), "{menu}");
    }
}

#[test]
fn values_of_the_language() {
    let router = hap();
    router
        .run_script(concat!(
            ":local from \"10.0.0.2\"; :global to 10.0.0.9\n",
            ":if ($from = \"10.0.0.2\") do={\n  /ip pool add name=a ranges=\"$from-$to\"\n} else={ :error \"no\" }\n",
            ":if ($to != $to) do={ :error \"no\" }\n",
            "/ip pool set [find name=a] comment=seen\n",
            ":do { /ip pool add name=a ranges=10.0.0.2-10.0.0.9 } on-error={ :log info \"there already\"; :put x }\n",
            ":delay 2s\n",
        ))
        .expect("understood and accepted");
    let pool = row(&router, "/ip/pool", "name", "a");
    assert_eq!((&pool["ranges"], &pool["comment"]), (&json!("10.0.0.2-10.0.0.9"), &json!("seen")));
    assert_eq!(rows(&router, "/ip/pool").len(), 2);
}

#[test]
fn whatever_is_not_understood_changes_nothing() {
    let wrong = [
        "/ip pool add name=\"a$\" ranges=10.0.0.2-10.0.0.9",
        "/ip pool add name=\"\\q\" ranges=10.0.0.2-10.0.0.9",
        "/ip pool remove",
        "/ip pool remove [find name~\"x\"]",
        "ip pool remove [find]",
        ":foreach i in=[/ip pool find] do={ /ip pool frobnicate $i }",
    ];
    for script in wrong {
        let router = hap();
        let before = router.state();
        assert!(router.run_script(script).is_err(), "{script}");
        assert_eq!(router.state(), before, "{script}");
    }
}
