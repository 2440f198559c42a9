//! `cargo xtask bench`: numbers, each with what it is compared to.
use crate::{
    command::{self, Result},
    packages, run, test,
};
use std::{fs, path::Path};

/// Prints them.
pub(crate) fn bench(yes: bool) -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST].concat(), yes)?;
    packages::ensure_npm()?;
    command::run("cargo", &["run", "--quiet", "--release", "--package", "tests", "--bin", "bench"])?;
    // The window is measured as it is shipped.
    let package = run::deb(yes)?;
    let shipped = ["build", "--quiet", "--profile", "dist", "--package", "firsthop"];
    command::run("cargo", &[&shipped[..], &["--bin", "firsthop", "--example", "empty_window"]].concat())?;
    let dist = command::root().join("target/dist");
    let (ours, empty) = (dist.join("firsthop"), dist.join("examples/empty_window"));
    against_empty("the program", command::mebibytes(&ours)?, command::mebibytes(&empty)?);
    against_empty("the .deb", package, empty_package(&empty)?);
    let mut cargo = command::command(
        "cargo",
        &["run", "--quiet", "--package", "tests", "--features", "e2e", "--bin", "bench-window"],
    );
    cargo.env("FIRSTHOP_BINARY", ours);
    test::on_a_screen(cargo)
}

fn against_empty(what: &str, ours: f64, empty: f64) {
    let ratio = ours / empty;
    println!(
        "{what}: {ours:.2} MiB against {empty:.2} MiB, ratio {ratio:.2} – an empty Tauri window of the same build"
    );
}

/// The size of a package with nothing but the empty window, packed as the bundler packs ours.
fn empty_package(program: &Path) -> Result<f64> {
    let folder = command::root().join("target/dist/empty-package");
    let put = |place: &str, fill: &dyn Fn(&Path) -> std::io::Result<()>| {
        let file = folder.join(place);
        let made = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fill(&file));
        made.map_err(|error| format!("{}: {error}", file.display()))
    };
    put("usr/bin/empty-window", &|file| fs::copy(program, file).map(drop))?;
    let control =
        "Package: empty-window\nVersion: 1\nArchitecture: all\nMaintainer: none\nDescription: an empty window\n";
    put("DEBIAN/control", &|file| fs::write(file, control))?;
    let package = folder.with_extension("deb");
    let (from, to) = (folder.display().to_string(), package.display().to_string());
    command::run("dpkg-deb", &["-Zgzip", "--root-owner-group", "--build", &from, &to])?;
    command::mebibytes(&package)
}
