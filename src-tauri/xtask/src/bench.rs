//! `cargo xtask bench`: numbers, each with what it is compared to.
use crate::{
    command::{self, Result},
    packages, run, test,
};

/// Prints them.
pub(crate) fn bench(yes: bool) -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST].concat(), yes)?;
    packages::ensure_npm()?;
    command::run("cargo", &["run", "--quiet", "--release", "--package", "tests", "--bin", "bench"])?;
    // The window is measured as it is shipped.
    run::deb(yes)?;
    let shipped = ["build", "--quiet", "--profile", "dist", "--package", "firsthop"];
    command::run("cargo", &[&shipped[..], &["--bin", "firsthop", "--example", "empty_window"]].concat())?;
    let dist = command::root().join("target/dist");
    let size = |program: &str| dist.join(program).metadata().map(|file| file.len() as f64 / 1_048_576.0);
    if let (Ok(ours), Ok(theirs)) = (size("firsthop"), size("examples/empty_window")) {
        println!(
            "the program: {ours:.2} MiB against {theirs:.2} MiB, ratio {:.2} – an empty Tauri window of the same build",
            ours / theirs
        );
    }
    let mut cargo = command::command(
        "cargo",
        &["run", "--quiet", "--package", "tests", "--features", "e2e", "--bin", "bench-window"],
    );
    cargo.env("FIRSTHOP_BINARY", dist.join("firsthop"));
    test::on_a_screen(cargo)
}
