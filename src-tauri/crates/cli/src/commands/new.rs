//! `new`: a project with the usual answers.
use crate::{
    args::Args,
    failure::{Exit, Failure},
    files, output,
};
use project::{Choices, ProjectFile, ProjectId, SecretField};
use serde_json::json;
use std::path::Path;

pub(super) fn run(args: &Args, path: &Path, set: &[(String, String)]) -> Result<Exit, Failure> {
    let mut choices = choices(set)?;
    // Asked once: a project stays as it is when it is opened elsewhere.
    if !set.iter().any(|(field, _)| field == "protection.time_zone") {
        let here = jiff::tz::TimeZone::system();
        choices.protection.time_zone =
            here.iana_name().and_then(project::TimeZone::of_computer).map(String::from).unwrap_or_default();
    }
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = ProjectFile::new(id()?, name, choices);
    files::save_new(path, &file.to_bytes())?;
    if args.json {
        output::document(&json!({"file": path, "id": file.id.to_string()}));
    } else {
        output::line(format!("Saved {}. It holds no passwords.", path.display()));
    }
    Ok(Exit::Done)
}

/// The usual answers with these in their place.
pub(super) fn choices(set: &[(String, String)]) -> Result<Choices, Failure> {
    let mut choices = Choices::default();
    for (field, value) in set {
        if field.parse::<SecretField>().is_ok() {
            return Err(Failure::bad(
                "secret-in-arguments",
                format!(
                    "{field} is a secret. Arguments can be read by everybody on this computer, and project files hold no secrets."
                ),
                "Give it with --secrets-stdin when it is needed, and change it if somebody may have seen it.",
            ));
        }
        choices.set(field, value).map_err(|error| {
            let message = routeros::visible(&format!("That answer cannot be set: {error}."));
            Failure::bad("field", message, "The fields are in: firsthop-cli schema")
        })?;
    }
    Ok(choices)
}

fn id() -> Result<ProjectId, Failure> {
    let id = uuid::Uuid::new_v4().to_string();
    id.parse().map_err(|_| Failure::bad("internal", "No id could be made for the project.", ""))
}
