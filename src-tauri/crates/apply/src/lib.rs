//! Doing it: sends a plan, reads back, proves the outcome.
pub mod event;

pub use event::{ApplyEvent, Outcome, ProofItem, ProofState, StepState};
