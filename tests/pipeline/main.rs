//! Everything but the window: choices to proof over a real REST connection.
#![expect(clippy::panic, clippy::print_stdout, reason = "tests end by panicking and print what they covered")]
mod architecture;
mod binary_api;
mod conformance;
mod device;
mod discovery;
mod faults;
mod generate;
mod https;
mod laws;
mod password;
mod personalities;
mod private;
mod removal;
mod run;
mod scenarios;
mod texts;
