//! `cargo xtask bench`: numbers, each with what it is compared to.
use crate::{
    command::{self, Result},
    packages, test,
};

/// Prints them.
pub(crate) fn bench(yes: bool) -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST].concat(), yes)?;
    packages::ensure_npm()?;
    command::run("cargo", &["run", "--quiet", "--release", "--package", "tests", "--bin", "bench"])?;
    command::run("cargo", &["build", "--quiet", "--package", "firsthop", "--example", "empty_window"])?;
    test::journeys(&["run", "--quiet", "--package", "tests", "--features", "e2e", "--bin", "bench-window"])
}
