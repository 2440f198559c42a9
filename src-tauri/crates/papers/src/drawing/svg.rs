//! The drawing as a picture (SVG 1.1), for light paper. It needs nothing beside itself.
use super::{Drawing, HEIGHT_OF_WORDS, SMALL, Weight, picture};
use routeros::Text;
use std::fmt::Write;

/// The picture, with a title and a description for who does not see it. A name from outside cannot
/// become anything but words.
pub fn svg(drawing: &Drawing, say: &dyn Fn(&Text) -> String) -> String {
    let picture = picture(drawing, say);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
         aria-labelledby=\"drawing-title drawing-words\" font-family=\"'Atkinson Hyperlegible Next', 'Noto Sans', \
         sans-serif\" font-size=\"{HEIGHT_OF_WORDS}\" text-anchor=\"middle\">\n\
         <title id=\"drawing-title\">{}</title>\n<desc id=\"drawing-words\">{}</desc>\n\
         <rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n",
        escaped(&say(&drawing.title)),
        escaped(&drawing.words(say)),
        w = picture.width,
        h = picture.height,
    );
    let corners: Vec<String> = picture.walls.iter().map(|(x, y)| format!("{x},{y}")).collect();
    // Writing into a string cannot fail.
    let _ = writeln!(
        out,
        "<polygon points=\"{}\" fill=\"#edf4f5\" stroke=\"#0c585f\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
        corners.join(" ")
    );
    for [(x1, y1), (x2, y2)] in &picture.lines {
        let _ = writeln!(out, "<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"#6c8086\" stroke-width=\"1.5\"/>");
    }
    if let Some((x, y, socket)) = &picture.beside {
        let socket = escaped(socket);
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"start\" fill=\"#465b61\">{socket}</text>");
    }
    for frame in &picture.frames {
        let (x, y) = frame.at;
        let (w, h) = frame.size;
        let (fill, line, dash, corner) = match frame.weight {
            Weight::Outside => ("#ddebee", "#6c8086", "", h / 2.0),
            Weight::Router => ("#fff2d2", "#0c585f", "", 10.0),
            Weight::Device => ("#ffffff", "#6c8086", "", 8.0),
            Weight::Several => ("#ffffff", "#6c8086", " stroke-dasharray=\"4 3\"", 8.0),
        };
        let _ = writeln!(
            out,
            "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{corner}\" fill=\"{fill}\" \
             stroke=\"{line}\" stroke-width=\"1.5\"{dash}/>",
            escaped(&frame.whole)
        );
        let middle = y + h / 2.0 + 4.5 - 8.5 * (frame.lines.len() as f32 - 1.0);
        for (number, line) in frame.lines.iter().enumerate() {
            let (weight, colour, size) = if number < frame.bold {
                (600, "#12292f", HEIGHT_OF_WORDS)
            } else {
                (400, "#465b61", HEIGHT_OF_WORDS * SMALL)
            };
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" fill=\"{colour}\">{}</text>",
                x + w / 2.0,
                middle + 17.0 * number as f32,
                escaped(line)
            );
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// Words between tags or in an attribute. Signs that XML knows under no name (W3C, "XML 1.0", 2.2) become
/// the sign that stands for one that cannot be shown.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for sign in words.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            sign if sign.is_control() => out.push('\u{FFFD}'),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_its_words() {
        let hard = escaped("</text><script>alert('x')</script>&amp;\u{0}\u{FFFE}");
        assert!(!hard.contains(['<', '>', '\'', '\u{0}', '\u{FFFE}']) && hard.contains("&amp;amp;"), "{hard}");
    }
}
