//! A simulated RouterOS to practise on, to demonstrate with, and to test against: 7 over REST and
//! the binary API, 6.49 over the binary API alone.
//!
//! It knows nothing of the rest of FirstHop, so that two mistakes cannot cancel out. What it takes
//! from hardware, from documentation or from thin air stands in its README.
//!
//! ```
//! use practice_router::{Internet, Options, Router, factory};
//! let state = factory("hap-ax2_7.20").ok_or("carried with the crate")?;
//! let router = Router::new(Options { state, internet: Internet::Dhcp { vlan: None, address: None }, ..Options::default() });
//! let answer = router.handle("GET", "/system/identity", None);
//! assert_eq!(answer.status, 200);
//! # Ok::<(), &'static str>(())
//! ```
mod api;
mod asker;
mod backup;
mod certificates;
mod clock;
mod commands;
mod computer;
mod device_mode;
mod disputes;
mod engine;
mod export;
mod fault;
mod files;
mod firewall;
mod internet;
mod jobs;
mod live;
mod log;
mod lte;
mod mndp;
mod packets;
mod properties;
mod refusals;
mod rest;
mod router;
mod schema;
mod script;
mod server;
mod ssh;
pub mod state;
mod update;
mod users;
mod values;

pub use clock::Clock;
pub use disputes::Disputes;
pub use fault::Fault;
pub use internet::{Internet, InternetError};
pub use packets::LanProbe;
pub use router::{Answer, Options, Recorded, Router};
pub use script::ScriptError;
pub use server::Server;
pub use state::{
    Personality, RouterState, StateError, factory, factory_near, other_personalities, personalities, personality,
};
