//! Protection in the window: an item relaxed and restored, and a look at a router that was broken into.
use practice_router::{Options, Router, Server};
use tests::{
    pages::{Home, LATER_STEPS, apply, connect, connect_by_address, make_private, practise_on, to_review},
    patience::LONG,
    webdriver::App,
};

/// The switch of an item.
fn flip(app: &App, item: &str) {
    flip_by_id(app, &format!("protection.items.{item}"));
}

fn flip_by_id(app: &App, id: &str) {
    app.click(&format!("//*[@id='{id}']"));
}

fn review_from_protection(app: &App) {
    for (next, heading, _) in &LATER_STEPS[4..] {
        app.press(next);
        app.sees(heading);
    }
}

#[test]
fn an_item_is_relaxed_and_later_restored() {
    let home = Home::new();
    // Where this computer is, there is the home; the simulated router guesses that it is in Riga.
    let app = home.start_with(&[], &[("TZ", "Europe/Vienna")]);
    connect(&app, "It just works");
    app.press("Next: Internet");
    to_review(&app);
    app.sees("Set the clock to Europe/Vienna");
    app.sees("/system clock set time-zone-autodetect=no time-zone-name=Europe/Vienna");
    app.sees("/ip service set [find name=telnet] disabled=yes");
    apply(&app, "It works.");
    app.press("Protection");
    app.sees("How well should your router");
    app.click("//button[contains(., 'more item')]");
    flip(&app, "old-services");
    app.sees("My own choice");
    app.sees("Central European");
    app.sees("Recommended, with 1 item changed.");
    app.sees("Off puts it back as RouterOS has it by default.");
    review_from_protection(&app);
    app.sees("/ip service set [find name=telnet] disabled=no");
    apply(&app, "It works.");
    app.press("Protection");
    app.sees("Open now");
    flip(&app, "old-services");
    review_from_protection(&app);
    app.sees("/ip service set [find name=telnet] disabled=yes");
    apply(&app, "It works.");
}

#[test]
fn a_router_that_was_broken_into_is_looked_at() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let state = practice_router::personality("hex-broken-into_7.12").expect("carried");
    let options = Options { state, password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    let before = server.router().state().menus;
    connect_by_address(&app, &server);
    app.press("See how safe this router is");
    app.sees_within("How safe is this router?", LONG);
    app.sees_within("Open to strangers", LONG);
    app.sees("Decided by the rule “sysadmin”");
    app.sees("Somebody made this rule. Protection offers to switch it off: tick it in Review.");
    app.sees("things right");
    app.sees("Made by somebody, worth a look");
    app.sees("Whoever asks for “bank.example” gets 203.0.113.66");
    app.sees("The account “system” may do everything");
    assert_eq!(server.router().state().menus["/ip/service"], before["/ip/service"], "only looked at");
    app.press("Back to the steps");
    app.sees("This is your router");
    // When it does not answer any more, that is said with what helps, as everywhere.
    runtime.block_on(server.stop());
    app.press("See how safe this router is");
    app.sees_within("Look again", LONG);
    app.sees("Details for somebody who helps you");
    assert!(!app.page_text().contains(" of 100"), "nothing is said of a router that was not read");
}

/// A rule by which its owner comes in from work: it is named as what lets strangers in, it stays until it is
/// ticked, and then the audit is clean.
#[test]
fn a_rule_that_lets_strangers_in_is_switched_off_by_a_tick() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let mut state = practice_router::factory("hap-ax2_7.20").expect("carried");
    let rules = state.menus.get_mut("/ip/firewall/filter").and_then(serde_json::Value::as_array_mut);
    rules.expect("rules").insert(
        0,
        serde_json::json!({".id": "*F3", "chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "8291",
            "comment": "from work"}),
    );
    let options = Options { state, password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    make_private(&app);
    app.press("See how safe this router is");
    app.sees_within("Strangers can reach “winbox” on the router", LONG);
    app.sees("Decided by the rule “from work”");
    app.sees("Somebody made this rule. Protection offers to switch it off: tick it in Review.");
    assert!(!app.page_text().contains("Shut WinBox"), "home would lose it too");
    app.click("//footer//button[contains(., 'right')]");
    app.sees("Noted for Protection, which comes after these steps.");
    to_protection(&app);
    app.sees("Nothing without your tick");
    review_from_protection(&app);
    app.sees("Switch off the rule “from work” (IPv4)");
    app.sees("Strangers on the internet come in by it. Leave it if your home needs it.");
    let is_on = || {
        let rules = server.router().state().menus["/ip/firewall/filter"].as_array().cloned().unwrap_or_default();
        rules.iter().any(|rule| rule["comment"] == "from work" && rule["disabled"] != "true")
    };
    app.click("//label[contains(., 'from work')]//input");
    app.sees("/ip firewall filter set [find");
    app.click("//button[starts-with(normalize-space(), 'Set up')]");
    app.sees_within("It works.", LONG);
    assert!(!is_on(), "ticked");
    app.press("Router");
    app.sees("This is your router");
    app.press("See how safe this router is");
    app.sees_within("of 100", LONG);
    app.sees("Right as it is. Leave it alone");
    assert!(!app.page_text().contains("from work"), "shut");
    runtime.block_on(server.stop());
}

#[test]
fn an_open_wifi_is_asked_a_password_for() {
    const PASSWORD: &str = "a word for the neighbours";
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let mut state = practice_router::factory("hap-ax2_7.20").expect("carried");
    let radios = state.menus.get_mut("/interface/wifi").and_then(serde_json::Value::as_array_mut);
    for radio in radios.into_iter().flatten().filter_map(serde_json::Value::as_object_mut) {
        radio.retain(|name, _| !name.starts_with("security."));
    }
    let options = Options { state, password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    app.press("See how safe this router is");
    app.sees_within("The Wi-Fi “MikroTik-C01107” has no password.", LONG);
    app.press("Back to the steps");
    make_private(&app);
    app.press("Next: Internet");
    for (next, heading, _) in &LATER_STEPS[..4] {
        app.press(next);
        app.sees(heading);
    }
    app.sees("Close the Wi-Fi with a password");
    app.fill("protection.wifi_password", "short");
    app.press("Next: Backups");
    app.sees("This password does not work for Wi-Fi.");
    app.fill("protection.wifi_password", PASSWORD);
    review_from_protection(&app);
    app.sees("Ask for the password on the Wi-Fi “MikroTik-C01107”");
    app.sees("/interface wifi security add name=firsthop");
    app.sees("The Wi-Fi asks for its new password at once.");
    assert!(!app.page_text().contains(PASSWORD), "a preview shows no password");
    app.click("//button[starts-with(normalize-space(), 'Set up')]");
    app.sees_within("It works.", LONG);
    let state = server.router().state();
    let rows = |menu: &str| state.menus[menu].as_array().cloned().unwrap_or_default();
    let made = rows("/interface/wifi/security");
    let made = made.first().expect("a profile holds the password");
    let radios = rows("/interface/wifi");
    assert!(!radios.is_empty() && radios.iter().all(|radio| radio["security"] == made["name"]), "{radios:#?}");
    assert_eq!(radios[0]["configuration.ssid"], "MikroTik-C01107", "names stay");
    runtime.block_on(server.stop());
}

#[test]
fn an_own_name_takes_the_place_of_admin() {
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let options = Options { password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let home = Home::new();
    let app = home.start(&[]);
    app.click("//button[starts-with(normalize-space(), 'Practise on a simulated router')]");
    connect_by_address(&app, &server);
    assert!(!app.page_text().contains("a name of your own"), "the password goes along only in private");
    app.press("Make the connection private");
    app.sees_within("Nobody on the way can read along", LONG);
    app.click("//button[contains(., 'a name of your own')]");
    app.fill("router.administrator", "Admin");
    app.sees("Use letters without accents and digits, but not admin.");
    app.fill("router.administrator", "anna");
    app.sees("/user add name=anna group=full comment=firsthop:administrator password=••••");
    app.sees("/user set [find name=admin] disabled=yes");
    let users = || server.router().state().menus["/user"].as_array().cloned().unwrap_or_default();
    assert_eq!(users().len(), 1, "only shown so far");
    app.press("Use this name from now on");
    app.sees_within("From now on you are anna on this router", LONG);
    let is = |name: &str, off: &str| users().iter().any(|user| user["name"] == name && user["disabled"] == off);
    assert!(is("anna", "false") && is("admin", "true"), "{:#?}", users());
    // The next time nobody has to say the name.
    app.press("Take another router");
    connect_by_address(&app, &server);
    app.press("See how safe this router is");
    app.sees_within("of 100", LONG);
    assert!(!app.page_text().contains("may do everything"), "the own one is no stranger's");
    runtime.block_on(server.stop());
}

/// What was wrong is right: its words go, and everything below moves up. A click before that would hit what
/// comes to lie there.
fn is_put_right(app: &App, issue: &str) {
    app.wait_for("an issue to go", || !app.page_text().contains(issue));
}

/// From the Router step to Protection.
fn to_protection(app: &App) {
    app.press("Next: Internet");
    for (next, heading, _) in &LATER_STEPS[..4] {
        app.press(next);
        app.sees(heading);
    }
}

#[test]
fn one_program_at_home_may_watch_the_router() {
    const SNMP: &str = "protection.snmp";
    let runtime = tokio::runtime::Runtime::new().expect("a run-time");
    let options = Options { password: Some("geheim".into()), ..Options::default() };
    let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
    let rows = |menu: &str| server.router().state().menus[menu].clone();
    let answered = || {
        let all = rows("/snmp/community").as_array().cloned().unwrap_or_default();
        let on = all.into_iter().filter(|row| row["disabled"] != "true");
        on.map(|row| row["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    make_private(&app);
    to_protection(&app);
    app.click("//button[contains(., 'more item')]");
    assert!(!app.page_text().contains("One program may watch the router"), "out of sight until it is asked for");
    app.click("//button[contains(., 'Let one program watch')]");
    flip_by_id(&app, &format!("{SNMP}.enabled"));
    app.sees("Name for the program");
    let focused = app.script("return document.activeElement.id", &[]);
    assert_eq!(focused, format!("{SNMP}.enabled"), "the focus goes along with the item");
    app.press("Next: Backups");
    app.sees("This is no name for the program.");
    app.sees("It is not said which computer watches the router.");
    app.sees("SNMP version 3 needs a password of at least 8 signs here.");
    app.fill(&format!("{SNMP}.name"), "public");
    app.sees("Everybody tries the name public first.");
    app.fill(&format!("{SNMP}.name"), "watch");
    is_put_right(&app, "Everybody tries the name public first.");
    app.fill(&format!("{SNMP}.address"), "192.168.1.5");
    is_put_right(&app, "It is not said which computer watches the router.");
    app.press("Use 192.168.88.5");
    app.wait_for("the proposal to go", || !app.has("//button[normalize-space()='Use 192.168.88.5']"));
    app.fill(&format!("{SNMP}.authentication_password"), "short");
    app.press("Make two strong passwords");
    app.sees("Made: two strong passwords, 80 bits each.");
    is_put_right(&app, "SNMP version 3 needs a password");
    // WinBox and SSH are a choice of their own.
    app.click("//button[contains(., 'Only if you want it')]");
    flip(&app, "winbox");
    app.sees("Recommended, with 1 item changed.");
    flip(&app, "ssh");
    app.sees("Recommended, with 2 items changed.");
    crate::accessibility::violations(&app, "a program that watches");
    review_from_protection(&app);
    app.sees("Let the program “watch” at 192.168.88.5 read how the router is");
    app.sees("/snmp community add name=watch addresses=192.168.88.5/32 security=private");
    app.sees("authentication-password=•••• encryption-password=••••");
    app.sees("/snmp community set [find name=public] disabled=yes");
    app.sees("/snmp set enabled=yes");
    app.sees("/ip service set [find name=winbox] disabled=yes");
    app.sees("/ip service set [find name=ssh] disabled=yes");
    app.click("//button[starts-with(normalize-space(), 'Set up')]");
    app.sees_within("It works.", LONG);
    assert_eq!((answered(), &rows("/snmp")["enabled"]), (vec!["watch".to_owned()], &"true".into()));
    let made = rows("/snmp/community").to_string();
    assert!(made.contains("192.168.88.5/32") && !made.contains("\"short\""), "{made}");

    // Off again: nobody gets an answer.
    app.press("Protection");
    app.sees("How well should your router");
    flip_by_id(&app, &format!("{SNMP}.enabled"));
    review_from_protection(&app);
    app.sees("/snmp set enabled=no");
    app.click("//button[starts-with(normalize-space(), 'Set up')]");
    app.sees_within("It works.", LONG);
    assert_eq!(rows("/snmp")["enabled"], "false");

    // On again: the same program gets its answers, and nobody else does.
    app.press("Protection");
    app.sees("How well should your router");
    app.click("//button[contains(., 'Let one program watch')]");
    flip_by_id(&app, &format!("{SNMP}.enabled"));
    app.sees("Name for the program");
    review_from_protection(&app);
    app.sees("/snmp set enabled=yes");
    app.click("//button[starts-with(normalize-space(), 'Set up')]");
    app.sees_within("It works.", LONG);
    assert_eq!((answered(), &rows("/snmp")["enabled"]), (vec!["watch".to_owned()], &"true".into()));
    runtime.block_on(server.stop());
}
