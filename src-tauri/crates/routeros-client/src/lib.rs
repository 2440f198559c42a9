//! Talking to one router. Nothing above this crate knows over which transport.
pub mod error;
pub mod router;

pub use error::ClientError;
pub use router::{Router, read_snapshot};
