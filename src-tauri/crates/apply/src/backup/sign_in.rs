//! Asking the system to look at sign-in, and each hour after, whether a backup is due. What is written for
//! each system is a pure rendering; `register` puts it in place.
use std::{fs, io, path::Path, process::Command};

/// What is run.
const ARGUMENTS: [&str; 2] = ["backup", "--if-due"];
const UNIT: &str = "firsthop-backup";
const LABEL: &str = "io.github.firsthop.FirstHop.backup";

/// How this computer was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// A systemd timer of the user: at sign-in and each hour.
    Systemd,
    /// An autostart entry: at sign-in.
    Autostart,
    /// A launchd agent.
    Launchd,
    /// A task of the Task Scheduler.
    TaskScheduler,
}

/// The service and the timer for systemd, by file name.
pub fn systemd(cli: &str) -> [(String, String); 2] {
    let [backup, if_due] = ARGUMENTS;
    let service = format!(
        "[Unit]\nDescription=Back up routers with FirstHop when it is due\n\n[Service]\nType=oneshot\nExecStart={} {backup} {if_due}\n",
        systemd_word(cli)
    );
    // `Persistent` makes up for a time that the computer slept through.
    let timer = "[Unit]\nDescription=Look whether a backup of a router is due\n\n[Timer]\nOnStartupSec=2min\nOnCalendar=hourly\nPersistent=true\nRandomizedDelaySec=5min\n\n[Install]\nWantedBy=timers.target\n";
    [(format!("{UNIT}.service"), service), (format!("{UNIT}.timer"), timer.to_owned())]
}

/// In quotes, as systemd reads its command lines: `%` and `$` mean something to it.
fn systemd_word(word: &str) -> String {
    let mut out = String::from("\"");
    for sign in word.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            '%' | '$' => out.extend([sign, sign]),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// The autostart entry of a desktop.
pub fn autostart(cli: &str) -> (String, String) {
    let mut word = String::from("\"");
    for sign in cli.chars() {
        match sign {
            // Once for the quotes of the command, once for the string of the key.
            '"' | '`' | '$' | '\\' => word.push_str(&format!("\\\\{sign}")),
            '%' => word.push_str("%%"),
            '\n' => word.push_str("\\n"),
            other => word.push(other),
        }
    }
    word.push('"');
    let [backup, if_due] = ARGUMENTS;
    let text = format!(
        "[Desktop Entry]\nType=Application\nName=FirstHop backups\nExec={word} {backup} {if_due}\nNoDisplay=true\nX-GNOME-Autostart-Delay=60\n"
    );
    (format!("{UNIT}.desktop"), text)
}

/// The agent for launchd (macOS). Not run anywhere yet.
pub fn launchd(cli: &str) -> (String, String) {
    let words = [cli, ARGUMENTS[0], ARGUMENTS[1]].map(|word| format!("        <string>{}</string>\n", xml(word)));
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n    <key>Label</key>\n    <string>{LABEL}</string>\n    <key>ProgramArguments</key>\n    <array>\n{}    </array>\n    <key>RunAtLoad</key>\n    <true/>\n    <key>StartInterval</key>\n    <integer>3600</integer>\n    <key>ProcessType</key>\n    <string>Background</string>\n</dict>\n</plist>\n",
        words.concat()
    );
    (format!("{LABEL}.plist"), text)
}

/// The task for the Task Scheduler (Windows). Not run anywhere yet.
pub fn task(cli: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n  <RegistrationInfo>\n    <Description>Back up routers with FirstHop when it is due</Description>\n  </RegistrationInfo>\n  <Triggers>\n    <LogonTrigger>\n      <Repetition>\n        <Interval>PT1H</Interval>\n      </Repetition>\n      <Delay>PT2M</Delay>\n    </LogonTrigger>\n  </Triggers>\n  <Principals>\n    <Principal>\n      <LogonType>InteractiveToken</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>\n    </Principal>\n  </Principals>\n  <Settings>\n    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    <StartWhenAvailable>true</StartWhenAvailable>\n    <ExecutionTimeLimit>PT30M</ExecutionTimeLimit>\n  </Settings>\n  <Actions>\n    <Exec>\n      <Command>{}</Command>\n      <Arguments>{}</Arguments>\n    </Exec>\n  </Actions>\n</Task>\n",
        xml(cli),
        ARGUMENTS.join(" ")
    )
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Asks this computer. `home` is the person's home folder, `settings` where their settings are.
///
/// # Errors
/// The system does not take it.
pub fn register(cli: &str, home: &Path, settings: &Path) -> io::Result<Registered> {
    if cfg!(target_os = "macos") {
        let (name, text) = launchd(cli);
        let path = home.join("Library/LaunchAgents").join(name);
        put(&path, &text)?;
        run("launchctl", &["load", "-w", &path.display().to_string()])?;
        return Ok(Registered::Launchd);
    }
    if cfg!(windows) {
        let path = std::env::temp_dir().join(format!("{UNIT}.xml"));
        // The Task Scheduler takes UTF-16 with its mark.
        let text: Vec<u8> =
            std::iter::once(0xFEFF).chain(task(cli).encode_utf16()).flat_map(u16::to_le_bytes).collect();
        fs::write(&path, text)?;
        let done = run("schtasks", &["/Create", "/F", "/TN", UNIT, "/XML", &path.display().to_string()]);
        fs::remove_file(&path)?;
        return done.map(|()| Registered::TaskScheduler);
    }
    on_linux(cli, settings, "systemctl")
}

/// systemd where the user has a manager, else the desktop.
fn on_linux(cli: &str, settings: &Path, systemctl: &str) -> io::Result<Registered> {
    let units = settings.join("systemd/user");
    for (name, text) in systemd(cli) {
        put(&units.join(name), &text)?;
    }
    let timer = format!("{UNIT}.timer");
    let user = |words: &[&str]| run(systemctl, &[&["--user"], words].concat());
    if user(&["daemon-reload"]).and_then(|()| user(&["enable", "--now", &timer])).is_ok() {
        return Ok(Registered::Systemd);
    }
    for (name, _) in systemd(cli) {
        gone(&units.join(name))?;
    }
    let (name, text) = autostart(cli);
    put(&settings.join("autostart").join(name), &text)?;
    Ok(Registered::Autostart)
}

/// Takes it back, whichever it was.
///
/// # Errors
/// A file cannot be removed.
pub fn unregister(home: &Path, settings: &Path) -> io::Result<()> {
    if cfg!(windows) {
        // One that is not there is what is wanted.
        let _ = run("schtasks", &["/Delete", "/F", "/TN", UNIT]);
        return Ok(());
    }
    if cfg!(target_os = "macos") {
        let path = home.join("Library/LaunchAgents").join(launchd("").0);
        let _ = run("launchctl", &["unload", "-w", &path.display().to_string()]);
        return gone(&path);
    }
    off_linux(settings, "systemctl")
}

fn off_linux(settings: &Path, systemctl: &str) -> io::Result<()> {
    // Without a manager there is nothing to stop.
    let _ = run(systemctl, &["--user", "disable", "--now", &format!("{UNIT}.timer")]);
    for (name, _) in systemd("") {
        gone(&settings.join("systemd/user").join(name))?;
    }
    gone(&settings.join("autostart").join(autostart("").0))
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(path, text)
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn run(program: &str, words: &[&str]) -> io::Result<()> {
    let output = Command::new(program).args(words).output()?;
    if output.status.success() {
        Ok(())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_system_is_given() {
        let cli = "/opt/First Hop/100%/firsthop-cli";
        insta::assert_snapshot!("systemd", systemd(cli).map(|(name, text)| format!("== {name}\n{text}")).concat());
        let (name, text) = autostart(cli);
        insta::assert_snapshot!("autostart", format!("== {name}\n{text}"));
        let (name, text) = launchd("/Applications/A&B.app/firsthop-cli");
        insta::assert_snapshot!("launchd", format!("== {name}\n{text}"));
        insta::assert_snapshot!("task", task(r"C:\Program Files\FirstHop\firsthop-cli.exe"));
    }

    /// The unit files as systemd itself reads them, where it is there to be asked.
    #[cfg(target_os = "linux")]
    #[test]
    fn systemd_finds_nothing_wrong_with_its_units() {
        let folder = tempfile::tempdir().expect("a folder");
        let cli = folder.path().join("first hop %h");
        fs::write(&cli, "#!/bin/sh\n").expect("written");
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&cli, fs::Permissions::from_mode(0o755)).expect("executable");
        for (name, text) in systemd(&cli.display().to_string()) {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let timer = folder.path().join(format!("{UNIT}.timer"));
        let said = Command::new("systemd-analyze")
            .args(["verify", "--user"])
            .arg(&timer)
            .env("XDG_RUNTIME_DIR", folder.path())
            .output();
        let said = said.expect("systemd-analyze is there: it comes with systemd");
        let words = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success() && !words.contains(UNIT), "{words}");
    }

    /// With a `systemctl` that writes down what it was told, because the real one would change this computer.
    #[cfg(unix)]
    #[test]
    fn systemd_is_asked_and_where_it_is_not_there_the_desktop() {
        use std::os::unix::fs::PermissionsExt as _;
        for (exit, expected) in [(0, Registered::Systemd), (1, Registered::Autostart)] {
            let folder = tempfile::tempdir().expect("a folder");
            let (settings, told) = (folder.path().join("config"), folder.path().join("told"));
            let systemctl = folder.path().join("systemctl");
            let script = format!("#!/bin/sh\necho \"$@\" >> '{}'\nexit {exit}\n", told.display());
            fs::write(&systemctl, script).expect("written");
            fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).expect("executable");
            let systemctl = systemctl.display().to_string();
            let entry = settings.join("autostart/firsthop-backup.desktop");
            let timer = settings.join("systemd/user/firsthop-backup.timer");
            assert_eq!(on_linux("/opt/firsthop-cli", &settings, &systemctl).expect("registered"), expected);
            assert_eq!((timer.exists(), entry.exists()), (exit == 0, exit != 0), "never both");
            let told = fs::read_to_string(&told).expect("it was asked");
            assert_eq!(told.contains("--user enable --now firsthop-backup.timer"), exit == 0, "{told}");
            off_linux(&settings, &systemctl).expect("taken back");
            assert!(!timer.exists() && !entry.exists());
        }
    }
}
