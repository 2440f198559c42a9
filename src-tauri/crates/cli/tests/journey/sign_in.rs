//! A real systemd timer of a user, in namespaces that the test makes, that makes a backup with the password from a
//! real keyring. Nothing of this computer is touched. Where that cannot be done, the test fails and says so.
#![cfg(target_os = "linux")]
use super::tools::{Practice, folder, run};
use apply::backup::{Kept, Standings, Why};
use routeros_client::KnownRouters;
use serde_json::json;
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

const NEEDS: &str = "this test starts systemd for a user in namespaces of its own, and could not: it needs unshare \
    (util-linux), a system that lets a user make namespaces, control groups of version 2 and, where root does not \
    run it, a systemd of one's own (systemd-run --user --scope)";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journey/sign_in.sh");
const CLI: &str = env!("CARGO_BIN_EXE_firsthop-cli");

/// What stands beside the timer as `--at-sign-in on` writes it, so that nobody waits for minutes.
struct Scene {
    timer: &'static str,
    /// The last time that it fired.
    last: Option<Duration>,
}

/// The sign-in alone, two minutes of waiting shortened.
const SIGN_IN: Scene = Scene { timer: "OnStartupSec=\nOnStartupSec=1s\nRandomizedDelaySec=0\n", last: None };
/// As written, but for the moments by which it is late; the hour went by while the computer was off.
const SLEPT: Scene = Scene { timer: "RandomizedDelaySec=0\n", last: Some(Duration::from_hours(2)) };

#[test]
fn a_timer_of_the_user_makes_a_backup_at_sign_in_and_after_an_hour_that_was_slept_through() {
    let folder = folder();
    let home = folder.path();
    // Where it is without --data-dir, because the timer does not say that.
    let data = home.join(".local/share/io.github.firsthop.FirstHop");
    let (file, data_dir) = (home.join("home.firsthop").display().to_string(), data.display().to_string());
    let practice = Practice::start(&[]);
    let on = |arguments: &[&str]| {
        let more = ["--router", &practice.url, "--data-dir", &data_dir, "--secrets-stdin", "--json"];
        let ran = run(&[arguments, &more].concat(), Some(&json!({ "router": practice.password })));
        assert_eq!(ran.code, 0, "{}\n{}", ran.out, ran.err);
    };
    assert_eq!(run(&["new", &file], None).code, 0);
    on(&["apply", &file, "--yes"]);
    on(&["backup", "--every", "week"]);
    let router = KnownRouters::in_folder(&data).all().expect("readable").remove(0).id;
    let (standings, kept) = (Standings::in_folder(&data), Kept::of(&data, &router));
    for (at, scene) in [SIGN_IN, SLEPT].iter().enumerate() {
        let mut all = standings.all().expect("readable");
        all[0].last = None;
        fs::write(data.join("backups.json"), json!(all).to_string()).expect("written");
        scene.set(home);
        let said = sign_in(home, &router, &practice.password);
        let failed = fs::read_to_string(home.join("said")).unwrap_or_default();
        for expected in ["(Systemd)", "status 0", "by the timer", "then inactive"] {
            assert!(said.contains(expected), "{expected}: {said}\n{failed}");
        }
        let standing = standings.of(&router).expect("readable").expect("chosen");
        assert!(standing.last.is_some() && standing.failed.is_none(), "{standing:?}\n{failed}");
        let due = kept.all().expect("readable").iter().filter(|entry| entry.why == Why::Due).count();
        assert_eq!(due, at + 1, "{said}\n{failed}");
    }
    let left: Vec<_> = fs::read_dir(home.join(".config/systemd/user")).expect("a folder").flatten().collect();
    assert!(left.iter().all(|entry| entry.path().extension().is_some_and(|end| end == "d")), "{left:?}");
}

impl Scene {
    fn set(&self, home: &Path) {
        let beside = |unit: &str, text: &str| {
            let folder = home.join(".config/systemd/user").join(unit);
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join("test.conf"), text).expect("written");
        };
        beside("firsthop-backup.timer.d", &format!("[Timer]\n{}", self.timer));
        let said = home.join("said").display().to_string();
        beside(
            "firsthop-backup.service.d",
            &format!("[Service]\nStandardOutput=append:{said}\nStandardError=append:{said}\n"),
        );
        let stamps = home.join(".local/share/systemd/timers");
        fs::create_dir_all(&stamps).expect("a folder");
        let stamp = stamps.join("stamp-firsthop-backup.timer");
        if let Some(last) = self.last {
            let stamp = fs::File::create(stamp).expect("written");
            stamp.set_modified(SystemTime::now() - last).expect("dated back");
        }
    }
}

/// Signs in: with a bus, a keyring that holds the router's password, and systemd. Returns what was said.
fn sign_in(home: &Path, router: &str, password: &str) -> String {
    let spaces =
        ["--user", "--map-root-user", "--mount", "--cgroup", "--pid", "--fork", "--kill-child", "--mount-proc"];
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    // Only root, and what a systemd has put aside for a user, may make control groups.
    let aside = ["systemd-run", "--user", "--scope", "--quiet", "--collect"];
    let words: Vec<&str> = aside.into_iter().filter(|_| !root).chain(["unshare"]).chain(spaces).collect();
    let child = Command::new(words[0])
        .args(&words[1..])
        .args(["sh", SCRIPT])
        .arg(home)
        .args([CLI, &format!("{router}/router")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{NEEDS}: {}: {error}", words[0]));
    // Whoever ends early says why.
    let _unread = child.stdin.take().expect("a pipe").write_all(password.as_bytes());
    let ran = child.wait_with_output().expect("it ends");
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{NEEDS}.\n{said}{wrong}");
    said.into_owned()
}
