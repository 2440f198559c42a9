//! Scripts in the background and the scheduler, by the router's own clock.
#![expect(clippy::expect_used, reason = "a test ends where it fails")]
use practice_router::{Clock, Options, Router, factory};
use serde_json::{Value, json};
use std::time::Duration;

fn router(personality: &str) -> (Router, Clock) {
    let clock = Clock::manual();
    let state = factory(personality).expect("carried");
    (Router::new(Options { state, clock: clock.clone(), ..Options::default() }), clock)
}

fn rows(router: &Router, path: &str) -> Vec<Value> {
    router.handle("GET", path, None).body.and_then(|body| body.as_array().cloned()).unwrap_or_default()
}

fn execute(router: &Router, script: &str) -> String {
    let answer = router.handle("POST", "/execute", Some(&json!({ "script": script })));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body.expect("a body")["ret"].as_str().expect("a number").to_owned()
}

const UNDO: &str = ":global undone\n:set undone \"waiting\"\n:delay 120s\n:do { :if ([:len [/ip pool find name=x]] = 1) do={ /ip pool remove [find name=x] } } on-error={ :log error \"no\" }\n:set undone \"yes\"\n:log warning \"put back\"";

#[test]
fn a_job_waits_by_the_clock_and_then_acts() {
    let (router, clock) = router("hap-ax2_7.20");
    let id = execute(&router, UNDO);
    assert_eq!(
        router.handle("PUT", "/ip/pool", Some(&json!({ "name": "x", "ranges": "10.0.0.2-10.0.0.9" }))).status,
        201
    );
    let jobs = rows(&router, "/system/script/job");
    assert_eq!(jobs.iter().map(|job| job[".id"].as_str()).collect::<Vec<_>>(), [Some(id.as_str())]);
    clock.advance(Duration::from_secs(119));
    assert_eq!(rows(&router, "/ip/pool").len(), 2);
    assert_eq!(rows(&router, "/system/script/environment")[0]["value"], "waiting");
    clock.advance(Duration::from_secs(1));
    assert_eq!(rows(&router, "/ip/pool").len(), 1);
    assert_eq!(rows(&router, "/system/script/environment")[0]["value"], "yes");
    assert!(rows(&router, "/system/script/job").is_empty());
    assert!(rows(&router, "/log").iter().any(|line| line["message"] == "put back"));
}

#[test]
fn a_job_that_was_removed_or_lost_its_power_does_nothing() {
    for reboot in [false, true] {
        let (router, clock) = router("hex_7.12");
        let id = execute(&router, UNDO);
        router.handle("PUT", "/ip/pool", Some(&json!({ "name": "x", "ranges": "10.0.0.2-10.0.0.9" })));
        if reboot {
            router.reboot();
        } else {
            assert_eq!(router.handle("DELETE", &format!("/system/script/job/{id}"), None).status, 204);
        }
        clock.advance(Duration::from_secs(600));
        assert_eq!(rows(&router, "/ip/pool").len(), 2);
        assert_eq!(rows(&router, "/system/script/environment").is_empty(), reboot);
    }
}

#[test]
fn the_scheduler_runs_one_interval_later_unless_it_is_forbidden() {
    let (router, clock) = router("hex_7.12");
    let entry = json!({ "name": "undo", "interval": "2m", "on-event": "/system scheduler remove [find name=undo]\n/ip pool remove [find name=default-dhcp]" });
    assert_eq!(router.handle("PUT", "/system/scheduler", Some(&entry)).status, 201);
    clock.advance(Duration::from_secs(119));
    assert_eq!(rows(&router, "/system/scheduler").len(), 1);
    clock.advance(Duration::from_secs(1));
    assert!(rows(&router, "/system/scheduler").is_empty());

    let (home, _) = self::router("hap-ax2_7.20");
    assert_eq!(home.handle("PUT", "/system/scheduler", Some(&entry)).status, 400);
}

#[test]
fn an_entry_runs_the_script_that_it_names_unless_that_may_do_more() {
    for (policy, runs) in [("read,write,test", 1), ("read", 0)] {
        let (router, clock) = router("hap-ac2_6.49");
        let script =
            json!({ "name": "s", "policy": "read,write", "source": "/ip pool remove [find name=default-dhcp]" });
        assert_eq!(router.handle("PUT", "/system/script", Some(&script)).status, 201);
        let entry = json!({ "name": "t", "interval": "1d", "on-event": "s", "policy": policy });
        assert_eq!(router.handle("PUT", "/system/scheduler", Some(&entry)).status, 201);
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(rows(&router, "/ip/pool").len(), 1 - runs);
        assert_eq!(rows(&router, "/system/script")[0]["run-count"], runs.to_string());
        let refused =
            rows(&router, "/log").iter().any(|line| line["message"] == "script error: not enough permissions (9)");
        assert_eq!(refused, runs == 0);
    }
}

#[test]
fn numbers_of_settings_are_compared_and_backups_are_saved() {
    let (router, _) = router("rb5009_7.18");
    let save = |room: &str| {
        let script = format!(
            ":local stem \"a\"\n:if ([/system resource get free-hdd-space] > {room}) do={{ /system backup save name=\"$stem-1\" dont-encrypt=yes }}"
        );
        router.run_script(&script)
    };
    let names = || rows(&router, "/file").iter().map(|file| file["name"].to_string()).collect::<Vec<_>>();
    assert_eq!(save("99999999999"), Ok(()));
    assert!(names().is_empty());
    assert_eq!(save("1024"), Ok(()));
    assert_eq!(names(), ["\"a-1.backup\""]);
    for wrong in [
        ":if ([/system resource get free-hdd-space] < many) do={}",
        ":if ([/system resource get no-such] < 1) do={}",
        ":if ([/ip pool get name] = x) do={}",
    ] {
        assert!(router.run_script(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_not_in_the_subset_is_refused_at_once() {
    let (router, _) = router("hap-ax2_7.20");
    for script in [":while (true) do={}", ":foreach i in=[/ip pool find] do={}"] {
        assert_eq!(router.handle("POST", "/execute", Some(&json!({ "script": script }))).status, 400);
    }
    let answer = router.handle("POST", "/execute", Some(&json!({ "script": ":put x", "as-string": "" })));
    assert_eq!(answer.status, 400);
}
