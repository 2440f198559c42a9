//! A readable export, looked at.
use super::TextView;
use serde::Serialize;
use ts_rs::TS;

/// What of an export the connected router does not have.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ExportView {
    /// The file.
    pub path: String,
    /// It is no whole export; then nothing else is said.
    pub problem: Option<TextView>,
    /// What does not carry over, and what to know.
    pub lacks: Vec<TextView>,
    /// What the router itself says after reading it.
    pub read: Option<TextView>,
    /// Whether the router understood it; none when it was not asked.
    pub understood: Option<bool>,
}
