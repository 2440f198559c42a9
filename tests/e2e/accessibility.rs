//! axe-core on every step, in the real window: light and dark, with panels open, with issues shown,
//! and at 200 %.
use serde_json::Value;
use tests::pages::{Home, connect};
use tests::webdriver::App;

#[test]
fn every_step_is_without_violations_in_the_light() {
    journey(&[]);
}

#[test]
fn every_step_is_without_violations_in_the_dark() {
    journey(&[("GTK_THEME", "Adwaita:dark")]);
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
}

/// Opens everything that can be opened.
fn open_all(app: &App) {
    app.script("for (const b of document.querySelectorAll('main [aria-expanded=false]')) b.click()", &[]);
    app.painted();
}

/// Runs axe-core, at the window's size and at twice the size of everything.
fn check(app: &App, place: &str) {
    if app.script("return typeof axe", &[]) != "object" {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; `npm ci` in ui brings it", file.display()));
        app.script(&axe, &[]);
    }
    for zoom in ["1", "2"] {
        app.script("document.documentElement.style.zoom = arguments[0]", &[zoom.into()]);
        app.painted();
        let sideways =
            app.script("return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1", &[]);
        assert_eq!(sideways, Value::Bool(false), "{place} scrolls sideways at zoom {zoom}");
        let found = app.script_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join('; '))), e => done([String(e)]))",
            &[],
        );
        assert_eq!(found, Value::Array(Vec::new()), "{place} at zoom {zoom}");
    }
    app.script("document.documentElement.style.zoom = '1'", &[]);
    app.painted();
}
