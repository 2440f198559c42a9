//! Who is spoken to, and over what: only routers at home, in private, with the key that is known.
use crate::tools::{Practice, folder, run};
use apply::LeftFile;
use routeros_client::KnownRouters;
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
};

#[test]
fn only_routers_at_home_are_spoken_to() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let apply =
        |url: &str| run(&["apply", &file, "--router", url, "--yes", "--secrets-stdin"], Some(&json!({"router": "x"})));
    for url in ["http://198.51.100.1", "https://203.0.113.9", "http://[2001:db8::1]"] {
        let ran = apply(url);
        assert_eq!(ran.code, 1, "{url}");
        assert!(ran.err.contains("not in your own network"), "{}", ran.err);
    }
    assert_eq!(apply("router.lan").code, 2);
    assert_eq!(apply("http://127.0.0.1:1").code, 1);
    let not_agreed = run(&["apply", &file, "--router", "http://127.0.0.1:1"], None);
    assert_eq!(not_agreed.code, 2);
}

#[test]
fn encryption_of_the_past_is_named() {
    let old = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", old.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in old.incoming().flatten() {
            // `protocol_version`, in TLS 1.0.
            let _sent = stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]);
            let _read = stream.read_to_end(&mut Vec::new());
        }
    });
    let said = run(&["facts", "--router", &url, "--secrets-stdin", "--json"], Some(&json!({"router": "geheim"})));
    assert_eq!(
        (said.code, &said.json()["error"]["code"]),
        (1, &json!("encryption-too-old")),
        "{}{}",
        said.out,
        said.err
    );
    assert!(said.err.contains("encryption is too old") && said.err.contains("Update RouterOS"), "{}", said.err);
}

#[test]
fn over_https_the_key_is_compared() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let saved = folder.path().join("state.json");
    let saved_text = saved.display().to_string();
    Practice::start(&["--save", &saved_text]).end();
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&saved).unwrap()).expect("JSON");
    let services = state["menus"]["/ip/service"].as_array_mut().expect("services");
    let service = services.iter_mut().find(|row| row["name"] == "www-ssl").expect("www-ssl");
    service["disabled"] = "false".into();
    service["certificate"] = "mine".into();
    fs::write(&saved, state.to_string()).unwrap();
    let practice = Practice::start(&["--state", &saved_text]);
    let url = practice.https.clone().expect("https");
    let with = |more: &[&str]| {
        let mut arguments = vec!["preview", &file, "--router", &url, "--secrets-stdin", "--json"];
        arguments.extend(more);
        run(&arguments, Some(&json!({"router": practice.password})))
    };
    let first = with(&[]);
    assert_eq!(first.code, 0, "{}", first.err);
    let key =
        first.err.split(|letter: char| !letter.is_ascii_hexdigit()).find(|word| word.len() == 64).expect("the key");
    let key = key.to_owned();
    assert_eq!(with(&["--pin", &key]).code, 0);
    assert_eq!(with(&["--pin", &"0".repeat(64)]).json()["error"]["code"], "key-changed");
    assert_eq!(with(&["--pin", "short"]).code, 2);
}

#[test]
fn over_http_the_connection_is_made_private_first() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let saved = folder.path().join("state.json");
    let data = folder.path().join("data").display().to_string();
    let practice = Practice::start(&["--save", &saved.display().to_string()]);
    let on = |command: &str, more: &[&str]| {
        let mut arguments =
            vec![command, &file, "--router", &practice.url, "--secrets-stdin", "--json", "--data-dir", &data];
        arguments.extend(more);
        run(&arguments, Some(&json!({"router": practice.password})))
    };
    let changes = on("preview", &[]).json()["changes"].as_array().expect("changes").clone();
    let first: Vec<_> =
        changes.iter().take_while(|change| change["group"] == "private").map(|change| &change["id"]).collect();
    assert_eq!(first, ["private.certificate", "private.sign", "private.www-ssl", "private.api-ssl"]);
    let applied = on("apply", &["--yes"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let known = fs::read_to_string(folder.path().join("data/known-routers.json")).expect("remembered");
    assert!(known.contains("\"key\"") && !known.contains(practice.password.as_str()));
    // From here on the address in clear text leads to the private one.
    let verified = on("verify", &[]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let of_router = |command: &[&str]| {
        let more = ["--router", &practice.url, "--secrets-stdin", "--json", "--data-dir", &data];
        run(&[command, &more].concat(), Some(&json!({"router": practice.password})))
    };
    let facts = of_router(&["facts"]).json();
    assert_eq!((&facts["this_computer"], &facts["lacks"]), (&json!("ether2"), &json!([])));
    assert!(facts["packages"].as_array().is_some_and(|packages| packages.iter().any(|one| one["name"] == "wifi-qcom")));
    assert_eq!(
        (&facts["board_name"], &facts["class"], &facts["private"]),
        (&json!("hAP ax²"), &json!("factory"), &json!(true))
    );
    // Everything but the private connection can be put back, after it was shown.
    let shown = of_router(&["put-back"]);
    assert_eq!(shown.code, 1);
    assert!(shown.json()["changes"].as_array().is_some_and(|changes| !changes.is_empty()));
    let back = of_router(&["put-back", "--yes"]);
    assert_eq!((back.code, &back.lines().last().unwrap()["outcome"]), (0, &json!("done")), "{}{}", back.out, back.err);
    assert_eq!(on("verify", &[]).code, 1, "the project is not on it any more");
    assert_eq!(of_router(&["put-back"]).json()["error"]["code"], "no-journal");
    practice.end();
    let state: Value = serde_json::from_str(&fs::read_to_string(&saved).unwrap()).expect("JSON");
    let services = state["menus"]["/ip/service"].as_array().expect("services");
    let https = services.iter().find(|row| row["name"] == "www-ssl").expect("www-ssl");
    assert_eq!((&https["disabled"], &https["certificate"]), (&json!("false"), &json!("firsthop")));
}

/// Everybody knows the name `admin`: an own one takes its place, and is remembered with the router.
#[test]
fn an_own_administrator_takes_the_place_of_admin() {
    let folder = folder();
    let file = folder.path().join("home.firsthop").display().to_string();
    assert_eq!(run(&["new", &file], None).code, 0);
    let saved = folder.path().join("state.json");
    let data = folder.path().join("data").display().to_string();
    let practice = Practice::start(&["--save", &saved.display().to_string()]);
    let on = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--router", &practice.url, "--secrets-stdin", "--json", "--data-dir", &data]);
        run(&all, Some(&json!({"router": practice.password})))
    };
    let applied = on(&["apply", &file, "--yes"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    assert_eq!(on(&["backup", "--every", "week"]).code, 0);
    let shown = on(&["administrator", "--name", "anna"]);
    let lines: Vec<Value> =
        shown.json()["changes"].as_array().expect("changes").iter().map(|c| c["cli"].clone()).collect();
    assert_eq!(shown.code, 1, "nothing is done without --yes");
    assert_eq!(
        lines,
        [
            "/user add name=anna group=full comment=firsthop:administrator password=••••",
            "/user set [find name=admin] disabled=yes"
        ]
    );
    assert_eq!(on(&["administrator", "--name", "admin", "--yes"]).code, 2);
    // The window has left this router, and somebody has made a pool since.
    let known = KnownRouters::in_folder(Path::new(&data)).all().expect("readable");
    let left = LeftFile::of(Path::new(&data), &known[0].id);
    let lists = json!({
        "/user": [{".id": "*1", "name": "admin", "group": "full"}],
        "/ip/pool": [],
    });
    let then = serde_json::from_value(json!({"format_version": 1, "lists": lists, "settings": {}})).expect("left");
    left.write(&then).expect("written");
    let given = on(&["administrator", "--name", "anna", "--yes"]);
    assert_eq!(given.code, 0, "{}{}", given.out, given.err);
    assert_eq!(given.json()["administrator"], "anna");
    // Both accounts are no change of somebody's; the pool still is.
    let now = serde_json::to_value(left.read().expect("readable")).expect("JSON");
    let users: Vec<&Value> = now["lists"]["/user"].as_array().expect("users").iter().collect();
    assert!(users.iter().any(|user| user["name"] == "anna" && user["group"] == "full"), "{now}");
    assert!(users.iter().any(|user| user["name"] == "admin" && user["disabled"] == "true"), "{now}");
    assert_eq!(now["lists"]["/ip/pool"], json!([]), "{now}");
    // From now on nobody has to say the name, and what is due by itself knows it too.
    assert_eq!(on(&["verify", &file]).code, 0);
    let remembered = |name: &str| fs::read_to_string(folder.path().join("data").join(name)).unwrap_or_default();
    assert!(remembered("known-routers.json").contains("\"user\": \"anna\""), "{}", remembered("known-routers.json"));
    let standing: Vec<String> = fs::read_dir(folder.path().join("data"))
        .expect("a folder")
        .flatten()
        .map(|entry| fs::read_to_string(entry.path()).unwrap_or_default())
        .filter(|text| text.contains("\"every\""))
        .collect();
    assert!(standing.len() == 1 && standing[0].contains("anna"), "{standing:?}");
    let admin = on(&["verify", &file, "--user", "admin"]);
    assert_eq!((admin.code, &admin.json()["error"]["code"]), (1, &json!("wrong-password")), "{}", admin.out);
    assert_eq!(on(&["administrator", "--name", "ben", "--yes"]).json()["error"]["code"], "not-admin");
    practice.end();
    let state: Value = serde_json::from_str(&fs::read_to_string(&saved).unwrap()).expect("JSON");
    let users = state["menus"]["/user"].as_array().expect("users");
    assert!(users.iter().any(|user| user["name"] == "admin" && user["disabled"] == "true"), "{users:?}");
}
