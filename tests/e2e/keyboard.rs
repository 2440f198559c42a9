//! The whole journey without a mouse.
use tests::{
    desktop::Desktop,
    pages::{Home, LATER_STEPS, connect},
    patience::LONG,
    webdriver::{App, key},
};

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
    app.sees("Next: Internet");
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
    app.sees_within("It works.", LONG);
}

#[test]
fn the_keys_do_what_the_help_says() {
    // What is copied must not be what another journey copies at the same moment.
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    app.sees("set up in plain words");
    app.keys(&[key::F1]);
    app.sees("Help with this step");
    app.keys(&[key::ESCAPE]);
    connect(&app, "It just works");
    app.sees("Next: Internet");
    app.chord(key::ALT, key::RIGHT);
    app.sees("How does your provider");

    // F6 goes round the parts of the window, and back with Shift.
    let region = || {
        let script = "return document.activeElement.closest('[data-region]')?.dataset.region ?? ''";
        app.script(script, &[]).as_str().unwrap_or_default().to_owned()
    };
    for part in ["footer", "house", "steps", "content"] {
        app.keys(&[key::F6]);
        assert_eq!(region(), part);
    }
    app.together(&[key::SHIFT, key::F6]);
    assert_eq!(region(), "steps");

    // The last answer is put back, and that is said.
    app.choose("A name and password from your provider");
    app.sees("(user name)");
    app.chord(key::CONTROL, "z");
    let kind = "return document.querySelector('input[name=\"internet.type\"]:checked')?.value";
    app.wait_for("the answer is put back", || app.script(kind, &[]) == "dhcp");
    said(&app, "Your last answer is back as it was.");

    // A fix keeps the focus in the field, and says what it did.
    app.chord(key::ALT, key::RIGHT);
    app.sees("What is your home network");
    app.fill("home.address", "192.168.88.0");
    app.keys(&[key::ENTER]);
    app.sees("names the whole street");
    app.press("Use 192.168.88.1");
    said(&app, "Changed to 192.168.88.1.");
    let focused = app.script("return document.activeElement.id", &[]);
    assert_eq!(focused, "home.address");

    // All commands are copied, and can be pasted.
    for (_, heading, _) in &LATER_STEPS[1..] {
        app.chord(key::ALT, key::RIGHT);
        app.sees(heading);
    }
    app.together(&[key::CONTROL, key::SHIFT, "c"]);
    app.sees("Copied.");
    app.press("Internet");
    app.choose("A name and password from your provider");
    app.script("document.getElementById('internet.pppoe.user').focus()", &[]);
    // What is still missing is said, and takes nobody's focus: only Next does that.
    app.sees("answers need your attention");
    app.chord(key::CONTROL, "v");
    let pasted = "return document.getElementById('internet.pppoe.user').value";
    app.wait_for("something is pasted", || {
        app.script(pasted, &[]).as_str().unwrap_or_default().contains("/ip service set [find name=telnet]")
    });
}

/// Waits until it was said to somebody who listens instead of looking.
fn said(app: &App, text: &str) {
    let heard = "return [...document.querySelectorAll('[aria-live]')].some(e => e.textContent.includes(arguments[0]))";
    app.wait_for(text, || app.script(heard, &[text.into()]) == true);
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
