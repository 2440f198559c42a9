//! Builds the window, then what Tauri needs. `UI_PREBUILT=1` leaves the window to the caller.
#![expect(clippy::panic, reason = "a build script ends the build by panicking")]
use std::{env, fs, path::Path, process::Command};

fn main() {
    let ui = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../ui");
    let inputs = [
        "src",
        "messages",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "tsconfig.json",
    ];
    for input in inputs {
        println!("cargo:rerun-if-changed={}", ui.join(input).display());
    }
    println!("cargo:rerun-if-env-changed=UI_PREBUILT");
    if env::var_os("UI_PREBUILT").is_none() {
        let modified = |path: &str| fs::metadata(ui.join(path)).and_then(|metadata| metadata.modified()).ok();
        let installed = modified("node_modules/.package-lock.json");
        if installed.is_none() || installed < modified("package-lock.json") {
            npm(&ui, &["ci", "--no-audit", "--no-fund"]);
        }
        npm(&ui, &["run", "build"]);
    }
    tauri_build::build();
}

fn npm(folder: &Path, arguments: &[&str]) {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output
        .unwrap_or_else(|error| panic!("`{program}` cannot be started ({error}): install Node.js 20.19 or newer"));
    if !output.status.success() {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        panic!("`{program} {}` did not succeed:\n{out}\n{err}", arguments.join(" "));
    }
}
