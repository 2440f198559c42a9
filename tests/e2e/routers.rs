//! Routers as they are met: with another key, with somebody else's settings, with a password that is
//! to be changed, and such as are no router of a home.
use practice_router::{Fault, Options, Router, Server};
use serde_json::json;
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tests::{
    pages::{Home, LATER_STEPS, connect_by_address, make_private, router_to_review},
    patience::LONG,
    webdriver::App,
};
use tokio::runtime::Runtime;

fn served(runtime: &Runtime, personality: &str, https: bool) -> Server {
    let state = practice_router::personality(personality).expect("carried");
    let router = Router::new(Options { state, https, ..Options::default() });
    runtime.block_on(Server::start(router)).expect("a server on loopback")
}

fn start(home: &Home) -> App {
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    app
}

/// The router that was met becomes another one: it is at other ports now.
fn moves(home: &Home, private: &str, clear: &str) {
    let file = known_routers(home);
    let text = std::fs::read_to_string(&file).expect("readable");
    let mut all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    all[0]["private"] = private.into();
    all[0]["places"] = serde_json::json!([clear]);
    std::fs::write(file, all.to_string()).expect("writable");
}

fn known_routers(home: &Home) -> PathBuf {
    home.file("state/known-routers.json")
}

fn place(url: &str) -> &str {
    url.split("//").nth(1).unwrap_or_default()
}

#[test]
fn another_key_stops_everything_until_it_is_said_that_it_was_reset() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let first = served(&runtime, "hap-ax2_7.20", false);
    {
        let app = start(&home);
        connect_by_address(&app, &first);
        make_private(&app);
        app.sees("Forget this router");
    }
    let second = served(&runtime, "hap-ax2_7.20", true);
    moves(&home, place(&second.https_url()), place(&second.http_url()));
    second.router().clear_requests();
    let app = start(&home);
    app.press("Set up a real router by its address");
    app.fill("router.address", &second.http_url());
    app.fill("router.password", second.password());
    app.press("Connect to this router");
    app.sees_within("This router shows another key than last time", LONG);
    assert!(second.router().requests().is_empty(), "nobody logged in: the password was not sent");
    app.press("It was reset");
    app.sees("forgotten on this computer");
    app.fill("router.password", second.password());
    app.press("Connect to this router");
    app.sees_within("This is your router", LONG);
    app.sees_within("Not private yet", LONG);
    make_private(&app);
    app.press("Next: Internet");
    app.sees("How does your provider");
    runtime.block_on(async { tokio::join!(first.stop(), second.stop()) });
}

#[test]
fn a_router_that_is_forgotten_leaves_nothing_here_and_says_what_stays_there() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let router = served(&runtime, "hex_7.12", false);
    let app = start(&home);
    connect_by_address(&app, &router);
    make_private(&app);
    assert!(std::fs::read_to_string(known_routers(&home)).expect("remembered").contains("private"));
    app.press("Forget this router");
    app.sees("On the router stay");
    app.press("Forget it");
    app.sees_one_of(&["Which router do you want to set up?", "Where is your router?"]);
    let kept: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(known_routers(&home)).expect("readable")).expect("JSON");
    assert_eq!(kept, serde_json::json!([]));
    assert!(router.router().state().menus["/certificate"].to_string().contains("firsthop"), "the router keeps its own");
    runtime.block_on(router.stop());
}

#[test]
fn a_box_that_blocks_the_private_port_gets_no_password_on_the_clear_one() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let router = served(&runtime, "hap-ax2_7.20", false);
    {
        let app = start(&home);
        connect_by_address(&app, &router);
        make_private(&app);
    }
    // Somebody who lets nothing through to 443, and listens at 80.
    let clear = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = clear.local_addr().expect("an address").to_string();
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in clear.incoming().flatten() {
            let mut stream = stream;
            let mut buffer = [0; 4096];
            let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
            if let Ok(read) = stream.read(&mut buffer) {
                keep.lock().expect("no panic").extend_from_slice(&buffer[..read]);
            }
        }
    });
    moves(&home, &closed, &at);
    let app = start(&home);
    app.press("Set up a real router by its address");
    app.fill("router.address", &format!("http://{at}"));
    app.fill("router.password", router.password());
    app.press("Connect to this router");
    app.sees_within("it lets nobody in there", LONG);
    assert_eq!(heard.lock().expect("no panic").len(), 0, "not a byte in clear text");
    runtime.block_on(router.stop());
}

#[test]
fn somebody_elses_router_is_left_as_it_is_unless_it_is_ticked() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let router = served(&runtime, "rb5009-grown_7.18", false);
    // The simulated router answers SSH on a port of this computer, so the household's rule is about that one.
    let services = router.router().handle("GET", "/ip/service", None).body.expect("a list");
    let ssh = services.as_array().into_iter().flatten().find(|service| service["name"] == "ssh").expect("there is one");
    assert_ne!(ssh["port"], "22");
    let rule = json!({"dst-port": ssh["port"]});
    assert_eq!(router.router().handle("PATCH", "/ip/firewall/filter/*53", Some(&rule)).status, 200);
    let app = start(&home);
    connect_by_address(&app, &router);
    app.sees_within("Set up by somebody else: we change only what you tick", LONG);
    app.sees("things of somebody else’s stay as they are");
    app.click("//button[contains(., 'of somebody else’s stay as they are')]");
    app.sees("/ip/firewall/filter");
    make_private(&app);
    let rules = || router.router().state().menus["/ip/firewall/filter"].as_array().map(Vec::len);
    let before = rules();
    app.press("Next: Internet");
    app.sees("How does your provider");
    for next in LATER_STEPS.iter().map(|step| step.0) {
        app.press(next);
    }
    app.sees("Made by somebody else: tick what may be changed");
    assert!(!app.has("//button[normalize-space()='Set up my router']"), "without a tick there is nothing to do");
    app.click("//label[contains(., 'name=telnet')]//input");
    app.press("Set up my router");
    // The household let ssh in from the outside: that is said, and stays as nobody ticked it.
    app.sees_within("It is set up, but one test did not pass", LONG);
    app.sees("for example ssh");
    let state = router.router().state();
    let services = state.menus["/ip/service"].as_array().expect("services").clone();
    let off = |name: &str| services.iter().any(|row| row["name"] == name && row["disabled"] == "true");
    assert!(off("telnet") && !off("ftp"), "what was ticked, and nothing else");
    assert_eq!(rules(), before, "the household's rules are all there");
    runtime.block_on(router.stop());
}

#[test]
fn what_is_no_router_of_a_home_is_not_set_up() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let router = served(&runtime, "hap-ax2-ap_7.20", false);
    let app = start(&home);
    connect_by_address(&app, &router);
    app.sees_within("This device only passes on what another router does", LONG);
    app.sees("reset this one with its button");
    assert!(!app.has("//button[starts-with(normalize-space(), 'Next')]"), "it cannot be gone on with");
    assert!(!app.has("//button[normalize-space()='Make the connection private']"), "and nothing is changed on it");
    app.press("Take another router");
    runtime.block_on(router.stop());
    let broken_into = served(&runtime, "hex-broken-into_7.12", false);
    connect_by_address(&app, &broken_into);
    app.sees_within("It looks as if a stranger has been in this router", LONG);
    for why in ["“U7” fetches commands from the internet and runs them.", "It passes on traffic of others (SOCKS)."]
    {
        app.sees(why);
    }
    runtime.block_on(broken_into.stop());
}

#[test]
fn a_version_that_is_not_spoken_to_is_named_and_gets_a_script() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let mut state = practice_router::personality("hex_7.12").expect("carried");
    state.version = "7.6".into();
    state.menus["/system/resource"]["version"] = "7.6 (stable)".into();
    let router = Router::new(Options { state, ..Options::default() });
    let server = runtime.block_on(Server::start(router)).expect("a server on loopback");
    let app = start(&home);
    app.press("Set up a real router by its address");
    app.fill("router.address", &server.api_url());
    app.fill("router.password", server.password());
    app.press("Connect to this router");
    app.sees_within("RouterOS 7.6 cannot be set up from here", LONG);
    app.sees("Update it with WinBox to 7.9 or later, after a backup");
    app.sees_within("Look at each line before you import it", LONG);
    app.sees("/ip dhcp-server");
    app.press("Copy");
    app.sees("Copied");
    runtime.block_on(server.stop());
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
    let home = Home::new();
    let app = start(&home);
    app.press("Set up a real router by its address");
    app.fill("router.address", &url);
    app.fill("router.password", "geheim");
    app.press("Connect to this router");
    app.sees_within("encryption is too old to keep a password private", LONG);
    app.sees("Update RouterOS with WinBox first");
}

#[test]
fn a_new_password_is_written_down_before_it_is_set() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let server = served(&runtime, "hap-ax2_7.20", false);
    let app = start(&home);
    connect_by_address(&app, &server);
    make_private(&app);
    app.choose("Give it a new, strong one");
    app.sees("Write it down before you go on.");
    app.press("Next: Internet");
    app.sees("The new password could be lost.");
    app.press("Show it, to write it down");
    let shown = app.find("//*[@data-new-password]");
    let shown = app.call("GET", &format!("/element/{shown}/text"), &serde_json::Value::Null);
    let password = shown.as_str().unwrap_or_default().trim().to_owned();
    assert_eq!(password.len(), 19, "{password}");
    app.press("I have written it down");
    app.sees("You have written it down.");
    assert!(!app.page_text().contains(&password), "it is not shown any longer");
    router_to_review(&app);
    app.sees("/password old-password=••••");
    assert!(!app.page_text().contains(&password), "Review shows the password");
    app.press("Set up my router");
    app.sees_within("It works.", LONG);
    let state = server.router().state();
    assert_eq!(state.secrets["/user"]["admin"]["password"], password, "the router has it");
    let log = std::fs::read_to_string(home.file("state/firsthop.log")).expect("a log");
    assert!(log.contains("/rest/system/resource"), "requests are in the log");
    assert!(!log.contains(&password) && !log.contains(server.password()), "passwords are not");
    runtime.block_on(server.stop());
}

fn to_review_with_a_new_password(home: &Home, server: &Server) -> App {
    let app = start(home);
    connect_by_address(&app, server);
    make_private(&app);
    app.choose("Give it a new, strong one");
    app.press("Show it, to write it down");
    app.press("I have written it down");
    router_to_review(&app);
    app
}

#[test]
fn a_run_that_does_not_begin_says_that_the_new_password_holds() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let server = served(&runtime, "hap-ax2_7.20", false);
    let app = to_review_with_a_new_password(&home, &server);
    // The password is the first that is written; what is refused is the backup.
    let refused = Fault::Refuse { nth: 2, status: 400, detail: "failure: no".to_owned() };
    server.router().fault(refused);
    app.press("Set up my router");
    app.sees_within("Nothing was changed. Your router is as it was before.", LONG);
    app.sees("Only its password is the new one");
    app.sees("Without a backup we begin nothing.");
    runtime.block_on(server.stop());
}

#[test]
fn when_nobody_knows_which_password_holds_both_are_to_be_kept() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let server = served(&runtime, "hap-ax2_7.20", false);
    let app = to_review_with_a_new_password(&home, &server);
    // Another administrator is a moment faster.
    server.router().fault(Fault::OtherPassword { nth: 1, password: "of-somebody-else".to_owned() });
    app.press("Set up my router");
    app.sees_within("We cannot tell which password the router has", LONG);
    let sent = server.router().requests().iter().any(|request| request.path == "/password" && request.status >= 400);
    assert!(sent, "it is no longer the old one");
    app.sees("Keep the old one and the new one.");
    app.sees("Nothing else was begun.");
    runtime.block_on(server.stop());
}

#[test]
fn each_wrong_password_has_its_own_words_and_a_report_for_a_helper() {
    let runtime = Runtime::new().expect("a run-time");
    let home = Home::new();
    let server = served(&runtime, "hap-ax2_7.20", false);
    let app = start(&home);
    app.press("Set up a real router by its address");
    app.fill("router.address", &server.http_url());
    app.press("Connect to this router");
    app.sees_within("This router has a password.", LONG);
    app.fill("router.password", "not-the-password");
    app.press("Connect to this router");
    app.sees_within("The router did not accept this password.", LONG);
    app.press("Details for somebody who helps you");
    app.sees_within("Last lines of the log", LONG);
    let text = app.page_text();
    assert!(text.contains("wrong-password") && text.contains("FirstHop: "), "{text}");
    assert!(!text.contains("not-the-password"), "{text}");
    runtime.block_on(server.stop());
}
