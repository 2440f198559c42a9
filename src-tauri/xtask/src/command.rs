//! Running other programs, with words for when that does not work.
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What went wrong, in words for the person at the terminal.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The repository.
pub(crate) fn root() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).map_or(manifest.clone(), PathBuf::from)
}

/// A command that runs in the repository and shows what it prints.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command to its end.
pub(crate) fn finish(mut command: Command) -> Result {
    let shown = shown(&command);
    println!("\n$ {shown}");
    let status =
        command.stdin(Stdio::null()).status().map_err(|error| format!("`{shown}` cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` did not succeed ({status})")) }
}

/// Runs a program with arguments to its end.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result {
    finish(command(program, arguments))
}

/// Whether a program can be found and answers.
pub(crate) fn answers(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The first line that a program prints.
pub(crate) fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}

/// How large a file is, in MiB.
pub(crate) fn mebibytes(file: &Path) -> Result<f64> {
    let size = file.metadata().map_err(|error| format!("{}: {error}", file.display()))?.len();
    Ok(size as f64 / 1_048_576.0)
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
