//! Talking to one router. Nothing above this crate knows over which transport.
pub mod address;
mod answer;
pub mod api;
pub mod error;
mod json;
pub mod rest;
pub mod router;
pub mod tls;

pub use address::{Address, Dialer, TcpDialer};
pub use api::ApiRouter;
pub use error::ClientError;
pub use rest::{Options, RestRouter};
pub use router::{Router, read_snapshot};
pub use tls::{Pin, parse_pin};
