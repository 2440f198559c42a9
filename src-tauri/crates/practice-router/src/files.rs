//! Files: `/file`, and what other commands write there.
//!
//! What a command writes is not there at once (reference rest-api §9): its size is 0 at the first look
//! at the list, half of it at the second and whole from the third on, or a second later.
use crate::{
    engine::{Engine, Refusal, not_found, refuse},
    live::Row,
    properties::{get, text},
};
use serde_json::{Map, Value, json};
use std::{cell::Cell, time::Duration};

pub(crate) const FILE: &str = "/file";
/// More than fits on any home router.
pub(crate) const LARGEST: usize = 16 << 20;
const FLASH: &str = "flash";
/// More cannot be given as text, nor is it shown (reference rest-api §9).
const LONGEST_TEXT: usize = 60 * 1024;
const LONGEST_CHUNK: usize = 32_768;
const UNTIL_WRITTEN: Duration = Duration::from_secs(1);
const LOOKS: u32 = 2;

/// A file, and how often the list was looked at since it was begun.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    id: String,
    name: String,
    bytes: Vec<u8>,
    begun: Duration,
    looks: Cell<u32>,
}

impl Stored {
    fn size(&self, now: Duration) -> usize {
        let looks = if now >= self.begun + UNTIL_WRITTEN { LOOKS } else { self.looks.get() };
        self.bytes.len() * usize::try_from(looks.min(LOOKS)).unwrap_or_default() / LOOKS as usize
    }
}

/// Whether everything outside of `flash` is lost with the power.
fn has_flash(engine: &Engine) -> bool {
    engine.state.board.get("has-flash-dir").and_then(Value::as_bool).unwrap_or_default()
}

fn is_lasting(engine: &Engine, name: &str) -> bool {
    !has_flash(engine) || name.starts_with("flash/")
}

/// The rows of `/file`, contents and all.
pub(crate) fn shown(engine: &Engine) -> Vec<Row> {
    let (now, new) = (engine.clock.now(), engine.state.since(7, 16));
    let time = if new { "last-modified" } else { "creation-time" };
    let mut rows = Vec::new();
    if has_flash(engine) {
        rows.push(json!({ ".id": "*FFE0", "name": FLASH, "type": "disk", time: "2026-11-20 12:00:00" }));
    }
    for file in &engine.files {
        let size = file.size(now);
        file.looks.set(file.looks.get() + 1);
        let kind = match file.name.rsplit_once('.') {
            Some((_, "backup")) => "backup",
            Some((_, "rsc")) => "script",
            Some((_, "txt")) => ".txt file",
            _ => "file",
        };
        let mut row = json!({
            ".id": file.id, "name": file.name, "type": kind, "size": size.to_string(), time: "2026-11-20 12:05:31",
        });
        if size < LONGEST_TEXT {
            row["contents"] = latin(&file.bytes[..size]).into();
        }
        rows.push(row);
    }
    rows.iter().filter_map(Value::as_object).cloned().collect()
}

/// Bytes as the characters with the same numbers; `raw` turns them back.
pub(crate) fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The bytes of an answer in which characters stand for bytes: they go out as they are (reference
/// rest-api §1.9).
pub(crate) fn raw(text: &str) -> Vec<u8> {
    let byte = |sign: char| u8::try_from(u32::from(sign)).unwrap_or(b'?');
    text.chars().map(byte).collect()
}

/// Whether an answer to this request carries bytes of files.
pub(crate) fn is_raw(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path == FILE || path.starts_with("/file/")
}

/// What is used of the room that `/system/resource` tells of.
pub(crate) fn used(engine: &Engine) -> u64 {
    let lasting = engine.files.iter().filter(|file| is_lasting(engine, &file.name));
    lasting.map(|file| file.bytes.len() as u64).sum()
}

/// Room that is left where lasting files go.
pub(crate) fn free(engine: &Engine) -> u64 {
    let resource = engine.state.menus.get("/system/resource").and_then(|row| row.get("free-hdd-space"));
    let total: u64 = resource.and_then(Value::as_str).and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
    total.saturating_sub(used(engine))
}

/// Begins a file, as a command in the background does. One of the same name is replaced.
pub(crate) fn begin(engine: &mut Engine, name: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
    store(engine, name, bytes, 0).map(drop)
}

/// A file that somebody brings: it is there at once. A full disk takes none.
pub(crate) fn put(engine: &mut Engine, name: &str, bytes: Vec<u8>) -> bool {
    store(engine, name, bytes, LOOKS).is_ok()
}

/// Names and sizes of all that is there.
pub(crate) fn sizes(engine: &Engine) -> Vec<(String, usize)> {
    let now = engine.clock.now();
    engine.files.iter().map(|file| (file.name.clone(), file.size(now))).collect()
}

/// Takes one away, by its name.
pub(crate) fn take(engine: &mut Engine, name: &str) -> bool {
    let before = engine.files.len();
    engine.files.retain(|file| file.name != name);
    engine.files.len() < before
}

fn store(engine: &mut Engine, name: &str, bytes: Vec<u8>, looks: u32) -> Result<String, Refusal> {
    if name.rsplit('/').next().is_none_or(|name| name.is_empty() || name.starts_with('.')) {
        return refuse("invalid file name");
    }
    if name.split_once('/').is_some_and(|(folder, _)| folder != FLASH || !has_flash(engine)) {
        return refuse("failure: no such folder");
    }
    if is_lasting(engine, name) && bytes.len() as u64 > free(engine) {
        return refuse("failure: not enough space on disk");
    }
    engine.files.retain(|file| file.name != name);
    let (id, begun) = (engine.new_id(), engine.clock.now());
    engine.files.push(Stored { id: id.clone(), name: name.to_owned(), bytes, begun, looks: Cell::new(looks) });
    Ok(id)
}

/// `/file/add`: text that is there at once.
pub(crate) fn add(engine: &mut Engine, given: &Map<String, Value>) -> Result<Row, Refusal> {
    if !engine.menu(FILE)?.can_add() {
        return refuse("no such command");
    }
    let Some(name) = given.get("name").map(text) else { return refuse("missing =name=") };
    let contents = given.get("contents").map(text).unwrap_or_default();
    if contents.len() > LONGEST_TEXT {
        return refuse("failure: contents too long");
    }
    if engine.files.iter().any(|file| file.name == name) {
        return refuse("failure: file already exists");
    }
    let id = store(engine, &name, contents.into_bytes(), LOOKS)?;
    find(engine, &id)
}

/// `/file/set`: other text.
pub(crate) fn set(engine: &mut Engine, key: &str, given: &Map<String, Value>) -> Result<Row, Refusal> {
    let id = get(&find(engine, key)?, ".id").to_owned();
    let contents = given.get("contents").map(text);
    if contents.as_ref().is_some_and(|contents| contents.len() > LONGEST_TEXT) {
        return refuse("failure: contents too long");
    }
    for file in engine.files.iter_mut().filter(|file| file.id == id) {
        if let Some(contents) = &contents {
            file.bytes = contents.clone().into_bytes();
        }
    }
    find(engine, &id)
}

/// `/file/remove`.
pub(crate) fn remove(engine: &mut Engine, key: &str) -> Result<(), Refusal> {
    let id = get(&find(engine, key)?, ".id").to_owned();
    engine.files.retain(|file| file.id != id);
    Ok(())
}

/// The row with this number or name. Looking for it is no look at the list.
fn find(engine: &Engine, key: &str) -> Result<Row, Refusal> {
    let known = |file: &&Stored| file.id == key || file.name == key;
    match engine.files.iter().find(known) {
        Some(file) => Ok(Map::from_iter([
            (".id".to_owned(), Value::from(file.id.as_str())),
            ("name".to_owned(), file.name.as_str().into()),
        ])),
        None => not_found(),
    }
}

/// `/file/read`: a piece of a file, from 7.13. Its end is an empty piece.
pub(crate) fn read(engine: &Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let Some(name) = body.get("file").map(text) else { return refuse("missing =file=") };
    let number = |name: &str, usual: usize| body.get(name).map_or(Some(usual), |value| text(value).parse().ok());
    let (Some(offset), Some(size)) = (number("offset", 0), number("chunk-size", LONGEST_CHUNK)) else {
        return refuse("invalid value for argument offset");
    };
    if !(1..=LONGEST_CHUNK).contains(&size) {
        return refuse("value of chunk-size out of range (1..32768)");
    }
    let Some(file) = engine.files.iter().find(|file| file.name == name || file.id == name) else {
        return refuse("input does not match any value of file");
    };
    let whole = &file.bytes[..file.size(engine.clock.now())];
    if offset > whole.len() {
        return refuse("failure: chunk out of file bounds");
    }
    let end = whole.len().min(offset + size);
    Ok(json!([{ "data": latin(&whole[offset..end]) }]))
}

/// What a file holds, once it is whole.
pub(crate) fn contents<'a>(engine: &'a Engine, name: &str) -> Option<&'a [u8]> {
    engine.files.iter().find(|file| file.name == name).map(|file| file.bytes.as_slice())
}

/// What is lost with the power.
pub(crate) fn forget(engine: &mut Engine) {
    let lost: Vec<String> =
        engine.files.iter().filter(|file| !is_lasting(engine, &file.name)).map(|file| file.id.clone()).collect();
    engine.files.retain(|file| !lost.contains(&file.id));
}
