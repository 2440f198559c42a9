//! Passwords in a real keyring: a gnome-keyring daemon of its own on a session bus of its own, and a
//! computer without any. Each part is a process of its own, because a program opens its keyring once.
#![expect(clippy::print_stdout, clippy::panic, reason = "a test without the usual harness says how it went by itself")]
use firsthop_lib::credentials::Credentials;
use routeros::Secret;
use std::{
    path::Path,
    process::{Command, ExitCode},
};

const FIELD: &str = "internet.pppoe.password";
const SECRET: &str = "grün \"$[;\\ 😀";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("keep") => keep(),
        Some("read") => read(),
        Some("without") => without(),
        // The test runner asks with options; there is one answer to all of them.
        Some(_) | None => all(),
    }
    ExitCode::SUCCESS
}

fn all() {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
        assert!(
            found,
            "{program} is missing; it is in the package {}",
            if program.starts_with('d') { "dbus" } else { "gnome-keyring" }
        );
    }
    let home = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let me = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
    let script =
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && \"$0\" keep && \"$0\" read";
    run(Command::new("dbus-run-session").args(["--", "sh", "-c", script]).arg(&me), home.path());
    println!("test a_password_outlives_the_program_in_a_real_keyring ... ok");
    run(Command::new(&me).arg("without").env("DBUS_SESSION_BUS_ADDRESS", "disabled:"), home.path());
    println!("test without_a_keyring_passwords_are_kept_in_memory_and_that_is_said ... ok");
    println!("\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
}

/// With a home of its own, so that nobody's keyring is touched.
fn run(command: &mut Command, home: &Path) {
    let output =
        command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("XDG_DATA_HOME", home.join("data")).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?} did not succeed:\n{}{said}", String::from_utf8_lossy(&output.stdout));
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap_or_else(|error| panic!("{error}")).block_on(future)
}

fn keep() {
    let credentials = Credentials::of_this_computer();
    assert!(block_on(credentials.is_lasting()), "the keyring works, so passwords must outlive the program");
    let kept = block_on(credentials.put("a-project", FIELD, Secret::new(SECRET)));
    assert_eq!(kept, Ok(()));
}

fn read() {
    let all = block_on(Credentials::of_this_computer().all("a-project", &[FIELD, "router"]));
    assert_eq!(all.get(FIELD).map(Secret::expose), Some(SECRET));
    assert!(!all.contains_key("router"), "nobody stored it");
    let others = block_on(Credentials::of_this_computer().all("another-project", &[FIELD]));
    assert!(others.is_empty(), "secrets belong to their project");
}

fn without() {
    let credentials = Credentials::of_this_computer();
    assert!(!block_on(credentials.is_lasting()), "there is no keyring, and the window must know");
    assert_eq!(block_on(credentials.put("a-project", FIELD, Secret::new(SECRET))), Ok(()));
    let all = block_on(credentials.all("a-project", &[FIELD]));
    assert_eq!(all.get(FIELD).map(Secret::expose), Some(SECRET));
}
