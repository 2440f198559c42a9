//! `cargo xtask test`: every check and every test. Nothing is skipped: what cannot run fails.
use crate::{
    command::{self, Result},
    display, packages,
};

/// Where proptest's generated cases begin. Here they are the same each time, so that what goes red is due to
/// what changed; a plain `cargo test` takes new ones.
const SEED: &str = "PROPTEST_RNG_SEED";

/// Runs all of them, the quick ones first.
pub(crate) fn test(yes: bool) -> Result {
    let wanted = [packages::BUILD, packages::TEST, &packages::browser()].concat();
    packages::ensure(&wanted, yes)?;
    packages::ensure_npm()?;
    command::run("cargo", &["fmt", "--all", "--check"])?;
    for script in ["check", "lint", "test"] {
        let mut npm = command::command(packages::npm_program(), &["run", script]);
        npm.current_dir(command::root().join("ui"));
        command::finish(npm)?;
    }
    command::run(
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--features", "tests/e2e", "--", "--deny", "warnings"],
    )?;
    // What tests count, such as fault cases, belongs to what they say.
    let mut tests = command::command("cargo", &["test", "--workspace", "--", "--show-output"]);
    if std::env::var_os(SEED).is_none() {
        tests.env(SEED, "1");
    }
    command::finish(tests)?;
    journeys(&["test", "--package", "tests", "--features", "e2e", "--test", "e2e"])
}

/// Runs something that drives the real window, on a virtual screen.
pub(crate) fn journeys(arguments: &[&str]) -> Result {
    command::run("cargo", &["build", "--package", "firsthop", "--package", "firsthop-cli"])?;
    on_a_screen(command::command("cargo", arguments))
}

/// Runs a command with a virtual screen of its own.
pub(crate) fn on_a_screen(mut cargo: std::process::Command) -> Result {
    let screen = display::Virtual::start()?;
    cargo.env("DISPLAY", &screen.name);
    command::finish(cargo)
}
