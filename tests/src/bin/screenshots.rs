//! `cargo xtask screenshots`: the README's pictures, taken from the real window.
#![expect(clippy::print_stderr, reason = "a command-line tool talks to its caller")]
use std::path::{Path, PathBuf};
use tests::{
    pages::{self, Home, PROVIDER_USER},
    webdriver::App,
};

fn main() {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures"), PathBuf::from);
    let dark = std::env::args().any(|argument| argument == "--dark");
    let environment: &[(&str, &str)] = if dark { &[("GTK_THEME", "Adwaita:dark")] } else { &[] };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        eprintln!("{}: {error}", folder.display());
        std::process::exit(1);
    }
    let home = Home::new();
    let app = home.start_with(&[], environment);
    let shot = |name: &str| app.screenshot(&folder.join(format!("{name}.png")));
    app.sees("set up in plain words");
    shot("start");
    pages::connect(&app, "A name and password");
    app.sees("Next: Internet");
    shot("router");
    let password = pages::letter_password(&app);
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    app.fill("internet.pppoe.user", PROVIDER_USER);
    app.fill("internet.pppoe.password", &password);
    app.sees("This step will");
    shot("internet");
    each_step(&app, &shot);
    shot("review");
    pages::apply(&app, "It works.");
    shot("done");
    drop(app);
    refused(environment, &folder);
}

/// The provider refuses the login.
fn refused(environment: &[(&str, &str)], folder: &Path) {
    let home = Home::new();
    let app = home.start_with(&[], environment);
    pages::connect(&app, "A name and password");
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    app.fill("internet.pppoe.user", PROVIDER_USER);
    app.press("Next: Home network");
    app.sees("One answer needs your attention");
    app.screenshot(&folder.join("issues.png"));
    app.fill("internet.pppoe.password", "wrong");
    pages::to_review(&app);
    pages::apply(&app, "Your provider did not accept");
    app.screenshot(&folder.join("error.png"));
}

fn each_step(app: &App, shot: &dyn Fn(&str)) {
    for (next, heading, name) in pages::LATER_STEPS {
        app.press(next);
        app.sees(heading);
        if *name != "review" {
            shot(name);
        }
    }
}
