//! A desktop of a test's own: a virtual screen, and what a person does there outside of the page –
//! dropping a file, typing into the system's dialogs, changing the window's size, closing it.
//! It speaks X11 as a real desktop does; WebDriver sees the page alone.
mod dialog;
mod drop;

use crate::patience::{PATIENCE, until};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME, NONE,
    connection::Connection,
    protocol::{
        xproto::{
            ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask, KEY_PRESS_EVENT,
            KEY_RELEASE_EVENT, MapState, Window, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// Key symbols that have no character (keysymdef.h).
const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;

/// A virtual screen without a window manager. It ends with this value.
#[derive(Debug)]
pub struct Desktop {
    server: Child,
    /// What `DISPLAY` must be.
    pub display: String,
    connection: RustConnection,
    root: Window,
}

impl Desktop {
    /// Starts one.
    ///
    /// # Panics
    /// Xvfb is missing.
    pub fn start() -> Self {
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = server.unwrap_or_else(|error| panic!("Xvfb ({error}); it is in the package xvfb"));
        let mut number = String::new();
        let said = server.stdout.take().map(|out| BufReader::new(out).read_line(&mut number));
        assert!(matches!(said, Some(Ok(read)) if read > 0), "Xvfb named no display");
        let display = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&display)).unwrap_or_else(|error| panic!("{display}: {error}"));
        let root = connection.setup().roots.get(screen).map_or(NONE, |screen| screen.root);
        Self { server, display, connection, root }
    }

    /// Waits for a window that is shown and is none of these.
    ///
    /// # Panics
    /// It does not come.
    pub fn window(&self, others: &[Window]) -> Window {
        let begin = Instant::now();
        loop {
            let found = self.windows().into_iter().find(|window| !others.contains(window));
            if let Some(window) = found {
                return window;
            }
            assert!(begin.elapsed() < PATIENCE, "no window came");
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until a window is gone.
    ///
    /// # Panics
    /// It stays.
    pub fn gone(&self, window: Window) {
        until("the window goes", || !self.windows().contains(&window));
    }

    /// Windows that are large enough to be seen.
    pub fn windows(&self) -> Vec<Window> {
        let children = must(must(self.connection.query_tree(self.root)).reply()).children;
        // One may go while it is looked at.
        let seen = |window: &Window| {
            let shown = self.connection.get_window_attributes(*window).ok()?.reply().ok()?.map_state;
            let size = self.connection.get_geometry(*window).ok()?.reply().ok()?;
            (shown == MapState::VIEWABLE && size.width > 200).then_some(*window)
        };
        children.iter().filter_map(seen).collect()
    }

    /// Width and height.
    pub fn size(&self, window: Window) -> (u16, u16) {
        let size = must(must(self.connection.get_geometry(window)).reply());
        (size.width, size.height)
    }

    /// Makes it this large.
    pub fn resize(&self, window: Window, width: u32, height: u32) {
        let size = ConfigureWindowAux::new().width(width).height(height);
        must(must(self.connection.configure_window(window, &size)).check());
    }

    /// What the cross in a window's corner does.
    pub fn close(&self, window: Window) {
        let delete = self.atom("WM_DELETE_WINDOW");
        self.tell(window, "WM_PROTOCOLS", [delete, CURRENT_TIME, 0, 0, 0]);
    }

    /// Presses keys together, the last one while the others are held.
    fn press(&self, symbols: &[u32]) {
        let setup = self.connection.setup();
        let count = setup.max_keycode - setup.min_keycode + 1;
        let mapping = must(must(self.connection.get_keyboard_mapping(setup.min_keycode, count)).reply());
        let width = usize::from(mapping.keysyms_per_keycode);
        let key = |symbol: u32| {
            let at = mapping.keysyms.iter().position(|known| *known == symbol);
            let at = at.unwrap_or_else(|| panic!("no key gives {symbol:#x}"));
            let code = u8::try_from(at / width).unwrap_or_default() + setup.min_keycode;
            (code, at % width == 1)
        };
        let mut codes = Vec::new();
        for symbol in symbols {
            let (code, shifted) = key(*symbol);
            codes.extend(shifted.then(|| key(SHIFT).0));
            codes.push(code);
        }
        let events = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
        for (kind, code) in events.chain(codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code))) {
            must(self.connection.xtest_fake_input(kind, code, CURRENT_TIME, NONE, 0, 0, 0));
        }
        must(self.connection.flush());
        sleep(Duration::from_millis(15));
    }

    /// A window that nobody sees, to speak to others from.
    fn hidden(&self) -> Window {
        let (window, plain) = (must(self.connection.generate_id()), CreateWindowAux::new());
        must(self.connection.create_window(0, window, self.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &plain));
        window
    }

    fn tell(&self, window: Window, kind: &str, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, window, self.atom(kind), data);
        must(self.connection.send_event(false, window, EventMask::NO_EVENT, message));
        must(self.connection.flush());
    }

    fn atom(&self, name: &str) -> u32 {
        must(must(self.connection.intern_atom(false, name.as_bytes())).reply()).atom
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // It may have ended already; there is nothing else to do about it.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The X server is the test's own: when it does not answer, the test cannot go on.
fn must<T, E: std::fmt::Display>(answer: Result<T, E>) -> T {
    answer.unwrap_or_else(|error| panic!("the X server: {error}"))
}
