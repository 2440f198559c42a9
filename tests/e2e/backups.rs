//! A backup before every change, and the way back to it.
use crate::window::Bus;
use practice_router::{Options, Router, Server};
use std::{
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
};
use tests::{
    desktop::Desktop,
    pages::{
        Home, apply, connect, log_in_by_address, make_private, practise_on, router_to_review, set_up_at, to_backups_of,
        to_review, to_router,
    },
    patience::{LONG, until},
    webdriver::App,
};

#[test]
fn the_old_settings_are_backed_up_before_the_change() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    router_to_review(&app);
    app.sees("1 backup, kept on this computer");
    app.click("//button[starts-with(normalize-space(), 'Back up first')]");
    app.sees("/system backup save name=firsthop-tmp-");
    apply(&app, "It works.");
    app.sees("The backup from before the change");
    app.sees("KB, on this computer");
    assert_eq!(files(&home.file("state"), "backup").len(), 1);
}

#[test]
fn a_simulated_router_is_backed_up_and_brought_back() {
    let home = Home::new();
    let app = home.start(&[]);
    to_backups_of(&app, "It just works");
    app.sees("There is no backup of this router");
    app.press("Back up now");
    app.sees_within("Because you asked", LONG);
    app.click("//label[contains(., 'Because you asked')]");
    app.sees_within("Before you bring it back", LONG);
    app.sees("Everything that was changed on the router after this backup is gone.");
    app.screenshot(&std::env::temp_dir().join("firsthop-restore.png"));
    app.press("Bring it back");
    app.sees_within("We read it again and found no difference", LONG);
}

/// A router of its own, which does not end with the window, and a person who brings the file with WinBox.
#[test]
fn a_router_is_as_before_after_its_backup_was_brought_back() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(Server::start(Router::new(Options::default()))).expect("a server on loopback");
    let home = Home::new();
    let configuration = || {
        let menus = server.router().state().menus;
        ["/ip/pool", "/ip/address", "/ip/dhcp-server/network", "/ip/dns"].map(|menu| menus[menu].to_string())
    };
    let before = configuration();
    {
        let app = home.start(&[]);
        practise_on(&app, &server);
        make_private(&app);
        app.press("Next: Internet");
        app.sees("How does your provider");
        app.press("Next: Home network");
        app.press("Next: Addresses");
        app.fill("addresses.from", "192.168.88.50");
        for next in ["Next: Names", "Next: Protection", "Next: Backups", "Next: Review"] {
            app.press(next);
        }
        app.press("Set up my router");
        app.sees_within("It works.", LONG);
    }
    assert_ne!(configuration(), before);
    let app = home.start(&[]);
    app.sees("set up in plain words");
    if app.page_text().contains("are still here") {
        app.press("Start anew");
    }
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    log_in_by_address(&app, &server);
    app.sees_within("From before a change", LONG);
    app.click("//label[contains(., 'From before a change')]");
    app.sees_within("Before you bring it back", LONG);
    app.sees("We send the file to your router first, over SSH.");
    app.press("Bring it back");
    app.sees_within("We read it again and found no difference", LONG);
    assert_eq!(configuration(), before);
    let left = server.router().handle("GET", "/file", None).body.expect("a list").to_string();
    assert!(!left.contains("Z.backup") && !left.contains("firsthop-tmp"), "nothing of ours is left: {left}");
}

/// Where nothing can be sent, a person brings the file.
#[test]
fn without_ssh_a_person_brings_the_file() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(Server::start(Router::new(Options::default()))).expect("a server on loopback");
    let services = server.router().handle("GET", "/ip/service", None).body.expect("a list");
    let ssh = services.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == "ssh")).expect("a row");
    let path = format!("/ip/service/{}", ssh[".id"].as_str().expect("an id"));
    server.router().handle("PATCH", &path, Some(&serde_json::json!({"disabled": "yes"})));
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    log_in_by_address(&app, &server);
    app.press("Make the connection private");
    app.sees_within("Which backup should come back", LONG);
    app.press("Back up now");
    app.sees_within("Because you asked", LONG);
    app.click("//label[contains(., 'Because you asked')]");
    app.sees_within("Put it there with WinBox", LONG);
    let backups = files(&home.file("state"), "backup");
    let [backup] = backups.as_slice() else { panic!("one backup: {backups:?}") };
    let name = backup.file_name().expect("a name").to_string_lossy().into_owned();
    server.router().put_file(&name, std::fs::read(backup).expect("readable"));
    app.press("Try again");
    app.sees_within("Before you bring it back", LONG);
    app.press("Bring it back");
    app.sees_within("We read it again and found no difference", LONG);
}

/// All files with this ending below a folder.
fn files(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_backups_step_says_what_is_true_of_this_computer() {
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    to_router(&app, "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.press("Back");
    app.sees("Before every change we back up the old settings in any case.");
    // These journeys run without a keyring.
    app.sees("So the backups are not encrypted");
    app.sees("Not possible yet");
    app.sees("home mode");
    app.sees("The first backup is made before your settings are changed.");
    app.screenshot(&std::env::temp_dir().join("firsthop-backups.png"));
}

/// A keyring of its own on a bus of its own. It ends with this value.
struct Keyring(Child);

impl Keyring {
    fn start(home: &Home, bus: &str) -> Self {
        let daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("HOME", home.folder.path())
            .env("XDG_RUNTIME_DIR", home.folder.path())
            .env("XDG_DATA_HOME", home.file("data"))
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut keyring = Self(daemon.unwrap_or_else(|error| panic!("gnome-keyring-daemon ({error})")));
        keyring.0.stdin.take().expect("its input").write_all(b"pw").expect("unlocked");
        let asks = ["--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner"];
        let is_there = || {
            let said = Command::new("dbus-send")
                .arg(format!("--bus={bus}"))
                .args(asks)
                .arg("string:org.freedesktop.secrets")
                .output();
            said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("boolean true"))
        };
        until("a keyring answers on its bus", is_there);
        keyring
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The password of the backups with a real keyring: kept there at once, shown when asked for, and until it is
/// written down it is said that the backups open on this computer alone.
#[test]
fn the_password_of_the_backups_is_shown_and_written_down() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let _keyring = Keyring::start(&home, &bus.1);
    let start = || {
        let app = home.start_with(&[], &[("DBUS_SESSION_BUS_ADDRESS", &bus.1)]);
        app.sees("set up in plain words");
        if app.page_text().contains("are still here") {
            app.press("Start anew");
        }
        connect(&app, "It just works");
        app.press("Next: Internet");
        to_review(&app);
        app.press("Back");
        app.sees("Not written down yet");
        app.sees("Until you write it down, the backups open only on this computer.");
        app
    };
    let shown = |app: &App| {
        app.press("Show it, to write down");
        app.sees("Write this down now");
        let place = app.find("//p[contains(@class, 'secret')]");
        let text = app.call("GET", &format!("/element/{place}/text"), &serde_json::Value::Null);
        text.as_str().unwrap_or_default().trim().to_owned()
    };
    let app = start();
    let password = shown(&app);
    app.screenshot(&std::env::temp_dir().join("firsthop-backups-password.png"));
    crate::accessibility::violations(&app, "the password of the backups");
    app.press("Later");
    app.sees("Not written down yet");
    assert!(!app.page_text().contains(&password), "it stays on the screen");
    app.press("Next: Review");
    app.sees("This is what will happen");
    apply(&app, "It works.");
    app.sees("Until you write its password down, it opens only on this computer.");
    app.screenshot(&std::env::temp_dir().join("firsthop-done-password.png"));
    drop(app);

    // It is the one that opens them.
    let backups = files(&home.file("state"), "backup");
    let [backup] = backups.as_slice() else { panic!("one backup: {backups:?}") };
    let router = Router::new(Options::default());
    router.put_file("x.backup", std::fs::read(backup).expect("readable"));
    let load = |password: &str| {
        let body = serde_json::json!({"name": "x.backup", "password": password});
        router.handle("POST", "/system/backup/load", Some(&body)).status
    };
    assert_eq!((load(""), load("another"), load(&password)), (400, 400, 200));

    let app = start();
    assert_ne!(shown(&app), password, "another project has another one");
    app.press("I have written it down");
    app.sees("Without it nobody can open the backups.");
    app.press("Next: Review");
    app.sees("This is what will happen");
    apply(&app, "It works.");
    assert!(!app.page_text().contains("it opens only on this computer"), "{}", app.page_text());
}

/// The folder is chosen with the system's dialog, and stands in the project afterwards.
#[test]
fn a_folder_of_ones_own_is_chosen() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    let main = desktop.window(&[]);
    connect(&app, "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.press("Back");
    app.sees("Where should backups be kept");
    let folder = home.file("Cloud");
    std::fs::create_dir(&folder).expect("a folder");
    app.press("Choose");
    desktop.choose_file(desktop.window(&[main]), &folder);
    let chosen = || app.script("return document.getElementById('backups.folder').value", &[]);
    app.wait_for("the folder that was chosen", || chosen() == folder.display().to_string());
    app.click("//label[contains(., 'Daily')]");
    app.press("Next: Review");
    app.sees("This is what will happen");
}

/// What the look at sign-in wrote down is told on the first page; with the router connected it is made.
#[test]
fn a_backup_that_is_due_is_made_once_the_router_is_there() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(Server::start(Router::new(Options::default()))).expect("a server on loopback");
    let home = Home::new();
    let standing = home.file("state/backups.json");
    let read = || -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(&standing).expect("chosen")).expect("JSON")
    };
    {
        let app = home.start(&[]);
        set_up_at(&app, &server);
        make_private(&app);
        router_to_review(&app);
        app.press("Set up my router");
        app.sees_within("It works.", LONG);
    }
    let folder = home.file("state/backups");
    assert_eq!(files(&folder, "backup").len(), 1, "from before the change");
    let put = |folder: serde_json::Value| {
        let mut all = read();
        all[0]["last"] = "2020-01-01T00:00:00Z".into();
        all[0]["failed"] = serde_json::json!(["2020-01-08T00:00:00Z", "no-room"]);
        all[0]["folder"] = folder;
        std::fs::write(&standing, all.to_string()).expect("written");
    };
    let connect = || {
        let app = home.start(&[]);
        app.sees("was not backed up");
        app.sees("There is no room for a backup on the router");
        app.sees("The last backup of it is from Jan 1, 2020");
        crate::accessibility::violations(&app, "a backup that failed, on the first page");
        app.screenshot(&std::env::temp_dir().join("firsthop-start-failed.png"));
        set_up_at(&app, &server);
        app
    };
    put(serde_json::Value::Null);
    let app = connect();
    app.sees_within("Backed up: ", LONG);
    app.screenshot(&std::env::temp_dir().join("firsthop-due.png"));
    drop(app);
    assert_eq!(files(&folder, "backup").len(), 2);
    assert_eq!(read()[0]["failed"], serde_json::Value::Null);
    assert!(read()[0]["last"].as_str().is_some_and(|last| last > "2026"), "{}", read());

    // A folder that cannot be written to, as on a stick that is gone.
    put("/proc/firsthop".into());
    let app = connect();
    app.sees_within("A backup was due and did not work", LONG);
    app.sees("could not be kept on this computer");
    crate::accessibility::violations(&app, "a backup that was due and failed");
    app.screenshot(&std::env::temp_dir().join("firsthop-due-failed.png"));
    drop(app);
    assert_eq!(read()[0]["failed"][1], "not-kept");
    assert_eq!(files(&folder, "backup").len(), 2, "the old ones stay");
}
