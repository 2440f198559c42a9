//! The project file: JSON without secrets, for this computer or another.
//!
//! Fields that this version does not know are kept at every level but never interpreted. A field that
//! is named like a secret is refused: secrets stand in the keyring, and a file that carries one was
//! not made by FirstHop.
mod migrations;
mod v1;

use crate::{Choices, ProjectId};
use serde_json::{Map, Value};

/// The newest format.
pub const FORMAT_VERSION: u64 = 1;

/// The largest file that is looked at. A project is a few kilobytes.
pub const MAX_BYTES: usize = 1 << 20;

/// A project as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectFile {
    /// Names the project's secrets in the keyring.
    pub id: ProjectId,
    /// What the person calls it.
    pub name: String,
    /// The answers.
    pub choices: Choices,
    /// The whole file as it was read, for what this version does not know.
    unknown: Map<String, Value>,
}

/// Why a file cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Too large to be a project; nothing of it was read.
    #[error("the file has {bytes} bytes; a project has less than {MAX_BYTES}")]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// No text at all.
    #[error("the file holds no text")]
    Binary,
    /// It ends too early.
    #[error("the file ends in the middle, at line {line}")]
    Truncated {
        /// Where.
        line: usize,
    },
    /// It is no JSON.
    #[error("the file is damaged at line {line}, column {column}")]
    Damaged {
        /// Where.
        line: usize,
        /// Where in it.
        column: usize,
    },
    /// It is something else's JSON.
    #[error("this is not a FirstHop project")]
    NotProject,
    /// A newer FirstHop made it.
    #[error("the file was made by a newer FirstHop (format {version})")]
    Newer {
        /// Its format.
        version: u64,
    },
    /// An answer has another kind than it must have.
    #[error("the answer {at} is not what it must be")]
    WrongAnswer {
        /// Which one.
        at: String,
    },
    /// A field is named like a secret.
    #[error("the file holds a secret at {at}; secrets belong into the keyring")]
    Secret {
        /// Which one.
        at: String,
    },
}

impl ProjectFile {
    /// A project that has no file yet.
    pub fn new(id: ProjectId, name: impl Into<String>, choices: Choices) -> Self {
        Self { id, name: name.into(), choices, unknown: Map::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        if bytes.len() > MAX_BYTES {
            return Err(FileError::TooLarge { bytes: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| FileError::Binary)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if text.contains('\0') {
            return Err(FileError::Binary);
        }
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            if error.is_eof() { FileError::Truncated { line } } else { FileError::Damaged { line, column } }
        })?;
        let Value::Object(fields) = value else { return Err(FileError::NotProject) };
        let version = fields.get("format_version").and_then(Value::as_u64).ok_or(FileError::NotProject)?;
        if version > FORMAT_VERSION {
            return Err(FileError::Newer { version });
        }
        if let Some(at) = secret(&Value::Object(fields.clone()), "") {
            return Err(FileError::Secret { at });
        }
        let fields = migrations::to_newest(version, fields)?;
        let (id, name, choices) = v1::read(&fields)?;
        Ok(Self { id, name, choices, unknown: fields })
    }

    /// The file's bytes: what this version knows, and beside it what it does not know.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut value = Value::Object(self.unknown.clone());
        merge(&mut value, v1::write(&self.id, &self.name, &self.choices));
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }
}

/// Puts known fields over what was read. Lists are replaced, but their entries keep their unknown fields.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                match into.get_mut(&name) {
                    Some(place) => merge(place, value),
                    None => {
                        into.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(from)) => {
            into.truncate(from.len());
            for (index, value) in from.into_iter().enumerate() {
                match into.get_mut(index) {
                    Some(place) => merge(place, value),
                    None => into.push(value),
                }
            }
        }
        (into, from) => *into = from,
    }
}

/// The path of a field that is named like a secret and holds something.
fn secret(value: &Value, at: &str) -> Option<String> {
    const WORDS: [&str; 6] = ["password", "passwort", "passphrase", "secret", "private_key", "private-key"];
    let path = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let small = name.to_lowercase();
            let is_named = WORDS.iter().any(|word| small.contains(word)) || small == "key" || small == "pin";
            if is_named { Some(path(name)) } else { secret(value, &path(name)) }
        }),
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(index, value)| secret(value, &path(&index.to_string())))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The published schema of the newest format (JSON Schema).
pub fn schema() -> Value {
    v1::schema()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5f0c1f8e-0d57-4c57-9f0a-6f1f2d3c4b5a";

    fn file(more: &str) -> Result<ProjectFile, FileError> {
        ProjectFile::read(format!(r#"{{"format_version":1,"id":"{ID}","name":"Home"{more}}}"#).as_bytes())
    }

    #[test]
    fn what_is_not_known_is_kept_at_every_level() {
        let more = r#","later":{"a":[1]},"internet":{"type":"pppoe","colour":"green"},"addresses":{"reservations":[{"name":"TV","address":"192.168.88.9","mac":"","icon":"tv"}]}"#;
        let mut read = file(more).unwrap();
        assert_eq!(read.choices.internet.r#type, "pppoe");
        read.choices.internet.vlan = "7".into();
        let text = String::from_utf8(read.to_bytes()).unwrap();
        for kept in ["\"later\"", "\"green\"", "\"tv\"", "\"vlan\": \"7\""] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
        assert_eq!(ProjectFile::read(text.as_bytes()).unwrap().choices, read.choices);
    }

    #[test]
    fn each_wrong_file_has_its_own_error() {
        let read = |text: &str| ProjectFile::read(text.as_bytes());
        assert_eq!(read(&format!(r#"{{"format_version":2,"id":"{ID}"}}"#)), Err(FileError::Newer { version: 2 }));
        assert_eq!(read(r#"{"format_version":1,"id":"5f0c"#), Err(FileError::Truncated { line: 1 }));
        assert!(matches!(read("{]"), Err(FileError::Damaged { .. })));
        for stranger in ["[]", "{}", "\"x\"", "1", r#"{"name":"package","version":"1.0"}"#, r#"{"format_version":1}"#] {
            assert_eq!(read(stranger), Err(FileError::NotProject), "{stranger}");
        }
        assert_eq!(ProjectFile::read(&vec![b' '; 100 << 20]), Err(FileError::TooLarge { bytes: 100 << 20 }));
        assert_eq!(ProjectFile::read(b"\x89PNG\r\n\x1a\n\xff"), Err(FileError::Binary));
        assert_eq!(read("{\"a\":\"\0\"}"), Err(FileError::Binary));
        assert_eq!(file(r#","backups":{"keep":"ten"}"#), Err(FileError::WrongAnswer { at: "backups.keep".into() }));
        let secret = |at: &str| Err(FileError::Secret { at: at.into() });
        assert_eq!(file(r#","internet":{"pppoe":{"password":"x"}}"#), secret("internet.pppoe.password"));
        assert_eq!(file(r#","vpn":[{"PrivateSecret":1}]"#), secret("vpn.0.PrivateSecret"));
    }

    #[test]
    fn the_format_is_frozen() {
        let file = ProjectFile::new(ID.parse().unwrap(), "Home", Choices::default());
        insta::assert_snapshot!(String::from_utf8(file.to_bytes()).unwrap());
    }
}
