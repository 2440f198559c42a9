//! What the window may ask for. A command turns a form into domain values, calls, and turns the
//! result into a view; it decides nothing.
pub mod administrator;
pub mod apply;
pub mod backups;
pub mod connect;
pub mod drift;
pub mod due;
pub mod evaluate;
pub mod import;
pub mod known;
pub mod line;
pub mod papers;
pub mod password;
pub mod practice;
pub mod projects;
pub mod report;
mod save;
pub mod script_only;
pub mod start;
pub mod timers;
pub mod update;

use crate::{AppState, error::CommandError};
use tauri::State;

/// The state of the app, as commands get it.
type App<'a> = State<'a, AppState>;
/// What every command returns.
type Answer<T> = Result<T, CommandError>;
