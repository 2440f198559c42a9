//! `cargo xtask run` and `cargo xtask deb`.
use crate::{
    command::{self, Result},
    display, packages,
};

/// Builds and opens the window; without a display, does the same journey in the terminal.
pub(crate) fn run(yes: bool) -> Result {
    if !display::is_there() {
        println!(
            "There is no display here, so no window can open. This is the same journey in the terminal, on the practice router."
        );
        return command::run("cargo", &["run", "--quiet", "--package", "firsthop-cli", "--", "practice-journey"]);
    }
    packages::ensure(packages::BUILD, yes)?;
    packages::ensure_npm()?;
    command::run("cargo", &["run", "--package", "firsthop"])
}

/// Builds the package for Debian and Ubuntu, says how large it is, and returns that in MiB.
pub(crate) fn deb(yes: bool) -> Result<f64> {
    packages::ensure(packages::BUILD, yes)?;
    packages::ensure_npm()?;
    // It lies beside the window: backups at sign-in are its work.
    command::run("cargo", &["build", "--profile", "dist", "--package", "firsthop-cli"])?;
    let bundler = [
        "exec",
        "--yes",
        "--package",
        "@tauri-apps/cli@2.12.3",
        "--",
        "tauri",
        "build",
        "--bundles",
        "deb",
        "--",
        "--profile",
        "dist",
    ];
    command::finish({
        let mut npm = command::command(packages::npm_program(), &bundler);
        npm.current_dir(command::root().join("src-tauri"));
        npm
    })?;
    let folder = command::root().join("target/dist/bundle/deb");
    let files = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_package = |file: &std::fs::DirEntry| file.path().extension().is_some_and(|extension| extension == "deb");
    let package = files.flatten().find(is_package).ok_or("the bundler made no package")?;
    let size = command::mebibytes(&package.path())?;
    println!("{}: {size:.2} MiB", package.path().display());
    Ok(size)
}
