//! What is printed: the recovery card for a bad day and the sheet of the home network.
//!
//! Pure: from a project and what is known of its router to titles, rows and steps, as keys of texts with
//! their values. The window shows and prints them; `markdown` writes them down.
mod card;
mod drawing;
mod markdown;
mod pdf;
mod sheet;

pub use card::recovery_card;
pub use drawing::{Drawing, Node, mermaid, svg};
pub use markdown::markdown;
pub use pdf::{Font, Pdf, Sheet, Unusable, font_with, pdf, wanted_signs};
pub use sheet::network_sheet;

use project::Project;
use routeros::{Facts, Text, visible};

/// Everything that the papers are about.
#[derive(Debug, Clone)]
pub struct Home<'a> {
    /// What was wanted.
    pub project: &'a Project,
    /// What the router is.
    pub facts: &'a Facts,
    /// The account on it.
    pub user: &'a str,
    /// The end of the router's key as people compare it; none without a private connection.
    pub key_tail: Option<&'a str>,
    /// The folder with the project file; none when it was not saved.
    pub project_file: Option<&'a str>,
    /// The newest backup.
    pub backup: Option<Backup<'a>>,
    /// What is to stand on the card itself; nothing unless the person asked for it.
    pub passwords: Passwords<'a>,
}

/// Passwords that are to be printed.
#[derive(Clone, Copy, Default)]
pub struct Passwords<'a> {
    /// The router's.
    pub router: Option<&'a str>,
    /// The one from the provider.
    pub provider: Option<&'a str>,
    /// What opens the backups.
    pub backups: Option<&'a str>,
    /// The PIN of the SIM card.
    pub pin: Option<&'a str>,
}

impl std::fmt::Debug for Passwords<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passwords(…)")
    }
}

/// The newest backup.
#[derive(Debug, Clone, Copy)]
pub struct Backup<'a> {
    /// The folder on this computer.
    pub folder: &'a str,
    /// When, as people read it.
    pub made: &'a str,
    /// The file on the router, where it stayed there.
    pub on_router: Option<&'a str>,
    /// Whether it takes a password to open it.
    pub encrypted: bool,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its heading.
    pub title: Text,
    /// What it is for.
    pub lead: Text,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// The home as a drawing.
    pub drawing: Option<Drawing>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: Text,
    /// What stands beside what.
    pub rows: Vec<(Text, Value)>,
    /// What to do, one after the other.
    pub steps: Vec<Text>,
}

/// What stands beside a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// As it is, such as an address. It may come from outside.
    Plain(String),
    /// A sentence.
    Said(Text),
}

impl Value {
    /// In words, with nothing in them that could deceive.
    pub fn words(&self, say: &dyn Fn(&Text) -> String) -> String {
        match self {
            Self::Plain(words) => visible(words),
            Self::Said(text) => say(text),
        }
    }
}

fn text(key: &str) -> Text {
    Text::new(format!("paper.{key}"))
}

fn section(key: &str, rows: Vec<(Text, Value)>) -> Section {
    Section { title: text(key), rows, steps: Vec::new() }
}

fn plain(label: &str, value: impl ToString) -> (Text, Value) {
    (text(label), Value::Plain(value.to_string()))
}

fn said(label: &str, value: Text) -> (Text, Value) {
    (text(label), Value::Said(value))
}
