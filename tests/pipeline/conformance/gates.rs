//! What `routeros` says exists since when, against the trees.
use super::trees::{self, Tree, Verdict};
use routeros::{Version, version::Feature};

/// Where a tree shows a feature: menu, command and any of these names.
enum Shown {
    By(&'static str, &'static str, &'static [&'static str]),
    /// How something behaves or which words it takes is in no tree; the source that says so.
    Nowhere(&'static str),
}

/// A new feature has to be put here.
fn shown(feature: Feature) -> Shown {
    match feature {
        Feature::NtpServers => Shown::By("/system/ntp/client", "set", &["servers"]),
        Feature::NetworkApn => Shown::By("/interface/lte/apn", "set", &["use-network-apn"]),
        Feature::DhcpPriority => Shown::By("/ip/dhcp-client", "set", &["vlan-priority"]),
        Feature::DiskSettings => Shown::By("/disk/settings", "set", &[""]),
        Feature::BuiltinTrust => {
            Shown::By("/certificate/settings", "set", &["builtin-trust-anchors", "builtin-trust-store"])
        }
        Feature::BuiltinTrustStore => Shown::By("/certificate/settings", "set", &["builtin-trust-store"]),
        Feature::FileRead => Shown::By("/file", "read", &["file", "offset", "chunk-size"]),
        Feature::WholeFileRead => Shown::Nowhere("tikoci/centrs @590f35a: REST garbles bytes of files before 7.17"),
        Feature::Rest => Shown::Nowhere("MikroTik's manual, REST API: from 7.1beta4"),
        Feature::RestOverHttp => Shown::Nowhere("MikroTik's manual, REST API: over www from 7.9"),
        Feature::ImportDryRun => Shown::By("/", "import", &["dry-run"]),
        Feature::CloudAuto => Shown::Nowhere("MikroTik's manual, Cloud: auto instead of no from 7.17"),
        Feature::ServiceConnections => Shown::Nowhere("terraform-provider-routeros issue 769: seen from 7.19"),
    }
}

/// The trees that know it though it is said to be newer, or do not though it is said to be there.
fn disagreeing(trees: &[Tree], (menu, command): (&str, &str), names: &[&str], since: Version) -> Vec<String> {
    let knows = |tree: &Tree| names.iter().any(|name| tree.judge(menu, command, name) == Verdict::Known);
    let wrong = trees.iter().filter(|tree| knows(tree) != (tree.version() >= since));
    wrong.map(|tree| format!("{menu} {command} {names:?} since {since}: not so in {}", tree.version())).collect()
}

#[test]
fn every_gate_opens_where_the_trees_say() {
    let trees = trees::all();
    let mut compared = 0;
    for feature in Feature::ALL {
        match shown(*feature) {
            Shown::By(menu, command, names) => {
                compared += 1;
                let found = disagreeing(&trees, (menu, command), names, feature.since());
                assert_eq!(found, Vec::<String>::new(), "{feature:?}");
            }
            Shown::Nowhere(source) => assert!(!source.is_empty(), "{feature:?}"),
        }
    }
    assert_eq!(compared, 8, "of {} gates", Feature::ALL.len());
}

#[test]
fn the_newest_known_release_has_its_tree() {
    let newest = trees::all().last().map(Tree::version).expect("trees");
    assert_eq!((newest.major, newest.minor), (routeros::NEWEST_KNOWN.major, routeros::NEWEST_KNOWN.minor));
}

#[test]
fn a_gate_in_the_wrong_place_is_found() {
    let trees = trees::all();
    for wrong in [Version::new(7, 12, 0), Version::new(7, 17, 0)] {
        let found = disagreeing(&trees, ("/disk/settings", "set"), &[""], wrong);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
