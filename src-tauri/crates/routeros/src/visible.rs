//! Text that came from outside, shown so that it cannot deceive.

/// The text with every character shown by its number that controls a terminal, turns the writing
/// direction, or cannot be seen.
///
/// ```
/// assert_eq!(routeros::visible("a\u{202e}b"), "a‹U+202E›b");
/// ```
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_treacherous(character) {
            out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_could_deceive_is_shown_and_the_rest_stays() {
        assert_eq!(visible("a\nb\u{200b}\u{1b}[31m"), "a‹U+000A›b‹U+200B›‹U+001B›[31m");
        assert_eq!(visible("Küche 😀"), "Küche 😀");
    }
}
