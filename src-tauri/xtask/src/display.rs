//! A screen for the window: the person's own, or a virtual one for tests and pictures.
use crate::command::Result;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

/// Whether a window could be shown to somebody.
pub(crate) fn is_there() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A virtual screen that ends with this value.
pub(crate) struct Virtual {
    server: Child,
    /// What `DISPLAY` must be to use it.
    pub(crate) name: String,
}

impl Virtual {
    /// Starts Xvfb on a free display number.
    pub(crate) fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb cannot be started ({error}); it is in the package xvfb"))?;
        // It says its number once it can be used.
        let mut number = String::new();
        let said = server.stdout.take().map(|out| BufReader::new(out).read_line(&mut number));
        if !matches!(said, Some(Ok(read)) if read > 0) {
            return Err("Xvfb named no display".into());
        }
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        // It may have ended already; there is nothing else to do about it.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
