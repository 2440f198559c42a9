//! What crosses IPC: forms come in, views go out. Neither is a domain type, and neither carries a
//! stored secret. `ui/src/ipc/bindings.ts` is generated from here; a test fails when it drifts.
mod apply;
mod backups;
pub mod build;
mod build_update;
mod carry;
mod connected;
mod drift;
mod evaluation;
mod import;
mod papers;
mod router;
mod search;
mod start;
mod timers;
mod update;

pub use apply::{ApplyEventView, ProofView};
pub use backups::{BackedUpView, BackupView, BackupsView, RestoreView, RestoredView};
pub use carry::{CarriedView, CarryForm, CarryView};
pub use drift::{DriftChangeView, DriftView, PersonView, WhoView};
pub use evaluation::{
    AuditView, BackView, ChangeView, CheckedView, CommandView, EvaluateForm, EvaluationView, FindingView, GroupView,
    IssueView, LeftAloneView, OfferView, PlanView, ProtectionItemView, RefusedView, ScriptView, SuggestionView,
    TextView, WarningView,
};
pub use import::{ExportAskedView, ExportForm, ExportView};
pub use papers::{PaperSaveForm, PaperSavedView, PaperSectionView, PaperView, PapersForm, PapersView};
pub use router::{
    AdministratorView, ConnectForm, FactsView, FindOutForm, ForeignView, FoundRouterView, LineView, ModemView,
    PasswordForm, PasswordView, PersonalityView, PortView, PracticeForm, ProviderLetterView, RouterView,
    UnfinishedView,
};
pub use search::{SearchView, SeenRouterView};
pub use start::{DraftView, FailedBackupView, ProjectView, RecentView, StartView};
pub use timers::{TimersEndView, TimersStageView, TimersView};
pub use update::{UpdateEventView, UpdateView, UpdatedView};
