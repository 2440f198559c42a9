//! Talking to one router. Nothing above this crate knows over which transport.
pub mod address;
mod answer;
pub mod api;
mod client;
pub mod discovery;
pub mod error;
pub mod facts;
pub mod files;
#[cfg(test)]
mod fuzz;
mod json;
pub mod known;
pub mod names;
pub mod rest;
pub mod router;
pub mod sftp;
pub mod sim;
pub mod tls;

pub use address::{Address, Dialer, Distance, LoopbackDialer, TcpDialer};
pub use api::ApiRouter;
pub use client::Client;
pub use error::ClientError;
pub use facts::{own_addresses, read_facts, read_menus, read_snapshot, read_snapshot_after};
pub use known::{KnownRouter, KnownRouters};
pub use rest::{Options, RestRouter};
pub use router::{Router, TIMER};
pub use sftp::Sftp;
pub use sim::read_card;
pub use tls::{Key, Pin, parse_pin, show_pin};
