//! A screen for the window: the person's own, or a virtual one for tests and pictures.
use crate::command::Result;
use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
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
        let number = (90..190)
            .find(|number| !std::path::Path::new(&format!("/tmp/.X11-unix/X{number}")).exists())
            .ok_or("no free display number")?;
        let name = format!(":{number}");
        let server = Command::new("Xvfb")
            .args([&name, "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb cannot be started ({error}); it is in the package xvfb"))?;
        let screen = Self { server, name };
        let start = Instant::now();
        while !std::path::Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() {
            if start.elapsed() > Duration::from_secs(10) {
                return Err("Xvfb did not come up within 10 s".into());
            }
            sleep(Duration::from_millis(20));
        }
        Ok(screen)
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        // It may have ended already; there is nothing else to do about it.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
