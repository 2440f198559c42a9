//! Where everything stands in the picture. Screen and paper draw the same.
use super::{Drawing, Node};
use crate::text;
use routeros::Text;

/// How wide it is, in points.
const WIDTH: f32 = 640.0;
/// Boxes in a row, and rows.
const COLUMNS: usize = 4;
const ROWS: usize = 3;
const BOX: (f32, f32) = (134.0, 64.0);
/// Where there are fewer of them.
const WIDE: f32 = 168.0;
const GAP: f32 = 6.0;
/// Where the first row of devices begins.
const TOP: f32 = 222.0;
/// Where the lines to them part.
const BUS: f32 = 204.0;
/// How high words stand.
pub(crate) const HEIGHT_OF_WORDS: f32 = 13.0;

/// How much smaller the second part of a box is.
pub(crate) const SMALL: f32 = 0.92;

/// What is drawn, the first thing behind the next.
pub(crate) struct Picture {
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// The house.
    pub(crate) walls: Vec<(f32, f32)>,
    pub(crate) lines: Vec<[(f32, f32); 2]>,
    pub(crate) frames: Vec<Frame>,
    /// The socket beside the line.
    pub(crate) beside: Option<(f32, f32, String)>,
}

/// A box with words.
pub(crate) struct Frame {
    pub(crate) at: (f32, f32),
    pub(crate) size: (f32, f32),
    pub(crate) weight: Weight,
    /// As they fit.
    pub(crate) lines: Vec<String>,
    /// How many of them are its name.
    pub(crate) bold: usize,
    /// Whole.
    pub(crate) whole: String,
}

/// How a box is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Beyond the line.
    Outside,
    /// The router.
    Router,
    /// A device.
    Device,
    /// Not one device.
    Several,
}

/// Lays the drawing out. Devices without a place are counted in a box of their own.
pub(crate) fn picture(drawing: &Drawing, say: &dyn Fn(&Text) -> String) -> Picture {
    let frame = |at: (f32, f32), size: (f32, f32), weight: Weight, node: &Node| {
        let (name, detail) = (node.name.words(say), node.detail.words(say));
        let room = size.0 - 8.0;
        // A device has room for a name of two lines.
        let mut lines = if weight == Weight::Device { halves(&name, room) } else { vec![cut(&name, room)] };
        let bold = lines.len();
        lines.extend((!detail.is_empty()).then(|| cut(&detail, room / SMALL)));
        Frame { at, size, weight, bold, lines, whole: format!("{name}, {detail}") }
    };
    let middle = WIDTH / 2.0;
    let mut frames = vec![
        frame((middle - 130.0, 8.0), (260.0, 48.0), Weight::Outside, &drawing.internet),
        frame((middle - 130.0, 126.0), (260.0, 52.0), Weight::Router, &drawing.router),
    ];
    let most = COLUMNS * ROWS - 1;
    let shown = if drawing.devices.len() > most { most - 1 } else { drawing.devices.len() };
    let mut below: Vec<(Weight, Node)> =
        drawing.devices[..shown].iter().map(|node| (Weight::Device, node.clone())).collect();
    if shown < drawing.devices.len() {
        let more = text("drawing-more").with("number", (drawing.devices.len() - shown).to_string());
        let node = Node { name: crate::Value::Said(more), detail: crate::Value::Plain(String::new()) };
        below.push((Weight::Several, node));
    }
    below.push((Weight::Several, drawing.others.clone()));
    let columns = below.len().min(COLUMNS);
    let rows = below.len().div_ceil(COLUMNS);
    let size = (if columns < COLUMNS { WIDE } else { BOX.0 }, BOX.1);
    let wide = columns as f32 * size.0 + (columns - 1) as f32 * GAP;
    let place = |number: usize| {
        let (column, row) = (number % COLUMNS, number / COLUMNS);
        (middle - wide / 2.0 + column as f32 * (size.0 + GAP), TOP + row as f32 * (size.1 + GAP))
    };
    let mut lines = vec![[(middle, 56.0), (middle, 126.0)], [(middle, 178.0), (middle, BUS)]];
    let centre = |number: usize| place(number).0 + size.0 / 2.0;
    lines.push([(centre(0), BUS), (centre(columns - 1), BUS)]);
    for column in 0..columns {
        let lowest = (0..below.len()).rfind(|number| number % COLUMNS == column).unwrap_or(column);
        lines.push([(centre(column), BUS), (centre(column), place(lowest).1)]);
    }
    frames.extend(below.iter().enumerate().map(|(number, (weight, node))| frame(place(number), size, *weight, node)));
    let ground = TOP + rows as f32 * (BOX.1 + GAP) + 10.0;
    let walls = vec![
        (36.0, ground),
        (36.0, 158.0),
        (16.0, 158.0),
        (middle, 82.0),
        (WIDTH - 16.0, 158.0),
        (WIDTH - 36.0, 158.0),
        (WIDTH - 36.0, ground),
    ];
    let beside = drawing.socket.as_ref().map(|socket| (middle + 8.0, 73.0, cut(&routeros::visible(socket), 160.0)));
    Picture { width: WIDTH, height: ground + 8.0, walls, lines, frames, beside }
}

/// How wide a sign is, as a part of its height. Which font shows it is not known, so it is taken as wide.
fn wide(sign: char) -> f32 {
    match sign {
        'i' | 'l' | 'j' | '.' | ',' | ':' | '|' | ' ' => 0.32,
        '0'..='9' | 'a'..='z' => 0.58,
        // Whatever is written in squares.
        sign if u32::from(sign) >= 0x2E80 => 1.0,
        _ => 0.72,
    }
}

fn size(words: &str) -> f32 {
    words.chars().map(|sign| wide(sign) * HEIGHT_OF_WORDS).sum()
}

/// At most two lines: as many words as fit into the first, and the rest as far as it fits.
fn halves(words: &str, width: f32) -> Vec<String> {
    let mut spaces = words.char_indices().filter(|(_, sign)| *sign == ' ').map(|(at, _)| at);
    let end = spaces.rfind(|at| size(&words[..*at]) <= width);
    match end {
        Some(at) if size(words) > width => vec![words[..at].to_owned(), cut(words[at..].trim_start(), width)],
        _ => vec![cut(words, width)],
    }
}

/// As much as fits.
fn cut(words: &str, width: f32) -> String {
    if size(words) <= width {
        return words.to_owned();
    }
    let mut room = width - wide('…') * HEIGHT_OF_WORDS;
    let fits = words.chars().take_while(|sign| {
        room -= wide(*sign) * HEIGHT_OF_WORDS;
        room >= 0.0
    });
    let mut out: String = fits.collect();
    out.push('…');
    out
}
