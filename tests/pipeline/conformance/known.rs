//! The planner's table of what `add` and `set` take, against the trees.
use super::trees::{self, Verdict};
use routeros::{Kind, Verb, known, vocabulary::inspect_path};

#[test]
fn the_table_of_imports_says_what_the_trees_say() {
    let trees = trees::all();
    assert_eq!(trees.len(), known::TREES.len());
    let mut compared = 0;
    for (tree, version) in trees.iter().zip(known::TREES) {
        assert_eq!((tree.version().major, tree.version().minor), (version.major, version.minor));
        for menu in routeros::menu::ALL.iter().filter(|menu| menu.kind() != Kind::Status) {
            for verb in [Verb::Add, Verb::Set] {
                for name in known::names(*menu, verb) {
                    let verdict = tree.judge(menu.path(), verb.as_str(), name);
                    let says = known::knows(version, *menu, verb, name);
                    // Of RouterOS 6 there is no dump: what is heard of it is taken, and what no export showed is not.
                    let agrees = match verdict {
                        Verdict::Known => says,
                        Verdict::Wrong => !says,
                        Verdict::Unjudged => true,
                    };
                    assert!(
                        agrees,
                        "{version} {} {name}: {verdict:?}, and the table says {says}",
                        inspect_path(*menu, verb)
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}
