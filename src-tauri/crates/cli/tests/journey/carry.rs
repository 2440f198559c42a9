//! A project on another model: what maps where is said, and a socket that is not clear is asked for.
use super::{
    Ran,
    tools::{Practice, folder, run},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A project that was made on a hAP ac² with the provider's cable in this socket.
fn made_elsewhere(folder: &Path, port: &str, internet: &str) -> String {
    let file = folder.join(format!("{port}-{internet}.firsthop")).display().to_string();
    assert_eq!(run(&["new", &file, "--set", &format!("internet.port={port}")], None).code, 0);
    let mut project: Value = serde_json::from_str(&fs::read_to_string(&file).expect("made")).expect("JSON");
    project["made_for"] = json!({
        "model": "hAP ac²", "version": "6.49.10", "ports": ["ether1", "ether2", "ether3", "ether4", "ether5"], "internet": internet,
        "radios": [{"name": "wlan1", "band": "2.4"}, {"name": "wlan2", "band": "5"}],
    });
    fs::write(&file, project.to_string()).expect("written");
    file
}

struct Home {
    practice: Practice,
    data: String,
}

impl Home {
    fn run(&self, command: &str, file: &str, more: &[&str]) -> Ran {
        let mut words =
            vec![command, file, "--router", &self.practice.url, "--secrets-stdin", "--data-dir", &self.data];
        words.extend(more);
        run(&words, Some(&json!({ "router": self.practice.password })))
    }
}

#[test]
fn what_is_clear_is_said_and_what_is_not_is_refused() {
    let folder = folder();
    let practice = Practice::start(&["--personality", "hex_7.12"]);
    let home = Home { practice, data: folder.path().join("data").display().to_string() };

    let clear = made_elsewhere(folder.path(), "auto", "ether1");
    let words = home.run("preview", &clear, &[]);
    assert_eq!(words.code, 0, "{}", words.err);
    for needle in
        ["Your project was for a hAP ac². Here is a hEX.", "ether1 → ether1", "wlan1 → none here", "sends no Wi-Fi"]
    {
        assert!(words.err.contains(needle), "{needle}: {}", words.err);
    }
    let preview = home.run("preview", &clear, &["--json"]).json();
    assert_eq!(
        (&preview["carry"]["from"], &preview["carry"]["sockets"][0]["new"]),
        (&json!("hAP ac²"), &json!("ether1"))
    );

    // By hand it was the fifth; here the first leads to the internet, and nobody said so.
    let unclear = made_elsewhere(folder.path(), "ether5", "ether5");
    for (command, more) in
        [("check", &[][..]), ("preview", &[]), ("apply", &["--yes"]), ("verify", &[]), ("carry", &[])]
    {
        let refused = home.run(command, &unclear, more);
        assert_eq!(refused.code, 2, "{command}: {}{}", refused.out, refused.err);
        assert!(refused.err.contains("--internet-socket with one of: ether1, ether2"), "{command}: {}", refused.err);
        assert!(refused.err.contains("ether5 → ether1"), "{command}: what is proposed is said: {}", refused.err);
    }
    let nowhere = home.run("preview", &unclear, &["--internet-socket", "ether9", "--json"]);
    assert_eq!((nowhere.code, &nowhere.json()["error"]["code"]), (2, &json!("no-such-socket")));

    let chosen = ["--internet-socket", "ether1"];
    let applied = home.run("apply", &unclear, &["--internet-socket", "ether1", "--yes", "--json"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    assert_eq!(applied.lines()[0]["carry"]["set"]["internet.port"], "ether1");
    assert_eq!(home.run("verify", &unclear, &chosen).code, 0);

    let kept = folder.path().join("kept.firsthop").display().to_string();
    let carried = home.run("carry", &unclear, &["--internet-socket", "ether1", "--save", &kept, "--json"]);
    assert_eq!(carried.code, 0, "{}", carried.err);
    let saved: Value = serde_json::from_str(&fs::read_to_string(&kept).expect("saved")).expect("JSON");
    assert_eq!((&saved["made_for"]["model"], &saved["made_for"]["internet"]), (&json!("hEX"), &json!("ether1")));
    let own = home.run("verify", &kept, &[]);
    assert_eq!((own.code, own.err.as_str()), (0, ""), "{}", own.out);
    assert_eq!(
        home.run("carry", &unclear, &["--internet-socket", "ether1", "--save", &kept]).code,
        2,
        "nothing is overwritten"
    );
    let same = home.run("preview", &kept, &["--internet-socket", "ether1", "--json"]);
    assert_eq!((same.code, &same.json()["error"]["code"]), (2, &json!("same-model")));
    home.practice.end();
}

#[test]
fn a_cable_of_the_home_gives_way_to_the_providers() {
    let folder = folder();
    let practice = Practice::start(&["--personality", "hex_7.12"]);
    let home = Home { practice, data: folder.path().join("data").display().to_string() };
    let file = made_elsewhere(folder.path(), "ether5", "ether5");
    let carried = home.run("carry", &file, &["--internet-socket", "ether3", "--json"]).json();
    let all: Vec<(&Value, &Value)> =
        carried["carry"]["sockets"].as_array().expect("sockets").iter().map(|one| (&one["old"], &one["new"])).collect();
    let mut taken: Vec<String> = all.iter().map(|(_, new)| new.to_string()).collect();
    assert_eq!(all[0], (&json!("ether5"), &json!("ether3")), "the provider's comes first");
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), 5, "no socket takes two cables: {all:?}");
}
