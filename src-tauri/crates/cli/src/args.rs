//! The command line. Its forms are kept stable: scripts use them.
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Sets up a MikroTik home router, step by step, without a window.
#[derive(Debug, Parser)]
#[command(name = "firsthop-cli", version, after_help = AFTER)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Answer in JSON: one document; `apply` writes one object a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The account on the router; without it the one that is remembered, or admin.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Read passwords as one JSON object from standard input, such as {"router":"…"}. Without it they come from the keyring.
    #[arg(long, global = true)]
    pub(crate) secrets_stdin: bool,
    /// The key that the router must show over https: 64 hexadecimal digits.
    #[arg(long, global = true, value_name = "SHA256", value_parser = pin)]
    pub(crate) pin: Option<routeros_client::Pin>,
    /// Where known routers are kept.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
}

const AFTER: &str = "\
Exit codes:
  0  done and verified (warnings alone too)
  1  not started, or failed with the router as before; verify or audit found something
  2  bad arguments or project
  3  failed after the first change: the router may have changed
  4  it is not known what the router has";

fn pin(text: &str) -> Result<routeros_client::Pin, String> {
    routeros_client::parse_pin(text).ok_or_else(|| "a key is 64 hexadecimal digits".to_owned())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a project with the usual answers.
    New {
        /// The project file to make.
        file: PathBuf,
        /// An answer, such as internet.type=pppoe; lists as JSON.
        #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = answer)]
        set: Vec<(String, String)>,
    },
    /// Says all that is wrong with a project.
    Check {
        /// The project file.
        file: PathBuf,
        /// Also look whether it fits this router.
        #[arg(long, value_name = "URL")]
        router: Option<String>,
        #[command(flatten)]
        carried: Carried,
    },
    /// Prints the JSON Schema of project files.
    Schema,
    /// Starts a simulated router. Its first line says where it is.
    Practice(Practice),
    /// Shows exactly what would be done.
    Preview {
        /// The project file.
        file: PathBuf,
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        carried: Carried,
        /// Let the router itself read it as a script, from RouterOS 7.16: one small file there, taken away again.
        #[arg(long, requires = "router")]
        check: bool,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = Format::Words)]
        format: Format,
    },
    /// Does it, reads it back, and proves that it works.
    Apply {
        /// The project file.
        file: PathBuf,
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        #[command(flatten)]
        carried: Carried,
        /// You have seen the preview and want it done.
        #[arg(long)]
        yes: bool,
    },
    /// Looks whether a router is as the project wants it. Changes nothing.
    Verify {
        /// The project file.
        file: PathBuf,
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        #[command(flatten)]
        carried: Carried,
    },
    /// Says what becomes of a project on another model than the one that it was made on. Changes nothing on the router.
    Carry {
        /// The project file.
        file: PathBuf,
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        #[command(flatten)]
        carried: Carried,
        /// Writes the project for this router into this new file.
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
    /// Says what a router is. Changes nothing.
    Facts {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
    },
    /// Looks at the provider's line and says how it works. Changes nothing.
    Diagnose {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// The socket; without it the one that leads to the internet.
        #[arg(long, default_value = "auto", value_name = "NAME")]
        port: String,
        /// The home's address, to see whether the provider's box uses the same.
        #[arg(long, default_value = "192.168.88.1/24", value_name = "ADDRESS/PREFIX")]
        home: String,
        /// Also ask for an address where the router does not do so: a DHCP client without route and names, taken off again.
        #[arg(long)]
        ask: bool,
    },
    /// Says how safe a router is: what is open, what is weak, what somebody made. Changes nothing.
    Audit {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
    },
    /// Gives a router an own administrator and switches admin off, whose name everybody knows.
    Administrator {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// What it is called.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// You have seen what it does and want it done.
        #[arg(long)]
        yes: bool,
    },
    /// Makes a router allow timers that its home mode forbids: says what to press there, waits for it, and looks.
    AllowTimers {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// You are at the router.
        #[arg(long)]
        yes: bool,
    },
    /// Puts a router back as it was before the last run on it from this computer.
    PutBack {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// You have seen what it does and want it done.
        #[arg(long)]
        yes: bool,
    },
    /// Writes the recovery card: where everything is on a bad day. As Markdown, or into a file as PDF.
    Card(Card),
    /// Says what of a readable export (.rsc) a router does not have, and lets the router read it where it can. Changes nothing.
    CheckExport {
        /// The export.
        file: PathBuf,
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
    },
    /// Makes a backup of a router now, or of every router for which one is due.
    Backup(Backup),
    /// Brings a router back to one of its backups: it loads it and starts again. Or brings an export here.
    Restore {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// Which backup; the list says their names. Without it the newest.
        #[arg(long, value_name = "NAME")]
        backup: Option<String>,
        /// Where the backups are, when not in FirstHop's own folder.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// Instead of a backup: a readable export (.rsc), of this router or of another one. Says first what does not come along.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["backup", "folder"])]
        export: Option<PathBuf>,
        /// With an export: the socket or radio that takes the place of an old one, such as ether1=ether5.
        #[arg(long = "move", value_name = "OLD=NEW", requires = "export", value_parser = place)]
        moves: Vec<(String, String)>,
        /// You have seen what it does and want it done.
        #[arg(long)]
        yes: bool,
    },
    /// Looks whether there is a newer RouterOS, and installs it: a backup before, the proof after.
    Update {
        /// The router.
        #[arg(long, value_name = "URL")]
        router: String,
        /// Also look whether the router is still as this project wants it.
        #[arg(long, value_name = "FILE")]
        project: Option<PathBuf>,
        /// From RouterOS 6 to 7: what that means for this router, and the move.
        #[arg(long)]
        to_seven: bool,
        /// Only say whether there is one: exit code 1 when there is, 4 when nobody can know.
        #[arg(long, conflicts_with = "yes")]
        check: bool,
        /// You have seen what it does and want it done.
        #[arg(long)]
        yes: bool,
    },
    /// Looks for routers in this computer's networks.
    Discover {
        /// How long.
        #[arg(long, default_value_t = 6, value_name = "N")]
        seconds: u64,
        /// Ask only here, such as 127.0.0.1:5678.
        #[arg(long, value_name = "ADDRESS:PORT")]
        at: Vec<std::net::SocketAddr>,
    },
    /// Shows the whole journey on a simulated router.
    #[command(alias = "demo")]
    PracticeJourney {
        /// Which router.
        #[arg(long, default_value = "hap-ax2_7.20", value_name = "NAME")]
        personality: String,
        /// The provider's line.
        #[arg(long, default_value = "pppoe:anna@provider.example:practice", value_name = "LINE")]
        internet: String,
    },
}

/// For a project that was made on another model.
#[derive(Debug, ClapArgs)]
pub(crate) struct Carried {
    /// On another model than the project was made on: the socket with the provider's cable.
    #[arg(long, value_name = "NAME")]
    pub(crate) internet_socket: Option<String>,
}

/// What a preview is made for.
#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub(crate) struct On {
    /// This router.
    #[arg(long, value_name = "URL")]
    pub(crate) router: Option<String>,
    /// A new router with this RouterOS version, or the router in this state file.
    #[arg(long, value_name = "VERSION|STATEFILE")]
    pub(crate) offline: Option<String>,
}

/// What `card` writes.
#[derive(Debug, clap::Args)]
pub(crate) struct Card {
    /// The project file.
    pub(crate) file: PathBuf,
    /// The router.
    #[arg(long, value_name = "URL")]
    pub(crate) router: String,
    /// The sheet of the home network instead.
    #[arg(long)]
    pub(crate) sheet: bool,
    /// Into this file: a name with .pdf, .md, or .svg for the drawing of the sheet.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// American paper instead of A4.
    #[arg(long)]
    pub(crate) letter: bool,
    /// The passwords themselves, as far as they are known here, instead of where they are kept.
    #[arg(long)]
    pub(crate) with_passwords: bool,
}

/// What is backed up, and when.
#[derive(Debug, ClapArgs)]
#[group(skip)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["router", "if_due", "at_sign_in"])))]
pub(crate) struct Backup {
    /// This router, now.
    #[arg(long, value_name = "URL")]
    pub(crate) router: Option<String>,
    /// Every router whose backup is due, as it was chosen when it was set up.
    #[arg(long)]
    pub(crate) if_due: bool,
    /// Asks the system to look at sign-in whether one is due, or not to any more.
    #[arg(long, value_enum, value_name = "ON|OFF")]
    pub(crate) at_sign_in: Option<OnOff>,
    /// Keep it here instead of in FirstHop's own folder.
    #[arg(long, value_name = "FOLDER", requires = "router")]
    pub(crate) folder: Option<PathBuf>,
    /// How many are kept.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) keep: usize,
    /// With a router: how often it is backed up from now on.
    #[arg(long, value_enum, value_name = "HOW OFTEN", requires = "router")]
    pub(crate) every: Option<Interval>,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnOff {
    /// It is done.
    On,
    /// It is not done any more.
    Off,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Interval {
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Only when you ask.
    Never,
}

/// Options of the simulated router.
#[derive(Debug, ClapArgs)]
pub(crate) struct Practice {
    /// Lists the routers that can be simulated.
    #[arg(long)]
    pub(crate) list: bool,
    /// Which router, as it leaves the factory.
    #[arg(long, value_name = "NAME", conflicts_with = "state")]
    pub(crate) personality: Option<String>,
    /// A router in this state.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Writes the state here when it is ended.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// The provider's line: dhcp, pppoe:USER:PASSWORD[@VLAN], static:ADDRESS/PREFIX,GATEWAY or none.
    #[arg(long, default_value = "dhcp", value_name = "LINE")]
    pub(crate) internet: String,
    /// How long each answer takes, in milliseconds.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pub(crate) latency: u64,
}

/// How a preview is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Plain sentences with the commands.
    Words,
    /// A script for the RouterOS console.
    Cli,
    /// Calls of the REST API.
    Rest,
}

fn answer(text: &str) -> Result<(String, String), String> {
    // Not repeated in the message: it may be a secret that was put in the wrong place.
    let (field, value) = text.split_once('=').ok_or("an answer is FIELD=VALUE")?;
    Ok((field.to_owned(), value.to_owned()))
}

fn place(text: &str) -> Result<(String, String), String> {
    let (old, new) = text.split_once('=').ok_or("a place is OLD=NEW")?;
    Ok((old.to_owned(), new.to_owned()))
}
