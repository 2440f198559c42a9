//! Moving to another model with the project file.
use crate::accessibility::violations;
use tests::{
    desktop::Desktop,
    pages::{Home, apply, connect_to, to_review, type_password},
    patience::LONG,
    webdriver::{App, key},
};

/// A project of this simulated router, saved from the window.
fn saved(home: &Home, desktop: &Desktop, router: &str) -> std::path::PathBuf {
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    let main = desktop.window(&[]);
    connect_to(&app, router, "It just works");
    app.press("Next: Internet");
    app.sees("How does your provider");
    app.press("Next: Home network");
    app.sees("What is your home network");
    app.fill("home.address", "192.168.77.1");
    let file = home.file("old.firsthop");
    app.chord(key::CONTROL, "s");
    desktop.choose_file(desktop.window(&[main]), &file);
    app.sees("Saved");
    file
}

/// Opens it beside another simulated router.
fn opened(home: &Home, file: &std::path::Path, router: &str) -> App {
    let app = home.start(&[&file.display().to_string()]);
    if app.sees_one_of(&["Which router", "Where is your router"]) == 1 {
        app.press("Practise on a simulated router");
        app.sees("Which router");
    }
    app.choose(router);
    type_password(&app, "It just works");
    app.sees_within("This is your router", LONG);
    app
}

#[test]
fn a_project_moves_to_another_model() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = saved(&home, &desktop, "hAP ac²");
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("\"model\": \"hAP ac²\"") && text.contains("wlan2"), "{text}");

    let app = opened(&home, &file, "hAP ax²");
    app.sees_within("Your project was for a hAP ac². Here is a hAP ax².", LONG);
    app.sees("The names and passwords of your Wi-Fi are not in the project.");
    assert!(
        !app.has("//button[starts-with(normalize-space(), 'Next: Internet')]"),
        "first it is said what becomes of it"
    );
    app.screenshot(&std::env::temp_dir().join("firsthop-carry.png"));
    app.press("Use it on the hAP ax²");
    app.press("Next: Internet");
    app.sees("How does your provider");
    to_review(&app);
    apply(&app, "It works.");
    // Which router it is for is an answer, too.
    assert!(!app.page_text().contains("Saved"), "the file is still for the other model: {}", app.page_text());
    app.chord(key::CONTROL, "s");
    app.sees("Saved");
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("\"model\": \"hAP ax²\"") && text.contains("192.168.77.1"), "{text}");
}

#[test]
fn what_does_not_come_along_to_a_router_without_radios_is_said() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = saved(&home, &desktop, "hAP ax²");
    let app = opened(&home, &file, "hEX");
    app.sees_within("Your project was for a hAP ax². Here is a hEX.", LONG);
    app.sees("The hEX sends no Wi-Fi. Your devices need another access point, or a cable.");
    violations(&app, "another model");
    app.screenshot(&std::env::temp_dir().join("firsthop-carry-hex.png"));
    app.press("Use it on the hEX");
    app.press("Next: Internet");
    app.sees("How does your provider");
    to_review(&app);
    apply(&app, "It works.");
}
