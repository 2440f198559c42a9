//! A readable export on its way to the connected router.
use super::{CarriedView, PlanView, TextView, build::sentence};
use crate::session::Shown;
use planner::{ImportAsks, Lost, NotImported, Places};
use project::MadeFor;
use routeros::visible;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What the person says of the export that was chosen.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ExportForm {
    /// Sockets and radios that take another place than the proposed one: old names, and new ones or nothing.
    pub moves: BTreeMap<String, String>,
    /// Passwords that do not stand in it, by `ExportAskedView.field`. They are not stored by this.
    pub secrets: BTreeMap<String, String>,
    /// Ids of offered changes that the person ticked.
    pub ticked: Vec<String>,
}

/// An export on its way to the connected router.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ExportView {
    /// The file.
    pub path: String,
    /// Why it cannot be brought here; then nothing else is said.
    pub problem: Option<TextView>,
    /// The product code of the router that wrote it; empty when it does not say.
    pub from: String,
    /// The router in front: its model, sockets and radios.
    pub now: MadeFor,
    /// Which socket becomes which; the internet's first.
    pub sockets: Vec<CarriedView>,
    /// Which radio becomes which.
    pub radios: Vec<CarriedView>,
    /// What to know, and what does not come along.
    pub lost: Vec<TextView>,
    /// Passwords with which more would come along.
    pub asked: Vec<ExportAskedView>,
    /// What would be done.
    pub plan: Option<PlanView>,
}

/// A password that does not stand in the export.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct ExportAskedView {
    /// Its name in `ExportForm.secrets`.
    pub field: String,
    /// Where it belongs, such as `/interface pppoe-client`.
    pub menu: String,
    /// What it opens, as its record is called.
    pub name: String,
}

impl ExportView {
    /// What is brought and what is not, for the window. The plan itself is shown by itself.
    pub fn of(path: &str, now: MadeFor, shown: &Shown, lost: &[Lost], asked: &[ImportAsks]) -> Self {
        let (lost, asked) = (lost.iter().map(sentence).collect(), asked.iter().map(ExportAskedView::of).collect());
        let empty = Self { lost, asked, ..Self::empty(path, now) };
        let Some(import) = &shown.import else { return empty };
        let Places { sockets, radios } = import.places();
        let from = visible(import.model());
        Self { from, sockets: CarriedView::all(sockets), radios: CarriedView::all(radios), ..empty }
    }

    /// Why nothing is brought.
    pub fn refused(path: &str, now: MadeFor, why: &NotImported) -> Self {
        Self { problem: Some(sentence(&why.text())), ..Self::empty(path, now) }
    }

    fn empty(path: &str, now: MadeFor) -> Self {
        Self {
            path: visible(path),
            problem: None,
            from: String::new(),
            now,
            sockets: Vec::new(),
            radios: Vec::new(),
            lost: Vec::new(),
            asked: Vec::new(),
            plan: None,
        }
    }
}

impl ExportAskedView {
    fn of(asked: &ImportAsks) -> Self {
        Self { field: asked.field.clone(), menu: asked.menu.clone(), name: visible(&asked.name) }
    }
}
