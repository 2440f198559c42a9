//! The start page and project files.
use super::TextView;
use project::{Choices, MadeFor};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window needs when it opens.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct StartView {
    /// Projects opened or saved lately, newest first.
    pub recent: Vec<RecentView>,
    /// Answers that were not saved when FirstHop was closed.
    pub draft: Option<DraftView>,
    /// Backups that did not work since the last one that did.
    pub failed_backups: Vec<FailedBackupView>,
    /// A project file that FirstHop was started with.
    pub opened_with: Option<String>,
}

/// A router whose last backup did not work.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct FailedBackupView {
    /// What people call the router.
    pub model: String,
    /// When it was tried, as milliseconds since 1970.
    pub at_ms: i64,
    /// Why it did not work, as a key of a sentence, and what to do.
    pub why: (TextView, TextView),
    /// When the last one was made.
    pub last_ms: Option<i64>,
}

/// A project file that was open lately.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct RecentView {
    /// Where it is.
    pub path: String,
    /// The project's name.
    pub name: String,
    /// When, as milliseconds since 1970.
    pub at_ms: u64,
}

/// Answers that were kept although nobody saved them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct DraftView {
    /// When they were kept, as milliseconds since 1970.
    pub at_ms: u64,
    /// The project that they belong to.
    pub project: ProjectView,
}

/// A project in the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ProjectView {
    /// Its id; secrets are found by it.
    pub id: String,
    /// Its name; empty for a new project.
    pub name: String,
    /// Its file, once it has one.
    pub path: Option<String>,
    /// The answers.
    pub choices: Choices,
    /// Fields whose secret this computer has stored, such as `internet.pppoe.password`.
    pub stored_secrets: Vec<String>,
    /// Made on another computer: Review must be seen, and what sends data away is pointed out.
    pub from_elsewhere: bool,
    /// The router that it was made on.
    pub made_for: Option<MadeFor>,
}
