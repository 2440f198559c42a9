//! Everything but the window: choices to proof over a real REST connection.
#![expect(clippy::panic, clippy::print_stdout, reason = "tests end by panicking and print what they covered")]
mod architecture;
mod binary_api;
mod conformance;
mod detective;
mod device;
mod discovery;
mod dry_run;
mod faults;
mod generate;
mod https;
mod laws;
mod moving;
mod moving_for_real;
mod network;
mod newer;
mod password;
mod personalities;
mod private;
mod protection;
mod removal;
mod run;
mod scenarios;
mod sim;
mod texts;
mod two_at_once;
mod wired;
