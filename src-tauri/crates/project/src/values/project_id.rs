use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The id of a project, a UUID in small letters. Keyring entries are named by it, so no other text is taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectId(String);

super::as_text!(ProjectId, ProjectIdError);

/// The text is no UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a project id")]
pub struct ProjectIdError;

impl ProjectId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProjectId {
    type Err = ProjectIdError;

    fn from_str(text: &str) -> Result<Self, ProjectIdError> {
        let right = text.len() == 36
            && text.bytes().enumerate().all(|(place, b)| match place {
                8 | 13 | 18 | 23 => b == b'-',
                _ => b.is_ascii_hexdigit(),
            });
        if right { Ok(Self(text.to_ascii_lowercase())) } else { Err(ProjectIdError) }
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_uuids() {
        let id: ProjectId = "3F2504E0-4F89-41D3-9A0C-0305E82C3301".parse().unwrap();
        assert_eq!(id.as_str(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        for text in ["", "home", "../../../etc/passwd", "3F2504E0-4F89-41D3-9A0C-0305E82C330é"] {
            assert_eq!(text.parse::<ProjectId>(), Err(ProjectIdError));
        }
    }
}
