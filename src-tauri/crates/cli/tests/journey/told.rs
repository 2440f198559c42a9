//! What is written at sign-in nobody reads: the desktop is told.
use super::tools::{cli, folder};
use serde_json::json;
use std::{fs, process::Command};

/// The program beside something that hears what is said on a session bus of its own.
const HEARD: &str =
    r#"dbus-monitor --session "interface='org.freedesktop.Notifications'" & sleep 1; "$@"; sleep 1; kill $!"#;

#[test]
fn a_backup_that_did_not_work_at_sign_in_is_told_on_the_desktop() {
    let folder = folder();
    let data = folder.path().display().to_string();
    let last = "2026-11-02T08:00:00Z";
    let standing =
        json!([{"router": "gone", "user": "admin", "every": "week", "folder": null, "keep": 3, "last": last}]);
    fs::write(folder.path().join("backups.json"), standing.to_string()).expect("written");
    let program = cli(&[]).get_program().to_owned();
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", HEARD, "sh"])
        .arg(program)
        .args(["backup", "--if-due", "--data-dir", &data])
        .env("XDG_RUNTIME_DIR", folder.path())
        .output()
        .expect("dbus-run-session is in the package dbus");
    let heard = String::from_utf8_lossy(&output.stdout);
    assert!(heard.contains("member=Notify"), "{heard}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(heard.contains("Your router was not backed up"), "{heard}");
    assert!(heard.contains("is not known here any more"), "{heard}");
}
