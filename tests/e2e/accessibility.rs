//! axe-core on every step, in the real window: light and dark, with panels open, with issues shown,
//! and at 200 %.
use serde_json::Value;
use tests::{
    pages::{Home, connect, to_backups_of},
    patience::LONG,
    webdriver::{App, key},
};

#[test]
fn every_step_is_without_violations_in_the_light() {
    journey(&[]);
}

#[test]
fn every_step_is_without_violations_in_the_dark() {
    journey(&[("GTK_THEME", "Adwaita:dark")]);
}

/// WebKit on Linux knows no forced colours, so the pages that the real window shows are looked at
/// once more in a browser that does.
#[test]
fn every_step_is_without_violations_in_forced_colours() {
    let mut pages = Vec::new();
    let home = Home::new();
    let app = home.start(&[]);
    app.sees("set up in plain words");
    pages.push(("start", page(&app)));
    connect(&app, "A name and password");
    pages.push(("router", page(&app)));
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    open_all(&app);
    app.press("Next: Home network");
    app.sees("answers need your attention");
    pages.push(("internet, with issues", page(&app)));
    app.choose("It just works when plugged in");
    for (next, heading, name) in tests::pages::LATER_STEPS {
        app.press(next);
        app.sees(heading);
        open_all(&app);
        pages.push((name, page(&app)));
    }
    tests::pages::apply(&app, "Try again");
    pages.push(("the error page", page(&app)));
    drop(app);

    let browser = App::high_contrast_browser();
    for (name, html) in pages {
        let file = home.file("page.html");
        std::fs::write(&file, html).expect("writable");
        browser.call("POST", "/url", &serde_json::json!({"url": format!("file://{}", file.display())}));
        let forced = browser.script("return matchMedia('(forced-colors: active)').matches", &[]);
        assert_eq!(forced, Value::Bool(true), "the browser shows forced colours");
        violations(&browser, name);
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

fn journey(environment: &[(&str, &str)]) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    let dark = app.script("return matchMedia('(prefers-color-scheme: dark)').matches", &[]);
    assert_eq!(dark, Value::Bool(!environment.is_empty()), "the window follows the system's colours");
    app.sees("set up in plain words");
    check(&app, "start");
    connect(&app, "A name and password");
    check(&app, "router");
    app.press("See how safe this router is");
    app.sees("How safe is this router?");
    app.sees_within("Weaker than it need be", LONG);
    check(&app, "the audit");
    app.press("Back to the steps");
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    open_all(&app);
    check(&app, "internet, open");
    app.press("Next: Home network");
    app.sees("answers need your attention");
    check(&app, "internet, with issues");
    app.choose("It just works when plugged in");
    for (next, heading, _) in tests::pages::LATER_STEPS {
        app.press(next);
        app.sees(heading);
        open_all(&app);
        check(&app, heading);
    }
    tests::pages::apply(&app, "Try again");
    check(&app, "the error page");
    drop(app);
    restore(environment);
}

/// The way back to a backup, from the start page.
fn restore(environment: &[(&str, &str)]) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    to_backups_of(&app, "It just works");
    check(&app, "restore, without a backup");
    app.press("Back up now");
    app.sees_within("Because you asked", LONG);
    app.click("//label[contains(., 'Because you asked')]");
    app.sees_within("Before you bring it back", LONG);
    open_all(&app);
    check(&app, "restore, with one chosen");
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
            "const heading = document.querySelector('h1');
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
