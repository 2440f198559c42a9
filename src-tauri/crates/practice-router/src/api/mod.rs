//! The binary API, which RouterOS 6 and 7 speak: sentences in, sentences out (MikroTik's manual,
//! "API"). The commands themselves are those of REST's POST.
mod answer;
mod query;
mod serve;
mod words;

pub(crate) use answer::answer;
pub(crate) use serve::serve;

/// What stands in place of an HTTP method where requests are recorded.
pub(crate) const METHOD: &str = "API";
