//! The commands as the window calls them, on Tauri's runtime without a screen: names of commands and
//! arguments, what they answer, and the code of each error.
#![expect(clippy::panic, reason = "helpers of tests end them by panicking")]
use firsthop_lib::{AppState, credentials::Credentials, project_files::Files, session::Session, with_commands};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

/// A window that nobody sees, with a folder of its own.
struct Window {
    window: WebviewWindow<MockRuntime>,
    folder: tempfile::TempDir,
}

impl Window {
    fn open() -> Self {
        Self::open_in(tempfile::tempdir().expect("a folder"))
    }

    /// The app started once more: what was only in memory is gone.
    fn reopened(self) -> Self {
        Self::open_in(self.folder)
    }

    fn open_in(folder: tempfile::TempDir) -> Self {
        let state = AppState {
            session: tokio::sync::Mutex::new(Session::default()),
            backing_up: tokio::sync::Mutex::new(()),
            files: Files::in_folder(&folder.path().join("state")),
            credentials: Credentials::in_memory(),
            opened_with: None,
        };
        let app = with_commands(mock_builder()).manage(state).build(mock_context(noop_assets())).expect("an app");
        let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().expect("a window");
        Self { window, folder }
    }

    fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().expect("an address"),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.into(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize().expect("JSON"))
    }

    fn answers(&self, command: &str, arguments: Value) -> Value {
        self.call(command, arguments).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// The code of the error that a command must give.
    fn refuses(&self, command: &str, arguments: Value) -> String {
        let error = self.call(command, arguments).expect_err(command);
        error["code"].as_str().unwrap_or_else(|| panic!("{command} gives no code but {error}")).to_owned()
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// A simulated router on a line by DHCP, logged in to.
    fn connect(&self) -> Value {
        let form = json!({"form": {"personality": "hap-ax2_7.20", "internet": "dhcp"}});
        let found = self.answers("practice_start", form);
        let quick = self.answers("connect", login(&found["id"], &found["stickerPassword"]));
        assert_eq!((&quick["model"], &quick["simulated"]), (&json!("hAP ax²"), &json!(true)), "{quick}");
        self.answers("look_at_router", json!({}))
    }

    /// The newest plan's id, for a home that moves.
    fn plan(&self, address: &str) -> Value {
        let mut choices = serde_json::to_value(project::Choices::default()).expect("JSON");
        choices["home"]["address"] = address.into();
        let form = json!({"form": {"choices": choices, "secrets": {}, "ticked": []}});
        self.answers("evaluate", form)
    }
}

fn login(router: &Value, password: &Value) -> Value {
    json!({"form": {"router": router, "user": "admin", "password": password, "remember": false}})
}

fn channel() -> Value {
    "__CHANNEL__:7".into()
}

#[test]
fn the_start_says_what_is_there() {
    let window = Window::open();
    let start = window.answers("start_view", json!({}));
    assert_eq!((&start["recent"], &start["draft"]), (&json!([]), &Value::Null));
    assert_eq!(window.answers("keyring_lasts", json!({})), json!(false));
    let known = window.answers("practice_personalities", json!({}));
    assert!(known.as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "hap-ax2_7.20")), "{known}");
}

#[test]
fn arguments_have_their_names_and_nothing_else_is_known() {
    let window = Window::open();
    for (command, argument) in [
        ("connect", "form"),
        ("practice_start", "form"),
        ("evaluate", "form"),
        ("forget_router", "address"),
        ("project_save", "project"),
        ("draft_keep", "project"),
        ("apply_plan", "planId"),
        ("export_look", "form"),
        ("put_back", "channel"),
    ] {
        let error = window.call(command, json!({})).expect_err(command);
        let said = error.as_str().unwrap_or_default();
        assert!(said.contains(&format!("missing required key {argument}")), "{command}: {error}");
    }
    let error = window.call("connect", json!({"form": {"router": 7}})).expect_err("no text");
    assert!(error.as_str().is_some_and(|said| said.contains("invalid args `form`")), "{error}");
    assert!(window.call("run_anything", json!({})).is_err(), "there is no such command");
}

#[test]
fn without_a_router_commands_say_so() {
    let window = Window::open();
    assert_eq!(window.refuses("look_at_router", json!({})), "not-connected");
    assert_eq!(window.refuses("make_private", json!({})), "not-connected");
    assert_eq!(window.refuses("script", json!({})), "not-connected");
    assert_eq!(window.refuses("apply_plan", json!({"planId": "plan-1", "channel": channel()})), "not-connected");
    assert_eq!(window.refuses("put_back", json!({"channel": channel()})), "not-connected");
    assert_eq!(window.refuses("export_choose", json!({"path": window.file("none.rsc")})), "not-connected");
    assert_eq!(window.refuses("export_look", said(&[], &[])), "plan-changed");
    assert_eq!(window.refuses("back_view", json!({})), "plan-changed");
    assert_eq!(window.refuses("test_again", json!({})), "plan-changed");
    // There is nothing to stop, to forget and to leave; that is no mistake.
    window.answers("apply_stop", json!({}));
    window.answers("forget_router", json!({"address": "127.0.0.1:9"}));
    window.answers("disconnect", json!({}));
}

#[test]
fn each_way_of_not_connecting_has_its_code() {
    let window = Window::open();
    let none = json!("");
    assert_eq!(window.refuses("connect", login(&json!("198.51.100.1"), &none)), "not-at-home");
    assert_eq!(window.refuses("connect", login(&json!("router.lan"), &none)), "bad-address");
    assert_eq!(window.refuses("forget_router", json!({"address": "router.lan"})), "bad-address");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("free");
    assert_eq!(window.refuses("connect", login(&json!(format!("http://{nobody}")), &none)), "closed-port");
    let form = json!({"form": {"personality": "hap-ax2_7.20", "internet": "dhcp"}});
    let found = window.answers("practice_start", form);
    assert_eq!(window.refuses("connect", login(&found["id"], &json!("wrong"))), "wrong-password");
    let strange = json!({"form": {"personality": "toaster", "internet": "dhcp"}});
    assert_eq!(window.refuses("practice_start", strange), "internal");
    let strange = json!({"form": {"personality": "hex_7.12", "internet": "carrier pigeon"}});
    assert_eq!(window.refuses("practice_start", strange), "internal");
}

#[test]
fn a_plan_is_made_carried_out_and_put_back() {
    let window = Window::open();
    let router = window.connect();
    assert_eq!((&router["class"], &router["simulated"]), (&json!("factory"), &json!(true)), "{router}");
    let evaluation = window.plan("192.168.70.1/24");
    assert_eq!(evaluation["issues"], json!([]), "{evaluation}");
    let script = window.answers("script", json!({}));
    assert!(script["text"].as_str().is_some_and(|text| text.contains("192.168.70.1")), "{script}");
    // Only the newest plan is carried out: exactly what was seen.
    let old = evaluation["plan"]["id"].clone();
    let newest = window.plan("192.168.71.1/24")["plan"]["id"].clone();
    assert_eq!(window.refuses("apply_plan", json!({"planId": old, "channel": channel()})), "plan-changed");
    window.answers("apply_plan", json!({"planId": newest, "channel": channel()}));
    assert_eq!(window.refuses("apply_plan", json!({"planId": newest, "channel": channel()})), "plan-changed");

    let again = window.plan("192.168.71.1/24");
    assert_eq!(again["plan"]["groups"], json!([]), "a second apply changes nothing");
    let proof = window.answers("test_again", json!({}));
    assert!(proof.as_array().is_some_and(|items| items.iter().all(|item| item["state"] == "good")), "{proof}");

    assert_eq!(window.refuses("put_back", json!({"channel": channel()})), "plan-changed");
    let back = window.answers("back_view", json!({}));
    assert!(back["groups"].as_array().is_some_and(|groups| !groups.is_empty()), "{back}");
    window.answers("put_back", json!({"channel": channel()}));
    let (again, new) = (window.plan("192.168.88.1/24"), Window::open());
    new.connect();
    assert_eq!(wanted(&again), wanted(&new.plan("192.168.88.1/24")), "it is as a new router");
}

/// What is said of an export: which place takes what, and passwords.
fn said(moves: &[(&str, &str)], secrets: &[(&str, &str)]) -> Value {
    let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| (name.to_string(), json!(value))).collect();
    let (moves, secrets): (serde_json::Map<_, _>, serde_json::Map<_, _>) = (map(moves), map(secrets));
    json!({"form": {"moves": moves, "secrets": secrets, "ticked": []}})
}

/// Of an older model, whose provider's cable was in another socket. RouterOS 6 writes passwords.
const EXPORT: &str = "# 2026-11-24 10:00:00 by RouterOS 6.49.10\n# model = RBD52G-5HacD2HnD\n\
    /interface pppoe-client\nadd disabled=no interface=ether5 name=out password=geheim-1 user=anna\n\
    /interface list member\nadd interface=out list=WAN\nadd interface=ether5 list=WAN\n\
    /ip dns\nset servers=9.9.9.9\n/system script\nadd name=x source=\"/user remove 0\"\n";

#[test]
fn an_export_is_brought_as_it_was_shown_and_put_back() {
    let window = Window::open();
    window.connect();
    let choose = |name: &str, text: &str| {
        std::fs::write(window.file(name), text).expect("writable");
        window.answers("export_choose", json!({"path": window.file(name)}))
    };
    let problem = choose("letter.rsc", "Dear router\n");
    assert_eq!((&problem["problem"]["key"], &problem["plan"]), (&json!("import.not-an-export"), &Value::Null));
    assert_eq!(window.refuses("script", json!({})), "not-connected", "and nothing is to be carried out");

    std::fs::write(window.file("film.rsc"), format!("{EXPORT}#{}", " ".repeat(4 << 20))).expect("writable");
    assert_eq!(window.refuses("export_choose", json!({"path": window.file("film.rsc")})), "file-system");

    let proposed = choose("old.rsc", EXPORT);
    let keys = |view: &Value| -> Vec<String> {
        let lost = view["lost"].as_array().expect("a list").iter();
        lost.map(|lost| lost["key"].as_str().expect("a key").to_owned()).collect()
    };
    assert_eq!((&proposed["from"], &proposed["problem"]), (&json!("RBD52G-5HacD2HnD"), &Value::Null), "{proposed}");
    assert_eq!(proposed["sockets"][0], json!({"old": "ether5", "new": "ether1", "band": "", "internet": true}));
    for key in ["import.model", "import.version", "import.lost-scripts"] {
        assert!(keys(&proposed).iter().any(|lost| lost == key), "{key}: {proposed}");
    }
    assert!(!proposed.to_string().contains("geheim-1"), "{proposed}");
    let moved = window.answers("export_look", said(&[("ether5", "ether3")], &[]));
    assert_eq!(moved["sockets"][0]["new"], "ether3");
    let shown = |view: &Value, line: &str| view["plan"].to_string().contains(line);
    assert!(shown(&proposed, "interface=ether1 name=out") && shown(&moved, "interface=ether3 name=out"));

    // Only what was shown last is carried out.
    let apply = |view: &Value| json!({"planId": view["plan"]["id"], "channel": channel()});
    assert_eq!(window.refuses("apply_plan", apply(&proposed)), "plan-changed");
    let asked = window.answers("export_look", said(&[], &[]));
    window.answers("apply_plan", apply(&asked));
    let again = window.answers("export_look", said(&[], &[]));
    assert_eq!(again["plan"]["groups"], json!([]), "the second time there is nothing to do: {again}");
    // It is proved by what it brought: on this line nobody answers to a login.
    let proof = window.answers("test_again", json!({}));
    assert_eq!(proof[0]["text"]["key"], "proof.wan-address.no-answer", "{proof}");

    let back = window.answers("back_view", json!({}));
    assert!(back["groups"].as_array().is_some_and(|groups| !groups.is_empty()), "{back}");
    window.answers("put_back", json!({"channel": channel()}));
    let again = window.answers("export_look", said(&[], &[]));
    assert_eq!(wanted(&again), wanted(&asked), "it is as before");
    window.answers("disconnect", json!({}));
    assert_eq!(window.refuses("export_look", said(&[], &[])), "plan-changed", "it goes with the router");
}

#[test]
fn a_password_that_an_export_lacks_is_asked_for() {
    let window = Window::open();
    window.connect();
    std::fs::write(window.file("old.rsc"), EXPORT.replace(" password=geheim-1", "")).expect("writable");
    let without = window.answers("export_choose", json!({"path": window.file("old.rsc")}));
    let asked = json!({"field": "import.pppoe-client.out.password", "menu": "/interface pppoe-client", "name": "out"});
    assert_eq!(without["asked"], json!([asked]), "{without}");
    let with = window.answers("export_look", said(&[], &[("import.pppoe-client.out.password", "geheim-2")]));
    assert_eq!(with["asked"], json!([]));
    assert!(with["plan"].to_string().contains("/interface pppoe-client add"), "{with}");
    assert!(!with.to_string().contains("geheim-2") && !without["plan"].to_string().contains("pppoe-client"), "{with}");
}

/// The ids of what a plan does for the person, without what it does for safety.
fn wanted(evaluation: &Value) -> Vec<&Value> {
    let groups = evaluation["plan"]["groups"].as_array().into_iter().flatten();
    let ours = groups.filter(|group| group["id"] != "guard" && group["id"] != "cleanup");
    ours.flat_map(|group| group["changes"].as_array().into_iter().flatten()).map(|change| &change["id"]).collect()
}

#[test]
fn wrong_answers_come_back_with_code_field_and_suggestion() {
    let window = Window::open();
    let evaluation = window.plan("192.168.88.0/24");
    let issue = &evaluation["issues"][0];
    assert_eq!((&issue["field"], &issue["step"]), (&json!("home.address"), &json!("home-network")), "{evaluation}");
    assert_eq!(issue["suggestion"]["values"][0][1], "192.168.88.1/24", "{issue}");
    assert_eq!(evaluation["plan"], Value::Null);
}

#[test]
fn the_connection_is_made_private() {
    let window = Window::open();
    assert_eq!(window.connect()["private"], false);
    let router = window.answers("make_private", json!({}));
    assert_eq!(router["private"], true, "{router}");
    assert!(router["keyTail"].is_string(), "{router}");
}

#[test]
fn projects_are_saved_and_opened_and_drafts_kept() {
    let window = Window::open();
    let mut project = window.answers("project_new", json!({}));
    project["choices"]["home"]["address"] = "192.168.72.1/24".into();
    window.answers("draft_keep", json!({"project": project}));
    assert_eq!(window.answers("start_view", json!({}))["draft"]["project"]["id"], project["id"]);

    project["path"] = window.file("Home.firsthop").into();
    let secrets = json!({"internet.pppoe.password": "geheim", "router": "never", "unknown": "x"});
    let save = json!({"project": project, "choosePath": false, "secrets": secrets});
    let saved = window.answers("project_save", save);
    assert_eq!(saved["storedSecrets"], json!(["internet.pppoe.password"]));
    let text = std::fs::read_to_string(window.file("Home.firsthop")).expect("written");
    assert!(!text.contains("geheim"), "{text}");
    let start = window.answers("start_view", json!({}));
    assert_eq!((&start["draft"], &start["recent"][0]["name"]), (&Value::Null, &json!("Home")));

    let opened = window.answers("project_open", json!({"path": window.file("Home.firsthop")}));
    assert_eq!(opened["choices"]["home"]["address"], "192.168.72.1/24");
    assert_eq!((&opened["fromElsewhere"], &opened["storedSecrets"]), (&json!(false), &saved["storedSecrets"]));
    window.answers("draft_keep", json!({"project": project}));
    window.answers("draft_discard", json!({}));
    assert_eq!(window.answers("start_view", json!({}))["draft"], Value::Null);
}

#[test]
fn passwords_that_no_keyring_kept_are_asked_for_anew() {
    let window = Window::open();
    let mut project = window.answers("project_new", json!({}));
    project["choices"]["internet"]["type"] = "pppoe".into();
    project["choices"]["internet"]["pppoe"]["user"] = "anna".into();
    project["path"] = window.file("Home.firsthop").into();
    let secrets = json!({"internet.pppoe.password": "geheim"});
    let saved = window.answers("project_save", json!({"project": project, "choosePath": false, "secrets": secrets}));
    assert_eq!(saved["storedSecrets"], json!(["internet.pppoe.password"]));
    project["choices"]["home"]["address"] = "192.168.72.1/24".into();
    window.answers("draft_keep", json!({"project": project}));
    let judge = |window: &Window, project: &Value, secrets: Value| {
        let form = json!({"form": {"choices": project["choices"], "secrets": secrets, "ticked": []}});
        let evaluation = window.answers("evaluate", form);
        let issues = evaluation["issues"].as_array().cloned().unwrap_or_default();
        issues.iter().map(|issue| (issue["field"].clone(), issue["code"].clone())).collect::<Vec<_>>()
    };
    // As long as this window is open, its memory has the password, for the answers of a crash too.
    let draft = window.answers("draft_use", json!({}));
    assert_eq!(draft["storedSecrets"], saved["storedSecrets"]);
    assert_eq!(judge(&window, &draft, json!({})), []);

    let window = window.reopened();
    let draft = window.answers("draft_use", json!({}));
    assert_eq!((&draft["storedSecrets"], &draft["choices"]), (&json!([]), &project["choices"]), "{draft}");
    let asked = (json!("internet.pppoe.password"), json!("password-missing"));
    assert_eq!(judge(&window, &draft, json!({})), [asked]);
    assert_eq!(judge(&window, &draft, secrets), []);
    window.answers("draft_discard", json!({}));
    assert_eq!(window.answers("draft_use", json!({})), Value::Null);
}

#[test]
fn each_file_that_cannot_be_opened_has_its_code() {
    let window = Window::open();
    let open = |name: &str, bytes: &[u8]| {
        std::fs::write(window.file(name), bytes).expect("writable");
        window.call("project_open", json!({"path": window.file(name)})).expect_err(name)
    };
    assert_eq!(window.refuses("project_open", json!({"path": window.file("none")})), "file-system");
    assert_eq!(open("newer", br#"{"format_version":99}"#), json!({"code": "file-newer", "version": 99}));
    for (name, bytes) in [
        ("truncated", &b"{\"format_version\":1,"[..]),
        ("damaged", b"{]"),
        ("binary", b"\0\xff"),
        ("too-large", &vec![b' '; 2 << 20]),
        ("not-a-project", b"{\"name\":\"x\"}"),
    ] {
        let error = open(name, bytes);
        assert_eq!((&error["code"], &error["reason"]), (&json!("file-unreadable"), &json!(name)), "{error}");
    }
}

/// `backend.ts` names each command and its arguments; so do the functions here.
#[test]
fn the_window_calls_commands_by_their_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let backend = std::fs::read_to_string(folder.join("../ui/src/ipc/backend.ts")).expect("it is there");
    let mut called = BTreeMap::new();
    for call in backend.split("invoke<").skip(1) {
        let Some((command, rest)) = call.split_once("('").and_then(|(_, rest)| rest.split_once('\'')) else { continue };
        let arguments = rest.strip_prefix(", {").and_then(|rest| rest.split_once('}'));
        let names = arguments.map(|(names, _)| names.split(',').map(|name| name.trim().to_owned()).collect());
        let mut names: Vec<String> = names.unwrap_or_default();
        names.sort();
        called.insert(command.to_owned(), names);
    }
    let mut there = BTreeMap::new();
    for entry in std::fs::read_dir(folder.join("src/commands")).expect("it is there").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("text");
        for function in text.split("#[tauri::command]").skip(1) {
            let Some((name, rest)) = function.split_once("fn ").and_then(|(_, rest)| rest.split_once('(')) else {
                continue;
            };
            let name = name.split('<').next().unwrap_or_default();
            let end = [") ->", ") {"].iter().filter_map(|end| rest.find(end)).min().unwrap_or_default();
            // Commas within types stand in angle brackets and have no colon after them.
            let names = rest[..end].split(',').filter_map(|argument| argument.split_once(": "));
            let ours = names.filter(|(_, kind)| !kind.starts_with("App"));
            let mut names: Vec<String> = ours.map(|(name, _)| camel(name.trim())).collect();
            names.sort();
            there.insert(name.to_owned(), names);
        }
    }
    assert_eq!(called, there);
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}
