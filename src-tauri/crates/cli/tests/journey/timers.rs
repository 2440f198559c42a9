//! The device-mode coach: what to press, the time that is left, and what became of it.
use super::tools::{cli, run};
use practice_router::{Clock, Options, Router, Server};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
    thread::sleep,
    time::Duration,
};
use tokio::runtime::Runtime;

const PASSWORD: &str = "practice";

struct Home {
    // Its server lives in it.
    _runtime: Runtime,
    server: Server,
    clock: Clock,
}

impl Home {
    fn new(personality: &str) -> Self {
        let (runtime, clock) = (Runtime::new().expect("a run-time"), Clock::manual());
        let state = practice_router::personality(personality).expect("carried");
        let options = Options { state, clock: clock.clone(), password: Some(PASSWORD.into()), ..Options::default() };
        let server = runtime.block_on(Server::start(Router::new(options))).expect("a server on loopback");
        Self { _runtime: runtime, server, clock }
    }

    fn words<'a>(&self, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut words = vec!["allow-timers", "--router", url, "--secrets-stdin"];
        words.extend(more);
        words
    }

    fn looks(&self, more: &[&str]) -> super::Ran {
        let url = self.server.http_url();
        run(&self.words(&url, more), Some(&json!({ "router": PASSWORD })))
    }

    /// Begins, calls `meanwhile` with each event as it comes, and waits for the end.
    fn begins(&self, meanwhile: &dyn Fn(&Self, &Value)) -> (i32, Vec<Value>) {
        let url = self.server.http_url();
        let mut child = cli(&self.words(&url, &["--yes", "--json"]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let secrets = json!({ "router": PASSWORD }).to_string();
        child.stdin.take().expect("a pipe").write_all(secrets.as_bytes()).expect("read");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let events: Vec<Value> = lines
            .map(|line| {
                let event = serde_json::from_str(&line.expect("text")).expect("JSON");
                meanwhile(self, &event);
                event
            })
            .collect();
        (child.wait().expect("it ends").code().expect("a code"), events)
    }

    /// Waits until the router has been asked.
    fn is_asked(&self) {
        while !self.server.router().requests().iter().any(|request| request.path.ends_with("device-mode/update")) {
            sleep(Duration::from_millis(20));
        }
    }
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["event"].as_str()).collect()
}

#[test]
fn somebody_presses_the_button_while_the_time_is_counted() {
    let home = Home::new("hap-ax2_7.20");
    let looked = home.looks(&["--json"]);
    let said = looked.json();
    assert_eq!(
        (looked.code, &said["timers"], &said["attempts"]),
        (1, &json!("forbidden"), &json!(0)),
        "{}",
        looked.err
    );
    assert_eq!((&said["mode_button"], &said["seconds"], &said["most"]), (&json!(true), &json!(120), &json!(3)));
    let words = home.looks(&[]);
    for needle in
        ["Press the button marked MODE once, briefly.", "Pull its power plug.", "/system device-mode update", "2:00"]
    {
        assert!(words.out.contains(needle), "{needle}: {}", words.out);
    }
    let written = home.server.router().requests();
    assert!(written.iter().all(|request| request.method == "GET"), "nothing is done without --yes");

    let (code, events) = home.begins(&|home, event| {
        // Not before it has counted once.
        if event["event"] == "left" {
            assert!(event["seconds"].as_u64().is_some_and(|left| (100..120).contains(&left)), "{event}");
            home.server.router().press_button();
            home.clock.advance(Duration::from_secs(8));
        }
    });
    assert_eq!((code, names(&events)), (0, vec!["waiting", "left", "restarting", "end"]), "{events:?}");
    assert_eq!(events[3]["outcome"], "allowed");
    let after = home.looks(&["--yes"]);
    assert!(after.code == 0 && after.out.contains("Your router allows timers now"), "{}", after.out);
}

#[test]
fn nobody_comes_and_after_three_times_nothing_is_asked() {
    let home = Home::new("hap-ax2_7.20");
    for attempt in 0..3 {
        assert_eq!(home.looks(&["--json"]).json()["attempts"], attempt);
        let (code, events) = home.begins(&|home, event| {
            if event["event"] == "waiting" {
                home.is_asked();
                home.clock.advance(Duration::from_secs(120));
            }
        });
        home.server.router().clear_requests();
        assert_eq!((code, names(&events)), (1, vec!["waiting", "end"]));
        assert_eq!(events[1]["outcome"], "timed-out");
    }
    let blocked = home.looks(&["--yes"]);
    assert_eq!(blocked.code, 1);
    assert!(blocked.out.contains("Your router takes no more tries"), "{}", blocked.out);
    assert!(home.server.router().requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn a_router_that_allows_timers_is_asked_nothing() {
    let home = Home::new("hex_7.12");
    let looked = home.looks(&["--yes", "--json"]);
    assert_eq!((looked.code, &looked.json()["timers"]), (0, &json!("allowed")), "{}", looked.err);
}
