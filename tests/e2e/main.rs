//! Journeys in the real window: the built app, WebKit, the practice router over real HTTP, a real keyring.
#![expect(clippy::panic, reason = "tests end by panicking; helpers of tests do too")]
mod accessibility;
mod backups;
mod coach;
mod drift;
mod exports;
mod internet;
mod journeys;
mod keyboard;
mod models;
mod papers;
mod protection;
mod routers;
mod safety;
mod update;
mod window;
