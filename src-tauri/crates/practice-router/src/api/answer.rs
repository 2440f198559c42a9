//! From a request to what is done, and from there to the sentences of the answer.
use super::query;
use crate::{
    engine::{Engine, Refusal},
    live::Row,
    properties::text,
    rest::{self, Reply},
    router::Answer,
};
use serde_json::{Map, Value, json};

/// Where the queries of a request stand in its recorded body.
pub(crate) const QUERIES: &str = ".query";

/// Carries a command out.
pub(crate) fn answer(engine: &mut Engine, command: &str, body: Option<&Value>) -> Reply {
    rest::count(engine);
    let empty = Map::new();
    let body = body.and_then(Value::as_object).unwrap_or(&empty);
    let result = match rest::split(command) {
        Ok((menu, "print" | "getall")) => print(engine, menu, body),
        Ok(_) => rest::post(engine, command, body),
        Err(refusal) => Err(refusal),
    };
    result.unwrap_or_else(Reply::from)
}

fn print(engine: &mut Engine, menu: &str, body: &Map<String, Value>) -> Result<Reply, Refusal> {
    let queries: Vec<String> = body.get(QUERIES).and_then(Value::as_array).into_iter().flatten().map(text).collect();
    let wanted = body.get(".proplist").map(text);
    let mut found = Vec::new();
    for mut row in rest::shown(engine, menu)? {
        if query::fits(&row, &queries)? {
            if let Some(wanted) = &wanted {
                row.retain(|name, _| wanted.split(',').any(|word| word.trim() == name));
            }
            found.push(Value::Object(row));
        }
    }
    Ok(Reply::ok(found.into()))
}

/// What a version says in its own way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// From 7.18 a `print` without rows says so.
    pub(crate) says_empty: bool,
    /// RouterOS 6 has other words for an unknown menu.
    pub(crate) version_6: bool,
}

/// The sentences of an answer, without tags; `!done` is the last.
pub(crate) fn sentences(command: &str, answer: Answer, manner: Manner) -> Vec<Vec<String>> {
    if answer.status >= 400 {
        return vec![trap(answer, manner), vec!["!done".to_owned()]];
    }
    let mut done = vec!["!done".to_owned()];
    let mut sentences = match answer.body {
        Some(Value::Array(rows)) => rows.iter().filter_map(Value::as_object).map(row).collect(),
        Some(Value::Object(single)) => {
            if let Some(ret) = single.get("ret") {
                done.push(format!("=ret={}", text(ret)));
                Vec::new()
            } else {
                vec![row(&single)]
            }
        }
        _ => Vec::new(),
    };
    let is_print = command.ends_with("/print") || command.ends_with("/getall");
    if sentences.is_empty() && is_print && manner.says_empty {
        sentences.push(vec!["!empty".to_owned()]);
    }
    sentences.push(done);
    sentences
}

/// One row.
pub(crate) fn row(row: &Row) -> Vec<String> {
    let mut words = vec!["!re".to_owned()];
    words.extend(row.iter().map(|(name, value)| format!("={name}={}", text(value))));
    words
}

fn trap(answer: Answer, manner: Manner) -> Vec<String> {
    let detail = answer.body.as_ref().and_then(|body| body.get("detail")).and_then(Value::as_str);
    let detail = match (answer.status, detail) {
        (404, None) => "no such item",
        (_, Some(detail)) if manner.version_6 && detail.starts_with("no such command or directory") => {
            "no such command prefix"
        }
        (_, detail) => detail.unwrap_or("failure"),
    };
    let argument = ["unknown parameter", "input does not match", "invalid value", "value of", "missing ="];
    let mut words = vec!["!trap".to_owned()];
    // Failures of the menus themselves come without a category.
    if detail.starts_with("no such") {
        words.push("=category=0".to_owned());
    } else if argument.iter().any(|start| detail.starts_with(start)) {
        words.push("=category=1".to_owned());
    }
    words.push(format!("=message={detail}"));
    words
}

/// A sentence of a client: its command, what is recorded as its body, and its tag.
pub(crate) fn understand(words: &[String]) -> (String, Value, Option<String>) {
    let (mut body, mut queries, mut tag) = (Map::new(), Vec::new(), None);
    for word in words.iter().skip(1) {
        if let Some(found) = word.strip_prefix(".tag=") {
            tag = Some(found.to_owned());
        } else if let Some((name, value)) = word.strip_prefix('=').and_then(|word| word.split_once('=')) {
            body.insert(name.to_owned(), value.into());
        } else if word.starts_with('?') {
            queries.push(json!(word));
        }
    }
    if !queries.is_empty() {
        body.insert(QUERIES.to_owned(), queries.into());
    }
    (words.first().cloned().unwrap_or_default(), Value::Object(body), tag)
}
