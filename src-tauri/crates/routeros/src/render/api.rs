//! A change as a sentence of the binary API: a command word, then one word per property. The paths
//! are those of REST, in RouterOS 6 too.
use super::rest::MissingSecret;
use crate::{Action, Change, PropValue, Props, Secret, Secrets, Target, secret::MASK};
use std::{borrow::Cow, fmt};

/// One word of a sentence. `Debug` and `Display` mask what is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Anything readable, such as `/ip/address/add` or `=interface=bridge`.
    Text(String),
    /// A property that holds a secret.
    Secret {
        /// The property.
        name: String,
        /// Its value.
        value: Secret,
    },
}

impl Word {
    /// A word that is no secret.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `=name=value`.
    pub fn attribute(name: &str, value: &str) -> Self {
        Self::Text(format!("={name}={value}"))
    }

    /// The word itself, for the moment of sending only.
    pub fn expose(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Secret { name, value } => Cow::Owned(format!("={name}={}", value.expose())),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Secret { name, .. } => write!(f, "={name}={MASK}"),
        }
    }
}

/// The sentence as it is shown: secrets are masked.
pub fn shown(change: &Change) -> Vec<String> {
    let words = sentence(change, |_| Some(Secret::new(MASK)));
    words.unwrap_or_else(|_| unreachable!("every secret has a mask")).iter().map(Word::to_string).collect()
}

/// The sentence as it is sent.
///
/// # Errors
/// A secret is not known.
pub fn sent(change: &Change, secrets: &dyn Secrets) -> Result<Vec<Word>, MissingSecret> {
    sentence(change, |name| secrets.secret(name))
}

fn sentence(change: &Change, secret: impl Fn(&str) -> Option<Secret>) -> Result<Vec<Word>, MissingSecret> {
    let menu = change.menu.path();
    let start = |command: &str| vec![Word::Text(format!("{menu}/{command}"))];
    let on = |command: &str, target: &Target| {
        vec![Word::Text(format!("{menu}/{command}")), Word::attribute(".id", &target.id)]
    };
    let with = |mut words: Vec<Word>, props: &Props| {
        for (name, value) in props {
            words.push(match value {
                PropValue::Text(text) => Word::attribute(name, text),
                PropValue::Secret(field) => {
                    let value = secret(field).ok_or_else(|| MissingSecret(field.clone()))?;
                    Word::Secret { name: name.clone(), value }
                }
            });
        }
        Ok(words)
    };
    let place = |mut words: Vec<Word>, name: &str, before: Option<&Target>| {
        words.extend(before.map(|target| Word::attribute(name, &target.id)));
        words
    };
    Ok(match &change.action {
        Action::Add { props, before } => place(with(start("add"), props)?, "place-before", before.as_ref()),
        Action::Set { target, props } => with(on("set", target), props)?,
        Action::SetSettings { props } => with(start("set"), props)?,
        Action::Remove { target } => on("remove", target),
        Action::Move { target, before } => place(on("move", target), "destination", before.as_ref()),
        Action::Run { command, args } => with(start(command), args)?,
    })
}
