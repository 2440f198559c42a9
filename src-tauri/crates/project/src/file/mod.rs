//! Stub.
/// Stub.
pub const MAX_BYTES: usize = 1 << 20;
/// Stub.
#[derive(Debug)]
pub struct FileError;
/// Stub.
pub struct ProjectFile;
/// Stub.
pub fn schema() {}
