//! The whole journey without a mouse.
use tests::pages::Home;
use tests::webdriver::{App, key};

#[test]
fn the_keyboard_alone_is_enough() {
    let home = Home::new();
    let app = home.start(&[]);
    app.sees("set up in plain words");
    focus(&app, "Practise on a simulated router");
    app.keys(&[key::ENTER]);
    app.sees("Which router");
    focus(&app, "Start the simulated router");
    app.keys(&[key::ENTER]);
    app.sees("It is on the sticker");
    let sticker = app.find("//*[@data-sticker]");
    let password = app.call("GET", &format!("/element/{sticker}/text"), &serde_json::Value::Null);
    focus(&app, "Password of the router");
    app.keys(&[password.as_str().unwrap_or_default().trim(), key::ENTER]);
    app.sees("This is your router");
    for heading in [
        "How does your provider",
        "What is your home network",
        "Should the router give",
        "Who should look up names",
        "How well should your router",
        "Where should backups be kept",
        "This is what will happen",
    ] {
        app.chord(key::ALT, key::RIGHT);
        app.sees(heading);
        assert!(
            app.focused().starts_with(heading),
            "the focus goes to the heading of the new step, not to {:?}",
            app.focused()
        );
    }
    app.chord(key::ALT, key::LEFT);
    app.sees("Where should backups be kept");
    app.chord(key::ALT, key::RIGHT);
    app.sees("This is what will happen");
    focus(&app, "Set up the simulated router");
    app.keys(&[key::ENTER]);
    app.sees_within("It works.", std::time::Duration::from_secs(90));
}

/// Presses Tab until the control with this name has the focus.
fn focus(app: &App, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        let focused = app.focused();
        if focused.starts_with(name) {
            return;
        }
        passed.push(focused);
        app.keys(&[key::TAB]);
    }
    panic!("Tab does not reach {name:?}; it passed {passed:?}");
}
