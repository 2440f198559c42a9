//! The project file: JSON without secrets, for this computer or another.
//!
//! Fields that this version does not know are kept at every level but never interpreted. A field that
//! is named like a secret is refused: secrets stand in the keyring, and a file that carries one was
//! not made by FirstHop.
mod keep;
mod migrations;
mod secret_names;
mod v1;

use crate::{Choices, MadeFor, ProjectId};
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
    /// The router that it was made on.
    pub made_for: Option<MadeFor>,
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
        Self { id, name: name.into(), choices, made_for: None, unknown: Map::new() }
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
        let version = value.get("format_version").and_then(Value::as_u64).ok_or(FileError::NotProject)?;
        if version > FORMAT_VERSION {
            return Err(FileError::Newer { version });
        }
        if let Some(at) = secret_names::find(&value) {
            return Err(FileError::Secret { at });
        }
        let Value::Object(fields) = value else { return Err(FileError::NotProject) };
        let fields = migrations::to_newest(version, fields)?;
        let (id, name, choices) = v1::read(&fields)?;
        let made_for = fields.get("made_for").and_then(MadeFor::read);
        Ok(Self { id, name, choices, made_for, unknown: fields })
    }

    /// The file's bytes: what this version knows, and beside it what it does not know.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut known = v1::write(&self.id, &self.name, &self.choices);
        if let Some(made_for) = &self.made_for {
            known["made_for"] = serde_json::to_value(made_for).unwrap_or_default();
        }
        let value = keep::merge(Value::Object(self.unknown.clone()), known);
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }
}

/// The published schema of the newest format (JSON Schema).
pub fn schema() -> Value {
    v1::schema()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "5f0c1f8e-0d57-4c57-9f0a-6f1f2d3c4b5a";

    fn file(more: &str) -> Result<ProjectFile, FileError> {
        ProjectFile::read(format!(r#"{{"format_version":1,"id":"{ID}","name":"Home"{more}}}"#).as_bytes())
    }

    #[test]
    fn the_router_that_it_was_made_on_is_remembered_and_never_needed() {
        let mut project = file("").unwrap();
        assert_eq!(project.made_for, None);
        let made_for = MadeFor { model: "hEX".into(), ports: vec!["ether1".into()], ..MadeFor::default() };
        project.made_for = Some(made_for.clone());
        let again = ProjectFile::read(&project.to_bytes()).unwrap();
        assert_eq!((again.made_for.as_ref(), again.to_bytes()), (Some(&made_for), project.to_bytes()));
        for odd in ["7", "[]", r#"{"model":7}"#, r#"{"model":""}"#, "null"] {
            let odd = file(&format!(r#","made_for":{odd}"#)).unwrap();
            assert_eq!(odd.made_for, None);
        }
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
        for (more, at) in [
            (r#","backups":{"keep":"ten"}"#, "backups.keep"),
            (r#","backups":{"keep":-1}"#, "backups.keep"),
            (r#","internet":["pppoe"]"#, "internet"),
            (r#","internet":{"pppoe":{"user":7}}"#, "internet.pppoe.user"),
            (r#","addresses":{"reservations":[{},{"mac":[]}]}"#, "addresses.reservations.1.mac"),
            (r#","names":{"servers":["9.9.9.9",null]}"#, "names.servers.1"),
            (r#","protection":{"items":{"upnp":"no"}}"#, "protection.items.upnp"),
        ] {
            assert_eq!(file(more), Err(FileError::WrongAnswer { at: at.into() }), "{more}");
        }
        let secret = |at: &str| Err(FileError::Secret { at: at.into() });
        assert_eq!(file(r#","internet":{"pppoe":{"password":"x"}}"#), secret("internet.pppoe.password"));
        assert_eq!(file(r#","vpn":[{"PrivateSecret":1}]"#), secret("vpn.0.PrivateSecret"));
    }

    #[test]
    fn the_format_is_frozen() {
        let file = ProjectFile::new(ID.parse().unwrap(), "Home", Choices::default());
        insta::assert_snapshot!(String::from_utf8(file.to_bytes()).unwrap());
    }

    #[test]
    fn the_schema_is_published_as_it_is() {
        insta::assert_json_snapshot!(schema());
    }

    fn unknown() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from)
        ];
        // Names begin with x, so that none is known or looks like a secret.
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("x[0-9]{1,3}", inner, 0..3)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>(), text in r#"[\{\}\[\]",:a-z0-9 ]{0,60}"#) {
            let _ = ProjectFile::read(&bytes);
            let _ = ProjectFile::read(text.as_bytes());
        }

        #[test]
        fn unknown_fields_and_any_answers_round_trip(
            top in unknown(), section in unknown(), entry in unknown(), user in any::<String>(), name in any::<String>()
        ) {
            let mut value = v1::write(&ID.parse().unwrap(), &name, &Choices::default());
            value["x"] = top;
            value["internet"]["static"]["x"] = section;
            value["addresses"]["reservations"] = serde_json::json!([{"name": "TV", "x": entry}]);
            let mut read = ProjectFile::read(value.to_string().as_bytes()).unwrap();
            read.choices.internet.pppoe.user.clone_from(&user);
            value["internet"]["pppoe"]["user"] = user.into();
            value["addresses"]["reservations"][0]["address"] = "".into();
            value["addresses"]["reservations"][0]["mac"] = "".into();
            let bytes = read.to_bytes();
            prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
            prop_assert_eq!(ProjectFile::read(&bytes).unwrap().to_bytes(), bytes);
        }
    }
}
