//! The dependency rule of `src-tauri/README.md`, read from the manifests.
use std::{collections::BTreeSet, fs, path::Path};

const RULE: &[(&str, &[&str])] = &[
    ("project", &[]),
    ("routeros", &[]),
    ("practice-router", &[]),
    ("planner", &["project", "routeros"]),
    ("papers", &["project", "routeros"]),
    ("system-fonts", &["papers"]),
    ("routeros-client", &["routeros"]),
    ("apply", &["planner", "project", "routeros", "routeros-client"]),
];

const PURE: &[&str] = &["project", "routeros", "planner", "papers"];
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "tauri",
    "rand",
    "uuid",
    "jiff",
    "tempfile",
    "keyring",
    "axum",
    "ureq",
    "getrandom",
    "chrono",
    "time",
];

#[test]
fn crates_use_only_what_the_dependency_rule_allows() {
    let ours: BTreeSet<&str> = RULE.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in RULE {
        for dependency in dependencies(name) {
            assert!(
                !ours.contains(dependency.as_str()) || allowed.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}: the arrows go one way"
            );
        }
    }
}

#[test]
fn pure_crates_have_no_way_to_do_io() {
    for name in PURE {
        for dependency in dependencies(name) {
            assert!(!IMPURE.contains(&dependency.as_str()), "{name} is pure and must not depend on {dependency}");
        }
        for (file, text) in sources(name) {
            for word in [
                "std::fs",
                "TcpStream",
                "TcpListener",
                "UdpSocket",
                "ToSocketAddrs",
                "std::env",
                "SystemTime",
                "Instant::now",
                "std::process",
            ] {
                assert!(!text.contains(word), "{file} of the pure crate {name} uses {word}");
            }
        }
    }
}

/// Names under `[dependencies]`; those of tests may be anything.
fn dependencies(name: &str) -> Vec<String> {
    let manifest = fs::read_to_string(folder(name).join("Cargo.toml")).expect("every crate has a manifest");
    let section = manifest.split("\n[dependencies]\n").nth(1).expect("every crate lists its dependencies");
    let section = section.split("\n[").next().unwrap_or_default();
    let found: Vec<String> = section
        .lines()
        .filter_map(|line| line.split(['=', '.']).next())
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty() && !word.starts_with('#'))
        .collect();
    assert!(!found.is_empty(), "the dependencies of {name} were not understood");
    found
}

fn sources(name: &str) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder(name).join("src")]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a crate has sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), fs::read_to_string(&path).expect("sources are text")));
            }
        }
    }
    found
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates").join(name)
}
