//! A page as Markdown.
use crate::{Paper, Value, mermaid};
use routeros::{Text, visible};

/// The page, with `say` for the texts. What comes from outside cannot become Markdown of its own.
pub fn markdown(paper: &Paper, say: &dyn Fn(&Text) -> String) -> String {
    let mut out = format!("# {}\n\n{}\n", say(&paper.title), say(&paper.lead));
    for section in &paper.sections {
        out.push_str(&format!("\n## {}\n\n", say(&section.title)));
        if !section.rows.is_empty() {
            out.push_str("| | |\n| --- | --- |\n");
        }
        for (label, value) in &section.rows {
            let value = match value {
                Value::Plain(words) => code(&cell(words)),
                Value::Said(text) => cell(&say(text)),
            };
            out.push_str(&format!("| {} | {value} |\n", cell(&say(label))));
        }
        if !section.rows.is_empty() && !section.steps.is_empty() {
            out.push('\n');
        }
        for (number, step) in section.steps.iter().enumerate() {
            out.push_str(&format!("{}. {}\n", number + 1, say(step)));
        }
    }
    if let Some(drawing) = &paper.drawing {
        out.push_str(&format!("\n```mermaid\n{}```\n", mermaid(drawing, say)));
    }
    out
}

/// Words as they are. The fence is longer than any row of the same sign in them (CommonMark, "Code spans").
fn code(words: &str) -> String {
    let longest = words.split(|sign| sign != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{words}{pad}{fence}")
}

fn cell(words: &str) -> String {
    visible(words).replace('|', "\\|").replace(['\n', '\r'], " ")
}
