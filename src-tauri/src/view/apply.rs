//! Progress and proof.
use super::{BackedUpView, TextView};
use serde::Serialize;
use ts_rs::TS;

/// One tested outcome.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ProofView {
    /// `wan-address`, `default-route`, `internet`, `names`, `dhcp`, `closed`, `settings`.
    pub id: String,
    /// `good`, `bad`, `unknown`.
    pub state: String,
    /// The fact.
    pub text: TextView,
}

/// Progress of an apply, in order, through the channel given to `apply_plan`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub enum ApplyEventView {
    /// A change of the plan: `state` is `running`, `done`, `failed` or `skipped`.
    Step {
        /// The change's id.
        id: String,
        /// Its place, from 1.
        index: usize,
        /// How many there are.
        total: usize,
        /// How far it is.
        state: String,
    },
    /// The safety timer: `state` is `armed`, `extended`, `released` or `undoing`.
    Guard {
        /// How far it is.
        state: String,
        /// How long the router waits from now on.
        seconds: u64,
    },
    /// The old settings are backed up.
    BackedUp {
        /// Where and how.
        backup: BackedUpView,
    },
    /// The home moves: this computer is getting an address in the new network.
    Following {
        /// Where the router will be.
        address: String,
        /// How long it is waited at most.
        seconds: u64,
    },
    /// The router was reached at its new address.
    Followed {
        /// Where it is.
        address: String,
    },
    /// What becomes of the old address: the router takes it away after `seconds`; none when FirstHop
    /// does it at its next start.
    Retiring {
        /// When.
        seconds: Option<u64>,
    },
    /// Everything was sent; it is read back.
    Verifying,
    /// Read back.
    Verified {
        /// How many changes would still be needed.
        differences: usize,
    },
    /// One outcome was tested.
    Proof {
        /// Which and how.
        item: ProofView,
    },
    /// The end: `outcome` is `done`, `unchanged`, `changed`, `unknown`, `rolled_back` or `not_started`.
    End {
        /// How it ended.
        outcome: String,
        /// All tested outcomes.
        proof: Vec<ProofView>,
        /// Ids of the changes that the router confirmed.
        changed: Vec<String>,
        /// What stopped it: `router-changed`, `stopped`, `step`, `reading`, `not-as-planned`,
        /// `other-device`, `password`, `password-unknown`, `another-run`, `no-backup`, `no-backup-no-room`,
        /// `no-backup-not-written`, `no-backup-not-whole`, `no-backup-not-kept`, `no-guard`, `not-reached`,
        /// `not-followed`, `unsafe`, `timer-ran-out`.
        failure: Option<String>,
        /// The router's own words and other details for somebody who helps; no secrets.
        details: String,
        /// Devices that have an address, as the router reports them: name or MAC, and address.
        devices: Vec<(String, String)>,
    },
}
