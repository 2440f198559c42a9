//! A newer RouterOS in the window: before anything is set up, and after the proof.
use tests::{
    pages::{Home, apply, connect, connect_to, to_review},
    patience::LONG,
    webdriver::App,
};

fn picture(app: &App, name: &str) {
    app.screenshot(&std::env::temp_dir().join(format!("firsthop-update-{name}.png")));
}

#[test]
fn a_router_is_updated_after_the_proof_and_proved_again() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("RouterOS 7.20.6 is here, 7.24.2 is out.", LONG);
    app.sees("Leave the power on");
    app.sees("FirstHop offers no way back");
    app.press("Back");
    app.sees("This is your router");
    app.press("Next: Internet");
    app.sees("How does your provider");
    to_review(&app);
    apply(&app, "It works.");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("RouterOS 7.20.6 is here, 7.24.2 is out.", LONG);
    picture(&app, "offered");
    app.click("//button[starts-with(normalize-space(), 'Show all')]");
    app.sees("/system package update download once=yes");
    app.sees("This cannot be undone");
    picture(&app, "steps");
    app.press("Update to RouterOS 7.24.2");
    app.sees("RouterOS is being updated");
    app.sees_within("The router starts again", LONG);
    picture(&app, "running");
    app.sees_within("The update is done", LONG);
    app.sees("RouterOS 7.24.2 runs. Before it was 7.20.6.");
    app.sees("Nothing of what you chose got lost.");
    app.sees("The way out");
    picture(&app, "done");
    app.press("Back");
    app.sees("RouterOS 7.24.2");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("has nothing newer", LONG);
    picture(&app, "newest");
}

#[test]
fn without_internet_the_page_says_that_nobody_can_know() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "A name and password");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("Nobody can know at the moment", LONG);
    app.sees("does not reach MikroTik");
    picture(&app, "unknown");
    app.press("Look again");
    app.sees_within("does not reach MikroTik", LONG);
}

#[test]
fn a_router_with_6_gets_the_newest_6_and_then_7() {
    let home = Home::new();
    let app = home.start(&[]);
    connect_to(&app, "hAP ac²", "It just works");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("RouterOS 6.49.10 is here, 6.49.18 is out.", LONG);
    app.press("Update to RouterOS 6.49.18");
    app.sees_within("RouterOS 6.49.18 runs.", LONG);
    app.press("Look again");
    app.sees_within("What would RouterOS 7 mean for this router?", LONG);
    app.press("What would RouterOS 7 mean for this router?");
    app.sees_within("What it means for this router", LONG);
    app.sees("IPv6 is part of RouterOS 7.");
    app.sees("FirstHop offers no way back to 6.");
    picture(&app, "seven");
    app.press("Move to RouterOS 7");
    app.sees_within("RouterOS 7.12.1 runs. Before it was 6.49.18.", LONG);
    picture(&app, "seven-done");
    app.press("Look again");
    app.sees_within("RouterOS 7.12.1 is here, 7.24.2 is out.", LONG);
}
