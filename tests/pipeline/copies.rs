//! Copies that the router makes by itself: they really come about by its own clock, and never where it forbids them.
use planner::{Plan, runs_copies};
use practice_router::{Clock, Options, Router as Practice};
use routeros::{Snapshot, render::cli};
use routeros_client::{Router, read_snapshot};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use tests::{direct::Direct, journey::Answers};

const DAY: Duration = Duration::from_secs(86_400);

/// A router with a clock of its own, and what is in front of its files that last.
fn router(personality: &str) -> (Direct, Clock) {
    let state = practice_router::personality(personality).expect("carried");
    let clock = Clock::manual();
    let options = Options { state, clock: clock.clone(), password: Some("practice".into()), ..Options::default() };
    (Direct(Practice::new(options)), clock)
}

fn answers(router: bool, every: &str) -> Answers {
    Answers::of(
        &[("internet.type", "dhcp"), ("backups.router", if router { "yes" } else { "no" }), ("backups.every", every)],
        &[],
    )
}

async fn read(router: &Direct) -> Snapshot {
    read_snapshot(router).await.expect("a snapshot")
}

async fn plan(router: &Direct, answers: &Answers) -> Plan {
    answers.plan(&read(router).await, &BTreeSet::new()).expect("fits")
}

/// Plans and sends; what is planned then is nothing.
async fn set_up(router: &Direct, answers: &Answers) -> Plan {
    let plan = plan(router, answers).await;
    for change in &plan.changes {
        router.send(change, &answers.secrets).await.unwrap_or_else(|error| panic!("{}: {error}", cli::line(change)));
    }
    let again = self::plan(router, answers).await;
    assert!(again.is_empty(), "{:?}", again.changes.iter().map(cli::line).collect::<Vec<_>>());
    plan
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.changes.iter().map(|change| change.id.as_str()).filter(|id| id.starts_with("backups.")).collect()
}

fn rows(router: &Direct, path: &str) -> Vec<Value> {
    let answer = router.0.handle("GET", path, None).body.expect("a body");
    answer.as_array().expect("a list").clone()
}

fn copies(router: &Direct) -> Vec<String> {
    let names =
        rows(router, "/file").iter().map(|file| file["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>();
    let mut copies: Vec<String> = names.into_iter().filter(|name| name.contains("firsthop-copy")).collect();
    copies.sort();
    copies
}

#[tokio::test]
async fn the_router_makes_copies_by_its_clock_and_keeps_three() {
    for (personality, folder) in [("hap-ac2_6.49", "flash/"), ("hex_7.12", "flash/"), ("rb5009_7.18", "")] {
        let (router, clock) = router(personality);
        assert_eq!(ids(&set_up(&router, &answers(true, "day")).await), ["backups.script", "backups.timer"]);
        assert!(runs_copies(&read(&router).await), "{personality}");
        assert_eq!(copies(&router), Vec::<String>::new(), "{personality}: the first comes a day later");
        let name = |place: u32| format!("{folder}firsthop-copy-{place}.backup");
        let mut seen = Vec::new();
        for places in [[1].as_slice(), &[1, 2], &[1, 2, 3], &[2, 3, 4], &[1, 3, 4], &[1, 2, 4], &[1, 2, 3], &[2, 3, 4]]
        {
            clock.advance(DAY);
            assert_eq!(copies(&router), places.iter().map(|place| name(*place)).collect::<Vec<_>>(), "{personality}");
            seen.push(copies(&router));
        }
        let log = rows(&router, "/log").iter().map(ToString::to_string).collect::<String>();
        assert!(!log.contains("script error"), "{personality}: {log}");
        assert_eq!(rows(&router, "/system/scheduler")[0]["run-count"], "8");
        // It lasts, and it is not closed by a password.
        router.0.reboot();
        assert_eq!(copies(&router).len(), 3, "{personality}");
        let before = router.0.state().menus["/ip/pool"].clone();
        router.0.run_script("/ip pool remove [find]").expect("understood");
        let load = json!({ "name": name(2), "password": "" });
        assert_eq!(router.0.handle("POST", "/system/backup/load", Some(&load)).status, 200);
        assert_eq!(router.0.state().menus["/ip/pool"], before, "{personality}");
    }
}

#[tokio::test]
async fn a_router_without_room_keeps_the_copies_that_it_has() {
    let (router, clock) = router("hex_7.12");
    set_up(&router, &answers(true, "day")).await;
    clock.advance(DAY);
    clock.advance(DAY);
    let before = copies(&router);
    assert_eq!(before.len(), 2);
    router.0.put_file("flash/holiday.bin", vec![0; 1_600_000]);
    clock.advance(DAY);
    assert_eq!(copies(&router), before);
    assert!(
        rows(&router, "/log")
            .iter()
            .any(|line| { line["message"].as_str().is_some_and(|message| message.contains("no room for a copy")) })
    );
}

#[tokio::test]
async fn another_rhythm_is_set_and_switching_off_takes_both_away() {
    for personality in ["hap-ac2_6.49", "rb5009_7.18"] {
        let (router, clock) = router(personality);
        set_up(&router, &answers(true, "never")).await;
        assert_eq!(rows(&router, "/system/scheduler")[0]["interval"], "1w");
        assert_eq!(ids(&set_up(&router, &answers(true, "month")).await), ["backups.timer"]);
        // As some versions write it.
        let mut state = router.0.state();
        state.menus["/system/scheduler"][0]["interval"] = "30d00:00:00".into();
        state.menus["/system/scheduler"][0]["policy"] = "sensitive,password,test,policy,write,read,ftp".into();
        router.0.set_state(state);
        assert_eq!(ids(&plan(&router, &answers(true, "month")).await), Vec::<&str>::new());
        // Somebody switched the timer off, or wrote another script.
        router
            .0
            .run_script("/system scheduler disable [find]\n/system script set [find] source=x")
            .expect("understood");
        assert!(!runs_copies(&read(&router).await));
        assert_eq!(ids(&set_up(&router, &answers(true, "month")).await), ["backups.script", "backups.timer"]);
        clock.advance(62 * DAY);
        assert_eq!(copies(&router).len(), 2, "{personality}: twice thirty days");
        let off = set_up(&router, &answers(false, "month")).await;
        assert_eq!(ids(&off), ["backups.copies-timer-off", "backups.copies-script-off"]);
        assert!(rows(&router, "/system/scheduler").is_empty() && rows(&router, "/system/script").is_empty());
        assert_eq!(copies(&router).len(), 2, "{personality}: the copies stay");
    }
}

/// On a household's own set-up nothing of theirs is touched: neither their own timer, nor one that has the name.
#[tokio::test]
async fn what_others_run_stays() {
    let (router, _) = router("rb5009-grown_7.18");
    let before = rows(&router, "/system/scheduler");
    let on = set_up(&router, &answers(true, "week")).await;
    assert_eq!(ids(&on), ["backups.script", "backups.timer"]);
    set_up(&router, &answers(false, "week")).await;
    assert_eq!(rows(&router, "/system/scheduler"), before);
    router.0.run_script("/system script add name=firsthop-backup source=theirs").expect("understood");
    let plan = plan(&router, &answers(true, "week")).await;
    assert_eq!(ids(&plan), ["backups.timer"]);
    assert!(!plan.complete);
    assert_eq!(ids(&self::plan(&router, &answers(false, "week")).await), Vec::<&str>::new());
}

#[tokio::test]
async fn where_the_router_forbids_timers_nothing_is_planned_and_it_is_said() {
    for personality in ["hap-ax2_7.20", "hap-be3_7.24"] {
        let (router, clock) = router(personality);
        let plan = set_up(&router, &answers(true, "day")).await;
        assert_eq!(ids(&plan), Vec::<&str>::new());
        assert!(plan.warnings.iter().any(|warning| warning.text.key == "copies-home-mode"));
        assert!(!runs_copies(&read(&router).await));
        // Even one that was made before the mode does not run.
        let allowed = self::router("rb5009_7.18").0;
        set_up(&allowed, &answers(true, "day")).await;
        let mut state = router.0.state();
        for menu in ["/system/script", "/system/scheduler"] {
            state.menus.insert(menu.into(), allowed.0.state().menus[menu].clone());
        }
        router.0.set_state(state);
        clock.advance(3 * DAY);
        assert_eq!((copies(&router), runs_copies(&read(&router).await)), (Vec::new(), false));
    }
}

/// Some menus take a record that device-mode forbids, and mark it.
#[tokio::test]
async fn a_timer_that_was_taken_and_does_not_run_is_not_called_good() {
    for (name, value) in [
        ("inactive", "true"),
        ("invalid", "true"),
        ("comment", "firsthop:backup inactivated, not allowed by device-mode"),
    ] {
        let (router, _) = router("rb5009_7.18");
        let answers = answers(true, "day");
        set_up(&router, &answers).await;
        let proof = |router: Direct, answers: Answers| async move {
            let proof = apply::prove(&router, &answers.valid(), &read(&router).await).await;
            proof.into_iter().find(|item| item.id == "copies").map(|item| item.key)
        };
        assert_eq!(proof(router.clone(), answers.clone()).await.as_deref(), Some("copies.good"));
        let mut state = router.0.state();
        state.menus["/system/scheduler"][0][name] = value.into();
        router.0.set_state(state);
        assert_eq!(proof(router, answers).await.as_deref(), Some("copies.bad"), "{name}");
    }
}
