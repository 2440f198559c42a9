//! What people come for, and what goes wrong for them.
use tests::{
    pages::{
        Home, PROVIDER_USER, apply, connect, connect_to, letter_password, log_in_to_provider, make_private,
        router_to_review, to_review,
    },
    patience::{LONG, until},
};

#[test]
fn a_login_from_the_provider_leads_to_the_proof() {
    let home = Home::new();
    let app = home.start(&[]);
    let password = log_in_to_provider(&app);
    to_review(&app);
    app.sees("Log in to your provider");
    app.sees("/interface pppoe-client");
    assert!(!app.page_text().contains(&password), "Review shows the password");
    apply(&app, "It works.");
    for proven in ["Internet", "The way out", "Names", "Addresses at home", "Protection", "Settings"] {
        app.sees(proven);
    }
}

#[test]
fn a_wrong_password_says_what_to_do_and_can_be_tried_again() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "A name and password");
    let password = letter_password(&app);
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    app.fill("internet.pppoe.user", PROVIDER_USER);
    app.fill("internet.pppoe.password", "not-the-password");
    to_review(&app);
    apply(&app, "Your provider did not accept the name or password");
    app.sees("What to do");
    app.fill("internet.pppoe.password", &password);
    app.press("Try again with this login");
    app.sees_within("It works.", LONG);
}

#[test]
fn bad_answers_are_named_and_mended_with_one_click() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "A name and password");
    app.press("Next: Internet");
    app.choose("A name and password from your provider");
    app.press("Next: Home network");
    app.sees("2 answers need your attention");
    app.fill("internet.pppoe.user", "anna.berg@fibernet.example\u{200b}");
    app.fill("internet.pppoe.password", "geheim");
    app.press("Next: Home network");
    app.sees("There is an invisible character at the end");
    app.press("Remove it");
    app.press("Next: Home network");
    app.sees("What is your home network");
    app.fill("home.address", "192.168.88.0");
    app.press("Next: Addresses");
    app.sees("names the whole street");
    app.press("Use 192.168.88.1");
    app.press("Next: Addresses");
    app.sees("Should the router give");
}

#[test]
fn answers_are_saved_and_opened_again() {
    let home = Home::new();
    let file = home.file("home.firsthop");
    let project = r#"{"format_version":1,"id":"5f0c1f8e-0d57-4c57-9f0a-6f1f2d3c4b5a","name":"home","internet":{"type":"dhcp"},"later":{"colour":"green"}}"#;
    std::fs::write(&file, project).expect("writable");
    let path = file.display().to_string();
    {
        let app = home.start(&[&path]);
        app.sees("home");
        connect_opened(&app);
        app.press("Next: Internet");
        app.press("Next: Home network");
        app.sees("What is your home network");
        app.fill("home.address", "192.168.90.1");
        app.chord(tests::webdriver::key::CONTROL, "s");
        app.sees("Saved");
    }
    let saved = std::fs::read_to_string(&file).expect("readable");
    assert!(saved.contains("192.168.90.1"), "{saved}");
    assert!(saved.contains("green"), "fields of a newer version are kept: {saved}");
    let app = home.start(&[&path]);
    connect_opened(&app);
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
    let value = app.script("return document.getElementById('home.address').value", &[]);
    assert!(value.as_str().unwrap_or_default().starts_with("192.168.90.1"), "{value}");
}

/// With a project open, the window goes on at the Router step.
fn connect_opened(app: &tests::webdriver::App) {
    tests::pages::to_router(app, "It just works");
}

#[test]
fn answers_survive_a_crash() {
    let home = Home::new();
    {
        let app = home.start(&[]);
        connect(&app, "It just works");
        app.press("Next: Internet");
        app.press("Next: Home network");
        app.sees("What is your home network");
        app.fill("home.address", "192.168.77.1");
        // A crash loses at most a second of typing.
        let draft = home.file("state/draft.json");
        until("a draft is kept", || std::fs::read_to_string(&draft).is_ok_and(|text| text.contains("192.168.77.1")));
        app.crash();
    }
    let app = home.start(&[]);
    app.sees("are still here");
    app.press("Use them");
    tests::pages::to_router(&app, "It just works");
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
    let value = app.script("return document.getElementById('home.address').value", &[]);
    assert_eq!(value, "192.168.77.1");
}

#[test]
fn the_connection_is_made_private_before_anything_else() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    app.sees("Not private yet");
    app.press("What changes on the router");
    app.sees("/certificate sign");
    make_private(&app);
    router_to_review(&app);
    apply(&app, "It works.");
}

#[test]
fn a_strangers_address_is_not_spoken_to() {
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    app.press("Set up a real router by its address");
    app.fill("router.address", "198.51.100.1");
    app.fill("router.password", "x");
    app.press("Connect to this router");
    app.sees("198.51.100.1 is not in your own network");
    app.fill("router.address", "router.lan");
    app.press("Connect to this router");
    app.sees("is not the address of a router");
}

#[test]
fn a_router_with_routeros_6_is_set_up_in_private_too() {
    let home = Home::new();
    let app = home.start(&[]);
    connect_to(&app, "hAP ac", "It just works");
    make_private(&app);
    router_to_review(&app);
    apply(&app, "It works.");
}

#[test]
fn a_device_keeps_its_address() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "It just works");
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.press("Next: Addresses");
    app.sees("Should the router give");
    app.click("//button[contains(., 'Add a device')]");
    app.fill("addresses.reservations.0.name", "printer");
    app.fill("addresses.reservations.0.mac", "48-A9-8A-00-11-2z");
    app.press("Next: Names");
    app.sees("needs your attention");
    // The form stays open while it is mended.
    app.fill("addresses.reservations.0.mac", "48-A9-8A-00-11-22");
    app.fill("addresses.reservations.0.name", "Printer");
    app.press("Next: Names");
    app.sees("Who should look up names");
    for next in ["Next: Protection", "Next: Backups", "Next: Review"] {
        app.press(next);
    }
    app.sees("/ip dhcp-server lease");
    apply(&app, "It works.");
}

#[test]
fn routers_in_the_network_are_listed() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let server = runtime.block_on(practice_router::Server::start(tests::journey::practice("hex_7.12", "dhcp")));
    let server = server.expect("a server on loopback");
    let home = Home::new();
    let app = home.start_with(&[], &[("FIRSTHOP_LOOK_AT", &server.mndp().to_string())]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    app.press("Set up a real router by its address");
    app.sees_within("Hardware address ends in", LONG);
    app.sees("RouterOS 7.12");
    app.screenshot(&std::env::temp_dir().join("firsthop-seen.png"));
}
