//! The system's file dialog (GTK 3), as somebody uses it who types the path.
use super::{CONTROL, Desktop, RETURN, must};
use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME, NONE,
    connection::Connection,
    protocol::{
        Event,
        xproto::{AtomEnum, ConnectionExt as _, InputFocus, Window},
    },
};

/// How often the path is typed. While the field opens, the key after the slash may get lost, and a folder that is
/// loaded late may take the text away again.
const ROUNDS: u32 = 12;
/// How long one answer of the dialog is waited for, before it is tried anew.
const ANSWER: Duration = Duration::from_secs(5);

impl Desktop {
    /// Types a path into the system's file dialog, looks whether it stands there, and presses Enter.
    ///
    /// # Panics
    /// The dialog stays.
    pub fn choose_file(&self, dialog: Window, file: &Path) {
        let path = file.display().to_string();
        let before = must(must(self.connection.get_input_focus()).reply());
        let mut stood = Vec::new();
        for round in 0..ROUNDS {
            // Not to what is under the mouse, should the dialog go: a late Enter would be the page's.
            must(self.connection.set_input_focus(InputFocus::NONE, dialog, CURRENT_TIME));
            // A path that begins with a slash opens the field for it by itself. Ctrl+L leads there too, but
            // hides it from somebody who is there already (`location_toggle_popup_handler` of GTK 3).
            if round % 2 == 1 {
                self.press(&[CONTROL, u32::from(b'l')]);
            }
            // What is proposed there is replaced.
            self.press(&[CONTROL, u32::from(b'a')]);
            path.chars().for_each(|character| self.press(&[u32::from(character)]));
            let stands = self.copied();
            // The field puts a slash after a folder.
            let is_right = stands.as_deref().is_some_and(|stands| stands.trim_end_matches('/') == path);
            if is_right && self.is_taken(dialog) {
                must(self.connection.set_input_focus(before.revert_to, before.focus, CURRENT_TIME));
                must(self.connection.flush());
                return;
            }
            stood.push(stands);
        }
        panic!("the dialog does not take {path}; in its field stood {stood:?}");
    }

    /// Presses Enter until the dialog goes. The first one may belong to the list of proposals.
    fn is_taken(&self, dialog: Window) -> bool {
        (0..3).any(|_| {
            self.press(&[RETURN]);
            within(ANSWER, || (!self.windows().contains(&dialog)).then_some(())).is_some()
        })
    }

    /// What stands in the field that has the focus, by way of the clipboard.
    fn copied(&self) -> Option<String> {
        let clipboard = self.atom("CLIPBOARD");
        must(self.connection.set_selection_owner(NONE, clipboard, CURRENT_TIME));
        self.press(&[CONTROL, u32::from(b'a')]);
        self.press(&[CONTROL, u32::from(b'c')]);
        let owner = || must(must(self.connection.get_selection_owner(clipboard)).reply()).owner;
        within(ANSWER, || (owner() != NONE).then_some(()))?;
        let (reader, text) = (self.hidden(), self.atom("UTF8_STRING"));
        must(self.connection.convert_selection(reader, clipboard, text, clipboard, CURRENT_TIME));
        must(self.connection.flush());
        let told = within(ANSWER, || match must(self.connection.poll_for_event()) {
            Some(Event::SelectionNotify(told)) if told.requestor == reader => Some(told.property),
            _ => None,
        });
        let held = told.filter(|property| *property != NONE).map(|property| {
            let any = u32::from(AtomEnum::ANY);
            must(must(self.connection.get_property(true, reader, property, any, 0, u32::MAX / 4)).reply()).value
        });
        must(self.connection.destroy_window(reader));
        held.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Waits this long for something.
fn within<T>(long: Duration, mut found: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    loop {
        let now = found();
        if now.is_some() || begin.elapsed() > long {
            return now;
        }
        sleep(Duration::from_millis(20));
    }
}
