//! What the system has to bring. Debian and Ubuntu: installed by apt. Elsewhere: named.
use crate::command::{self, Result, answers, first_line};
use std::{
    io::{IsTerminal, Write},
    process::{Command, Stdio},
};

/// To build the window.
pub(crate) const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// To drive the real window in tests, with a real keyring and a real timer, and with OpenSSH's own server at the other end.
pub(crate) const TEST: &[&str] = &[
    "iproute2",
    "xvfb",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "fonts-dejavu-core",
    "poppler-utils",
    "openssh-client",
    "openssh-server",
    "systemd",
];

/// A browser with high-contrast themes, which WebKit on Linux has not; Ubuntu names it otherwise.
pub(crate) fn browser() -> [&'static str; 2] {
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    if system.lines().any(|line| line == "ID=ubuntu") {
        ["chromium-browser", "chromium-chromedriver"]
    } else {
        ["chromium", "chromium-driver"]
    }
}

/// The oldest Node.js that Vite 8 runs on.
const NODE: (u32, u32) = (20, 19);

/// Installs the Debian packages that are missing, and says which Node.js is needed when there is none.
pub(crate) fn ensure(packages: &[&str], yes: bool) -> Result {
    ensure_system(packages, yes)?;
    ensure_node()
}

fn ensure_system(packages: &[&str], yes: bool) -> Result {
    if !cfg!(target_os = "linux") {
        println!("On this system, install what Tauri 2 asks for: https://v2.tauri.app/start/prerequisites/");
        return Ok(());
    }
    if !answers("apt-get", "--version") {
        println!(
            "This is no Debian or Ubuntu. Install what these Debian packages hold, if it is missing:\n  {}",
            packages.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing:\n  {}", missing.join(" "));
    if !yes && !agreed("Install them with apt now? [Y/n] ")? {
        return Err(format!(
            "Install them first:\n  sudo apt-get install --no-install-recommends {}",
            missing.join(" ")
        ));
    }
    apt(&["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)
}

fn is_installed(package: &str) -> bool {
    first_line("dpkg-query", &["-W", "-f", "${db:Status-Status}\n", package]).is_some_and(|line| line == "installed")
}

fn agreed(question: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err("Nobody is there to ask. Run it with --yes to install without asking.".into());
    }
    print!("{question}");
    let mut answer = String::new();
    std::io::stdout()
        .flush()
        .and_then(|()| std::io::stdin().read_line(&mut answer).map(drop))
        .map_err(|error| error.to_string())?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn apt(arguments: &[&str]) -> Result {
    let is_root = first_line("id", &["-u"]).is_some_and(|id| id == "0");
    let mut command = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
    if !is_root {
        command.arg("apt-get");
    }
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    let status = command.status().map_err(|error| format!("apt-get cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`apt-get {}` did not succeed ({status})", arguments.join(" "))) }
}

fn ensure_node() -> Result {
    let version = first_line("node", &["--version"]);
    let numbers: Vec<u32> = version
        .iter()
        .flat_map(|text| text.trim_start_matches('v').split('.'))
        .map_while(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [major, minor, ..] if (major, minor) >= NODE => Ok(()),
        _ => Err(format!(
            "FirstHop's window is built with Node.js {}.{} or newer{}. Install it from your system or from https://nodejs.org, then run this again.",
            NODE.0,
            NODE.1,
            version.map(|found| format!("; {found} was found")).unwrap_or_default()
        )),
    }
}

/// npm packages of the window, exactly those of the lock file.
pub(crate) fn ensure_npm() -> Result {
    let ui = command::root().join("ui");
    let modified = |path: &str| ui.join(path).metadata().and_then(|metadata| metadata.modified()).ok();
    if modified("node_modules/.package-lock.json") >= modified("package-lock.json") {
        return Ok(());
    }
    let mut npm = command::command(npm_program(), &["ci", "--no-audit", "--no-fund"]);
    npm.current_dir(ui);
    command::finish(npm)
}

/// npm's name on this system.
pub(crate) fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
