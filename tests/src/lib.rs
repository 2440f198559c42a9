//! What the tests share. `webdriver` drives the real window.
#![expect(clippy::panic, reason = "the harness of a test ends the test by panicking")]
pub mod webdriver;
