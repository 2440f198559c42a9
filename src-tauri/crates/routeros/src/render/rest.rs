//! A change as a call of the REST API (reference rest-api §3): PUT adds, PATCH sets records,
//! DELETE removes, POST does everything else.
use crate::{Action, Change, PropValue, Props, Secrets, secret::MASK};
use serde_json::{Map, Value};

/// One REST call. `path` begins with `/rest`; ids stand in it raw, because RouterOS does not decode `%2A`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Path such as `/rest/ip/address/*1`.
    pub path: String,
    /// JSON body, where the method has one.
    pub body: Option<Value>,
}

/// The HTTP methods of the REST API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Adds.
    Put,
    /// Sets.
    Patch,
    /// Removes.
    Delete,
    /// Runs a command.
    Post,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Post => "POST",
        }
    }
}

/// A secret that a change needs is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret {0} is not known")]
pub struct MissingSecret(pub String);

/// The call as it is shown: secrets are masked.
pub fn shown(change: &Change) -> Call {
    call(change, |_| Some(MASK.to_owned())).unwrap_or_else(|_| unreachable!("every secret has a mask"))
}

/// The call as it is sent.
///
/// # Errors
/// A secret is not known.
pub fn sent(change: &Change, secrets: &dyn Secrets) -> Result<Call, MissingSecret> {
    call(change, |name| secrets.secret(name).map(|secret| secret.expose().to_owned()))
}

fn call(change: &Change, secret: impl Fn(&str) -> Option<String>) -> Result<Call, MissingSecret> {
    let menu = format!("/rest{}", change.menu.path());
    let body = |props: &Props| -> Result<Map<String, Value>, MissingSecret> {
        props
            .iter()
            .map(|(name, value)| {
                let text = match value {
                    PropValue::Text(text) => text.clone(),
                    PropValue::Secret(field) => secret(field).ok_or_else(|| MissingSecret(field.clone()))?,
                };
                Ok((name.clone(), Value::String(text)))
            })
            .collect()
    };
    let text = |value: &str| Value::String(value.to_owned());
    Ok(match &change.action {
        Action::Add { props, before } => {
            let mut body = body(props)?;
            if let Some(target) = before {
                body.insert("place-before".into(), text(&target.id));
            }
            Call { method: Method::Put, path: menu, body: Some(Value::Object(body)) }
        }
        Action::Set { target, props } => Call {
            method: Method::Patch,
            path: format!("{menu}/{}", target.id),
            body: Some(Value::Object(body(props)?)),
        },
        Action::SetSettings { props } => {
            Call { method: Method::Post, path: format!("{menu}/set"), body: Some(Value::Object(body(props)?)) }
        }
        Action::Remove { target } => Call { method: Method::Delete, path: format!("{menu}/{}", target.id), body: None },
        Action::Move { target, before } => {
            let mut body = Map::from_iter([(".id".to_owned(), text(&target.id))]);
            if let Some(before) = before {
                body.insert("destination".into(), text(&before.id));
            }
            Call { method: Method::Post, path: format!("{menu}/move"), body: Some(Value::Object(body)) }
        }
        Action::Run { command, args } => {
            Call { method: Method::Post, path: format!("{menu}/{command}"), body: Some(Value::Object(body(args)?)) }
        }
    })
}
