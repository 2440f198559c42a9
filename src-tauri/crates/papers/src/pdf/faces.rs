//! The letters: which font has a sign, how wide it is, and which signs a page used.
use super::{Font, Unusable};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};
use ttf_parser::Face;

/// Noto Sans with the letters of Europe (Latin, Greek, Cyrillic) and Vietnam. See `fonts/README.md`.
const REGULAR: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

/// One of the fonts of a page.
pub(super) struct Letters<'a> {
    pub(super) face: Face<'a>,
    pub(super) data: &'a [u8],
    pub(super) index: u32,
    /// Which sign each of its used glyphs stands for.
    pub(super) used: RefCell<BTreeMap<u16, char>>,
}

impl Letters<'_> {
    /// How wide a glyph is, in thousandths of its height.
    pub(super) fn wide(&self, glyph: u16) -> f32 {
        let units = f32::from(self.face.units_per_em().max(1));
        f32::from(self.face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or_default()) * 1000.0 / units
    }
}

/// The fonts of a page: regular, bold, and those for signs that neither has.
pub(super) struct Faces<'a> {
    pub(super) all: Vec<Letters<'a>>,
    unshown: RefCell<BTreeSet<char>>,
}

/// Letters that are written one after the other, from left to right, each in its own place. Scripts that
/// join or turn their letters (from Hebrew to Khmer) need more than a font, and would be wrong without it.
pub(super) fn is_plain(sign: char) -> bool {
    !matches!(u32::from(sign), 0x0300..=0x036F | 0x0590..=0x0DFF | 0x0F00..=0x109F | 0x1780..=0x18AF | 0x1A00..=0x1CFF
        | 0xFB1D..=0xFDFF | 0xFE00..=0xFE0F | 0xFE70..=0xFEFF | 0x10800..=0x11FFF)
}

/// Those of the signs that a font can draw, if it may be passed on with a file.
pub(super) fn signs_of(data: &[u8], index: u32, signs: &BTreeSet<char>) -> BTreeSet<char> {
    let Ok(face) = Face::parse(data, index) else { return BTreeSet::new() };
    let has_outlines = face.tables().glyf.is_some() || face.tables().cff.is_some();
    let may = face.is_subsetting_allowed() && face.permissions() != Some(ttf_parser::Permissions::Restricted);
    if !has_outlines || !may || face.is_variable() {
        return BTreeSet::new();
    }
    let has = |sign: &&char| face.glyph_index(**sign).is_some_and(|glyph| glyph.0 != 0);
    signs.iter().filter(has).copied().collect()
}

impl<'a> Faces<'a> {
    pub(super) fn new(fonts: &'a [Font]) -> Result<Self, Unusable> {
        let own = [(REGULAR, 0), (BOLD, 0)];
        let all = own.into_iter().chain(fonts.iter().map(|font| (font.data.as_slice(), font.index)));
        let all = all.map(|(data, index)| {
            let face = Face::parse(data, index).map_err(|_| Unusable)?;
            Ok(Letters { face, data, index, used: RefCell::default() })
        });
        Ok(Self { all: all.collect::<Result<_, Unusable>>()?, unshown: RefCell::default() })
    }

    fn find(&self, sign: char, bold: bool) -> Option<(usize, u16)> {
        let first = usize::from(bold);
        let order = [first, 1 - first].into_iter().chain(2..self.all.len());
        let mut order = order.filter_map(|place| {
            let glyph = self.all.get(place)?.face.glyph_index(sign).filter(|glyph| glyph.0 != 0)?;
            Some((place, glyph.0))
        });
        order.next().filter(|_| is_plain(sign))
    }

    pub(super) fn has(&self, sign: char) -> bool {
        self.find(sign, false).is_some()
    }

    /// Words as they can be written: what no font has stands as its number.
    pub(super) fn shown(&self, words: &str) -> String {
        let mut out = String::with_capacity(words.len());
        for sign in words.chars() {
            if self.has(sign) {
                out.push(sign);
            } else {
                self.unshown.borrow_mut().insert(sign);
                out.push_str(&format!("‹U+{:04X}›", u32::from(sign)));
            }
        }
        out
    }

    /// The glyphs of words that can be written, with the font that each comes from.
    pub(super) fn glyphs(&self, words: &str, bold: bool) -> Vec<(usize, u16)> {
        let mut out = Vec::with_capacity(words.len());
        for sign in words.chars() {
            if let Some((place, glyph)) = self.find(sign, bold) {
                self.all[place].used.borrow_mut().insert(glyph, sign);
                out.push((place, glyph));
            }
        }
        out
    }

    pub(super) fn width(&self, words: &str, bold: bool, size: f32) -> f32 {
        let wide = |sign| self.find(sign, bold).map_or(0.0, |(place, glyph)| self.all[place].wide(glyph));
        words.chars().map(wide).sum::<f32>() * size / 1000.0
    }

    /// Lines no wider than this. A word that is wider is broken where it has to be.
    pub(super) fn wrap(&self, words: &str, bold: bool, size: f32, room: f32) -> Vec<String> {
        let (mut lines, mut line, mut wide) = (Vec::new(), String::new(), 0.0);
        for word in words.split_inclusive(' ') {
            if !line.is_empty() && wide + self.width(word.trim_end(), bold, size) > room {
                lines.push(std::mem::take(&mut line));
                wide = 0.0;
            }
            for sign in word.chars() {
                let more = self.width(sign.encode_utf8(&mut [0; 4]), bold, size);
                if sign != ' ' && !line.is_empty() && wide + more > room {
                    lines.push(std::mem::take(&mut line));
                    wide = 0.0;
                }
                line.push(sign);
                wide += more;
            }
        }
        lines.push(line);
        lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
    }

    pub(super) fn unshown(&self) -> BTreeSet<char> {
        self.unshown.borrow().clone()
    }
}
