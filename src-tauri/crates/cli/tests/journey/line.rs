//! What the line answers to, a SIM card, and the router's own look at a script.
use crate::tools::{Practice, folder, run};
use serde_json::{Value, json};

#[test]
fn a_line_is_told_and_an_answer_proposed() {
    for (arguments, found, answer) in [
        (vec!["--internet", "pppoe:anna:x"], "login", "pppoe"),
        (vec!["--personality", "chateau-lte_7.20", "--internet", "lte"], "card", "lte"),
    ] {
        let practice = Practice::start(&arguments);
        let ask = ["diagnose", "--router", &practice.url, "--secrets-stdin", "--json"];
        let said = run(&ask, Some(&json!({ "router": practice.password })));
        assert_eq!(said.code, 0, "{}", said.err);
        let said = said.json();
        assert_eq!((&said["found"], &said["answer"]["values"][0]["value"]), (&json!(found), &json!(answer)), "{said}");
        assert!(said["says"].as_str().is_some_and(|text| text.ends_with('.')), "{said}");
    }
}

#[test]
fn a_sim_card_with_a_pin_from_project_to_proof() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    let new = ["new", &file, "--set", "internet.type=lte", "--set", "home.address=192.168.188.1/24"];
    assert_eq!(run(&new, None).code, 0);
    let practice = Practice::start(&["--personality", "chateau-lte_7.20", "--internet", "lte:4711"]);
    let secrets = json!({ "router": practice.password, "internet.lte.pin": "4711" });
    let on = |command: &[&str]| {
        let more = [file.as_str(), "--router", &practice.url, "--secrets-stdin", "--json"];
        run(&[&command[..1], &more, &command[1..]].concat(), Some(&secrets))
    };
    let ask = ["facts", "--router", &practice.url, "--secrets-stdin", "--json"];
    let facts = run(&ask, Some(&json!({ "router": practice.password }))).json();
    assert_eq!(facts["modems"][0]["card"]["state"], "pin", "{facts}");
    let preview = on(&["preview", "--check"]);
    assert!(preview.err.contains("Checked by your router"), "{}", preview.err);
    assert!(preview.out.contains("internet.pin") && !preview.out.contains("4711"), "{}", preview.out);
    let applied = on(&["apply", "--yes"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let end = applied.lines().pop().expect("an end");
    let card = |item: &&Value| item["id"] == "sim" && item["state"] == "good";
    assert!(end["proof"].as_array().is_some_and(|proof| proof.iter().any(|item| card(&item))), "{end}");
    let wrong = run(
        &["apply", &file, "--router", &practice.url, "--secrets-stdin", "--json", "--yes"],
        Some(&json!({ "router": practice.password, "internet.lte.pin": "12" })),
    );
    assert_eq!(wrong.code, 2, "what cannot be a PIN is never tried: {}", wrong.out);
}
