//! axe-core on every page, in the real window: light and dark, in forced colours, with panels open, with issues
//! shown, and at 200 %.
use crate::exports::{choose, of_the_old_router};
use serde_json::Value;
use tests::{
    desktop::Desktop,
    pages::{Home, apply, connect, make_private, router_to_review, to_backups_of, to_router},
    patience::LONG,
    webdriver::{App, key},
};

/// A project as a hAP ac² leaves it.
const OTHER_MODEL: &str = r#"{"format_version":1,"id":"5f0c1f8e-0d57-4c57-9f0a-6f1f2d3c4b5a","name":"old","internet":{"type":"dhcp"},"made_for":{"model":"hAP ac²","version":"6.49.10","ports":["ether1","ether2","ether3","ether4","ether5"],"internet":"ether1","radios":[{"name":"wlan1","band":"2.4"},{"name":"wlan2","band":"5"}]}}"#;

#[test]
fn every_step_is_without_violations_in_the_light() {
    every_page(&[], &mut check);
}

#[test]
fn every_step_is_without_violations_in_the_dark() {
    every_page(&[("GTK_THEME", "Adwaita:dark")], &mut check);
}

/// WebKit on Linux knows no forced colours, so the pages that the real window shows are looked at
/// once more in a browser that does.
#[test]
fn every_step_is_without_violations_in_forced_colours() {
    let mut pages = Vec::new();
    every_page(&[], &mut |app, name| pages.push((name.to_owned(), page(app))));
    let home = Home::new();
    let browser = App::high_contrast_browser();
    for (name, html) in pages {
        let file = home.file("page.html");
        std::fs::write(&file, html).expect("writable");
        browser.call("POST", "/url", &serde_json::json!({"url": format!("file://{}", file.display())}));
        let forced = browser.script("return matchMedia('(forced-colors: active)').matches", &[]);
        assert_eq!(forced, Value::Bool(true), "the browser shows forced colours");
        violations(&browser, &name);
    }
}

/// What the window shows now, as a page of its own with the window's own styles.
fn page(app: &App) -> String {
    let assets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist/assets");
    let files = std::fs::read_dir(&assets).unwrap_or_else(|error| panic!("{}: {error}", assets.display()));
    let styles =
        files.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|kind| kind == "css"));
    let styles: String = styles.map(|path| std::fs::read_to_string(path).expect("styles are text")).collect();
    let body = app.script("return document.body.outerHTML", &[]);
    let body = body.as_str().unwrap_or_default().replace("<script", "<template").replace("</script", "</template");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>FirstHop</title><style>{styles}</style></head>{body}</html>"
    )
}

/// What is done on every page, which has a name.
type Look<'a> = &'a mut dyn FnMut(&App, &str);

/// Goes to every page of the window.
fn every_page(environment: &[(&str, &str)], look: Look<'_>) {
    every_step(environment, look);
    after_the_proof(environment, look);
    restore(environment, look);
    another_model(environment, look);
    export(environment, look);
}

/// The steps, with all that can be opened in them, to the error page.
fn every_step(environment: &[(&str, &str)], look: Look<'_>) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    let dark = app.script("return matchMedia('(prefers-color-scheme: dark)').matches", &[]);
    assert_eq!(dark, Value::Bool(!environment.is_empty()), "the window follows the system's colours");
    app.sees("set up in plain words");
    look(&app, "start");
    connect(&app, "A name and password");
    look(&app, "router");
    make_private(&app);
    app.click("//button[contains(., 'a name of your own')]");
    app.fill("router.administrator", "anna");
    app.sees("/user add name=anna");
    look(&app, "the administrator");
    app.press("See how safe this router is");
    app.sees("How safe is this router?");
    app.sees_within("Weaker than it need be", LONG);
    look(&app, "the audit");
    app.press("Back to the steps");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("Nobody can know at the moment", LONG);
    look(&app, "the update, not known");
    app.press("Back");
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    open_all(&app);
    look(&app, "internet, open");
    app.press("Next: Home network");
    app.sees("answers need your attention");
    look(&app, "internet, with issues");
    app.choose("It just works when plugged in");
    for (next, heading, name) in tests::pages::LATER_STEPS {
        app.press(next);
        app.sees(heading);
        open_all(&app);
        look(&app, heading);
        if *name == "backups" {
            app.press("Allow timers with the button on the router");
            app.sees_within("Only somebody who stands before it can allow them", LONG);
            look(&app, "the coach");
            app.press("Not now");
        }
    }
    apply(&app, "Try again");
    look(&app, "the error page");
}

/// What follows a set-up that works: the proof, the papers, a newer RouterOS.
fn after_the_proof(environment: &[(&str, &str)], look: Look<'_>) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    connect(&app, "It just works");
    router_to_review(&app);
    apply(&app, "It works.");
    look(&app, "done");
    app.press("Print or save");
    app.sees_within("When nothing else helps: the reset button", LONG);
    look(&app, "the recovery card");
    app.choose("The home network");
    app.sees("Which address is whose");
    look(&app, "the network sheet");
    app.press("Back");
    app.press("Look whether there is a newer RouterOS");
    app.sees_within("RouterOS 7.20.6 is here, 7.24.2 is out.", LONG);
    open_all(&app);
    look(&app, "the update, offered");
    app.press("Update to RouterOS 7.24.2");
    app.sees_within("The update is done", LONG);
    look(&app, "the update, done");
}

/// The way back to a backup, from the start page.
fn restore(environment: &[(&str, &str)], look: Look<'_>) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    to_backups_of(&app, "It just works");
    look(&app, "restore, without a backup");
    app.press("Back up now");
    app.sees_within("Because you asked", LONG);
    app.click("//label[contains(., 'Because you asked')]");
    app.sees_within("Before you bring it back", LONG);
    open_all(&app);
    look(&app, "restore, with one chosen");
}

/// A project that was made on another model.
fn another_model(environment: &[(&str, &str)], look: Look<'_>) {
    let home = Home::new();
    let file = home.file("old.firsthop");
    std::fs::write(&file, OTHER_MODEL).expect("writable");
    let app = home.start_with(&[&file.display().to_string()], environment);
    to_router(&app, "It just works");
    app.sees_within("Your project was for a hAP ac². Here is a hAP ax².", LONG);
    look(&app, "another model");
}

/// An export of another model.
fn export(environment: &[(&str, &str)], look: Look<'_>) {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = home.file("old.rsc");
    std::fs::write(&file, of_the_old_router()).expect("writable");
    let app = home.start_with(&[], &[environment, &[("DISPLAY", &desktop.display)]].concat());
    to_backups_of(&app, "It just works");
    app.sees("There is no backup of this router");
    choose(&app, &desktop, &file);
    app.sees_within("Bring old.rsc to this router", LONG);
    open_all(&app);
    look(&app, "an export");
}

/// Opens everything that can be opened.
fn open_all(app: &App) {
    app.script("for (const b of document.querySelectorAll('main [aria-expanded=false]')) b.click()", &[]);
    app.painted();
}

/// Runs axe-core.
pub(crate) fn violations(app: &App, place: &str) {
    if app.script("return typeof axe", &[]) != "object" {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; `npm ci` in ui brings it", file.display()));
        app.script(&axe, &[]);
    }
    let found = app.script_async(
        "const done = arguments[arguments.length - 1];
         axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join('; '))), e => done([String(e)]))",
        &[],
    );
    assert_eq!(found, Value::Array(Vec::new()), "{place}");
}

/// Runs axe-core at the window's size and with everything twice as large, as a person makes it.
fn check(app: &App, place: &str) {
    let width = || app.script("return innerWidth", &[]).as_u64().unwrap_or_default();
    let usual = width();
    for zoom in [1, 2] {
        if zoom == 2 {
            // One after the other: the sizes of quick presses may overtake each other.
            for step in 1..=5 {
                app.chord(key::CONTROL, "+");
                app.wait_for("a larger size", || width() <= usual * 5 / (5 + step) + 1);
            }
        }
        app.painted();
        let sideways =
            app.script("return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1", &[]);
        assert_eq!(sideways, Value::Bool(false), "{place} scrolls sideways at zoom {zoom}");
        let covered = app.script(
            "const heading = document.querySelector('dialog[open] h2') ?? document.querySelector('h1');
             heading.scrollIntoView({block: 'center'});
             const {left, top, width, height} = heading.getBoundingClientRect();
             const seen = document.elementFromPoint(left + Math.min(width, 40) / 2, top + height / 2);
             return heading.contains(seen) ? '' : seen?.outerHTML.slice(0, 200) ?? 'nothing';",
            &[],
        );
        assert_eq!(covered, "", "what lies on the heading of {place} at zoom {zoom}");
        violations(app, &format!("{place} at zoom {zoom}"));
    }
    app.chord(key::CONTROL, "0");
    app.wait_for("the usual size", || width() == usual);
    app.painted();
}
