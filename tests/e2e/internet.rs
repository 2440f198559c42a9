//! The Internet step beside the common kinds of line: a SIM card, and not knowing.
use practice_router::{Options, Router, Server};
use tests::{
    pages::{
        Home, PROVIDER_USER, apply, connect, connect_to, letter_password, letter_pin, make_private, practise_on,
        to_review,
    },
    patience::LONG,
};
use tokio::runtime::Runtime;

#[test]
fn a_sim_card_leads_to_the_proof() {
    let home = Home::new();
    let app = home.start(&[]);
    connect_to(&app, "Chateau LTE18 ax", "A SIM card in the router");
    let pin = letter_pin(&app);
    app.press("Next: Internet");
    // It is chosen already, as the router came.
    app.fill("internet.lte.pin", &pin);
    app.screenshot(&std::env::temp_dir().join("firsthop-lte.png"));
    to_review(&app);
    app.sees("Unlock the SIM card with its PIN");
    assert!(!app.page_text().contains("Home network\n0 added"), "the home keeps the address that it has");
    assert!(!app.page_text().contains(&pin), "Review shows the PIN");
    apply(&app, "It works.");
    app.sees("Practice Mobile took it");
    app.sees("Your provider gave you");
}

#[test]
fn who_does_not_know_is_told_what_the_line_answers_to() {
    let home = Home::new();
    let app = home.start(&[]);
    connect(&app, "A name and password");
    let password = letter_password(&app);
    app.press("Next: Internet");
    app.press("Not sure? Find out for me");
    app.sees_within("Your provider answers to a name and password (PPPoE).", LONG);
    app.screenshot(&std::env::temp_dir().join("firsthop-detective.png"));
    app.press("Use this answer");
    app.fill("internet.pppoe.user", PROVIDER_USER);
    app.fill("internet.pppoe.password", &password);
    to_review(&app);
    app.press("Let your router check it");
    app.sees_within("Checked by your router.", LONG);
    apply(&app, "It works.");
}

#[test]
fn the_provider_is_asked_for_a_moment_only_after_it_was_shown() {
    let runtime = Runtime::new().expect("a run-time");
    let state = practice_router::personality("hap-ax2-blank_7.20").expect("carried");
    let router = Router::new(Options { state, ..Options::default() });
    let server = runtime.block_on(Server::start(router)).expect("a server on loopback");
    let clients = || server.router().state().menus["/ip/dhcp-client"].as_array().map(Vec::len).unwrap_or_default();
    let writes = || {
        let requests = server.router().requests();
        requests.iter().filter(|request| request.path == "/ip/dhcp-client" && request.method == "PUT").count()
    };
    let home = Home::new();
    let app = home.start(&[]);
    practise_on(&app, &server);
    make_private(&app);
    app.press("Next: Internet");
    app.press("Not sure? Find out for me");
    app.sees_within("The router would need this", LONG);
    app.sees("/ip dhcp-client add");
    app.sees("it is taken off again at once");
    assert_eq!((writes(), clients()), (0, 0), "it was only shown");
    app.screenshot(&std::env::temp_dir().join("firsthop-ask.png"));
    app.press("Ask for a moment");
    app.sees_within("It just works: your provider gave", LONG);
    assert_eq!((writes(), clients()), (1, 0), "there for a moment, and gone");
    app.press("Use this answer");
    runtime.block_on(server.stop());
}

#[test]
fn a_socket_of_the_home_can_be_the_one_for_the_internet() {
    let home = Home::new();
    let app = home.start(&[]);
    connect_to(&app, "Chateau LTE18 ax", "It just works");
    app.press("Next: Internet");
    app.choose("It just works when plugged in");
    app.sees("All sockets of this router belong to your home. It has a modem.");
    let choose = "const place = document.getElementById('internet.port'); place.value = 'ether1'; place.dispatchEvent(new Event('change', { bubbles: true }));";
    app.script(&choose.replace("ether1", "ether2"), &[]);
    app.sees("This computer is plugged into socket ether2.");
    app.script(choose, &[]);
    app.sees("It will be for the internet alone.");
    app.screenshot(&std::env::temp_dir().join("firsthop-port.png"));
    to_review(&app);
    app.sees("Take socket ether1 out of your home");
    apply(&app, "It works.");
}
