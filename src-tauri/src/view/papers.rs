//! What is printed.
use papers::Paper;
use project::Choices;
use routeros::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What the pages are about, and in which words.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PapersForm {
    /// The answers.
    pub choices: Choices,
    /// Secrets typed in this window, by field. They are used only when `passwords` asks for them.
    pub secrets: BTreeMap<String, String>,
    /// The project file; none when it was not saved.
    pub project_file: Option<String>,
    /// Whether the passwords themselves stand on the card.
    pub passwords: bool,
    /// The texts that begin with `paper.` and `lease.`, in the window's language.
    pub texts: BTreeMap<String, String>,
}

/// What is to be saved.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PaperSaveForm {
    /// What the page is about.
    pub papers: PapersForm,
    /// The sheet of the home network; else the recovery card.
    pub sheet: bool,
    /// `pdf`, `md`, or `svg` for the drawing alone.
    pub kind: String,
    /// American paper instead of A4.
    pub letter: bool,
    /// The name that the dialog proposes, without its ending.
    pub name: String,
}

/// Both pages, as they are shown.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PapersView {
    /// The recovery card.
    pub card: PaperView,
    /// The sheet of the home network.
    pub sheet: PaperView,
    /// The home network as a picture (SVG).
    pub drawing: String,
    /// The picture in words.
    pub described: String,
}

/// A page in words.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PaperView {
    /// Its heading.
    pub title: String,
    /// What it is for.
    pub lead: String,
    /// Its parts.
    pub sections: Vec<PaperSectionView>,
}

/// A part of a page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PaperSectionView {
    /// Its heading.
    pub title: String,
    /// What stands beside what.
    pub rows: Vec<(String, String)>,
    /// What to do, one after the other.
    pub steps: Vec<String>,
}

/// A page that was saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub struct PaperSavedView {
    /// Where.
    pub path: String,
    /// How many rows had no room on the page.
    pub left_out: usize,
    /// Whether signs stand on it as their numbers, because no font has them.
    pub unshown: bool,
}

impl PaperView {
    /// The page, with `say` for its texts.
    pub fn of(paper: &Paper, say: &dyn Fn(&Text) -> String) -> Self {
        let section = |section: &papers::Section| PaperSectionView {
            title: say(&section.title),
            rows: section.rows.iter().map(|(label, value)| (say(label), value.words(say))).collect(),
            steps: section.steps.iter().map(say).collect(),
        };
        Self {
            title: say(&paper.title),
            lead: say(&paper.lead),
            sections: paper.sections.iter().map(section).collect(),
        }
    }
}
