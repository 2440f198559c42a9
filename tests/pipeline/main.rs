//! Everything but the window: choices to proof over a real REST connection.
mod architecture;
