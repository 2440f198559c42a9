//! A router that forbids timers is made to allow them, and then makes backups by itself.
use tests::{
    pages::{Home, apply, connect, connect_to, to_review},
    patience::LONG,
    webdriver::App,
};

fn picture(app: &App, name: &str) {
    app.screenshot(&std::env::temp_dir().join(format!("firsthop-coach-{name}.png")));
}

/// From the start page to the Backups step of the usual simulated router, which is in home mode.
fn to_backups(home: &Home, environment: &[(&str, &str)]) -> App {
    let app = home.start_with(&[], environment);
    connect(&app, "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.press("Back");
    app.sees("Where should backups be kept");
    app
}

#[test]
fn somebody_at_the_router_allows_timers_and_the_router_makes_copies() {
    let home = Home::new();
    let app = to_backups(&home, &[]);
    app.sees("Not possible yet");
    app.press("Allow timers with the button on the router");
    app.sees_within("Only somebody who stands before it can allow them", LONG);
    app.sees("Press the button marked MODE once, briefly.");
    app.sees("Pull its power plug.");
    picture(&app, "before");
    crate::accessibility::violations(&app, "the coach, before");
    app.press("I am at the router: begin");
    app.sees_within("If you do nothing, all stays as it is.", LONG);
    app.sees("1:5");
    picture(&app, "waiting");
    crate::accessibility::violations(&app, "the coach, waiting");
    app.press("Press the simulated button");
    app.sees_within("Your router starts again", LONG);
    picture(&app, "restarting");
    app.sees_within("Your router allows timers now", LONG);
    picture(&app, "allowed");
    app.press("Close");
    app.click("//button[@id='backups.router']");
    app.sees("The last 3 copies stay on it");
    app.sees("These copies are not encrypted");
    app.sees("Let the router run that script once a week");
    picture(&app, "step");
    crate::accessibility::violations(&app, "backups, with copies on the router");
    app.press("Next: Review");
    app.sees("/system scheduler add name=firsthop-backup interval=1w");
    apply(&app, "It works.");
    app.sees("Its timer is set and active");
    picture(&app, "done");
}

#[test]
fn the_plug_does_it_too_in_the_dark() {
    let home = Home::new();
    let app = to_backups(&home, &[("GTK_THEME", "Adwaita:dark")]);
    app.press("Allow timers with the button on the router");
    app.sees_within("Only somebody who stands before it can allow them", LONG);
    picture(&app, "before-dark");
    app.press("I am at the router: begin");
    app.sees_within("If you do nothing, all stays as it is.", LONG);
    picture(&app, "waiting-dark");
    app.press("Pull the simulated plug");
    app.sees_within("Your router allows timers now", LONG);
}

/// Where nothing forbids it there is nothing to be allowed.
#[test]
fn a_router_that_may_run_timers_offers_copies_at_once() {
    let home = Home::new();
    let app = home.start(&[]);
    connect_to(&app, "hEX", "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.press("Back");
    app.sees("On the router as well");
    assert!(!app.page_text().contains("Allow timers"));
    app.click("//button[@id='backups.router']");
    app.click("//label[contains(., 'Daily')]");
    app.sees("Let the router run that script once a day");
    app.click("//button[@id='backups.computer']");
    app.sees("How often");
    app.click("//label[contains(., 'Monthly')]");
    app.sees("Let the router run that script every 30 days");
    picture(&app, "only-router");
}
