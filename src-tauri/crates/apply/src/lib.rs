//! Doing it: sends a plan, reads back, proves the outcome.
//!
//! [`run`] refuses any router that is not in the state that the plan was made for, sends exactly
//! what was shown, and says "done" only after reading everything back and testing the outcomes that
//! the owner cares about.
pub mod administrator;
pub mod backup;
pub mod detective;
pub mod device_mode;
pub mod dry_run;
pub mod event;
mod follow;
mod guard;
pub mod journal;
mod left;
mod on_disk;
pub mod password;
mod piece;
pub mod private;
pub mod proof;
mod reading;
mod reboot;
pub mod run;
pub mod update;
pub mod verify;
mod wishes;

pub use backup::{Kept, Made, NoBackup};
pub use event::{ApplyEvent, Failure, GuardState, Outcome, ProofItem, ProofState, StepState};
pub use follow::is_retiring;
pub use guard::is_guarded;
pub use journal::{Journal, JournalFile, Keep, Nowhere};
pub use left::{LeftFile, log_end, read_log};
pub use private::{NotPrivate, PrivateWay};
pub use proof::{TEXT_KEYS, prove};
pub use run::{End, Wanted, put_back, run, run_kept};
pub use verify::{Verified, VerifyError, verify};
pub use wishes::{Control, Wishes};
