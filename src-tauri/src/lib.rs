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
use tauri::{Emitter, Manager, Runtime};
use tokio::sync::Mutex;

/// What every command may use.
pub struct AppState {
    /// The router and the plan of this window.
    pub session: Mutex<Session>,
    /// Projects and drafts on disk.
    pub files: project_files::Files,
    /// Passwords.
    pub credentials: credentials::Credentials,
    /// A project file from the command line.
    pub opened_with: Option<String>,
}

impl AppState {
    /// The state of a start with these arguments.
    pub fn new(arguments: &[String]) -> Self {
        Self {
            session: Mutex::new(Session::default()),
            files: project_files::Files::in_state_folder(),
            credentials: credentials::Credentials::of_this_computer(),
            opened_with: project_argument(arguments),
        }
    }
}

/// The first argument that is no option.
fn project_argument(arguments: &[String]) -> Option<String> {
    arguments.iter().skip(1).find(|argument| !argument.starts_with('-')).cloned()
}

/// Adds the commands. Tests do the same on a window without a screen.
pub fn with_commands<R: Runtime>(builder: tauri::Builder<R>) -> tauri::Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        commands::start::start_view,
        commands::practice::practice_personalities,
        commands::practice::practice_start,
        commands::connect::connect,
        commands::connect::look_at_router,
        commands::known::find_routers,
        commands::connect::make_private,
        commands::known::forget_router,
        commands::known::forget_connected,
        commands::connect::disconnect,
        commands::password::password_choose,
        commands::password::password_show,
        commands::line::find_out,
        commands::evaluate::evaluate,
        commands::evaluate::script,
        commands::evaluate::check_script,
        commands::evaluate::save_script,
        commands::projects::project_new,
        commands::projects::project_open,
        commands::projects::project_save,
        commands::projects::draft_keep,
        commands::projects::draft_discard,
        commands::projects::store_secrets,
        commands::apply::apply_plan,
        commands::apply::apply_stop,
        commands::apply::back_view,
        commands::apply::put_back,
        commands::apply::test_again,
        commands::report::report_view,
        commands::report::report_save,
    ])
}

/// Opens the window and stays until it is closed.
pub fn run() {
    let arguments: Vec<String> = std::env::args().collect();
    let state = AppState::new(&arguments);
    log::begin(state.files.folder());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    let mut builder = tauri::Builder::default();
    // The plug-in needs a session bus on Linux and panics without one; then every start is its own.
    if has_session_bus() {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            if let Some(window) = app.get_webview_window("main") {
                // The window may be gone already; then there is nothing to bring to the front.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
            if let Some(path) = project_argument(&arguments) {
                let _ = app.emit("open-project", path);
            }
        }));
    }
    let builder = builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .manage(state);
    if let Err(error) = with_commands(builder).run(tauri::generate_context!()) {
        // There is no window to say it in.
        tracing::error!(%error, "the window cannot be opened");
        std::process::exit(1);
    }
}

/// Whether single-instance can work. Other systems need no bus for it.
fn has_session_bus() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    match std::env::var("DBUS_SESSION_BUS_ADDRESS") {
        Ok(address) => bus_answers(&address),
        Err(_) => {
            std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| std::path::Path::new(&folder).join("bus").exists())
        }
    }
}

/// Addresses of other kinds than a socket in the file system are taken at their word.
fn bus_answers(address: &str) -> bool {
    match address.strip_prefix("unix:path=") {
        Some(path) => std::path::Path::new(path.split(',').next().unwrap_or_default()).exists(),
        None => address.starts_with("unix:") || address.starts_with("tcp:"),
    }
}
