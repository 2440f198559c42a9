//! Stub.
/// Stub.
#[derive(Debug)]
pub struct SetError;
