//! Words on the desktop, for somebody who does not look at FirstHop.
use notify_rust::Notification;

/// Shows them; whether the desktop took them. Waits for the desktop, so not on a thread of the run-time.
pub fn tell(title: &str, body: &str) -> bool {
    let shown = Notification::new().appname("FirstHop").summary(title).body(body).show();
    if let Err(error) = &shown {
        // As on a server, or in a session without a bus. The next start of the window says it too.
        tracing::info!(%error, "nothing shows words on this desktop");
    }
    shown.is_ok()
}
