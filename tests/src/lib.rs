//! What the tests share: projects from a few answers, the practice router with and without sockets,
//! and a driver of the real window.
#![expect(clippy::panic, reason = "the harness of a test ends the test by panicking")]
pub mod bad_wire;
pub mod desktop;
pub mod direct;
pub mod exports;
pub mod faulty;
pub mod journey;
pub mod leaping;
pub mod pages;
pub mod patience;
pub mod webdriver;
