//! An export of one router comes to another one.
use crate::{
    accessibility::violations,
    safety::{begun, slow_router},
};
use practice_router::Server;
use tests::{
    desktop::Desktop,
    exports,
    journey::Answers,
    pages::{Home, log_in_by_address, to_backups_of},
    patience::{LONG, until},
    webdriver::App,
};

const LINE: &str = "pppoe:anna:geheim";
const PASSWORD: &str = "import.pppoe-client.pppoe-out1.password";

/// A hEX as a household has set it up.
pub(crate) fn of_the_old_router() -> String {
    let set = [
        ("internet.type", "pppoe"),
        ("internet.pppoe.user", "anna"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.reservations", r#"[{"name":"printer","address":"192.168.88.20","mac":"02:00:5E:10:00:20"}]"#),
    ];
    exports::of("hex_7.12", &Answers::of(&set, &[("internet.pppoe.password", "geheim")]))
}

/// Chooses a file in the system's dialog.
pub(crate) fn choose(app: &App, desktop: &Desktop, file: &std::path::Path) {
    let main = desktop.window(&[]);
    app.press("Choose an export");
    desktop.choose_file(desktop.window(&[main]), file);
}

/// From the start page to what an export would do on a router that is met for the first time.
fn bring_to(app: &App, server: &Server, desktop: &Desktop, file: &std::path::Path) {
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    log_in_by_address(app, server);
    app.sees_within("This is your router", LONG);
    app.press("Make the connection private");
    app.sees_within("Which backup should come back", LONG);
    choose(app, desktop, file);
    app.sees_within("Bring old.rsc to this router", LONG);
}

#[test]
fn an_export_comes_to_another_model() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = slow_router(&runtime, LINE, 0);
    let has = |menu: &str, what: &str| server.router().state().menus[menu].to_string().contains(what);
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = home.file("old.rsc");
    std::fs::write(&file, of_the_old_router()).expect("writable");
    {
        let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
        bring_to(&app, &server, &desktop, &file);
        app.sees("What to know, and what does not come along");
        app.sees("It is of another model");
        app.fill(PASSWORD, "geheim");
        app.wait_for("it comes along with its password", || {
            !app.page_text().contains("its password is not in the export")
        });
        app.screenshot(&std::env::temp_dir().join("firsthop-export.png"));
        app.press("Next: Review");
        app.sees("This is what will happen");
        app.sees("/interface pppoe-client add");
        assert!(!app.page_text().contains("geheim"), "{}", app.page_text());
        violations(&app, "the review of an export");
        app.screenshot(&std::env::temp_dir().join("firsthop-export-review.png"));
        app.press("Bring it here");
        app.sees_within("It works.", LONG);
        violations(&app, "an export that was brought");
        app.screenshot(&std::env::temp_dir().join("firsthop-export-done.png"));
    }
    assert!(
        has("/interface/pppoe-client", "anna")
            && has("/ip/dhcp-server/lease", "192.168.88.20")
            && has("/ip/dns", "9.9.9.9")
    );
    let log = format!("{:?}", server.router().requests());
    assert!(!log.contains("/rest/import"), "it is never run as it is");

    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    log_in_by_address(&app, &server);
    app.sees_within("From before a change", LONG);
    choose(&app, &desktop, &file);
    app.sees_within("Bring old.rsc to this router", LONG);
    app.press("Next: Review");
    app.sees_within("Your router is already like this", LONG);
}

#[test]
fn what_is_no_export_is_said_and_nothing_is_on_its_way() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    to_backups_of(&app, "It just works");
    app.sees("There is no backup of this router");
    let file = home.file("letter.rsc");
    std::fs::write(&file, "Dear router\n").expect("writable");
    choose(&app, &desktop, &file);
    app.sees_within("This is no whole export", LONG);
    app.sees("Which backup should come back");
}

/// Of an older model, with the provider's cable in another socket. RouterOS 6 writes passwords.
const OTHER_SOCKET: &str = "# 2026-11-24 10:00:00 by RouterOS 6.49.10\n# model = RBD52G-5HacD2HnD\n\
    /interface pppoe-client\nadd disabled=no interface=ether5 name=out password=geheim-1 user=anna\n\
    /interface list member\nadd interface=out list=WAN\nadd interface=ether5 list=WAN\n/ip dns\nset servers=9.9.9.9\n";

#[test]
fn a_socket_takes_another_place() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    to_backups_of(&app, "It just works");
    app.sees("There is no backup of this router");
    let file = home.file("old.rsc");
    std::fs::write(&file, OTHER_SOCKET).expect("writable");
    choose(&app, &desktop, &file);
    app.sees_within("Which of the old router takes which place here", LONG);
    violations(&app, "the places of an export");
    let place = "//select[@aria-label='Place of ether5 on this router']";
    let taken = || app.script("return document.querySelector('main select').value", &[]);
    assert_eq!(taken(), "ether1");
    app.screenshot(&std::env::temp_dir().join("firsthop-export-places.png"));
    // As a person does it who has no mouse.
    app.find(place);
    app.script("document.querySelector('main select').focus()", &[]);
    app.keys(&["ether3"]);
    app.wait_for("another place", || taken() == "ether3");
    app.press("Next: Review");
    app.sees_within("This is what will happen", LONG);
    app.sees("interface=ether3 name=out");
    assert!(!app.page_text().contains("geheim-1"), "{}", app.page_text());
    app.press("Back");
    app.sees_within("Which of the old router takes which place here", LONG);
    assert_eq!(taken(), "ether3", "it is as it was left");
    app.press("Back");
    app.sees_within("Which backup should come back", LONG);
}

#[test]
fn an_export_that_broke_off_in_the_middle_is_put_back() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = slow_router(&runtime, LINE, 60);
    let leases = || server.router().state().menus["/ip/dhcp-server/lease"].to_string();
    let before = leases();
    let (home, desktop) = (Home::new(), Desktop::start());
    let file = home.file("old.rsc");
    std::fs::write(&file, of_the_old_router()).expect("writable");
    {
        let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
        bring_to(&app, &server, &desktop, &file);
        app.press("Next: Review");
        app.sees_within("This is what will happen", LONG);
        server.router().clear_requests();
        app.press("Bring it here");
        until("an address is kept for the printer", || begun(&server, "/ip/dhcp-server/lease"));
        app.crash();
    }
    // A power cut: now the router does not undo it by itself.
    server.router().reboot();
    assert_ne!(leases(), before);
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Restore a backup')]");
    log_in_by_address(&app, &server);
    app.sees_within("when it broke off", LONG);
    app.sees("it begins with what is left");
    violations(&app, "an export that broke off");
    app.press("See what would be put back");
    app.sees_within("This puts your router back as it was", LONG);
    app.press("Put it back");
    app.sees_within("Your router is as it was before", LONG);
    assert_eq!(leases(), before);
}
