//! Takes the sentences of the shared message file into the program.
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let messages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/messages/en.json");
    println!("cargo::rerun-if-changed={}", messages.display());
    // A checkout of the crates alone has no window and so no sentences: keys stand in for them.
    let text = fs::read_to_string(&messages).unwrap_or_else(|_| "{}".to_owned());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("en.json"), text)?;
    Ok(())
}
