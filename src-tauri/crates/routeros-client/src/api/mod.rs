//! MikroTik's binary API: what RouterOS 6 speaks, and 7 too. Sentences of words, each word with its
//! length in front; the manual's page "API" describes it.
//!
//! `words`, `sentence` and `reply` know no network; `connection` sends one sentence and reads what
//! comes; `router` is a `Router` like the one over REST.
pub mod connection;
pub mod open;
pub mod print;
pub mod reply;
pub mod router;
pub mod sentence;
pub mod words;

pub use connection::{Answer, Broken, Connection, Tag};
pub use open::{Open, TcpOpen};
pub use print::Print;
pub use router::ApiRouter;
