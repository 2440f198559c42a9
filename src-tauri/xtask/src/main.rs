//! `cargo xtask …`: what a person or a machine does with this repository, in one command each.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its caller")]
mod bench;
mod command;
mod display;
mod packages;
mod run;
mod screenshots;
mod test;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask <task>

  run [--yes]          installs what is missing, builds, opens the window
                       (without a display: the same journey in the terminal)
  test [--yes]         installs what the tests need and runs all of them
  bench [--yes]        prints the numbers that the README speaks of
  screenshots [--yes]  makes the README's pictures from the real window
  deb [--yes]          builds the .deb

  --yes                installs without asking";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let yes = arguments.iter().any(|argument| argument == "--yes");
    let task = arguments.iter().find(|argument| !argument.starts_with("--"));
    let result = match task.map(String::as_str) {
        Some("run") => run::run(yes),
        Some("test") => test::test(yes),
        Some("bench") => bench::bench(yes),
        Some("screenshots") => screenshots::screenshots(yes),
        Some("deb") => run::deb(yes).map(drop),
        Some(_) | None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}
