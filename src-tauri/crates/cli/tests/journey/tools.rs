//! Running the program, and a simulated router beside it.
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// What a run of the program left.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Its one document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// Its documents, one a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The program, without the keyring of the person who runs the tests.
pub(crate) fn cli(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firsthop-cli"));
    command.args(arguments).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").env_remove("XDG_RUNTIME_DIR");
    command
}

pub(crate) fn run(arguments: &[&str], secrets: Option<&Value>) -> Ran {
    run_with(cli(arguments), secrets.map(Value::to_string).unwrap_or_default().as_bytes())
}

pub(crate) fn run_with(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may end before it reads.
    let _unread = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("it ends");
    Ran {
        code: output.status.code().expect("a code"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A simulated router in a process of its own.
pub(crate) struct Practice {
    child: Child,
    pub(crate) url: String,
    pub(crate) api: String,
    pub(crate) mndp: String,
    pub(crate) https: Option<String>,
    pub(crate) password: String,
}

impl Practice {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = cli(&["practice"]).args(arguments).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let at: Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| at[name].as_str().map(str::to_owned);
        assert_eq!(text("user").as_deref(), Some("admin"));
        Self {
            child,
            url: text("http").expect("http"),
            api: text("api").expect("api"),
            mndp: text("mndp").expect("mndp"),
            https: text("https"),
            password: text("password").expect("a password"),
        }
    }

    /// Ends it as a service manager does, and waits until it has written its state.
    pub(crate) fn end(mut self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(killed.success());
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
