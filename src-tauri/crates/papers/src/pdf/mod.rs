//! A page as PDF: one page, whatever stands on it.
mod faces;
mod flow;
mod write;

use crate::Paper;
use faces::Faces;
use routeros::Text;
use std::collections::BTreeSet;

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Sheet {
    /// Width and height in points.
    const fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.28, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// A font of this computer's, for signs that the program's own does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Font {
    /// The file.
    pub data: Vec<u8>,
    /// Which one of those in the file.
    pub index: u32,
}

/// A page as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many rows had no room. The page says so too.
    pub left_out: usize,
    /// Signs that no font has: on the page they stand as their numbers.
    pub unshown: BTreeSet<char>,
}

/// A font cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unusable;

impl std::fmt::Display for Unusable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a font cannot be used")
    }
}

impl std::error::Error for Unusable {}

/// The signs of a page that the program's own font does not have: another one is wanted for them.
pub fn wanted_signs(paper: &Paper, say: &dyn Fn(&Text) -> String) -> BTreeSet<char> {
    let own = Faces::new(&[]).map(|faces| move |sign| faces.has(sign));
    let words = crate::markdown(paper, say);
    match own {
        Ok(has) => words.chars().filter(|sign| !sign.is_control() && !has(*sign) && faces::is_plain(*sign)).collect(),
        Err(Unusable) => BTreeSet::new(),
    }
}

/// Which of these signs a font file has, and which one of its fonts has the most of them. None when it has
/// none of them, or must not stand in a file that is passed on.
pub fn font_with(data: &[u8], signs: &BTreeSet<char>) -> Option<(u32, BTreeSet<char>)> {
    let fonts = 0..ttf_parser::fonts_in_collection(data).unwrap_or(1).min(16);
    let found = fonts.map(|index| (index, faces::signs_of(data, index, signs)));
    let best = found.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best })?;
    (!best.1.is_empty()).then_some(best)
}

/// The page. Letters become smaller before a list loses rows, and the page says how many it lost.
///
/// # Errors
/// A font cannot be used.
pub fn pdf(paper: &Paper, say: &dyn Fn(&Text) -> String, sheet: Sheet, fonts: &[Font]) -> Result<Pdf, Unusable> {
    let faces = Faces::new(fonts)?;
    let page = flow::fit(paper, say, sheet.points(), &faces);
    let bytes = write::file(&say(&paper.title), &page.ops, sheet.points(), &faces)?;
    Ok(Pdf { bytes, left_out: page.left_out, unshown: faces.unshown() })
}
