//! The renderings of a change. All of them read the same value, so that what is shown is what is
//! sent.
pub mod cli;
pub mod rest;
pub mod script;
