//! The commands of the Router step on a window without a screen: which password is used, kept and
//! given up, and that another device is not taken for the one that was met.
#![expect(clippy::panic, reason = "helpers of tests end by panicking")]
use firsthop_lib::{AppState, credentials::Credentials, project_files::Files, session::Session, with_commands};
use practice_router::{Options, Router, Server};
use serde_json::{Value, json};
use std::path::Path;
use tauri::{
    App, WebviewWindow,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

struct Shell {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    credentials: Credentials,
}

impl Shell {
    fn start(folder: &Path, credentials: &Credentials) -> Self {
        let state = AppState {
            backing_up: tokio::sync::Mutex::new(()),
            session: tokio::sync::Mutex::new(Session::default()),
            files: Files::in_folder(folder),
            credentials: credentials.clone(),
            opened_with: None,
        };
        let app = with_commands(mock_builder()).manage(state).build(mock_context(noop_assets())).expect("an app");
        let window = tauri::WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build();
        Self { app, window: window.expect("a window"), credentials: credentials.clone() }
    }

    fn ask(&self, command: &str, form: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }
                .parse()
                .expect("an address"),
            body: InvokeBody::Json(form),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize().expect("JSON"))
    }

    fn good(&self, command: &str, form: Value) -> Value {
        self.ask(command, form).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn connect(&self, server: &Server, password: &str) -> Result<Value, Value> {
        let form = json!({ "router": server.http_url(), "user": "admin", "password": password, "remember": true, "mac": null });
        self.ask("connect", json!({ "form": form }))
    }

    /// What is kept for the router that was met: its password, and one that was sent.
    fn kept(&self, folder: &Path) -> (Option<String>, Option<String>) {
        let known = std::fs::read_to_string(folder.join("known-routers.json")).expect("known");
        let known: Value = serde_json::from_str(&known).expect("JSON");
        let id = known[0]["id"].as_str().expect("an id").to_owned();
        let kept = self.credentials.all(&id, &["router", "router.new_password"]);
        let kept = tauri::async_runtime::block_on(kept);
        let of = |field: &str| kept.get(field).map(|secret| secret.expose().to_owned());
        (of("router"), of("router.new_password"))
    }
}

fn code(error: &Value) -> &str {
    error["code"].as_str().unwrap_or_default()
}

#[test]
fn the_facts_of_a_router_with_a_modem_say_how_its_card_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let router = Router::new(Options {
        state: practice_router::personality("chateau-lte_7.20").expect("carried"),
        internet: "lte".parse().expect("a line"),
        password: Some("sticker-1".into()),
        ..Options::default()
    });
    let server = tauri::async_runtime::block_on(Server::start(router)).expect("a server on loopback");
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    let facts = shell.connect(&server, "sticker-1").expect("let in")["facts"].clone();
    let modem = json!({ "name": "lte1", "running": true, "card": "registered", "operator": "Practice Mobile" });
    assert_eq!(facts["modems"], json!([modem]));
    for fact in ["identity", "product", "serialTail", "architecture", "deviceMode", "free", "flashFolder", "here"] {
        assert!(!facts[fact].is_null() && facts[fact] != "", "{fact}: {facts}");
    }
    assert_eq!((facts["radios"].as_array().map(Vec::len), &facts["packages"][0]), (Some(2), &json!("wifi-qcom")));
}

fn served() -> Server {
    let router = Router::new(Options { password: Some("sticker-1".into()), ..Options::default() });
    tauri::async_runtime::block_on(Server::start(router)).expect("a server on loopback")
}

#[test]
fn both_passwords_are_kept_until_one_lets_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let credentials = Credentials::in_memory();
    let server = served();
    let shell = Shell::start(folder.path(), &credentials);
    assert_eq!(code(&shell.connect(&server, "").expect_err("it has one")), "password-needed");
    assert_eq!(code(&shell.connect(&server, "wrong").expect_err("not this one")), "wrong-password");
    let seen = shell.connect(&server, "sticker-1").expect("let in");
    assert_eq!((&seen["class"], &seen["known"]), (&json!(""), &json!(false)), "not looked at yet");
    let looked = shell.good("look_at_router", json!({}));
    assert_eq!((&looked["class"], &looked["password"]), (&json!("factory"), &json!("expired")));
    assert_eq!(looked["facts"]["here"], "ether2");
    assert_eq!(shell.good("make_private", json!({}))["private"], true);
    assert_eq!(shell.kept(folder.path()), (Some("sticker-1".into()), None));

    // A new one is kept before anything is sent, and goes when the person thinks better of it.
    let made = shell.good("password_choose", json!({ "form": { "new": true, "written": false } }));
    assert_eq!(made, json!({ "new": true, "kept": "keyring" }));
    let shown = shell.good("password_show", json!({})).as_str().expect("a password").to_owned();
    assert_eq!(shell.kept(folder.path()), (Some("sticker-1".into()), Some(shown.clone())));
    shell.good("password_choose", json!({ "form": { "new": false, "written": false } }));
    assert_eq!(shell.kept(folder.path()), (Some("sticker-1".into()), None));
    shell.good("password_choose", json!({ "form": { "new": true, "written": false } }));
    let shown = shell.good("password_show", json!({})).as_str().expect("a password").to_owned();

    // The router takes it, and the app is gone before it hears of that.
    let body = json!({ "old-password": "sticker-1", "new-password": shown, "confirm-new-password": shown });
    assert_eq!(server.router().handle("POST", "/password", Some(&body)).status, 200);
    drop(shell.app);
    let shell = Shell::start(folder.path(), &credentials);
    shell.connect(&server, "").expect("one of the two lets in");
    assert_eq!(shell.kept(folder.path()), (Some(shown), None), "and that one alone is kept");

    // Somebody else changes it: what is kept is no typing mistake of the person's.
    let body = json!({ "password": "somebody-else" });
    assert_eq!(server.router().handle("PATCH", "/user/admin", Some(&body)).status, 200);
    assert_eq!(code(&shell.connect(&server, "").expect_err("changed")), "password-stale");
}

#[test]
fn another_device_with_the_same_key_is_not_taken_for_the_one_that_was_met() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = served();
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    shell.connect(&server, "sticker-1").expect("let in");
    shell.good("look_at_router", json!({}));
    shell.good("make_private", json!({}));
    let mut state = server.router().state();
    state.menus.get_mut("/system/routerboard").expect("a board")["serial-number"] = "HEX09ZZZ999".into();
    server.router().set_state(state);
    let refused = shell.connect(&server, "sticker-1").expect_err("another device");
    assert_eq!((code(&refused), &refused["serialTail"]), ("other-device", &json!("Z999")));
}

#[test]
fn the_device_that_was_chosen_is_the_one_that_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = served();
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    let ask = |mac: &str| {
        let form = json!({ "router": server.http_url(), "user": "admin", "password": "sticker-1", "remember": false, "mac": mac });
        shell.ask("connect", json!({ "form": form }))
    };
    assert_eq!(code(&ask("02:00:00:00:00:99").expect_err("another one")), "other-device");
    let sockets = server.router().state().menus["/interface/ethernet"].clone();
    ask(sockets[0]["mac-address"].as_str().expect("an address")).expect("this one");
}

#[test]
fn an_own_administrator_is_the_login_from_then_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = served();
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    let ask = |user: &str| {
        let form = json!({ "router": server.http_url(), "user": user, "password": "sticker-1", "remember": true, "mac": null });
        shell.ask("connect", json!({ "form": form }))
    };
    ask("").expect("who does not say a name is admin");
    assert_eq!(shell.good("look_at_router", json!({}))["administrator"], false, "not in clear text");
    assert_eq!(shell.good("make_private", json!({}))["administrator"], true);
    let view = |name: &str| shell.good("administrator_view", json!({ "name": name }));
    assert_eq!((&view("admin")["problem"], &view("")["problem"]), (&json!("name"), &json!("name")));
    assert_eq!(view("anna")["changes"].as_array().map(Vec::len), Some(2));
    let given = shell.good("administrator_give", json!({ "name": "anna" }));
    assert_eq!((&given["administrator"], &given["lacks"]), (&json!(false), &json!([])));
    assert_eq!(view("ben")["problem"], "not-admin");
    // It is as it was left, and the next time nobody has to say the name.
    assert_eq!(shell.good("drift_view", json!({}))["changes"], json!([]));
    ask("").expect("the name is remembered");
    assert_eq!(code(&ask("admin").expect_err("switched off")), "wrong-password");
}

/// A router with another version than any that is carried.
fn with_version(version: &str) -> Server {
    let carried = if version.starts_with('6') { "hap-ac2_6.49" } else { "hex_7.12" };
    let mut state = practice_router::personality(carried).expect("carried");
    state.version = version.into();
    state.menus["/system/resource"]["version"] = format!("{version} (stable)").into();
    let router = Router::new(Options { state, password: Some("sticker-1".into()), ..Options::default() });
    tauri::async_runtime::block_on(Server::start(router)).expect("a server on loopback")
}

#[test]
fn a_version_that_is_not_spoken_to_is_named_and_gets_a_script() {
    let folder = tempfile::tempdir().expect("a folder");
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    let refused = |version: &str| {
        let server = with_version(version);
        let form = json!({ "router": server.api_url(), "user": "admin", "password": "sticker-1", "remember": false, "mac": null });
        let error = shell.ask("connect", json!({ "form": form })).expect_err("not spoken to");
        // What it is was asked, and nothing else.
        let asked = server.router().requests().into_iter().map(|request| request.path).filter(|path| path != "/login");
        assert!(asked.collect::<Vec<_>>().iter().all(|path| path.starts_with("/system/resource")), "{version}");
        error
    };
    assert_eq!(refused("7.6"), json!({ "code": "untested", "has": "7.6" }));
    assert_eq!(refused("7.8"), json!({ "code": "untested", "has": "7.8" }));
    assert_eq!(refused("6.42"), json!({ "code": "too-old", "detail": "6.42" }));

    let project = shell.good("project_new", json!({}));
    let mut form = json!({ "choices": project["choices"], "secrets": {}, "ticked": [] });
    let script = shell.good("script_only", json!({ "form": form, "version": "7.6" }));
    let text = script["text"].as_str().expect("a script");
    assert!(text.contains("RouterOS 7.6. Look at each line") && text.contains("\n/ip dhcp-server"), "{text}");
    form["choices"]["home"]["address"] = "nonsense".into();
    assert_eq!(shell.good("script_only", json!({ "form": form, "version": "7.6" })), Value::Null);
}

#[test]
fn who_may_too_little_is_told_before_anything_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = served();
    let mut state = server.router().state();
    let users = state.menus.get_mut("/user").and_then(Value::as_array_mut).expect("users");
    users.push(json!({ ".id": "*9", "name": "guest", "group": "read", "disabled": "false" }));
    state.secrets.get_mut("/user").expect("secrets")["guest"] = json!({ "password": "guest" });
    server.router().set_state(state);
    let shell = Shell::start(folder.path(), &Credentials::in_memory());
    let form =
        json!({ "router": server.http_url(), "user": "guest", "password": "guest", "remember": false, "mac": null });
    let seen = shell.good("connect", json!({ "form": form }));
    assert_eq!(seen["lacks"], json!(["write", "policy"]));
    let report = shell.good("report_view", json!({ "what": "guest may too little" }));
    let report = report.as_str().expect("a text");
    assert!(report.contains("hAP ax²") && report.contains("…C123") && !report.contains("HEX09ABC123"), "{report}");
}
