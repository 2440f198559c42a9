//! Protection in the window: an item relaxed and restored, and a look at a router that was broken into.
use practice_router::{Options, Router, Server};
use std::time::Duration;
use tests::{
    pages::{Home, LATER_STEPS, apply, connect, connect_by_address, to_review},
    webdriver::App,
};

const LONG: Duration = Duration::from_secs(60);

/// The switch of an item.
fn flip(app: &App, item: &str) {
    app.click(&format!("//*[@id='protection.items.{item}']"));
}

fn review_from_protection(app: &App) {
    for (next, heading, _) in &LATER_STEPS[4..] {
        app.press(next);
        app.sees(heading);
    }
}

#[test]
fn an_item_is_relaxed_and_later_restored() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.sees("/ip service set [find name=telnet] disabled=yes");
    apply(&app, "It works.");
    app.press("Protection");
    app.sees("How well should your router");
    app.click("//button[contains(., 'more item')]");
    flip(&app, "old-services");
    app.sees("My own choice");
    app.sees("Recommended, with 1 item changed.");
    app.sees("Off puts it back as RouterOS has it by default.");
    review_from_protection(&app);
    app.sees("/ip service set [find name=telnet] disabled=no");
    apply(&app, "It works.");
    app.press("Protection");
    app.sees("Open now");
    flip(&app, "old-services");
    review_from_protection(&app);
    app.sees("/ip service set [find name=telnet] disabled=yes");
    apply(&app, "It works.");
}

#[test]
fn a_router_that_was_broken_into_is_looked_at() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let state = practice_router::personality("hex-broken-into_7.12").expect("carried");
    let options = Options { state, password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    let before = server.router().state().menus;
    connect_by_address(&app, &server);
    app.press("See how safe this router is");
    app.sees_within("How safe is this router?", LONG);
    app.sees_within("Open to strangers", LONG);
    app.sees("Decided by the rule “sysadmin”");
    app.sees("Made by somebody, worth a look");
    app.sees("Whoever asks for “bank.example” gets 203.0.113.66");
    app.sees("The account “system” may do everything");
    assert_eq!(server.router().state().menus["/ip/service"], before["/ip/service"], "only looked at");
    app.press("Back to the steps");
    app.sees("This is your router");
    runtime.block_on(server.stop());
}
