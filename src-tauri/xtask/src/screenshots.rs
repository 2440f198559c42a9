//! `cargo xtask screenshots`: the README's pictures, taken from the real window.
use crate::{command::Result, packages, test};

/// Takes them.
pub(crate) fn screenshots(yes: bool) -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST].concat(), yes)?;
    packages::ensure_npm()?;
    test::journeys(&["run", "--package", "tests", "--features", "e2e", "--bin", "screenshots"])
}
