//! The window as the desktop sees it: opening, dropping, saving, closing, its size, and a second start.
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use tests::{
    desktop::Desktop,
    pages::{Home, log_in_to_provider, make_private, practise_on, to_review, to_router},
    patience::{LONG, until},
    webdriver::{App, binary, key},
};

const ID: &str = "5f0c1f8e-0d57-4c57-9f0a-6f1f2d3c4b5a";
const START: &str = "set up in plain words";

/// A project file with a home network of its own.
fn project(home: &Home, name: &str, address: &str) -> PathBuf {
    let file = home.file(&format!("{name}.firsthop"));
    let text = format!(
        r#"{{"format_version":1,"id":"{ID}","name":"{name}","internet":{{"type":"dhcp"}},"home":{{"address":"{address}/24"}}}}"#
    );
    std::fs::write(&file, text).expect("writable");
    file
}

/// Starts the app on this desktop.
fn start(home: &Home, desktop: &Desktop, arguments: &[&str]) -> App {
    home.start_with(arguments, &[("DISPLAY", &desktop.display)])
}

/// From the Router step to the home network's address.
fn to_home_network(app: &App) {
    to_router(app, "It just works");
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
}

fn address(app: &App) -> String {
    let value = app.script("return document.getElementById('home.address').value", &[]);
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_dropped_project_opens() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = project(&home, "dropped", "192.168.61.1");
    let app = start(&home, &desktop, &[]);
    app.sees(START);
    desktop.drop_file(desktop.window(&[]), &file);
    app.sees("dropped");
    to_home_network(&app);
    assert_eq!(address(&app), "192.168.61.1");
}

#[test]
fn projects_are_opened_and_saved_by_the_systems_dialogs() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = project(&home, "chosen", "192.168.62.1");
    let app = start(&home, &desktop, &[]);
    app.sees(START);
    let main = desktop.window(&[]);
    app.chord(key::CONTROL, "o");
    let dialog = desktop.window(&[main]);
    desktop.choose_file(dialog, &file);
    app.sees("chosen");

    // A project without a file asks where.
    app.chord(key::CONTROL, "n");
    app.sees("New project");
    let saved = home.file("kept.firsthop");
    app.chord(key::CONTROL, "s");
    let dialog = desktop.window(&[main]);
    desktop.choose_file(dialog, &saved);
    app.sees("Saved");
    app.sees("kept");
    let text = std::fs::read_to_string(&saved).expect("written");
    assert!(text.contains("\"format_version\": 1"), "{text}");
}

#[test]
fn the_preview_is_saved_as_a_script() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = start(&home, &desktop, &[]);
    let password = log_in_to_provider(&app);
    to_review(&app);
    let main = desktop.window(&[]);
    app.press("Save as script");
    let file = home.file("mine.rsc");
    desktop.choose_file(desktop.window(&[main]), &file);
    app.sees("mine.rsc");
    let script = std::fs::read_to_string(&file).expect("written");
    assert!(script.contains("/interface pppoe-client add"), "{script}");
    assert!(script.contains(":local") && script.contains(":error"), "one empty variable for the password: {script}");
    assert!(!script.contains(&password), "a script holds no password");
}

#[test]
fn the_report_for_a_helper_is_saved_with_the_times_of_the_last_run() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let router = practice_router::Router::new(practice_router::Options::default());
    let server = runtime.block_on(practice_router::Server::start(router)).expect("a server on loopback");
    let app = start(&home, &desktop, &[]);
    practise_on(&app, &server);
    make_private(&app);
    app.press("Next: Internet");
    to_review(&app);
    app.press("Set up my router");
    app.sees_within("It works.", LONG);
    // The next time, somebody else has changed the password.
    let app = {
        drop(app);
        start(&home, &desktop, &[])
    };
    practise_on(&app, &server);
    app.sees_within("What this router is made of", LONG);
    app.press("Next: Internet");
    app.sees("How does your provider");
    let body = serde_json::json!({ "password": "of-somebody-else" });
    assert_eq!(server.router().handle("PATCH", "/user/admin", Some(&body)).status, 200);
    app.press("Not sure? Find out for me");
    app.sees_within("The router did not accept this password", LONG);
    app.press("Details for somebody who helps you");
    app.sees_within("Last lines of the log", LONG);
    let main = desktop.window(&[]);
    app.press("Save as text");
    let file = home.file("report.txt");
    desktop.choose_file(desktop.window(&[main]), &file);
    app.sees("report.txt");
    let text = std::fs::read_to_string(&file).expect("written");
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {text}"));
        line.trim().to_owned()
    };
    assert!(value("Last run:").contains("outcome \"done\""), "{text}");
    let times = ["It began at:", "Last written down at:", "Made at:"].map(value);
    assert!(times.iter().all(|time| time.starts_with("20") && time.contains('T')), "{times:?}");
    assert!(times[0] <= times[1] && times[1] <= times[2], "{times:?}");
    assert!(!text.contains(server.password()) && !text.contains("of-somebody-else"), "{text}");
    runtime.block_on(server.stop());
}

#[test]
fn the_windows_size_is_remembered() {
    let (home, desktop) = (Home::new(), Desktop::start());
    {
        let app = start(&home, &desktop, &[]);
        app.sees(START);
        let window = desktop.window(&[]);
        assert_eq!(desktop.size(window), (1080, 760), "the size of the first start");
        desktop.resize(window, 1234, 801);
        until("the page follows the window", || {
            app.script("return innerWidth", &[]).as_u64().unwrap_or_default() == 1234
        });
        desktop.close(window);
        desktop.gone(window);
        until("the size is kept", || home.file(".config/io.github.firsthop.FirstHop/.window-state.json").exists());
    }
    let app = start(&home, &desktop, &[]);
    app.sees(START);
    let window = desktop.window(&[]);
    until("the size is the last one", || desktop.size(window) == (1234, 801));
}

#[test]
fn answers_are_not_lost_without_asking() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = project(&home, "mine", "192.168.63.1");
    let other = project(&home, "other", "192.168.64.1");
    let app = start(&home, &desktop, &[&file.display().to_string()]);
    let window = desktop.window(&[]);
    to_home_network(&app);
    app.fill("home.address", "192.168.65.1");

    // Esc is the answer that loses nothing.
    app.chord(key::CONTROL, "n");
    app.sees("Save your answers?");
    app.keys(&[key::ESCAPE]);
    until("the question goes", || !app.page_text().contains("Save your answers?"));
    assert_eq!(address(&app), "192.168.65.1");

    // Nor does opening another one, until it is said what becomes of these.
    app.chord(key::CONTROL, "o");
    app.sees("Save your answers?");
    app.press("Keep working");
    until("the question goes", || !app.page_text().contains("Save your answers?"));
    assert_eq!(address(&app), "192.168.65.1");
    app.chord(key::CONTROL, "o");
    app.sees("Save your answers?");
    app.press("Do not save");
    desktop.choose_file(desktop.window(&[window]), &file);
    until("the project is opened anew", || !app.page_text().contains("What is your home network"));
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
    app.fill("home.address", "192.168.65.1");

    // Another project, by drop: not saved.
    desktop.drop_file(window, &other);
    app.sees("Save your answers?");
    app.press("Do not save");
    app.sees("other");
    assert!(!std::fs::read_to_string(&file).expect("readable").contains("192.168.65.1"));

    // Closing the window: kept open, then saved.
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
    app.fill("home.address", "192.168.66.1");
    desktop.close(window);
    app.sees("Save your answers?");
    app.press("Keep working");
    until("the question goes", || !app.page_text().contains("Save your answers?"));
    desktop.close(window);
    app.sees("Save your answers?");
    // The session ends with the window, so nobody answers this press.
    app.press_and_go("Save");
    desktop.gone(window);
    assert!(std::fs::read_to_string(&other).expect("readable").contains("192.168.66.1"));
}

#[test]
fn recent_projects_are_offered() {
    let home = Home::new();
    let file = project(&home, "lately", "192.168.67.1");
    {
        let app = home.start(&[&file.display().to_string()]);
        app.sees("lately");
    }
    let app = home.start(&[]);
    app.sees("Recent");
    app.press("lately");
    to_home_network(&app);
    assert_eq!(address(&app), "192.168.67.1");
}

#[test]
fn a_file_that_cannot_be_opened_says_why() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = start(&home, &desktop, &[]);
    app.sees(START);
    let window = desktop.window(&[]);
    let newer = format!(r#"{{"format_version":99,"id":"{ID}"}}"#);
    let truncated = format!("{{\"format_version\":1,\n\"id\":\"{ID}\",\n\"na");
    let huge = vec![b' '; 100 << 20];
    let secret = format!(r#"{{"format_version":1,"id":"{ID}","internet":{{"pppoe":{{"password":"x"}}}}}}"#);
    let files: [(&str, &[u8], &str); 6] = [
        ("newer", newer.as_bytes(), "This is a newer project file."),
        ("truncated", truncated.as_bytes(), "It ends in the middle of line 3."),
        ("huge", &huge, "It is far too large for a project file"),
        ("binary", b"\x89PNG\r\n\x1a\n\xff\xfe\0", "It holds no text"),
        ("stranger", br#"{"name":"left-pad","version":"1.3.0"}"#, "It belongs to another program."),
        ("secret", secret.as_bytes(), "It holds a password at \u{201c}internet.pppoe.password\u{201d}."),
    ];
    for (name, bytes, said) in files {
        let file = home.file(&format!("{name}.firsthop"));
        std::fs::write(&file, bytes).expect("writable");
        desktop.drop_file(window, &file);
        app.sees(said);
        assert!(app.page_text().contains(START), "{name}: nothing was opened");
    }
}

/// A session bus without any service on it. It ends with this value.
pub(crate) struct Bus(Child, pub(crate) String);

impl Bus {
    pub(crate) fn start(home: &Home) -> Self {
        let config = home.file("bus.conf");
        let text = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*"/><allow own="*"/><allow eavesdrop="false"/></policy></busconfig>"#;
        std::fs::write(&config, text).expect("writable");
        let bus = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address=1"])
            .arg(format!("--config-file={}", config.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut bus = bus.unwrap_or_else(|error| panic!("dbus-daemon ({error}); it is in the package dbus"));
        let mut address = String::new();
        let out = bus.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut address).expect("an address");
        Self(bus, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_second_start_opens_its_project_in_the_first_window() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let bus = Bus::start(&home);
    project(&home, "second", "192.168.68.1");
    let environment = [("DISPLAY", desktop.display.as_str()), ("DBUS_SESSION_BUS_ADDRESS", &bus.1)];
    let app = home.start_with(&[], &environment);
    app.sees(START);
    let second_start = |file: &str| {
        let second = Command::new(binary())
            .arg(file)
            .current_dir(home.folder.path())
            .env("HOME", home.folder.path())
            .env("FIRSTHOP_STATE_DIR", home.file("state"))
            .envs(environment)
            .status()
            .expect("it starts");
        assert!(second.success(), "the second start hands its project over and ends: {second}");
    };
    second_start("second.firsthop");
    app.sees("second");
    assert_eq!(desktop.windows().len(), 1, "there is one window");
    to_home_network(&app);
    assert_eq!(address(&app), "192.168.68.1");

    // With answers that are not saved, it asks first.
    app.fill("home.address", "192.168.69.1");
    project(&home, "third", "192.168.71.1");
    second_start("third.firsthop");
    app.sees("Save your answers?");
    app.press("Keep working");
    until("the question goes", || !app.page_text().contains("Save your answers?"));
    assert_eq!(address(&app), "192.168.69.1");
    second_start("third.firsthop");
    app.sees("Save your answers?");
    app.press_and_go("Save");
    app.sees("third");
    let kept = std::fs::read_to_string(home.file("second.firsthop")).expect("readable");
    assert!(kept.contains("192.168.69.1"), "{kept}");
}

/// Who closes the window and changes their mind at once is not handed over to an app that is about to end.
#[test]
fn who_closes_and_opens_again_at_once_has_a_window() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let bus = Bus::start(&home);
    let environment = [("DISPLAY", desktop.display.as_str()), ("DBUS_SESSION_BUS_ADDRESS", &bus.1)];
    let app = home.start_with(&[], &environment);
    app.sees(START);
    let first = desktop.window(&[]);
    desktop.close(first);
    desktop.gone(first);
    let again = home.start_with(&[], &environment);
    again.sees(START);
}
