//! A small WebDriver client for one window of the real app (W3C WebDriver, WebKitWebDriver).
use crate::patience::{LONG, PATIENCE, until};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys that have no character.
pub mod key {
    /// Tabulator.
    pub const TAB: &str = "\u{E004}";
    /// Enter.
    pub const ENTER: &str = "\u{E007}";
    /// Shift, held until `NULL`.
    pub const SHIFT: &str = "\u{E008}";
    /// Control, held until `NULL`.
    pub const CONTROL: &str = "\u{E009}";
    /// Alt, held until `NULL`.
    pub const ALT: &str = "\u{E00A}";
    /// Help.
    pub const F1: &str = "\u{E031}";
    /// The next part of the window.
    pub const F6: &str = "\u{E036}";
    /// Escape.
    pub const ESCAPE: &str = "\u{E00C}";
    /// Space bar.
    pub const SPACE: &str = " ";
    /// Arrow down.
    pub const DOWN: &str = "\u{E015}";
    /// Arrow right.
    pub const RIGHT: &str = "\u{E014}";
    /// Arrow left.
    pub const LEFT: &str = "\u{E012}";
}

/// How an app is started.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Its command line.
    pub arguments: Vec<String>,
    /// Its environment beside the tests' own.
    pub environment: Vec<(String, String)>,
    /// Another program than the app.
    pub binary: Option<PathBuf>,
}

/// The running app.
#[derive(Debug)]
pub struct App {
    driver: Child,
    session: String,
    agent: ureq::Agent,
    /// Process id of the driver, whose child the app is.
    pub driver_id: u32,
}

/// The app as `cargo build` left it, or the one that `FIRSTHOP_BINARY` names.
pub fn binary() -> PathBuf {
    if let Some(binary) = std::env::var_os("FIRSTHOP_BINARY") {
        return PathBuf::from(binary);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("debug/firsthop")
}

impl App {
    /// Starts the app and waits for its first page.
    ///
    /// # Panics
    /// WebKitWebDriver, the app or a display is missing: the message says which.
    pub fn start(start: &Start) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "no DISPLAY: run `cargo xtask test`, which starts a virtual screen"
        );
        let binary = start.binary.clone().unwrap_or_else(binary);
        assert!(binary.exists(), "{} is missing: run `cargo build --package firsthop`", binary.display());
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .envs(start.environment.iter().map(|(name, value)| (name, value)));
        let options = json!({"webkitgtk:browserOptions": {"binary": binary, "args": start.arguments}});
        Self::launch(driver, "webkit2gtk-driver", &options)
    }

    /// Starts a Chromium without a window, in a high-contrast theme: WebKit on Linux has none.
    ///
    /// # Panics
    /// Chromium or its driver is missing: the message says which.
    pub fn high_contrast_browser() -> Self {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--force-high-contrast",
            "--allow-file-access-from-files",
            "--window-size=1080,900",
        ];
        let mut options = json!({"args": arguments});
        // Where the driver would not find it by itself: Debian's is not called Chrome.
        if std::path::Path::new("/usr/bin/chromium").exists() {
            options["binary"] = json!("/usr/bin/chromium");
        }
        let options = json!({"browserName": "chrome", "goog:chromeOptions": options});
        Self::launch(Command::new("chromedriver"), "chromium-driver", &options)
    }

    fn launch(mut driver: Command, package: &str, options: &Value) -> Self {
        let port = free_port();
        let driver = driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let driver = driver
            .unwrap_or_else(|error| panic!("a WebDriver cannot be started ({error}); it is in the package {package}"));
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(LONG));
        let driver_id = driver.id();
        let mut app =
            Self { driver, session: format!("http://127.0.0.1:{port}"), agent: config.build().into(), driver_id };
        let begin = Instant::now();
        while app.agent.get(format!("{}/status", app.session)).call().is_err() {
            assert!(begin.elapsed() < PATIENCE, "the WebDriver of {package} does not answer");
            sleep(Duration::from_millis(20));
        }
        let answer = app.call("POST", "/session", &json!({"capabilities": {"alwaysMatch": options}}));
        let id = answer["sessionId"].as_str().unwrap_or_else(|| panic!("the app did not start: {answer}")).to_owned();
        app.session = format!("{}/session/{id}", app.session);
        app.call("POST", "/timeouts", &json!({"script": u64::try_from(LONG.as_millis()).unwrap_or(u64::MAX)}));
        app
    }

    /// Ends the app as a crash does, in the middle of whatever it is doing.
    pub fn crash(self) {
        kill(&descendants(self.driver_id));
    }

    /// One WebDriver command; returns its `value`.
    ///
    /// # Panics
    /// The driver does not answer.
    pub fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let answer = match method {
            "GET" => self.agent.get(&url).call(),
            "DELETE" => self.agent.delete(&url).call(),
            _ => self.agent.post(&url).send_json(body),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let value: Value = answer
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_json()
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        value["value"].clone()
    }

    /// Runs a script; `return` gives a value back.
    pub fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.call("POST", "/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn script_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.call("POST", "/execute/async", &json!({"script": script, "args": arguments}))
    }

    /// Waits for an element that is shown. XPath.
    ///
    /// # Panics
    /// It does not appear.
    pub fn find(&self, xpath: &str) -> String {
        let begin = Instant::now();
        loop {
            let found = self.call("POST", "/element", &json!({"using": "xpath", "value": xpath}));
            if let Some(id) = found[ELEMENT].as_str() {
                return id.to_owned();
            }
            assert!(begin.elapsed() < PATIENCE, "{xpath} did not appear; the page says:\n{}", self.page_text());
            sleep(Duration::from_millis(10));
        }
    }

    /// Whether an element is there now.
    pub fn has(&self, xpath: &str) -> bool {
        self.call("POST", "/element", &json!({"using": "xpath", "value": xpath}))[ELEMENT].is_string()
    }

    /// Clicks an element.
    ///
    /// # Panics
    /// It cannot be clicked.
    pub fn click(&self, xpath: &str) {
        let begin = Instant::now();
        loop {
            let element = self.find(xpath);
            let answer = self.call("POST", &format!("/element/{element}/click"), &json!({}));
            if answer.is_null() {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{xpath} cannot be clicked: {answer}");
            // WebKit does not scroll to what is half in view already; a person would.
            self.script("arguments[0].scrollIntoView({block: 'center'})", &[json!({ELEMENT: element})]);
            sleep(Duration::from_millis(60));
        }
    }

    /// Clicks the button or link with this name.
    pub fn press(&self, name: &str) {
        self.click(&format!("//*[self::button or self::a or @role='button'][normalize-space()={}]", literal(name)));
    }

    /// Clicks the button with this name, which ends the app: nobody answers any more.
    pub fn press_and_go(&self, name: &str) {
        let element = self.find(&format!("//button[normalize-space()={}]", literal(name)));
        let _ = self.agent.post(format!("{}/element/{element}/click", self.session)).send_json(json!({}));
    }

    /// Chooses the radio card with this title.
    pub fn choose(&self, title: &str) {
        self.click(&format!("//label[.//input[@type='radio']][contains(normalize-space(), {})]", literal(title)));
    }

    /// Replaces what a field holds. The field is found by the path of its answer.
    pub fn fill(&self, field: &str, text: &str) {
        let element = self.find(&field_path(field));
        self.call("POST", &format!("/element/{element}/clear"), &json!({}));
        self.call("POST", &format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Sends keys to whatever has the focus.
    pub fn keys(&self, keys: &[&str]) {
        let mut actions = Vec::new();
        for text in keys {
            for character in text.chars() {
                actions.push(json!({"type": "keyDown", "value": character.to_string()}));
                actions.push(json!({"type": "keyUp", "value": character.to_string()}));
            }
        }
        self.call("POST", "/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// Presses a key while another is held.
    pub fn chord(&self, held: &str, key: &str) {
        self.together(&[held, key]);
    }

    /// Presses keys one after the other, and lets them go in the opposite order.
    pub fn together(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        let actions: Vec<Value> = down.chain(up).collect();
        self.call("POST", "/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// Waits until the page shows this text.
    ///
    /// # Panics
    /// It does not come.
    pub fn sees(&self, text: &str) {
        self.sees_within(text, PATIENCE);
    }

    /// Waits this long until the page shows this text.
    ///
    /// # Panics
    /// It does not come.
    pub fn sees_within(&self, text: &str, patience: Duration) {
        let begin = Instant::now();
        while !self.page_text().contains(text) {
            assert!(begin.elapsed() < patience, "the page does not say {text:?} but:\n{}", self.page_text());
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until something is so.
    ///
    /// # Panics
    /// It does not become so.
    pub fn wait_for(&self, what: &str, mut done: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !done() {
            assert!(begin.elapsed() < PATIENCE, "in vain: {what}; the page says:\n{}", self.page_text());
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the page shows one of these texts; returns which.
    ///
    /// # Panics
    /// None comes.
    pub fn sees_one_of(&self, texts: &[&str]) -> usize {
        let begin = Instant::now();
        loop {
            let page = self.page_text();
            if let Some(which) = texts.iter().position(|text| page.contains(text)) {
                return which;
            }
            assert!(begin.elapsed() < PATIENCE, "the page says none of {texts:?} but:\n{page}");
            sleep(Duration::from_millis(50));
        }
    }

    /// All text that a person can read now.
    pub fn page_text(&self) -> String {
        self.script("return document.body.innerText", &[]).as_str().unwrap_or_default().to_owned()
    }

    /// The name of the element that has the focus, for tests by keyboard.
    pub fn focused(&self) -> String {
        let script = "const e = document.activeElement; return (e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || e.id || e.tagName).trim()";
        self.script(script, &[]).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until what was done has been painted.
    pub fn painted(&self) {
        self.script_async("const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))", &[]);
    }

    /// Takes the mouse into the corner, where it points at nothing.
    fn mouse_away(&self) {
        let to = |x| json!({"type": "pointerMove", "duration": 0, "x": x, "y": 1});
        let mouse = json!({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [to(2), to(1)]});
        self.call("POST", "/actions", &json!({"actions": [mouse]}));
    }

    /// A PNG of the page.
    ///
    /// # Panics
    /// The picture cannot be written.
    pub fn screenshot(&self, file: &Path) {
        self.mouse_away();
        self.painted();
        sleep(Duration::from_millis(350)); // transitions of up to 240 ms
        // WebKitGTK (2.50) takes the picture with the next frame, and a page without anything new gives
        // none from 5 s after the last input on: an empty window hangs, too. So one pixel in the corner
        // changes between two grounds until the picture is there.
        self.script(
            "const dot = document.body.appendChild(document.createElement('div'));
             Object.assign(dot.style, {position: 'fixed', left: 0, top: 0, width: '1px', height: '1px'});
             let n = 0;
             window.firsthopDot = [dot, setInterval(() => { dot.style.background = ++n % 2 ? 'var(--page)' : 'var(--rail)'; }, 40)];",
            &[],
        );
        let picture = self.call("GET", "/screenshot", &Value::Null);
        self.script("const [dot, ticking] = window.firsthopDot; clearInterval(ticking); dot.remove();", &[]);
        let bytes = STANDARD.decode(picture.as_str().unwrap_or_default()).unwrap_or_default();
        std::fs::write(file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let started = descendants(self.driver_id);
        // Closes the page; the driver may be gone already.
        let _ = self.agent.delete(&self.session).call();
        // The driver ends the app too, but only after its answer: ended before that, it would leave the app behind.
        kill(&started);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // On one session bus the next start would only bring one to the front that is about to end.
        until("the app has ended", || !started.iter().any(|id| runs(*id)));
    }
}

fn kill(processes: &[u32]) {
    // One may have ended meanwhile.
    let ids = processes.iter().map(u32::to_string);
    let _ = Command::new("kill").arg("-KILL").args(ids).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Whether a process has not ended; one that nobody has asked about yet has.
fn runs(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .and_then(|rest| rest.split_whitespace().next())
        .is_some_and(|state| !matches!(state, "Z" | "X"))
}

/// The processes that one started, such as the app and WebKit's of a driver, without itself.
pub fn descendants(of: u32) -> Vec<u32> {
    let parent = |id: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
    };
    let all: Vec<u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    let (mut found, mut next) = (Vec::new(), vec![of]);
    while let Some(id) = next.pop() {
        let children = all.iter().copied().filter(|child| parent(*child) == Some(id));
        next.extend(children.clone());
        found.extend(children);
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).unwrap_or_else(|error| panic!("no free port: {error}"))
}

/// XPath of the control for an answer.
pub fn field_path(field: &str) -> String {
    format!("//*[@id={}]", literal(field))
}

/// A text as XPath 1.0 writes it.
pub fn literal(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
