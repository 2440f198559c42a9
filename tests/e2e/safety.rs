//! Nobody is left with half of a set-up: stopping, putting back, more time, and what a crash leaves.
use crate::accessibility::violations;
use practice_router::{Options, Router, Server};
use std::time::Duration;
use tests::{
    pages::{Home, apply, connect, connect_by_address, make_private, practise_on, router_to_review, to_review},
    patience::{LONG, until},
    webdriver::key,
};

#[test]
fn stopping_puts_everything_back() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    router_to_review(&app);
    app.sees("If anything fails, the simulated router puts everything back by itself");
    app.press("Set up the simulated router");
    app.press("Stop and put everything back");
    app.sees_within("Stopped, as you asked", LONG);
    app.sees("Your router is as it was before.");
    app.press("Back to Review");
    app.sees("This is what will happen");
}

#[test]
fn after_the_proof_everything_can_still_be_put_back() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    router_to_review(&app);
    apply(&app, "It works.");
    app.press("Put it back as it was before");
    app.press("See what would be put back");
    app.sees_within("This puts your router back as it was", LONG);
    app.press("Put it back");
    app.sees_within("Your router is as it was before", LONG);
}

#[test]
fn a_move_of_the_home_is_followed_to_the_proof_and_put_back() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    app.press("Next: Internet");
    app.sees("How does your provider");
    app.press("Next: Home network");
    app.sees("What is your home network");
    app.fill("home.address", "192.168.77.1");
    for next in ["Next: Addresses", "Next: Names", "Next: Protection", "Next: Backups", "Next: Review"] {
        app.press(next);
    }
    app.sees("Keep the old address 192.168.88.1 for now");
    app.sees("Clean up");
    app.press("Set up the simulated router");
    app.sees_within("Your computer is getting a new address", LONG);
    app.sees("Your router will be at 192.168.77.1");
    app.sees("Add 2 minutes");
    app.screenshot(&std::env::temp_dir().join("firsthop-following.png"));
    app.sees_within("It works.", LONG);
    app.sees("Your home has moved to 192.168.77.1");
    app.painted();
    app.press("Put it back as it was before");
    app.press("See what would be put back");
    app.sees_within("This puts your router back as it was", LONG);
    app.press("Put it back");
    app.sees_within("Your computer is getting a new address", LONG);
    app.sees_within("Your router is as it was before", LONG);
}

#[test]
fn a_pulled_cable_ends_as_it_was() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let router = Router::new(Options { latency: Duration::from_millis(60), ..Options::default() });
    let server = runtime.block_on(Server::start(router)).expect("a server on loopback");
    let before = server.router().handle("GET", "/ip/service", None).body;
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    make_private(&app);
    let before_run = server.router().handle("GET", "/ip/service", None).body;
    assert_ne!(before, before_run, "private now");
    router_to_review(&app);
    server.router().clear_requests();
    app.press("Set up my router");
    until("a service is switched off", || begun(&server, "/ip/service"));
    server.router().plug(false);
    app.sees_within("Putting everything back", LONG);
    app.screenshot(&std::env::temp_dir().join("firsthop-pulled.png"));
    // Its own timer is over: it has put everything back although nobody could tell it to.
    until("put back by itself", || server.router().handle("GET", "/ip/service", None).body == before_run);
    server.router().plug(true);
    app.sees_within("We put everything back. Your router is as it was before.", LONG);
}

pub(crate) fn begun(server: &Server, path: &str) -> bool {
    server.router().requests().iter().any(|request| request.method != "GET" && request.path.starts_with(path))
}

/// A router that does not end with the window, on this line; each request takes so long.
pub(crate) fn slow_router(runtime: &tokio::runtime::Runtime, line: &str, latency: u64) -> Server {
    let internet = line.parse().expect("a line");
    let router = Router::new(Options { internet, latency: Duration::from_millis(latency), ..Options::default() });
    runtime.block_on(Server::start(router)).expect("a server on loopback")
}

#[test]
fn the_timer_is_given_more_time_by_hand() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = slow_router(&runtime, "dhcp", 250);
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    make_private(&app);
    router_to_review(&app);
    app.press("Set up my router");
    app.sees_within("Add 2 minutes", LONG);
    let seconds = || {
        let shown = app.script("return document.querySelector('main .left')?.textContent ?? ''", &[]);
        let digits: String = shown.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().unwrap_or_default()
    };
    assert!((60..=120).contains(&seconds()), "{}", seconds());
    // By keyboard, as a person who needs more time may not use a mouse.
    app.script("[...document.querySelectorAll('main button')].find(b => b.textContent.includes('Add 2')).focus()", &[]);
    app.keys(&[key::ENTER]);
    app.wait_for("the router waits longer", || seconds() > 180);
    app.screenshot(&std::env::temp_dir().join("firsthop-more-time.png"));
    let spoken = app.script(
        "return [...document.querySelectorAll('main [role=status]')].map(said => said.textContent).join(' ')",
        &[],
    );
    let says = |seconds: u64| spoken.as_str().is_some_and(|said| said.contains(&seconds.to_string()));
    assert!((180..=240).any(says), "it is announced: {spoken}");
    assert_eq!(app.focused(), "Add 2 minutes", "the focus stays for the next time");
    violations(&app, "while it is applied, with more time");
    app.sees_within("It works.", LONG);
}

#[test]
fn a_crash_is_gone_on_with_and_the_password_is_asked_for_anew() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = slow_router(&runtime, "pppoe:anna:geheim", 60);
    let home = Home::new();
    {
        let app = home.start(&[]);
        practise_on(&app, &server);
        make_private(&app);
        app.press("Next: Internet");
        app.choose("A name and password from your provider");
        app.fill("internet.pppoe.user", "anna");
        app.fill("internet.pppoe.password", "geheim");
        to_review(&app);
        server.router().clear_requests();
        app.press("Set up my router");
        until("a service is switched off", || begun(&server, "/ip/service"));
        app.crash();
    }
    {
        // Another window, or one that comes too soon, is told.
        let app = home.start(&[]);
        app.press("Use them");
        connect_by_address(&app, &server);
        app.sees_within("A safety timer is waiting on this router", LONG);
        assert!(!app.page_text().contains("when it broke off"), "the router is about to put it back by itself");
        app.screenshot(&std::env::temp_dir().join("firsthop-guarded.png"));
    }
    // A power cut: now nothing undoes it any more.
    server.router().reboot();
    let app = home.start(&[]);
    app.press("Use them");
    connect_by_address(&app, &server);
    app.sees_within("when it broke off", LONG);
    app.sees("To go on, type this once more");
    app.screenshot(&std::env::temp_dir().join("firsthop-go-on.png"));
    violations(&app, "an unfinished run");
    app.fill("internet.pppoe.password", "geheim");
    router_to_review(&app);
    app.press("Set up my router");
    app.sees_within("It works.", LONG);
}

#[test]
fn a_crash_and_a_power_cut_in_the_middle_are_found_and_put_back() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let latency = Duration::from_millis(60);
    let router = Router::new(Options { latency, ..Options::default() });
    let server = runtime.block_on(Server::start(router)).expect("a server on loopback");
    let home = Home::new();
    let pools = || server.router().state().menus["/ip/pool"].to_string();
    let before = pools();
    {
        let app = home.start(&[]);
        practise_on(&app, &server);
        make_private(&app);
        app.press("Next: Internet");
        app.sees("How does your provider");
        app.press("Next: Home network");
        app.fill("home.address", "192.168.77.1");
        for next in ["Next: Addresses", "Next: Names", "Next: Protection", "Next: Backups", "Next: Review"] {
            app.press(next);
        }
        app.sees("Set the safety timer");
        server.router().clear_requests();
        app.press("Set up my router");
        until("the pool is changed", || begun(&server, "/ip/pool"));
        app.crash();
    }
    server.router().reboot();
    assert_ne!(pools(), before);
    let app = home.start(&[]);
    app.sees("are still here");
    app.press("Use them");
    connect_by_address(&app, &server);
    app.screenshot(&std::env::temp_dir().join("firsthop-unfinished.png"));
    app.sees("when it broke off");
    app.sees("of the changes");
    app.press("See what would be put back");
    app.sees_within("This puts your router back as it was", LONG);
    app.screenshot(&std::env::temp_dir().join("firsthop-put-back.png"));
    app.press("Put it back");
    app.sees_within("Your router is as it was before", LONG);
    assert_eq!(pools(), before);
}
