//! Characters that cannot be seen. They come along when a text is copied, and make a right password wrong.

/// Whether `text` holds a character that cannot be seen or is not the plain space it looks like.
pub fn has_invisible(text: &str) -> bool {
    places(text).next().is_some()
}

/// `text` without characters that cannot be seen and without spaces around. Look-alike spaces between words become
/// plain ones; nothing else changes.
pub fn remove_invisible(text: &str) -> String {
    let mut clean = text.to_owned();
    // Again until nothing is left: a joiner in an emoji can lose its neighbour.
    while has_invisible(&clean) {
        let mut next = String::with_capacity(clean.len());
        let mut kept = 0;
        for bad in places(&clean) {
            next.push_str(&clean[kept..bad.start]);
            if is_other_space(bad.sign) {
                next.push(' ');
            }
            kept = bad.start + bad.sign.len_utf8();
        }
        next.push_str(&clean[kept..]);
        clean = next;
    }
    clean.trim_matches(' ').to_owned()
}

/// Where the first invisible character stands, as `{where}` of the issue.
pub(crate) fn invisible_place(text: &str) -> Option<&'static str> {
    let bad = places(text).next()?;
    let before = text[..bad.start].chars().all(is_hidden);
    let after = text[bad.start..].chars().all(is_hidden);
    Some(match (before, after) {
        (_, true) => "end",
        (true, false) => "start",
        (false, false) => "middle",
    })
}

/// Where plain spaces stand around the text, as `{where}` of the issue.
pub(crate) fn space_place(text: &str) -> Option<&'static str> {
    match (text.starts_with(' '), text.ends_with(' ')) {
        (true, true) => Some("both"),
        (true, false) => Some("start"),
        (false, true) => Some("end"),
        (false, false) => None,
    }
}

struct Bad {
    start: usize,
    sign: char,
}

fn places(text: &str) -> impl Iterator<Item = Bad> + '_ {
    text.char_indices()
        .filter(|&(start, sign)| is_hidden(sign) && !belongs_to_picture(text, start, sign))
        .map(|(start, sign)| Bad { start, sign })
}

/// Emoji are built with characters that are invisible by themselves: a family is people with joiners between them.
fn belongs_to_picture(text: &str, start: usize, sign: char) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[start + sign.len_utf8()..].chars().next();
    match sign {
        '\u{FE0F}' => before.is_some_and(|c| is_picture(c) || matches!(c, '0'..='9' | '#' | '*' | '©' | '®')),
        '\u{200D}' => before.is_some_and(|c| is_picture(c) || c == '\u{FE0F}') && after.is_some_and(is_picture),
        _ => false,
    }
}

fn is_picture(sign: char) -> bool {
    matches!(sign, '\u{203C}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
        && !is_hidden(sign)
}

/// Spaces that are not the one on the space bar.
fn is_other_space(sign: char) -> bool {
    sign != ' ' && sign.is_whitespace() && !sign.is_control()
}

fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || is_other_space(sign)
        || matches!(sign,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_and_odd_texts_are_left_alone() {
        for text in ["", "a\"b$c[d;e\\f", "two words", "père Ωmega 山", "👍🏽 👨‍👩‍👧 ❤️ 1️⃣"]
        {
            assert!(!has_invisible(text), "{text}");
            assert_eq!(remove_invisible(text), text);
        }
    }

    #[test]
    fn invisible_characters_are_found_where_they_stand() {
        for (text, place) in [
            ("abc\u{200B}", "end"),
            ("\u{FEFF}abc", "start"),
            ("a\u{AD}bc", "middle"),
            ("abc\u{A0}\u{A0}", "end"),
            ("abc\r\n", "end"),
            ("abc\t", "end"),
            ("a\u{202E}bc", "middle"),
            ("a\u{200D}b", "middle"),
            ("a\u{E0041}", "end"),
        ] {
            assert_eq!(invisible_place(text), Some(place), "{text:?}");
            assert_eq!(remove_invisible(text), "abc".get(..remove_invisible(text).len()).unwrap());
        }
    }

    #[test]
    fn look_alike_spaces_between_words_become_plain() {
        assert_eq!(remove_invisible("\u{A0}my\u{A0}name "), "my name");
    }

    proptest! {
        #[test]
        fn removing_leaves_nothing_to_remove(text in any::<String>()) {
            let clean = remove_invisible(&text);
            prop_assert!(!has_invisible(&clean));
            prop_assert_eq!(space_place(&clean), None);
            prop_assert_eq!(remove_invisible(&clean), clean);
        }
    }
}
