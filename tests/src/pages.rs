//! What a person does on each page, in their words. Journeys are written with these.
use crate::{
    patience::LONG,
    webdriver::{App, Start},
};
use practice_router::Server;
use std::path::PathBuf;

/// The name and the password in the simulated provider's letter.
pub const PROVIDER_USER: &str = "anna.berg@fibernet.example";

/// The app with a folder of its own for what it keeps. The folder goes when this goes.
pub struct Home {
    /// Where it is.
    pub folder: tempfile::TempDir,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// An empty one.
    ///
    /// # Panics
    /// The system gives no temporary folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}")) }
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the app in this home.
    pub fn start(&self, arguments: &[&str]) -> App {
        self.start_with(arguments, &[])
    }

    /// Starts the app in this home with more in its environment.
    pub fn start_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> App {
        let state = self.folder.path().join("state").display().to_string();
        let mut variables = vec![
            ("FIRSTHOP_STATE_DIR".to_owned(), state),
            // Nobody is there: journeys ask nothing of the network that the machine is in.
            ("FIRSTHOP_LOOK_AT".to_owned(), "127.0.0.1:9".to_owned()),
            ("HOME".to_owned(), self.folder.path().display().to_string()),
            // Of a computer that says nothing of where it is.
            ("TZ".to_owned(), "UTC".to_owned()),
            // Journeys that need a keyring bring their own bus; the others must not touch the machine's.
            ("DBUS_SESSION_BUS_ADDRESS".to_owned(), "disabled:".to_owned()),
        ];
        variables.extend(environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        App::start(&Start {
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            environment: variables,
            binary: None,
        })
    }
}

/// From the start page to "This is your router", on a line of this kind (title of the card).
pub fn connect(app: &App, line: &str) {
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    to_router(app, line);
}

/// From the Router step to "This is your router".
pub fn to_router(app: &App, line: &str) {
    // Somebody who opens a project has a real router, as a rule.
    if app.sees_one_of(&["Which router", "Where is your router"]) == 1 {
        app.press("Practise on a simulated router");
        app.sees("Which router");
    }
    log_in(app, line);
}

/// The same on another simulated router than the usual one.
pub fn connect_to(app: &App, router: &str, line: &str) {
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    app.sees("Which router");
    app.choose(router);
    log_in(app, line);
}

/// From the start page to the backups of a simulated router.
pub fn to_backups_of(app: &App, line: &str) {
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    app.press("Practise on a simulated router");
    app.sees("Which router");
    type_password(app, line);
    app.sees_within("Which backup should come back", LONG);
}

fn log_in(app: &App, line: &str) {
    type_password(app, line);
    app.sees("This is your router");
    // It is looked at for a moment more.
    app.sees_within("What this router is made of", LONG);
    app.wait_for("its settings are looked at", || !app.page_text().contains("Looking at its settings"));
}

/// Starts the simulated router that is chosen, on this line, and logs in with the password of its sticker.
pub fn type_password(app: &App, line: &str) {
    app.choose(line);
    app.press("Start the simulated router");
    app.sees("It is on the sticker");
    let sticker = app.find("//*[@data-sticker]");
    let password = app.call("GET", &format!("/element/{sticker}/text"), &serde_json::Value::Null);
    app.fill("router.password", password.as_str().unwrap_or_default().trim());
    app.press("Connect to this router");
}

/// From the Router step to "This is your router" of a router that does not end with the window.
pub fn connect_by_address(app: &App, server: &Server) {
    log_in_by_address(app, server);
    app.sees_within("This is your router", LONG);
}

/// The same for whatever comes after the login.
pub fn log_in_by_address(app: &App, server: &Server) {
    // Somebody who practises says so first.
    if app.sees_one_of(&["Which router", "Where is your router"]) == 0 {
        app.press("Set up a real router by its address");
    }
    app.fill("router.address", &server.http_url());
    app.fill("router.password", server.password());
    app.press("Connect to this router");
}

/// From the start page, among simulated routers, to "This is your router" of one that does not end with the window.
pub fn practise_on(app: &App, server: &Server) {
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    connect_by_address(app, server);
}

/// From the start page to "This is your router" of a router that does not end with the window.
pub fn set_up_at(app: &App, server: &Server) {
    app.click("//button[starts-with(normalize-space(), 'Set up a router')]");
    connect_by_address(app, server);
}

/// Nobody on the way can read along any more.
pub fn make_private(app: &App) {
    app.press("Make the connection private");
    app.sees_within("Nobody on the way can read along", LONG);
}

/// The password in the simulated provider's letter.
pub fn letter_password(app: &App) -> String {
    letter(app, "password")
}

/// The PIN in the simulated provider's letter.
pub fn letter_pin(app: &App) -> String {
    letter(app, "pin")
}

fn letter(app: &App, what: &str) -> String {
    let place = app.find(&format!("//*[@data-letter-{what}]"));
    let text = app.call("GET", &format!("/element/{place}/text"), &serde_json::Value::Null);
    text.as_str().unwrap_or_default().trim().to_owned()
}

/// From the start page to an Internet step with the login of the simulated provider's letter; returns its password.
pub fn log_in_to_provider(app: &App) -> String {
    connect(app, "A name and password");
    let password = letter_password(app);
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    app.fill("internet.pppoe.user", PROVIDER_USER);
    app.fill("internet.pppoe.password", &password);
    password
}

/// The steps after Internet: the button that leads there, the beginning of the heading, a short name.
pub const LATER_STEPS: &[(&str, &str, &str)] = &[
    ("Next: Home network", "What is your home network", "home-network"),
    ("Next: Addresses", "Should the router give", "addresses"),
    ("Next: Names", "Who should look up names", "names"),
    ("Next: Protection", "How well should your router", "protection"),
    ("Next: Backups", "Where should backups be kept", "backups"),
    ("Next: Review", "This is what will happen", "review"),
];

/// Presses Next until Review is there.
pub fn to_review(app: &App) {
    for (next, heading, _) in LATER_STEPS {
        app.press(next);
        app.sees(heading);
    }
}

/// From the Router step to Review, with the answers that are filled in.
pub fn router_to_review(app: &App) {
    app.press("Next: Internet");
    app.sees("How does your provider");
    to_review(app);
}

/// Applies and waits for the end.
pub fn apply(app: &App, end: &str) {
    app.press("Set up the simulated router");
    app.sees_within(end, LONG);
}
