//! `audit`: looked at, put right, looked at again; and a router that was broken into.
use crate::tools::{Practice, folder, run};
use serde_json::{Value, json};

const WIFI: &str = "a word for the neighbours";

fn found(document: &Value) -> Vec<&str> {
    let findings = document["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["kind"] != "keep").filter_map(|finding| finding["id"].as_str()).collect()
}

#[test]
fn an_audit_says_what_is_wrong_until_it_is_put_right() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    let data = folder.path().join("data").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let practice = Practice::start(&["--personality", "hap-ac2_6.49"]);
    let secrets = json!({"router": practice.password, "protection.wifi_password": WIFI});
    let on = |arguments: &[&str]| {
        let more = ["--router", &practice.api, "--secrets-stdin", "--data-dir", &data];
        run(&[arguments, &more].concat(), Some(&secrets))
    };

    let before = on(&["audit", "--json"]);
    assert_eq!(before.code, 1, "{}{}", before.out, before.err);
    let document = before.json();
    assert_eq!((&document["clean"], found(&document)[0]), (&json!(false), "wifi-open"), "{document}");
    let first = &document["findings"][0];
    assert_eq!((&first["kind"], &first["fix"]), (&json!("open"), &json!("wifi")));
    let words = on(&["audit"]);
    assert_eq!(words.code, 1);
    let open = words.out.find("Open to strangers").expect("a heading");
    let wifi = words.out.find("The Wi-Fi “MikroTik-0A1125” has no password.").expect("in words");
    assert!(open < wifi && wifi < words.out.find("Weaker than it need be").expect("a heading"), "{}", words.out);

    let applied = on(&["apply", &file, "--yes", "--json"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let after = on(&["audit", "--json"]);
    assert_eq!((after.code, &after.json()["clean"], &after.json()["score"]), (0, &json!(true), &json!(100)));
    for told in [&before, &words, &applied, &after] {
        assert!(!told.out.contains(WIFI) && !told.err.contains(WIFI), "the password is not told");
    }
}

#[test]
fn an_audit_names_what_a_stranger_left() {
    let practice = Practice::start(&["--personality", "hex-broken-into_7.12"]);
    let secrets = json!({"router": practice.password});
    let audit = run(&["audit", "--router", &practice.url, "--secrets-stdin", "--json"], Some(&secrets));
    assert_eq!(audit.code, 1, "{}", audit.err);
    let document = audit.json();
    let found = found(&document);
    for id in ["open.socks", "own-answer", "second-full-user", "fetching-script"] {
        assert!(found.contains(&id), "{id}: {found:?}");
    }
    assert!(document["score"].as_u64().is_some_and(|score| score < 20), "{document}");
}
