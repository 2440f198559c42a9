//! Where everything stands on the page.
use super::faces::Faces;
use crate::{
    Paper, Section, Value,
    drawing::{HEIGHT_OF_WORDS, SMALL, Weight, picture},
    text,
};
use routeros::Text;

/// The edge of the paper, in points: printers cannot print up to it.
const MARGIN: f32 = 44.0;
/// How large everything is; tried one after the other until the page holds it.
const SIZES: [f32; 7] = [1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];
/// A list that is longer than this stands in two columns, and may lose rows.
const LONG: usize = 8;
/// Nobody reads more of one value on paper, and it must not take the page.
const LONGEST: usize = 300;

/// A colour, from 0 to 1.
pub(super) type Colour = [f32; 3];
const INK: Colour = [0.071, 0.161, 0.184];
const PALE: Colour = [0.275, 0.357, 0.38];
const PINE: Colour = [0.047, 0.345, 0.373];
const LINE: Colour = [0.424, 0.502, 0.525];
const FAINT: Colour = [0.835, 0.871, 0.863];

/// What is drawn, measured from the top left corner of the paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Op {
    /// Words that begin there, on this line.
    Words { at: (f32, f32), size: f32, bold: bool, colour: Colour, words: String },
    /// A line.
    Line { points: [(f32, f32); 2], colour: Colour, width: f32 },
    /// A shape with corners.
    Shape { corners: Vec<(f32, f32)>, fill: Colour, line: Colour },
    /// A box with round corners.
    Frame { at: (f32, f32), size: (f32, f32), corner: f32, fill: Colour, line: Colour, dashed: bool },
}

/// A page that holds everything.
pub(super) struct Page {
    pub(super) ops: Vec<Op>,
    pub(super) left_out: usize,
}

/// As large as the page allows, and whole if it can be.
pub(super) fn fit(paper: &Paper, say: &dyn Fn(&Text) -> String, sheet: (f32, f32), faces: &Faces<'_>) -> Page {
    let room = sheet.1 - MARGIN;
    let lay = |scale: f32, most: usize| {
        let mut flow =
            Flow { faces, say, scale, wide: sheet.0 - 2.0 * MARGIN, y: MARGIN, ops: Vec::new(), left_out: 0 };
        flow.paper(paper, most);
        (flow.y <= room, Page { ops: flow.ops, left_out: flow.left_out })
    };
    for scale in SIZES {
        let (fits, page) = lay(scale, usize::MAX);
        if fits {
            return page;
        }
    }
    let smallest = SIZES[SIZES.len() - 1];
    let longest = paper.sections.iter().map(|section| section.rows.len()).max().unwrap_or_default();
    let (mut fits, mut too_many) = (LONG, longest);
    while too_many - fits > 1 {
        let middle = fits.midpoint(too_many);
        if lay(smallest, middle).0 { fits = middle } else { too_many = middle }
    }
    lay(smallest, fits).1
}

struct Flow<'a> {
    faces: &'a Faces<'a>,
    say: &'a dyn Fn(&Text) -> String,
    scale: f32,
    wide: f32,
    y: f32,
    ops: Vec<Op>,
    left_out: usize,
}

impl Flow<'_> {
    fn say(&self, text: &Text) -> String {
        self.faces.shown(&(self.say)(text))
    }

    /// Words in lines that begin at `x`; the page goes on below them.
    fn words(&mut self, words: &str, x: f32, room: f32, size: f32, bold: bool, colour: Colour) {
        let size = size * self.scale;
        for line in self.faces.wrap(words, bold, size, room) {
            self.y += size * 1.32;
            let at = (x, self.y - size * 0.3);
            self.ops.push(Op::Words { at, size, bold, colour, words: line });
        }
    }

    fn paper(&mut self, paper: &Paper, most: usize) {
        self.words(&self.say(&paper.title), MARGIN, self.wide, 22.0, true, PINE);
        self.words(&self.say(&paper.lead), MARGIN, self.wide, 11.0, false, PALE);
        if let Some(drawing) = &paper.drawing {
            self.y += 8.0 * self.scale;
            self.drawing(drawing);
        }
        for section in &paper.sections {
            self.section(section, most);
        }
    }

    fn section(&mut self, section: &Section, most: usize) {
        self.y += 12.0 * self.scale;
        self.words(&self.say(&section.title), MARGIN, self.wide, 12.5, true, PINE);
        self.y += 2.0 * self.scale;
        let points = [(MARGIN, self.y), (MARGIN + self.wide, self.y)];
        self.ops.push(Op::Line { points, colour: FAINT, width: 0.8 });
        self.y += 2.0 * self.scale;
        let is_long = section.rows.len() > LONG;
        let shown = if is_long { section.rows.len().min(most) } else { section.rows.len() };
        let rows = &section.rows[..shown];
        if is_long {
            let gap = 16.0;
            let half = (self.wide - gap) / 2.0;
            let (left, right) = rows.split_at(shown.div_ceil(2));
            let top = self.y;
            self.rows(left, MARGIN, half);
            let bottom = std::mem::replace(&mut self.y, top);
            self.rows(right, MARGIN + half + gap, half);
            self.y = self.y.max(bottom);
        } else {
            self.rows(rows, MARGIN, self.wide);
        }
        if shown < section.rows.len() {
            let number = section.rows.len() - shown;
            self.left_out += number;
            let words = self.say(&text("left-out").with("number", number.to_string()));
            self.words(&words, MARGIN, self.wide, 10.5, true, INK);
        }
        if !rows.is_empty() && !section.steps.is_empty() {
            self.y += 4.0 * self.scale;
        }
        for (number, step) in section.steps.iter().enumerate() {
            let indent = 18.0 * self.scale;
            let top = self.y;
            self.words(&format!("{}.", number + 1), MARGIN, indent, 10.5, true, INK);
            self.y = top;
            self.words(&self.say(step), MARGIN + indent, self.wide - indent, 10.5, false, INK);
            self.y += 1.5 * self.scale;
        }
    }

    fn rows(&mut self, rows: &[(Text, Value)], x: f32, wide: f32) {
        // In half a page, the names of devices need more of it than their addresses.
        let labels = if wide < 300.0 { wide * 0.54 } else { 150.0 };
        for (label, value) in rows {
            let top = self.y;
            let label = short(&self.say(label));
            self.words(&label, x, labels - 8.0, 10.5, false, PALE);
            let bottom = std::mem::replace(&mut self.y, top);
            let value = short(&self.faces.shown(&value.words(self.say)));
            self.words(&value, x + labels, wide - labels, 10.5, false, INK);
            self.y = self.y.max(bottom) + 1.5 * self.scale;
        }
    }

    fn drawing(&mut self, drawing: &crate::Drawing) {
        let picture = picture(drawing, self.say);
        let scale = (self.wide / picture.width).min(1.0) * self.scale;
        let left = MARGIN + (self.wide - picture.width * scale) / 2.0;
        let top = self.y;
        let place = |(x, y): (f32, f32)| (left + x * scale, top + y * scale);
        let corners = picture.walls.iter().map(|corner| place(*corner)).collect();
        self.ops.push(Op::Shape { corners, fill: [0.929, 0.957, 0.961], line: PINE });
        for [from, to] in picture.lines {
            self.ops.push(Op::Line { points: [place(from), place(to)], colour: LINE, width: 1.2 * scale });
        }
        if let Some((x, y, socket)) = picture.beside {
            let words = self.faces.shown(&socket);
            self.ops.push(Op::Words {
                at: place((x, y)),
                size: HEIGHT_OF_WORDS * scale,
                bold: false,
                colour: PALE,
                words,
            });
        }
        for frame in picture.frames {
            let (fill, line, corner) = match frame.weight {
                Weight::Outside => ([0.867, 0.922, 0.933], LINE, frame.size.1 / 2.0),
                Weight::Router => ([1.0, 0.949, 0.824], PINE, 10.0),
                Weight::Device | Weight::Several => ([1.0, 1.0, 1.0], LINE, 8.0),
            };
            let size = (frame.size.0 * scale, frame.size.1 * scale);
            let dashed = frame.weight == Weight::Several;
            self.ops.push(Op::Frame { at: place(frame.at), size, corner: corner * scale, fill, line, dashed });
            let middle = frame.at.1 + frame.size.1 / 2.0 + 4.5 - 8.5 * (frame.lines.len() as f32 - 1.0);
            for (number, words) in frame.lines.iter().enumerate() {
                let bold = number < frame.bold;
                let (colour, part) = if bold { (INK, 1.0) } else { (PALE, SMALL) };
                let words = self.faces.shown(words);
                // A sign that stands as its number is wider than it was thought.
                let room = frame.size.0 * scale - 4.0;
                let wide = self.faces.width(&words, bold, HEIGHT_OF_WORDS * scale * part);
                let size = HEIGHT_OF_WORDS * scale * part * (room / wide).min(1.0);
                let (x, y) = place((frame.at.0 + frame.size.0 / 2.0, middle + 17.0 * number as f32));
                let at = (x - self.faces.width(&words, bold, size) / 2.0, y);
                self.ops.push(Op::Words { at, size, bold, colour, words });
            }
        }
        self.y += picture.height * scale;
    }
}

fn short(words: &str) -> String {
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}
