//! What an answer of the REST API means. The status says little, the `detail` decides (reference
//! rest-api §5).
use crate::{ClientError, json};
use serde_json::Value;

/// What was asked: an error after a write may leave its effect behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Changes nothing.
    Look,
    /// Changes the router.
    Change,
}

/// The value of a good answer, or what a bad one means. No content is `null`.
pub(crate) fn understand(status: u16, body: &[u8], purpose: Purpose) -> Result<Value, ClientError> {
    let value = if body.is_empty() { Some(Value::Null) } else { json::parse(body) };
    match status {
        200 | 201 | 204 => match value {
            Some(value) => failed_row(&value).map_or(Ok(value), |detail| Err(ClientError::Refused { status, detail })),
            None => Err(not_understood(body)),
        },
        401 => Err(ClientError::WrongPassword),
        _ => Err(refusal(status, value.as_ref(), body, purpose)),
    }
}

/// Long commands answer with rows of progress, and say under 200 that they failed.
fn failed_row(value: &Value) -> Option<String> {
    let status = value.as_array()?.iter().rfind(|row| row.get(".section").is_some())?.get("status")?;
    status.as_str().filter(|text| text.starts_with("ERROR")).map(printable)
}

fn refusal(status: u16, value: Option<&Value>, body: &[u8], purpose: Purpose) -> ClientError {
    let text = |name: &str| value.and_then(|value| value.get(name)).and_then(Value::as_str);
    let detail = match text("detail").or_else(|| text("message")) {
        Some(detail) => printable(detail),
        // Pages come when REST is switched off, or when something else than the router answers.
        None => excerpt(body),
    };
    meaning(status, detail, purpose)
}

/// What RouterOS's own words mean, over whichever transport they came.
pub(crate) fn meaning(status: u16, detail: String, purpose: Purpose) -> ClientError {
    let says = |words: &str| detail.contains(words);
    if says("device-mode") {
        ClientError::DeviceMode { detail }
    } else if says("not enough permissions") || says("not allowed") {
        ClientError::NoPermission { detail }
    } else if says("no such command") || status == 404 {
        ClientError::Missing { detail }
    } else if says("Session closed") && purpose == Purpose::Change {
        // The router's own limit of 60 s: the command may have run or not.
        ClientError::OutcomeUnknown
    } else {
        ClientError::Refused { status, detail }
    }
}

pub(crate) fn not_understood(body: &[u8]) -> ClientError {
    ClientError::NotUnderstood { excerpt: excerpt(body) }
}

/// The beginning of something that is not ours. Values in it may be secret, so what looks like JSON
/// is not repeated.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(400)]);
    if text.trim_start().starts_with(['{', '[']) {
        return format!("JSON, {} bytes", body.len());
    }
    printable(&text)
}

pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str, purpose: Purpose) -> ClientError {
        understand(status, body.as_bytes(), purpose).expect_err("an error")
    }

    #[test]
    fn the_detail_decides() {
        let body = |detail: &str| format!(r#"{{"error":400,"message":"Bad Request","detail":"{detail}"}}"#);
        let look = |status, detail: &str| error(status, &body(detail), Purpose::Look);
        assert!(matches!(look(400, "no such command or directory (ipv6)"), ClientError::Missing { .. }));
        assert!(matches!(look(400, "failure: not allowed by device-mode"), ClientError::DeviceMode { .. }));
        assert!(matches!(look(500, "not enough permissions (9)"), ClientError::NoPermission { .. }));
        assert!(matches!(look(500, "std failure: not allowed (9)"), ClientError::NoPermission { .. }));
        assert!(matches!(look(400, "Session closed"), ClientError::Refused { .. }));
        assert_eq!(error(400, &body("Session closed"), Purpose::Change), ClientError::OutcomeUnknown);
        assert_eq!(
            look(400, "failure: already have such entry"),
            ClientError::Refused { status: 400, detail: "failure: already have such entry".into() }
        );
    }

    #[test]
    fn statuses_without_a_detail() {
        assert_eq!(error(401, r#"{"error":401,"message":"Unauthorized"}"#, Purpose::Look), ClientError::WrongPassword);
        assert!(matches!(
            error(404, r#"{"error":404,"message":"Not Found"}"#, Purpose::Look),
            ClientError::Missing { .. }
        ));
        let page = error(403, "<html>\n<body>\u{1b}[31mForbidden", Purpose::Look);
        assert_eq!(page, ClientError::Refused { status: 403, detail: "<html> <body> [31mForbidden".into() });
    }

    #[test]
    fn a_failure_under_200() {
        let rows = r#"[{".section":"0","status":"started"},{".section":"1","status":"ERROR: no disk"}]"#;
        assert!(matches!(error(200, rows, Purpose::Change), ClientError::Refused { status: 200, .. }));
        assert!(understand(200, br#"[{"status":"ERROR"}]"#, Purpose::Look).is_ok());
    }

    #[test]
    fn broken_json_is_not_repeated() {
        let error = error(200, r#"[{"password":"geheim","#, Purpose::Look);
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
