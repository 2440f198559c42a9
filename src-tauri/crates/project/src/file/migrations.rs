//! From older formats to the newest: one step per version. A step knows only its own two formats.
use super::FileError;
use serde_json::{Map, Value};

/// Format 1 is the first, so there is no step yet. A second format adds `1 => v1_to_v2(fields)`.
pub(super) fn to_newest(version: u64, fields: Map<String, Value>) -> Result<Map<String, Value>, FileError> {
    match version {
        1 => Ok(fields),
        _ => Err(FileError::NotProject),
    }
}
