//! A Tauri window with nothing in it: what FirstHop's start and memory are compared to.

fn main() {
    if tauri::Builder::default().run(tauri::generate_context!("examples/empty_window/tauri.conf.json")).is_err() {
        std::process::exit(1);
    }
}
