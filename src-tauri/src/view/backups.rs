//! Backups on this computer, and bringing them back.
use super::{CommandView, TextView};
use serde::Serialize;
use ts_rs::TS;

/// The backup from before the change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct BackedUpView {
    /// On this computer, else on the router because nothing can fetch it whole.
    pub on_computer: bool,
    /// Its size.
    pub kilobytes: usize,
    /// Whether it takes the password of the backups to open it.
    pub encrypted: bool,
    /// The readable copy is what FirstHop read, because a password stood in the router's own.
    pub own_copy: bool,
}

/// A backup of the connected router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct BackupView {
    /// Names it, in its folder.
    pub id: String,
    /// Its folder.
    pub folder: String,
    /// When, as milliseconds since 1970.
    pub made_ms: i64,
    /// `before-change`, `asked` or `due`.
    pub why: String,
    /// Where it is and what it is.
    pub backup: BackedUpView,
    /// Whether the settings differ from those of the one before; none for the first.
    pub differs: Option<bool>,
    /// RouterOS of then.
    pub version: String,
}

/// What bringing a backup back would do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct RestoreView {
    /// The command.
    pub command: CommandView,
    /// The file is on this computer only and is sent first, over SSH.
    pub sends: bool,
    /// Why it cannot be done, and what to do about it; none when it can.
    pub problem: Option<(TextView, TextView)>,
    /// RouterOS is another one than then.
    pub other_version: bool,
}

/// How bringing it back went.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct RestoredView {
    /// Read again, and as it was then.
    pub proven: bool,
    /// Whether the router was told to load it.
    pub told: bool,
    /// The sentence.
    pub what: TextView,
    /// What to do, when it did not go well.
    pub todo: Option<TextView>,
}

/// What is chosen for the connected router, and how it went.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct BackupsView {
    /// The usual folder.
    pub folder: String,
    /// The password of the backups: `none`, `kept` in the keyring, or `written` down too.
    pub password: String,
    /// When the last one was made, as milliseconds since 1970.
    pub last_ms: Option<i64>,
    /// When the next one is due.
    pub next_ms: Option<i64>,
    /// Why the last attempt did not work, and what to do.
    pub failed: Option<(TextView, TextView)>,
}
