//! The recovery card and the network sheet: shown, and saved by the system's dialogs.
use crate::accessibility::violations;
use std::{path::Path, process::Command};
use tests::{
    desktop::Desktop,
    pages::{Home, apply, log_in_to_provider, to_review},
    patience::LONG,
};

/// The words of a PDF's only page.
fn words(file: &Path) -> String {
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).arg(file).arg("-").output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}; it comes with poppler-utils"));
        String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<String>()
    };
    let pages = Command::new("pdfinfo").arg(file).output().expect("pdfinfo comes with poppler-utils");
    assert!(String::from_utf8_lossy(&pages.stdout).contains("Pages:           1\n"));
    run("pdftotext", &["-raw"])
}

#[test]
fn card_and_sheet_are_looked_at_and_saved() {
    let (home, desktop) = (Home::new(), Desktop::start());
    let app = home.start_with(&[], &[("DISPLAY", &desktop.display)]);
    let password = log_in_to_provider(&app);
    to_review(&app);
    apply(&app, "It works.");
    app.press("Print or save");
    app.sees_within("When nothing else helps: the reset button", LONG);
    app.sees("In your provider's letter.");
    assert!(!app.page_text().contains(&password));
    violations(&app, "the recovery card");
    app.screenshot(&std::env::temp_dir().join("firsthop-card.png"));

    let main = desktop.window(&[]);
    let card = home.file("card.pdf");
    app.press("Save as PDF");
    desktop.choose_file(desktop.window(&[main]), &card);
    app.sees("card.pdf");
    let text = words(&card);
    assert!(text.contains("Recoverycard") && text.contains("Inyourprovider'sletter."), "{text}");
    assert!(!text.contains(&password), "{text}");

    // Only when asked for.
    app.click("//button[@id='papers.passwords']");
    app.sees_within(&password, LONG);
    let secret = home.file("secret.pdf");
    app.press("Save as PDF");
    desktop.choose_file(desktop.window(&[main]), &secret);
    app.sees("secret.pdf");
    assert!(words(&secret).contains(&password));

    app.choose("The home network");
    app.sees("Which address is whose");
    violations(&app, "the network sheet");
    app.screenshot(&std::env::temp_dir().join("firsthop-sheet.png"));
    for (button, name, says) in [
        ("Save as PDF", "sheet.pdf", "192.168.88.1"),
        ("Save as Markdown", "sheet.md", "```mermaid"),
        ("Save the picture", "sheet.svg", "<svg xmlns"),
    ] {
        let file = home.file(name);
        app.press(button);
        desktop.choose_file(desktop.window(&[main]), &file);
        app.sees(name);
        let text = if name.ends_with("pdf") { words(&file) } else { std::fs::read_to_string(&file).expect("written") };
        assert!(text.contains(says) && !text.contains(&password), "{text}");
    }
    app.press("Back");
    app.sees("It works.");
}
