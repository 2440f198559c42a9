//! How to get there: from a project and a router's snapshot to an ordered, complete plan.
//!
//! Pure: no network, no clock, no randomness.
pub mod plan;

pub use plan::{LeftAlone, LeftAloneReason, Plan, Warning};
