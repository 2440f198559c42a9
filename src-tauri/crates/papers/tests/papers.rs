//! Both pages of a home, as Markdown with the texts of the window.
mod common;

use common::{facts, home, project, reserved, say};
use papers::{Backup, Drawing, Home, Node, Passwords, Value, markdown, mermaid, network_sheet, recovery_card, svg};
use routeros::Facts;
use std::collections::BTreeSet;

#[test]
fn the_pages_of_a_home() {
    let project = project(&[
        ("internet.type", "pppoe"),
        ("internet.pppoe.user", "anna@fibernet.example"),
        ("internet.vlan", "7"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.reservations", r#"[{"name":"Printer | `x`","address":"192.168.88.20","mac":"02:00:5E:10:00:20"}]"#),
    ]);
    let backup = Backup { folder: "/home/anna/Backups", made: "2026-11-20 14:02", on_router: None, encrypted: true };
    let facts = facts();
    let home = Home {
        project: &project,
        facts: &facts,
        user: "admin",
        key_tail: Some("7C:41:E9"),
        project_file: Some("/home/anna/Home.firsthop"),
        backup: Some(backup),
        passwords: Passwords::default(),
    };
    insta::assert_snapshot!("card", markdown(&recovery_card(&home), &say));
    insta::assert_snapshot!("sheet", markdown(&network_sheet(&home), &say));
}

#[test]
fn a_home_of_which_little_is_known() {
    let project = project(&[
        ("internet.type", "static"),
        ("internet.static.address", "203.0.113.47/24"),
        ("internet.static.gateway", "203.0.113.1"),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.enabled", "false"),
    ]);
    let facts = Facts { serial: String::new(), ..facts() };
    let home = home(&project, &facts);
    let card = markdown(&recovery_card(&home), &say);
    assert!(card.contains("203.0.113.47/24") && !card.contains("Serial"), "{card}");
    let sheet = markdown(&network_sheet(&home), &say);
    assert!(sheet.contains("192.168.88.0/24") && sheet.contains("```mermaid"), "{sheet}");
    assert!(sheet.contains("All devices<br>") && !sheet.contains("All other devices"), "nobody has a name: {sheet}");
}

/// As the window says it, whatever stands in the project.
#[test]
fn how_long_an_address_is_kept() {
    let facts = facts();
    let told = [
        ("10m", "10 min"),
        ("30m", "30 min"),
        ("1h", "1 hour"),
        ("1h30m", "90 min"),
        ("36h", "36 hours"),
        ("1d", "1 day"),
        ("1w", "1 week"),
        ("2w", "2 weeks"),
        ("61s", "61 s"),
    ];
    for (lease, words) in told {
        let project = project(&[("addresses.lease", lease)]);
        let sheet = markdown(&network_sheet(&home(&project, &facts)), &say);
        assert!(sheet.contains(&format!("| Kept for | {words} |")), "{lease}: {sheet}");
    }
}

#[test]
fn the_drawing_of_a_home_as_a_picture() {
    let project = reserved(&["Printer", "Television in the living room", "NAS"]);
    let facts = facts();
    let drawing = network_sheet(&home(&project, &facts)).drawing.expect("a sheet has one");
    insta::assert_snapshot!("drawing", svg(&drawing, &say));
    insta::assert_snapshot!("mermaid", mermaid(&drawing, &say));
}

/// Whatever somebody calls a device: the picture keeps its tags, and the chart its boxes.
#[test]
fn hostile_names_stay_words() {
    let hostile = [
        "\"]; click router \"javascript:alert(1)\"",
        "</text><script>alert(1)</script>",
        "&lt;script&gt; <br> ]]> <!--",
        "a\u{202e}b\u{0}c\nend",
        "%%{init: {}}%% --- x[y] `z` #quot;",
        "Tiskárna Ελλάδα 印刷機 😀",
        &"W".repeat(60),
    ];
    let plain: Vec<String> = (0..hostile.len()).map(|number| format!("Device {number}")).collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let facts = facts();
    let drawn = |names: &[&str]| {
        let devices = names.iter().map(|name| Node {
            name: Value::Plain((*name).to_owned()),
            detail: Value::Plain("192.168.88.20".to_owned()),
        });
        let devices = devices.collect();
        let project = reserved(&[]);
        let drawing = network_sheet(&home(&project, &facts)).drawing.expect("a sheet has one");
        let drawing = Drawing { devices, ..drawing };
        (svg(&drawing, &say), mermaid(&drawing, &say))
    };
    let ((bad_svg, bad_chart), (svg, chart)) = (drawn(&hostile), drawn(&plain));
    let tags = |text: &str| -> BTreeSet<String> {
        text.split('<').skip(1).filter_map(|tag| tag.split([' ', '>']).next().map(str::to_owned)).collect()
    };
    assert_eq!((tags(&bad_svg), bad_svg.matches("<g>").count()), (tags(&svg), svg.matches("<g>").count()), "{bad_svg}");
    assert_eq!(
        (bad_chart.lines().count(), bad_chart.matches('"').count()),
        (chart.lines().count(), chart.matches('"').count())
    );
    assert!(bad_svg.contains("‹U+202E›") && !bad_svg.contains('\u{202e}') && !bad_svg.contains('\u{0}'), "{bad_svg}");
    assert!(bad_svg.contains("印刷機") && bad_chart.contains("Ελλάδα"), "{bad_svg}");
}

#[test]
fn more_devices_than_the_picture_has_places_are_counted() {
    let names: Vec<String> = (0..40).map(|number| format!("Device {number}")).collect();
    let project = reserved(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let facts = facts();
    let drawing = network_sheet(&home(&project, &facts)).drawing.expect("a sheet has one");
    let picture = svg(&drawing, &say);
    assert!(
        picture.contains("and 30 more") && picture.contains("Device 9<") && !picture.contains("Device 10<"),
        "{picture}"
    );
    assert_eq!(mermaid(&drawing, &say).matches("  router --- device").count(), 40);
}

#[test]
fn every_box_stands_inside_the_house_and_beside_no_other() {
    let facts = facts();
    for devices in 0..14 {
        let names: Vec<String> = (0..devices).map(|number| format!("Device {number}")).collect();
        let project = reserved(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let drawing = network_sheet(&home(&project, &facts)).drawing.expect("a sheet has one");
        let picture = svg(&drawing, &say);
        let number = |rest: &str, name: &str| -> f32 {
            let rest = rest.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            rest.and_then(|text| text.parse().ok()).expect("a number")
        };
        let boxes: Vec<[f32; 4]> = picture
            .split("</title><rect")
            .skip(1)
            .map(|rest| ["x", "y", "width", "height"].map(|name| number(rest, name)))
            .collect();
        assert_eq!(boxes.len(), devices.min(11) + 3, "{picture}");
        for (at, [x, y, wide, high]) in boxes.iter().enumerate() {
            assert!(at == 0 || (*x > 36.0 && x + wide < 604.0), "{picture}");
            let overlaps = |other: &&[f32; 4]| {
                x < &(other[0] + other[2]) && other[0] < x + wide && y < &(other[1] + other[3]) && other[1] < y + high
            };
            assert_eq!(boxes.iter().filter(overlaps).count(), 1, "only itself: {picture}");
        }
    }
}
