//! The answers, looked at: what is wrong with them and what they would do. Sent on every change of
//! an answer, so it is one round trip and no network.
use project::Choices;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// The answers so far.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct EvaluateForm {
    /// The answers.
    pub choices: Choices,
    /// Secrets typed in this window, by field. They are not stored by this.
    pub secrets: BTreeMap<String, String>,
    /// Ids of offered changes that the person ticked.
    pub ticked: Vec<String>,
}

/// What is wrong and what would happen.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct EvaluationView {
    /// Everything that is wrong, in the order of the steps.
    pub issues: Vec<IssueView>,
    /// The plan for the connected router; `null` while there is an error or no router.
    pub plan: Option<PlanView>,
    /// The Protection page's items with their state on this router.
    pub protection: Vec<ProtectionItemView>,
    /// The range that stands for empty `addresses.from` and `addresses.to`.
    pub derived_range: Option<(String, String)>,
}

/// One thing that is wrong. Texts: `issue.<code>.what`, `issue.<code>.todo`, `issue.<code>.fix`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct IssueView {
    /// Path of the answer, such as `internet.vlan`.
    pub field: String,
    /// The step that shows it: `router`, `internet`, `home-network`, `addresses`, `names`, `protection`, `backups`.
    pub step: String,
    /// Its code.
    pub code: String,
    /// Values for the text.
    pub params: BTreeMap<String, String>,
    /// `error` or `warning`.
    pub severity: String,
    /// A better answer, offered as one click.
    pub suggestion: Option<SuggestionView>,
}

/// A one-click fix.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[ts(export_to = "bindings.ts")]
pub enum SuggestionView {
    /// Put these values into these answers.
    Set {
        /// Field path and new value, as `Choices::set` takes it.
        values: Vec<(String, String)>,
    },
    /// Take invisible characters out of what was typed into this field.
    RemoveInvisible {
        /// Field path.
        field: String,
    },
}

/// A sentence by key, with its values.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct TextView {
    /// Message key.
    pub key: String,
    /// Values; text from outside has its control and bidi characters made visible.
    pub params: BTreeMap<String, String>,
}

/// One change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ChangeView {
    /// Unique in the plan.
    pub id: String,
    /// `added`, `changed`, `removed`, `moved`, `run`.
    pub mark: String,
    /// The step that asked for it.
    pub step: String,
    /// What it means.
    pub means: TextView,
    /// Why.
    pub why: TextView,
    /// The exact commands.
    pub command: CommandView,
    /// `automatic`, `by_hand`, `impossible`.
    pub undo: String,
}

/// One change in every rendering; secrets are `••••`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct CommandView {
    /// Console line.
    pub cli: String,
    /// The part of `cli` that is the command word, as start and length, to be set in bold.
    pub verb: (usize, usize),
    /// `PUT /rest/ip/address` and the body as JSON text.
    pub rest: String,
}

/// The changes of one part of a run.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct GroupView {
    /// `private`, `password`, `backup`, `guard`, `internet`, `home-network`, `addresses`, `names`, `protection`, `cleanup`.
    pub id: String,
    /// Its changes in order.
    pub changes: Vec<ChangeView>,
}

/// A record that is not touched.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct LeftAloneView {
    /// Menu such as `/ip/firewall/filter`.
    pub menu: String,
    /// Its name.
    pub name: String,
    /// `already-right`, `factory`, `foreign`, `not-needed`, `not-ticked`.
    pub reason: String,
    /// With `not-ticked`: what a tick would do.
    pub offer: Option<OfferView>,
}

/// A change that needs a tick.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct OfferView {
    /// Goes into `EvaluateForm.ticked`.
    pub id: String,
    /// What it would do.
    pub change: ChangeView,
    /// What will not work without it.
    pub without: TextView,
    /// It is ticked now.
    pub ticked: bool,
}

/// Something to know.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct WarningView {
    /// The step that it is about.
    pub step: String,
    /// The sentence.
    pub text: TextView,
}

/// The change that must not be sent. Texts: `danger.<danger>`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct RefusedView {
    /// What it would do, in words.
    pub means: Option<TextView>,
    /// `port`, `address`, `service`, `locked-out`, `lan-empty`, `vlan-filtering`, `last-user`, `more-open`.
    pub danger: String,
}

/// The plan.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PlanView {
    /// Identifies this plan; handed back to start it, so that exactly what was seen is done.
    pub id: String,
    /// Its parts, none of them empty.
    pub groups: Vec<GroupView>,
    /// How many are added, changed and removed.
    pub added: usize,
    /// See `added`.
    pub changed: usize,
    /// See `added`.
    pub removed: usize,
    /// What is left alone.
    pub left_alone: Vec<LeftAloneView>,
    /// What else to know.
    pub warnings: Vec<WarningView>,
    /// False when something that is needed is not ticked.
    pub complete: bool,
    /// Set when the plan is not carried out, because it would lock somebody out or let somebody in.
    pub refused: Option<RefusedView>,
    /// Whether the router takes every change back by itself.
    pub undone_by_itself: bool,
    /// Whether it does so after a power cut, too.
    pub survives_power_cut: bool,
}

/// What putting the router back would do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct BackView {
    /// Its changes in parts; none when the router is as it was.
    pub groups: Vec<GroupView>,
    /// Names of records that somebody else changed since; they stay as they are.
    pub changed_since: Vec<String>,
}

/// The plan as a script, for Copy and Save.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ScriptView {
    /// The whole text.
    pub text: String,
}

/// What the router says of the plan as a script.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct CheckedView {
    /// What it does not understand, in its own words; none when it understands all.
    pub detail: Option<String>,
}

/// One row of the Protection page. Texts: `protection.<id>.name`, `.term`, `.why`, `.breaks`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ProtectionItemView {
    /// Item id.
    pub id: String,
    /// Who asks for it: `recommended` (both levels), `strict`, `own` (only the person).
    pub asked: String,
    /// It will be done with the answers as they are.
    pub on: bool,
    /// `already`, `open`, `shared`, `not-set`, `not-on-model`, `unknown`.
    pub state: String,
    /// Who advises it: `protection.source-<source>`.
    pub source: String,
    /// What switching it off does on a router that FirstHop set up: `default` or `stays`.
    pub off: String,
    /// What switching it on changes.
    pub turn_on: Vec<ChangeView>,
    /// What switching it off changes.
    pub turn_off: Vec<ChangeView>,
}

/// A router looked at without changing it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct AuditView {
    /// Of 100.
    pub score: u8,
    /// There is nothing to do and nothing to look at.
    pub clean: bool,
    /// What was found, by kind and worst first.
    pub findings: Vec<FindingView>,
}

/// One finding.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct FindingView {
    /// `open`, `weak`, `foreign`, `keep`.
    pub kind: String,
    /// What it takes from the score.
    pub points: u8,
    /// What was found.
    pub what: TextView,
    /// What to do.
    pub todo: TextView,
    /// The rule that decides.
    pub rule: Option<String>,
    /// The item of Protection that puts it right.
    pub fix: Option<String>,
}
