//! What others changed on a router since FirstHop left it.
use practice_router::{Options, Router, Server};
use serde_json::json;
use tests::{
    pages::{Home, make_private, router_to_review, set_up_at},
    patience::LONG,
    webdriver::App,
};

fn to_the_router(home: &Home, server: &Server) -> App {
    let app = home.start(&[]);
    set_up_at(&app, server);
    app
}

fn set_up_and_leave(home: &Home, server: &Server) {
    let app = to_the_router(home, server);
    make_private(&app);
    router_to_review(&app);
    app.press("Set up my router");
    app.sees_within("It works.", LONG);
}

#[test]
fn what_others_changed_is_kept_or_undone() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(Server::start(Router::new(Options::default()))).expect("a server on loopback");
    let home = Home::new();
    set_up_and_leave(&home, &server);

    let pools = || server.router().state().menus["/ip/pool"].to_string();
    let before = pools();
    let app = to_the_router(&home, &server);
    app.sees_within("What this router is made of", LONG);
    app.sees("Password of the router");
    assert!(!app.page_text().contains("changed by somebody else"), "nobody was here: {}", app.page_text());
    drop(app);

    let put = |path: &str, body| server.router().handle("PUT", path, Some(&body));
    assert_eq!(put("/ip/pool", json!({"name": "cameras", "ranges": "10.7.7.10-10.7.7.20"})).status, 201);
    server.router().at_winbox("anna", "/system identity set name=Attic").expect("understood");
    let app = to_the_router(&home, &server);
    app.sees_within("2 settings were changed by somebody else", LONG);
    app.sees("/system identity set name=Attic");
    app.sees("anna, with WinBox at 192.168.88.");
    app.sees("admin, by a program (API)");
    crate::accessibility::violations(&app, "what others changed");
    app.screenshot(&std::env::temp_dir().join("firsthop-drift.png"));
    app.click("//label[contains(., 'cameras')]");
    app.press("See what would be put back");
    app.sees_within("This puts your router back as it was", LONG);
    app.press("Put it back");
    app.wait_for("the pool is gone", || pools() == before);
    app.sees_within("Your router is as it was before", LONG);
    drop(app);
    assert_eq!(server.router().state().menus["/system/identity"]["name"], "Attic", "what was not ticked stays");

    let app = to_the_router(&home, &server);
    app.sees_within("What this router is made of", LONG);
    app.sees("Password of the router");
    assert!(!app.page_text().contains("changed by somebody else"), "it is known now: {}", app.page_text());
}

/// The two accounts that change hands are FirstHop's doing; what somebody else changed is told all the same.
#[test]
fn an_own_administrator_is_no_change_of_somebody_elses() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(Server::start(Router::new(Options::default()))).expect("a server on loopback");
    let home = Home::new();
    set_up_and_leave(&home, &server);

    server.router().at_winbox("anna", "/system identity set name=Attic").expect("understood");
    let app = to_the_router(&home, &server);
    app.sees_within("1 setting was changed by somebody else", LONG);
    app.click("//button[contains(., 'a name of your own')]");
    app.fill("router.administrator", "anna");
    app.press("Use this name from now on");
    app.sees_within("From now on you are anna on this router", LONG);
    drop(app);

    let app = to_the_router(&home, &server);
    app.sees_within("1 setting was changed by somebody else", LONG);
    app.sees("/system identity set name=Attic");
    app.sees("anna, with WinBox at 192.168.88.");
    assert!(!app.page_text().contains("/user "), "the accounts are known: {}", app.page_text());
}
