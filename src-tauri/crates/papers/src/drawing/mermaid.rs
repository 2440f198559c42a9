//! The drawing in Mermaid's words, which many pages and editors show as a picture.
use super::{Drawing, Node};
use routeros::Text;

/// The drawing as a flow chart. A name from outside cannot become anything but a label.
pub fn mermaid(drawing: &Drawing, say: &dyn Fn(&Text) -> String) -> String {
    let label = |node: &Node| quoted(&[node.name.words(say), node.detail.words(say)]);
    let socket = drawing.socket.as_ref().map(|socket| format!("|{}|", quoted(&[routeros::visible(socket)])));
    let mut out = String::from("flowchart TD\n");
    out.push_str(&format!(
        "  internet([{}]) ---{} router[{}]\n",
        label(&drawing.internet),
        socket.unwrap_or_default(),
        label(&drawing.router)
    ));
    for (number, device) in drawing.devices.iter().enumerate() {
        out.push_str(&format!("  router --- device{number}[{}]\n", label(device)));
    }
    out.push_str(&format!("  router -.- others[{}]\n", label(&drawing.others)));
    out
}

/// One label of several lines. Inside of quotes Mermaid reads `#…;` as the sign with that number, and
/// `<br>` as the end of a line (mermaid.js.org, "Flowcharts", "Special characters that break syntax"):
/// everything that is no letter, no digit and no harmless sign is written as its number.
fn quoted(lines: &[String]) -> String {
    let mut out = String::from("\"");
    for (number, line) in lines.iter().filter(|line| !line.is_empty()).enumerate() {
        if number > 0 {
            out.push_str("<br>");
        }
        for sign in line.chars() {
            match sign {
                ' ' | '.' | ',' | '/' | '-' | '–' => out.push(sign),
                sign if sign.is_alphanumeric() => out.push(sign),
                sign => out.push_str(&format!("#{};", u32::from(sign))),
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_a_label() {
        assert_eq!(quoted(&["Printer".into(), "192.168.88.20".into()]), "\"Printer<br>192.168.88.20\"");
        assert_eq!(quoted(&["Tiskárna 印刷".into()]), "\"Tiskárna 印刷\"");
        let hard = quoted(&["\"] --> evil[\"\n%%{ <script> #quot; `".into()]);
        assert!(!hard[1..hard.len() - 1].contains(['"', '[', ']', '\n', '%', '{', '<', '>', '`']), "{hard}");
        assert!(hard.contains("#35;quot#59;"), "what looks like a sign's number is none: {hard}");
    }
}
