//! `cargo xtask bench`: the window against an empty one, and a key press against an input that only echoes.
#![expect(clippy::print_stdout, reason = "a bench prints")]
use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use tests::{
    pages::{self, Home},
    webdriver::{App, Start, binary, descendants},
};

/// Odd, so that there is a middle one. Both windows are started in turn, so that whatever else the
/// computer does meets both.
const ROUNDS: usize = 11;

fn main() {
    let empty = binary().with_file_name("examples").join("empty_window");
    let (mut ours, mut theirs) = (Starts::default(), Starts::default());
    for _ in 0..ROUNDS {
        // Usable is when the first question can be answered.
        ours.add(start(None, "//button[contains(., 'Set up a router')]"));
        theirs.add(start(Some(empty.clone()), "//h1"));
    }
    let base = "an empty Tauri window of the same build";
    compare("start to the first usable screen", "s", median(ours.seconds), median(theirs.seconds), base);
    compare("memory (PSS of all processes)", "MB", median(ours.memory), median(theirs.memory), base);
    typing();
}

/// What was measured of one program.
#[derive(Default)]
struct Starts {
    seconds: Vec<f64>,
    memory: Vec<f64>,
}

impl Starts {
    fn add(&mut self, (seconds, memory): (f64, f64)) {
        self.seconds.push(seconds);
        self.memory.push(memory);
    }
}

fn compare(what: &str, unit: &str, ours: f64, base: f64, base_is: &str) {
    println!("{what}: {ours:.2} {unit} against {base:.2} {unit}, ratio {:.2} – {base_is}", ours / base);
}

/// Seconds until the element is there, and megabytes two seconds later.
fn start(binary: Option<PathBuf>, element: &str) -> (f64, f64) {
    let home = Home::new();
    let state = home.folder.path().display().to_string();
    let environment = vec![
        ("FIRSTHOP_STATE_DIR".to_owned(), state.clone()),
        ("HOME".to_owned(), state),
        ("DBUS_SESSION_BUS_ADDRESS".to_owned(), "disabled:".to_owned()),
    ];
    let begin = Instant::now();
    let app = App::start(&Start { arguments: Vec::new(), environment, binary });
    app.find(element);
    let seconds = begin.elapsed().as_secs_f64();
    std::thread::sleep(Duration::from_secs(2));
    (seconds, descendants(app.driver_id).into_iter().map(pss).sum())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn pss(id: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// Key press to repainted preview: the note beside the step, against a text that only echoes.
fn typing() {
    let home = Home::new();
    let app = home.start(&[]);
    pages::connect(&app, "It just works");
    app.press("Next: Internet");
    app.press("Next: Home network");
    app.sees("What is your home network");
    let script = "
        const done = arguments[arguments.length - 1];
        const ours = document.getElementById('home.address');
        const note = document.querySelector('[data-region=house] [aria-live]');
        const echo = document.createElement('input'), heard = document.createElement('p');
        document.querySelector('main').append(echo, heard);
        echo.addEventListener('input', () => { heard.textContent = echo.value; });
        const once = (input, watched, value) => new Promise(resolve => {
          const seen = new MutationObserver(() => { seen.disconnect(); requestAnimationFrame(() => resolve(performance.now() - begin)); });
          seen.observe(watched, {childList: true, characterData: true, subtree: true});
          const begin = performance.now();
          input.value = value;
          input.dispatchEvent(new InputEvent('input', {bubbles: true}));
        });
        (async () => {
          const times = {ours: [], echo: []};
          // A screen shows frames at fixed times. On this one nothing is drawn until something changes, and
          // then at once, so that every later change would wait for a whole frame: keep the frames coming.
          const tick = () => requestAnimationFrame(tick);
          tick();
          // Both begin at any moment between two frames.
          const pause = () => new Promise(r => setTimeout(r, 30 + Math.random() * 17));
          for (let n = 0; n < 120; n++) {
            await pause();
            times.echo.push(await once(echo, heard, String(n)));
            await pause();
            times.ours.push(await once(ours, note, `10.0.${n}.1`));
          }
          done(times);
        })();";
    let times = app.script_async(script, &[]);
    let list = |name: &str| median(times[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect());
    let (ours, echo) = (list("ours"), list("echo"));
    compare("key press to repainted preview", "ms", ours, echo, "an input that only echoes, in the same window");
    println!("key press to repainted preview: {:.2} ms more than the echo; one frame is 16.67 ms", ours - echo);
}
