//! The one place that writes to the terminal.
use crate::{
    args::{Args, Command},
    failure::Failure,
};
use serde_json::{Value, json};
use std::io::Write as _;

/// A line of text. A reader that has gone away is no error of ours.
pub(crate) fn line(text: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _gone = writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush());
}

/// A whole JSON document.
pub(crate) fn document(value: &Value) {
    line(serde_json::to_string_pretty(value).unwrap_or_default());
}

/// A JSON object on a line of its own.
pub(crate) fn json_line(value: &Value) {
    line(value.to_string());
}

/// Something for the person that is no part of the answer.
pub(crate) fn note(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{text}");
}

/// What went wrong: in words for the person, and as the last object for a program that reads JSON.
pub(crate) fn failure(args: &Args, failure: &Failure) {
    note(&failure.message);
    if !failure.todo.is_empty() {
        note(&failure.todo);
    }
    if args.json {
        let error =
            json!({"code": failure.code, "message": failure.message, "todo": failure.todo, "issues": failure.issues});
        match args.command {
            Command::Apply { .. } => {
                json_line(
                    &json!({"event": "end", "outcome": "not_started", "proof": [], "changed": [], "failure": error}),
                );
            }
            _ => document(&json!({"error": error})),
        }
    }
}
