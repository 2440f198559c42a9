//! A newer RouterOS, as scripts ask for it and get it.
use crate::tools::{Practice, folder, run};
use serde_json::{Value, json};

#[test]
fn a_newer_routeros_is_shown_installed_and_looked_at() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let data = folder.path().display().to_string();
    let practice = Practice::start(&["--internet", "dhcp"]);
    let secrets = json!({"router": practice.password});
    let on = |arguments: &[&str]| {
        let common = ["--router", &practice.url, "--data-dir", &data, "--secrets-stdin"];
        run(&[arguments, &common].concat(), Some(&secrets))
    };
    let applied = on(&["apply", &file, "--yes"]);
    assert_eq!(applied.code, 0, "{}\n{}", applied.out, applied.err);
    let url = practice.https.clone().unwrap_or_else(|| practice.url.clone());
    let on = |arguments: &[&str]| {
        let common = ["--router", &url, "--data-dir", &data, "--secrets-stdin"];
        run(&[arguments, &common].concat(), Some(&secrets))
    };

    let checked = on(&["update", "--check", "--json"]);
    assert_eq!((checked.code, &checked.json()["found"]["news"]), (1, &json!({"is": "newer", "version": "7.24.2"})));
    let looked = on(&["update"]);
    assert_eq!(looked.code, 1, "{}", looked.err);
    for words in
        ["RouterOS 7.20.6 is here, 7.24.2 is out.", "/system package update download once=yes", "cannot be undone"]
    {
        assert!(looked.out.contains(words), "{words}: {}", looked.out);
    }
    assert!(looked.err.contains("Say --yes"), "{}", looked.err);

    let updated = on(&["update", "--project", &file, "--yes", "--json"]);
    let events = updated.lines();
    let end = events.last().expect("an end");
    assert_eq!((&end["event"], &end["from"], &end["to"]), (&json!("end"), &json!("7.20.6"), &json!("7.24.2")));
    assert_eq!(end["firmware"], json!({"upgraded": "7.24.2"}));
    assert_eq!(updated.code, if end["left"] == json!([]) { 0 } else { 3 }, "{end:#}");
    let good = |item: &Value| item["state"] == "good";
    assert!(end["proof"].as_array().is_some_and(|proof| proof.len() > 5 && proof.iter().all(good)), "{end:#}");
    assert!(events.iter().any(|event| event["event"] == "bringing"), "{}", updated.out);

    let newest = on(&["update", "--check"]);
    assert_eq!(newest.code, 0, "{}", newest.out);
    assert!(newest.out.contains("nothing newer"), "{}", newest.out);
}

#[test]
fn the_move_to_7_comes_after_the_newest_6() {
    let practice = Practice::start(&["--personality", "hap-ac2_6.49", "--internet", "dhcp"]);
    let secrets = json!({"router": practice.password});
    let asked = run(&["update", "--router", &practice.api, "--to-seven", "--yes", "--secrets-stdin"], Some(&secrets));
    assert_eq!(asked.code, 1, "{}", asked.err);
    assert!(asked.out.contains("First comes RouterOS 6.49.18"), "{}", asked.out);
}

#[test]
fn without_internet_it_is_said_that_nobody_can_know() {
    let practice = Practice::start(&["--internet", "none"]);
    let secrets = json!({"router": practice.password});
    let checked = run(&["update", "--router", &practice.url, "--check", "--secrets-stdin"], Some(&secrets));
    assert_eq!(checked.code, 4, "{}", checked.err);
    assert!(checked.out.contains("does not reach MikroTik"), "{}", checked.out);
}
