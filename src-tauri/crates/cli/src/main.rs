//! `firsthop-cli`: the same journey without a window, for scripts, schedules and servers.
mod args;
mod commands;
mod document;
mod failure;
mod files;
mod known;
mod output;
mod texts;
mod words;

use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = args::Args::parse();
    match commands::run(&args).await {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output::failure(&args, &failure);
            failure.exit.into()
        }
    }
}
