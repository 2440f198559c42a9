//! Pages as PDF: really one page, with everything that the Markdown says.
#![expect(clippy::panic, reason = "the helpers of a test end the test")]
mod common;

use common::{facts, project, reserved, say};
use papers::{Backup, Home, Paper, Passwords, Sheet, Value, network_sheet, pdf, recovery_card, wanted_signs};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// What a program of poppler says of a file.
fn poppler(program: &str, arguments: &[&str], file: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; it comes with poppler-utils"));
    let mut input = child.stdin.take().unwrap_or_else(|| panic!("no input"));
    let file = file.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&file));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{program}: {error}"));
    writer.join().expect("a thread").expect("the whole file is read");
    assert!(output.status.success(), "{program} fails: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Without the ends of lines, which the page puts where it needs them.
fn joined(words: &str) -> String {
    words.split_whitespace().collect()
}

fn facts_of(paper: &Paper) -> Vec<String> {
    let mut all = vec![say(&paper.title), say(&paper.lead)];
    for section in &paper.sections {
        all.push(say(&section.title));
        all.extend(section.rows.iter().flat_map(|(label, value)| [say(label), value.words(&say)]));
        all.extend(section.steps.iter().map(&say));
    }
    all
}

/// The text of a page that holds all of a paper.
fn whole(paper: &Paper) -> String {
    for sheet in [Sheet::A4, Sheet::Letter] {
        let page = pdf(paper, &say, sheet, &[]).expect("a page");
        assert_eq!((page.left_out, page.unshown.len()), (0, 0), "{sheet:?}");
        let about = poppler("pdfinfo", &["-"], &page.bytes);
        let size = if sheet == Sheet::A4 { "(A4)" } else { "(letter)" };
        assert!(about.contains("Pages:           1\n") && about.contains(size), "{about}");
        let text = joined(&poppler("pdftotext", &["-layout", "-", "-"], &page.bytes));
        let raw = joined(&poppler("pdftotext", &["-raw", "-", "-"], &page.bytes));
        for fact in facts_of(paper) {
            let fact = joined(&fact);
            // Beside a long value the label stands in the middle of its lines.
            assert!(text.contains(&fact) || raw.contains(&fact), "{fact} is missing in {raw}");
        }
        if sheet == Sheet::Letter {
            return raw;
        }
    }
    unreachable!("the second size ends it")
}

#[test]
fn card_and_sheet_are_one_page_each_and_say_what_the_markdown_says() {
    let project = project(&[
        ("internet.type", "pppoe"),
        ("internet.pppoe.user", "anna@fibernet.example"),
        ("internet.vlan", "7"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        (
            "addresses.reservations",
            r#"[{"name":"Tiskárna v kuchyni","address":"192.168.88.20","mac":"02:00:5E:10:00:20"},
                {"name":"Εκτυπωτής","address":"192.168.88.21","mac":"02:00:5E:10:00:21"},
                {"name":"Телевизор (гостиная)","address":"192.168.88.22","mac":"02:00:5E:10:00:22"}]"#,
        ),
    ]);
    let facts = facts();
    let backup = Backup { folder: "/home/anna/Backups", made: "2026-11-20 14:02", on_router: None, encrypted: true };
    let home = Home {
        project: &project,
        facts: &facts,
        user: "admin",
        key_tail: Some("7C:41:E9"),
        project_file: Some("/home/anna/Home.firsthop"),
        backup: Some(backup),
        passwords: Passwords::default(),
    };
    whole(&recovery_card(&home));
    let sheet = network_sheet(&home);
    let text = whole(&sheet);
    let drawing = sheet.drawing.as_ref().expect("a drawing");
    for node in [&drawing.internet, &drawing.router, &drawing.others] {
        assert!(text.contains(&joined(&node.name.words(&say))), "{node:?} is not drawn");
    }
}

#[test]
fn passwords_stand_there_only_when_asked_for_and_exactly() {
    let project = project(&[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")]);
    let facts = facts();
    let mut home = Home {
        passwords: Passwords {
            router: Some("s`ti|ck``er"),
            provider: Some("pro-vider"),
            backups: Some("ABCD-EFGH"),
            pin: None,
        },
        ..common::home(&project, &facts)
    };
    home.backup = Some(Backup { folder: "/b", made: "now", on_router: None, encrypted: true });
    let text = whole(&recovery_card(&home));
    assert!(text.contains("s`ti|ck``er") && text.contains("pro-vider") && text.contains("ABCD-EFGH"), "{text}");
    let markdown = papers::markdown(&recovery_card(&home), &say);
    assert!(markdown.contains("```s`ti\\|ck``er```"), "{markdown}");
    home.passwords = Passwords::default();
    let markdown = papers::markdown(&recovery_card(&home), &say);
    assert!(
        !markdown.contains("s`ti") && !markdown.contains("pro-vider") && !markdown.contains("ABCD-EFGH"),
        "{markdown}"
    );
}

#[test]
fn a_long_list_stays_on_one_page_and_what_has_no_room_is_counted() {
    let facts = facts();
    for (devices, is_whole) in [(60, true), (230, false)] {
        let names: Vec<String> =
            (0..devices).map(|number| format!("A device with quite a long name {number}")).collect();
        let project = reserved(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let paper = network_sheet(&common::home(&project, &facts));
        let page = pdf(&paper, &say, Sheet::A4, &[]).expect("a page");
        assert!(poppler("pdfinfo", &["-"], &page.bytes).contains("Pages:           1\n"));
        let text = joined(&poppler("pdftotext", &["-raw", "-", "-"], &page.bytes));
        let there = (20..20 + devices).filter(|last| text.contains(&format!("192.168.88.{last}(02:"))).count();
        assert_eq!((there + page.left_out, page.left_out == 0), (devices, is_whole), "{text}");
        let said = text.contains(&joined(&format!("and {} more", page.left_out)));
        assert_eq!(said, !is_whole, "{text}");
        assert!(there >= 60, "only {there} fit");
    }
}

/// Nothing is dropped in silence: a sign without a font stands as its number.
#[test]
fn signs_that_no_font_has_stand_as_their_numbers() {
    let project = reserved(&["プリンター", "مدخل", "TV 😀"]);
    let facts = facts();
    let paper = network_sheet(&common::home(&project, &facts));
    let wanted = wanted_signs(&paper, &say);
    assert!(wanted.contains(&'プ') && !wanted.contains(&'م'), "letters that join need more than a font: {wanted:?}");
    let page = pdf(&paper, &say, Sheet::A4, &[]).expect("a page");
    assert!(page.unshown.contains(&'プ') && page.unshown.contains(&'م'), "{:?}", page.unshown);
    let text = joined(&poppler("pdftotext", &["-raw", "-", "-"], &page.bytes));
    assert!(text.contains("‹U+30D7›") && text.contains("‹U+0645›") && text.contains("TV‹U+1F600›"), "{text}");
}

/// Whatever comes from outside: one page, no panic, and a file that can be read.
#[test]
fn values_of_any_length_fit() {
    let project = reserved(&[]);
    let facts = facts();
    let mut paper = recovery_card(&common::home(&project, &facts));
    for words in ["x".repeat(5000), "wide ".repeat(900), String::new(), "\u{202e}\u{0}\n".repeat(400)] {
        for section in &mut paper.sections {
            section.rows.iter_mut().for_each(|(_, value)| *value = Value::Plain(words.clone()));
        }
        let page = pdf(&paper, &say, Sheet::Letter, &[]).expect("a page");
        assert!(poppler("pdfinfo", &["-"], &page.bytes).contains("Pages:           1\n"));
        let boxes = poppler("pdftotext", &["-bbox", "-", "-"], &page.bytes);
        let lowest = boxes.split("yMax=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f32>().ok());
        assert!(lowest.fold(0.0, f32::max) <= 792.0, "something stands below the paper's end");
    }
}
