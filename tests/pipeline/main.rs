//! Everything but the window: choices to proof over a real REST connection.
mod architecture;
mod generate;
mod laws;
mod removal;
mod scenarios;
mod texts;
