//! Dropping a file, by the XDND protocol (version 5).
use super::{Desktop, must};
use crate::patience::PATIENCE;
use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ConnectionExt as _, EventMask, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
            SelectionRequestEvent, Window,
        },
    },
    wrapper::ConnectionExt as _,
};

/// What the window has said so far of what is dragged over it.
#[derive(Debug, Default)]
struct Said {
    asked: bool,
    takes: bool,
    finished: bool,
}

impl Desktop {
    /// Drops a file into the middle of a window.
    ///
    /// # Panics
    /// The window takes no drops.
    pub fn drop_file(&self, window: Window, file: &Path) {
        let source = self.hidden();
        let (selection, list, copy) =
            (self.atom("XdndSelection"), self.atom("text/uri-list"), self.atom("XdndActionCopy"));
        must(self.connection.set_selection_owner(source, selection, CURRENT_TIME));
        let (width, height) = self.size(window);
        let middle = must(must(self.connection.translate_coordinates(window, self.root, 0, 0)).reply());
        let at = |start: i16, size: u16| u32::try_from(i32::from(start) + i32::from(size) / 2).unwrap_or_default();
        let place = at(middle.dst_x, width) << 16 | at(middle.dst_y, height);
        let mut said = Said::default();
        self.tell(window, "XdndEnter", [source, 5 << 24, list, 0, 0]);
        // The page is asked whether it takes the file, which takes its time; a hand is never still either.
        let begin = Instant::now();
        for step in 0.. {
            self.tell(window, "XdndPosition", [source, 0, place + step % 8, CURRENT_TIME, copy]);
            self.listen(file, Duration::from_millis(60), &mut said);
            if said.asked && said.takes {
                break;
            }
            assert!(begin.elapsed() < PATIENCE, "the window does not take {}: {said:?}", file.display());
        }
        self.tell(window, "XdndDrop", [source, 0, CURRENT_TIME, 0, 0]);
        while !said.finished {
            self.listen(file, Duration::from_millis(60), &mut said);
            assert!(begin.elapsed() < PATIENCE, "the drop of {} does not end: {said:?}", file.display());
        }
        must(self.connection.destroy_window(source));
        must(self.connection.flush());
    }

    /// Hears what the window says for this long, and tells it what is being dragged.
    fn listen(&self, file: &Path, long: Duration, said: &mut Said) {
        let (status, finished) = (self.atom("XdndStatus"), self.atom("XdndFinished"));
        let begin = Instant::now();
        while begin.elapsed() < long {
            match must(self.connection.poll_for_event()) {
                Some(Event::SelectionRequest(request)) => {
                    said.asked |= self.hand_over(&request, &format!("file://{}\r\n", file.display()));
                }
                Some(Event::ClientMessage(message)) if message.type_ == status => {
                    said.takes = message.data.as_data32()[1] & 1 == 1;
                }
                Some(Event::ClientMessage(message)) if message.type_ == finished => said.finished = true,
                Some(_) => {}
                None => sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Says whether it was the file that was asked for.
    fn hand_over(&self, request: &SelectionRequestEvent, text: &str) -> bool {
        let known = request.target == self.atom("text/uri-list");
        if known {
            let (to, property) = (request.requestor, request.property);
            must(self.connection.change_property8(PropMode::REPLACE, to, property, request.target, text.as_bytes()));
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if known { request.property } else { AtomEnum::NONE.into() },
        };
        must(self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, answer));
        must(self.connection.flush());
        known
    }
}
