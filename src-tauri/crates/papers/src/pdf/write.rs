//! The file: what is drawn, and of each font the letters that are used (ISO 32000-1, 9.7 "Composite fonts").
use super::{
    Unusable,
    faces::{Faces, Letters},
    flow::{Colour, Op},
};
use pdf_writer::{
    Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
/// Each font takes this many places after them.
const PER_FONT: i32 = 5;
/// Bézier curves make a quarter of a circle with handles of this length.
const ROUND: f32 = 0.552_284_8;

/// The whole file.
pub(super) fn file(title: &str, ops: &[Op], sheet: (f32, f32), faces: &Faces<'_>) -> Result<Vec<u8>, Unusable> {
    for op in ops {
        if let Op::Words { words, bold, .. } = op {
            faces.glyphs(words, *bold);
        }
    }
    let used: Vec<(usize, &Letters<'_>)> =
        faces.all.iter().enumerate().filter(|(_, letters)| !letters.used.borrow().is_empty()).collect();
    let mappers: Vec<GlyphRemapper> = faces
        .all
        .iter()
        .map(|letters| {
            let mut mapper = GlyphRemapper::new();
            for glyph in letters.used.borrow().keys() {
                mapper.remap(*glyph);
            }
            mapper
        })
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.document_info(INFO).title(TextStr(title)).creator(TextStr("FirstHop"));
    pdf.pages(PAGES).kids([PAGE]).count(1);
    let mut page = pdf.page(PAGE);
    page.media_box(Rect::new(0.0, 0.0, sheet.0, sheet.1)).parent(PAGES).contents(CONTENT);
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    for (place, _) in &used {
        fonts.pair(Name(name(*place).as_bytes()), font_ref(*place, 0));
    }
    fonts.finish();
    resources.finish();
    page.finish();
    pdf.stream(CONTENT, &content(ops, sheet.1, faces, &mappers));
    for (place, letters) in used {
        font(&mut pdf, place, letters, &mappers[place])?;
    }
    Ok(pdf.finish())
}

fn name(place: usize) -> String {
    format!("F{place}")
}

fn font_ref(place: usize, part: i32) -> Ref {
    // A page has a handful of fonts.
    Ref::new(10 + i32::try_from(place).unwrap_or_default() * PER_FONT + part)
}

fn content(ops: &[Op], height: f32, faces: &Faces<'_>, mappers: &[GlyphRemapper]) -> Vec<u8> {
    let mut content = Content::new();
    for op in ops {
        match op {
            Op::Words { at, size, bold, colour, words } => {
                let mut x = at.0;
                let glyphs = faces.glyphs(words, *bold);
                for run in glyphs.chunk_by(|one, next| one.0 == next.0) {
                    let place = run[0].0;
                    let codes = run.iter().filter_map(|(_, glyph)| mappers[place].get(*glyph));
                    let bytes: Vec<u8> = codes.flat_map(u16::to_be_bytes).collect();
                    content.begin_text().set_fill_rgb(colour[0], colour[1], colour[2]);
                    content.set_font(Name(name(place).as_bytes()), *size);
                    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, height - at.1]).show(Str(&bytes)).end_text();
                    x += run.iter().map(|(_, glyph)| faces.all[place].wide(*glyph)).sum::<f32>() * size / 1000.0;
                }
            }
            Op::Line { points: [from, to], colour, width } => {
                content.set_stroke_rgb(colour[0], colour[1], colour[2]).set_line_width(*width);
                content.move_to(from.0, height - from.1).line_to(to.0, height - to.1).stroke();
            }
            Op::Shape { corners, fill, line } => {
                colours(&mut content, fill, line);
                for (number, (x, y)) in corners.iter().enumerate() {
                    if number == 0 {
                        content.move_to(*x, height - y)
                    } else {
                        content.line_to(*x, height - y)
                    };
                }
                content.close_fill_nonzero_and_stroke();
            }
            Op::Frame { at, size, corner, fill, line, dashed } => {
                colours(&mut content, fill, line);
                content.set_dash_pattern(if *dashed { vec![3.0, 2.0] } else { Vec::new() }, 0.0);
                frame(&mut content, (at.0, height - at.1 - size.1), *size, *corner);
                content.set_dash_pattern(Vec::new(), 0.0);
            }
        }
    }
    content.finish().into_vec()
}

fn colours(content: &mut Content, fill: &Colour, line: &Colour) {
    content.set_fill_rgb(fill[0], fill[1], fill[2]).set_stroke_rgb(line[0], line[1], line[2]).set_line_width(1.1);
}

/// From its lower left corner.
fn frame(content: &mut Content, (x, y): (f32, f32), (wide, high): (f32, f32), corner: f32) {
    let r = corner.min(wide / 2.0).min(high / 2.0);
    let h = r * (1.0 - ROUND);
    let (right, top) = (x + wide, y + high);
    content.move_to(x + r, y).line_to(right - r, y).cubic_to(right - h, y, right, y + h, right, y + r);
    content.line_to(right, top - r).cubic_to(right, top - h, right - h, top, right - r, top);
    content.line_to(x + r, top).cubic_to(x + h, top, x, top - h, x, top - r);
    content.line_to(x, y + r).cubic_to(x, y + h, x + h, y, x + r, y).close_fill_nonzero_and_stroke();
}

/// A font with the letters that the page uses, and what each of them is, so that words can be searched and copied.
fn font(pdf: &mut Pdf, place: usize, letters: &Letters<'_>, mapper: &GlyphRemapper) -> Result<(), Unusable> {
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let part = |number| font_ref(place, number);
    let base = format!("FIRHOP+Page{place}");
    let subset = subsetter::subset(letters.data, letters.index, mapper).map_err(|_| Unusable)?;
    // Outlines of PostScript's kind stand alone, without the tables around them.
    let cff = ttf_parser::RawFace::parse(&subset, 0)
        .ok()
        .and_then(|face| face.table(ttf_parser::Tag::from_bytes(b"CFF ")).map(<[u8]>::to_vec));
    let mut whole = pdf.type0_font(part(0));
    whole.base_font(Name(base.as_bytes())).encoding_predefined(Name(b"Identity-H"));
    whole.descendant_font(part(1)).to_unicode(part(3));
    whole.finish();
    let mut cid = pdf.cid_font(part(1));
    cid.subtype(if cff.is_some() { CidFontType::Type0 } else { CidFontType::Type2 });
    cid.base_font(Name(base.as_bytes())).system_info(system).font_descriptor(part(2)).default_width(0.0);
    if cff.is_none() {
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let used = letters.used.borrow();
    let mut codes: Vec<(u16, u16, char)> =
        used.iter().filter_map(|(glyph, sign)| Some((mapper.get(*glyph)?, *glyph, *sign))).collect();
    codes.sort_unstable();
    let mut widths = cid.widths();
    for (code, glyph, _) in &codes {
        widths.consecutive(*code, [letters.wide(*glyph)]);
    }
    widths.finish();
    cid.finish();
    let face = &letters.face;
    let units = f32::from(face.units_per_em().max(1));
    let scaled = |value: i16| f32::from(value) * 1000.0 / units;
    let bounds = face.global_bounding_box();
    let mut descriptor = pdf.font_descriptor(part(2));
    descriptor.name(Name(base.as_bytes())).flags(FontFlags::SYMBOLIC).italic_angle(0.0).stem_v(80.0);
    descriptor.bbox(Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)));
    descriptor.ascent(scaled(face.ascender())).descent(scaled(face.descender()));
    descriptor.cap_height(scaled(face.capital_height().unwrap_or(face.ascender())));
    if cff.is_some() {
        descriptor.font_file3(part(4))
    } else {
        descriptor.font_file2(part(4))
    };
    descriptor.finish();
    let mut map = UnicodeCmap::<u16>::new(Name(b"Letters"), system);
    codes.iter().for_each(|(code, _, sign)| map.pair(*code, *sign));
    pdf.stream(part(3), &map.finish());
    match cff {
        Some(outlines) => {
            pdf.stream(part(4), &outlines).pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        None => {
            pdf.stream(part(4), &subset);
        }
    }
    Ok(())
}
