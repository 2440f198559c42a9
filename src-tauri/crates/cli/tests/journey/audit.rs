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

/// Every router that comes along, set up with nothing but the usual answers.
#[test]
fn the_audit_of_a_finished_router_is_clean_on_every_model() {
    for (personality, line) in [
        ("hex_7.12", "dhcp"),
        ("rb5009_7.18", "dhcp"),
        ("hap-ax2_7.20", "dhcp"),
        ("hap-ax2-blank_7.20", "dhcp"),
        ("chateau-lte_7.20", "lte"),
        ("hap-be3_7.24", "dhcp"),
    ] {
        let folder = folder();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (file, data, kind) = (path("home.firsthop"), path("data"), format!("internet.type={line}"));
        // A modem's router has another usual address.
        let home = if line == "lte" { "home.address=192.168.188.1/24" } else { "home.address=192.168.88.1/24" };
        assert_eq!(run(&["new", &file, "--set", &kind, "--set", home], None).code, 0);
        let practice = Practice::start(&["--personality", personality, "--internet", line]);
        let secrets = json!({"router": practice.password, "protection.wifi_password": WIFI});
        let on = |arguments: &[&str]| {
            let more = ["--router", &practice.url, "--secrets-stdin", "--data-dir", &data, "--json"];
            run(&[arguments, &more].concat(), Some(&secrets))
        };
        let before = on(&["audit"]);
        assert_eq!((before.code, &before.json()["clean"]), (1, &json!(false)), "{personality}: {}", before.err);
        let applied = on(&["apply", &file, "--yes"]);
        assert_eq!(applied.code, 0, "{personality}: {}{}", applied.out, applied.err);
        let after = on(&["audit"]);
        let clean = (after.code, &after.json()["clean"], &after.json()["score"]);
        assert_eq!(clean, (0, &json!(true), &json!(100)), "{personality}: {}", after.out);
    }
}

/// WinBox and SSH stay unless somebody wants them shut.
#[test]
fn winbox_and_ssh_are_shut_by_choice_alone() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    let planned = |more: &[&str]| {
        assert_eq!(run(&[&["new", &file], more].concat(), None).code, 0);
        let shown = run(&["preview", &file, "--offline", "7.20", "--json"], None);
        std::fs::remove_file(&file).expect("it was there");
        let changes = shown.json()["changes"].as_array().expect("changes").clone();
        let lines = changes.iter().filter_map(|change| change["cli"].as_str().map(str::to_owned));
        let own = ["/ip service set [find name=winbox]", "/ip service set [find name=ssh]"];
        lines.filter(|line| own.iter().any(|own| line.starts_with(own))).collect::<Vec<_>>()
    };
    for level in ["protection.level=recommended", "protection.level=strict"] {
        assert_eq!(planned(&["--set", level]), Vec::<String>::new());
    }
    assert_eq!(
        planned(&["--set", "protection.items.winbox=yes", "--set", "protection.items.ssh=yes"]),
        ["/ip service set [find name=winbox] disabled=yes", "/ip service set [find name=ssh] disabled=yes"]
    );
}

/// A program at home that watches the router: named by three answers and two passwords, which nobody is told.
#[test]
fn one_program_is_let_in_over_snmp() {
    const WORDS: [&str; 2] = ["first-of-now", "second-of-now"];
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    let data = folder.path().join("data").display().to_string();
    let saved = folder.path().join("state.json");
    let answers =
        ["enabled=yes", "name=watch", "address=192.168.88.5"].map(|answer| format!("protection.snmp.{answer}"));
    let set: Vec<&str> = answers.iter().flat_map(|answer| ["--set", answer]).collect();
    assert_eq!(run(&[&["new", &file], set.as_slice()].concat(), None).code, 0);
    let practice = Practice::start(&["--personality", "hex_7.12", "--save", &saved.display().to_string()]);
    let on = |arguments: &[&str], more: Value| {
        let mut secrets = json!({"router": practice.password});
        for (name, value) in more.as_object().expect("an object") {
            secrets[name] = value.clone();
        }
        let place = ["--router", &practice.url, "--secrets-stdin", "--data-dir", &data, "--json"];
        run(&[arguments, &place].concat(), Some(&secrets))
    };
    let short =
        json!({"protection.snmp.authentication_password": WORDS[0], "protection.snmp.encryption_password": "short"});
    let refused = on(&["apply", &file, "--yes"], short);
    assert_eq!(refused.code, 2, "{}{}", refused.out, refused.err);
    assert!(refused.out.contains("watcher-password-malformed"), "{}", refused.out);
    let words =
        json!({"protection.snmp.authentication_password": WORDS[0], "protection.snmp.encryption_password": WORDS[1]});
    let applied = on(&["apply", &file, "--yes"], words.clone());
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let verified = on(&["verify", &file], words);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let audit = on(&["audit"], json!({}));
    assert_eq!((audit.code, &audit.json()["clean"]), (0, &json!(true)), "{}", audit.out);
    for told in [&refused, &applied, &verified, &audit] {
        assert!(WORDS.iter().all(|word| !told.out.contains(word) && !told.err.contains(word)), "a password is told");
    }
    let project = std::fs::read_to_string(&file).expect("the project");
    assert!(project.contains("watch") && WORDS.iter().all(|word| !project.contains(word)), "{project}");
    practice.end();
    let state: Value = serde_json::from_str(&std::fs::read_to_string(&saved).expect("saved")).expect("JSON");
    let rows = state["menus"]["/snmp/community"].as_array().expect("communities");
    let on: Vec<&Value> = rows.iter().filter(|row| row["disabled"] != "true").map(|row| &row["name"]).collect();
    assert_eq!((on, &state["menus"]["/snmp"]["enabled"]), (vec![&json!("watch")], &json!("true")), "{rows:?}");
}
