//! `ui/src/ipc/bindings.ts` is what the window believes of the commands. It is made from the types
//! here; `UPDATE_BINDINGS=1` writes it anew.
use firsthop_lib::{error::CommandError, view};
use std::path::Path;
use ts_rs::{Config, TS};

#[test]
fn the_window_and_the_commands_agree() {
    // IPC is JSON, where every number is a number.
    let config = Config::default().with_large_int("number");
    let mut text = String::from(
        "// Made from the types in src-tauri by `UPDATE_BINDINGS=1 cargo test --package firsthop --test bindings`.\n",
    );
    macro_rules! all {
        ($($type:ty),* $(,)?) => { $(text.push_str(&format!("\nexport {}\n", <$type as TS>::decl(&config)));)* };
    }
    all!(
        project::Choices,
        project::InternetChoice,
        project::PppoeChoice,
        project::StaticChoice,
        project::DhcpChoice,
        project::LteChoice,
        project::HomeChoice,
        project::AddressesChoice,
        project::ReservationChoice,
        project::NamesChoice,
        project::ProtectionChoice,
        project::SnmpChoice,
        project::BackupsChoice,
        view::StartView,
        view::PapersForm,
        view::PaperSaveForm,
        view::PapersView,
        view::PaperView,
        view::PaperSectionView,
        view::PaperSavedView,
        view::RecentView,
        view::FailedBackupView,
        view::DraftView,
        view::ProjectView,
        project::MadeFor,
        project::MadeForRadio,
        view::CarryForm,
        view::ExportForm,
        view::ExportView,
        view::ExportAskedView,
        view::CarryView,
        view::CarriedView,
        view::PersonalityView,
        view::PracticeForm,
        view::FoundRouterView,
        view::ProviderLetterView,
        view::ConnectForm,
        view::PortView,
        view::ModemView,
        view::FactsView,
        view::ForeignView,
        view::AdministratorView,
        view::PasswordForm,
        view::PasswordView,
        view::FindOutForm,
        view::LineView,
        view::UnfinishedView,
        view::DriftView,
        view::DriftChangeView,
        view::WhoView,
        view::PersonView,
        view::RouterView,
        view::SearchView,
        view::SeenRouterView,
        view::EvaluateForm,
        view::EvaluationView,
        view::IssueView,
        view::SuggestionView,
        view::TextView,
        view::ChangeView,
        view::CommandView,
        view::GroupView,
        view::LeftAloneView,
        view::OfferView,
        view::WarningView,
        view::RefusedView,
        view::PlanView,
        view::BackView,
        view::ScriptView,
        view::CheckedView,
        view::ProtectionItemView,
        view::AuditView,
        view::FindingView,
        view::ProofView,
        view::BackedUpView,
        view::BackupView,
        view::BackupsView,
        view::RestoreView,
        view::RestoredView,
        view::UpdateView,
        view::UpdateEventView,
        view::UpdatedView,
        view::TimersView,
        view::TimersStageView,
        view::TimersEndView,
        view::ApplyEventView,
        CommandError,
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc/bindings.ts");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&file, &text).expect("writable");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(committed, text, "bindings.ts is not what the types say; UPDATE_BINDINGS=1 writes it");
}
