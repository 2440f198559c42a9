//! The app: a shell around the crates. Commands are thin; what they do is in the crates.
pub mod commands;
pub mod credentials;
pub mod error;
pub mod log;
pub mod project_files;
pub mod report;
pub mod session;
pub mod view;

use session::Session;
use std::path::Path;
use tauri::{Emitter, Manager, Runtime, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::Mutex;

/// What the next start has again of the window.
const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// What every command may use.
pub struct AppState {
    /// The router and the plan of this window.
    pub session: Mutex<Session>,
    /// Projects and drafts on disk.
    pub files: project_files::Files,
    /// Held while a backup is made outside of a run: what changes the router waits for its end.
    pub backing_up: Mutex<()>,
    /// Passwords.
    pub credentials: credentials::Credentials,
    /// A project file from the command line.
    pub opened_with: Option<String>,
}

impl AppState {
    /// The state of a start with these arguments in this folder.
    pub fn new(arguments: &[String], folder: &Path) -> Self {
        Self {
            session: Mutex::new(Session::default()),
            backing_up: Mutex::new(()),
            files: project_files::Files::in_state_folder(),
            credentials: credentials::Credentials::of_this_computer(),
            opened_with: project_argument(arguments, folder),
        }
    }
}

/// The first argument that is no option, as it was meant in the folder where it was typed.
fn project_argument(arguments: &[String], folder: &Path) -> Option<String> {
    let named = arguments.iter().skip(1).find(|argument| !argument.starts_with('-'))?;
    Some(folder.join(named).display().to_string())
}

/// Adds the commands. Tests do the same on a window without a screen.
pub fn with_commands<R: Runtime>(builder: tauri::Builder<R>) -> tauri::Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        commands::start::start_view,
        commands::start::keyring_lasts,
        commands::practice::practice_personalities,
        commands::practice::practice_start,
        commands::connect::connect,
        commands::connect::look_at_router,
        commands::known::find_routers,
        commands::connect::make_private,
        commands::known::forget_router,
        commands::known::forget_connected,
        commands::connect::disconnect,
        commands::administrator::administrator_view,
        commands::administrator::administrator_give,
        commands::password::password_choose,
        commands::password::password_make,
        commands::password::password_show,
        commands::import::export_choose,
        commands::import::export_look,
        commands::line::find_out,
        commands::papers::papers,
        commands::papers::paper_save,
        commands::evaluate::evaluate,
        commands::evaluate::audit,
        commands::evaluate::script,
        commands::evaluate::check_script,
        commands::evaluate::save_script,
        commands::script_only::script_only,
        commands::script_only::script_only_save,
        commands::projects::project_new,
        commands::projects::project_open,
        commands::projects::project_save,
        commands::projects::project_carry,
        commands::projects::draft_keep,
        commands::projects::draft_use,
        commands::projects::draft_discard,
        commands::apply::apply_plan,
        commands::apply::apply_stop,
        commands::apply::apply_more_time,
        commands::apply::back_view,
        commands::apply::put_back,
        commands::apply::test_again,
        commands::report::report_view,
        commands::report::report_save,
        commands::backups::backups_view,
        commands::backups::backups_folder,
        commands::backups::backups_list,
        commands::backups::backups_password,
        commands::backups::backups_password_written,
        commands::backups::backup_now,
        commands::drift::drift_view,
        commands::drift::drift_undo,
        commands::drift::drift_keep,
        commands::timers::timers_view,
        commands::timers::timers_allow,
        commands::timers::practice_touch,
        commands::due::backup_due,
        commands::due::tell_on_desktop,
        commands::backups::restore_look,
        commands::backups::restore,
        commands::update::update_look,
        commands::update::update_start,
    ])
}

/// Opens the window of the configuration. What its first page shows goes with it: a page that had to ask
/// would be drawn later, and its doors would move when the answer came.
fn open_window(app: &tauri::App) -> tauri::Result<()> {
    let start = serde_json::to_string(&commands::start::view(&app.state::<AppState>()))?;
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, window)?
            .initialization_script(format!("window.startView = {start};"))
            .build()?;
    }
    Ok(())
}

/// Opens the window and stays until it is closed.
pub fn run() {
    let arguments: Vec<String> = std::env::args().collect();
    let state = AppState::new(&arguments, &std::env::current_dir().unwrap_or_default());
    log::begin(state.files.folder());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    let builder = tauri::Builder::default()
        // Without a session bus every start has a window of its own.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            if let Some(window) = app.get_webview_window("main") {
                // The window may be gone already; then there is nothing to bring to the front.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
            if let Some(path) = project_argument(&arguments, Path::new(&folder)) {
                let _ = app.emit("open-project", path);
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::default().with_state_flags(REMEMBERED).build())
        .manage(state)
        .setup(|app| Ok(open_window(app)?));
    if let Err(error) = with_commands(builder).run(tauri::generate_context!()) {
        // There is no window to say it in.
        tracing::error!(%error, "the window cannot be opened");
        std::process::exit(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_on_the_command_line_is_meant_where_it_was_typed() {
        let start = |words: &[&str]| {
            let arguments: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            project_argument(&arguments, Path::new("/home/anna"))
        };
        assert_eq!(start(&["firsthop", "Home.firsthop"]).as_deref(), Some("/home/anna/Home.firsthop"));
        assert_eq!(start(&["firsthop", "--x", "/tmp/Home.firsthop"]).as_deref(), Some("/tmp/Home.firsthop"));
        assert_eq!(start(&["firsthop"]), None);
    }
}
