// Made from the types in src-tauri by `UPDATE_BINDINGS=1 cargo test --package firsthop --test bindings`.

export type Choices = { 
/**
 * How the provider connects this home.
 */
internet: InternetChoice, 
/**
 * The home network's address.
 */
home: HomeChoice, 
/**
 * Whether and how the router gives addresses.
 */
addresses: AddressesChoice, 
/**
 * Who looks up names.
 */
names: NamesChoice, 
/**
 * How well the router is protected.
 */
protection: ProtectionChoice, 
/**
 * Where backups are kept.
 */
backups: BackupsChoice, };

export type InternetChoice = { 
/**
 * `dhcp`, `pppoe`, `static` or `lte`.
 */
type: string, 
/**
 * `auto`, or the name of the port.
 */
port: string, 
/**
 * Network number of the provider; empty for none.
 */
vlan: string, 
/**
 * Hardware address to show to the provider; empty for the router's own.
 */
mac: string, 
/**
 * Largest packet in bytes; empty for the usual.
 */
mtu: string, 
/**
 * For `dhcp`.
 */
dhcp: DhcpChoice, 
/**
 * For `pppoe`.
 */
pppoe: PppoeChoice, 
/**
 * For `static`.
 */
static: StaticChoice, 
/**
 * For `lte`.
 */
lte: LteChoice, };

export type PppoeChoice = { 
/**
 * User name.
 */
user: string, 
/**
 * Service name; empty for any.
 */
service: string, };

export type StaticChoice = { 
/**
 * Own address with its size, such as `203.0.113.47/24`.
 */
address: string, 
/**
 * The provider's side.
 */
gateway: string, };

export type DhcpChoice = { 
/**
 * Name to show (option 12); empty for the router's own.
 */
hostname: string, 
/**
 * Id to show (option 61): text, or bytes such as `0x01AB`; empty for the usual.
 */
client_id: string, 
/**
 * Kind of device to show (option 60); empty for none.
 */
vendor_class: string, 
/**
 * Priority of the packets that ask, from 0 to 7; empty for none.
 */
priority: string, 
/**
 * Whether routes that the provider sends are taken over (option 121).
 */
classless_routes: boolean, 
/**
 * Whether the provider's clock is used.
 */
peer_ntp: boolean, };

export type LteChoice = { 
/**
 * Access point; empty for the one that the network names.
 */
apn: string, 
/**
 * User name at the access point; empty for none.
 */
user: string, 
/**
 * How that name is shown: `pap` or `chap`.
 */
authentication: string, 
/**
 * Whether networks of other providers may be used.
 */
roaming: boolean, };

export type HomeChoice = { 
/**
 * The router's address with the network's size, such as `192.168.88.1/24`.
 */
address: string, };

export type AddressesChoice = { 
/**
 * Whether the router gives addresses.
 */
enabled: boolean, 
/**
 * First address; empty to derive it from the home network.
 */
from: string, 
/**
 * Last address; empty to derive it from the home network.
 */
to: string, 
/**
 * How long a device keeps its address, such as `30m`.
 */
lease: string, 
/**
 * Devices that always get the same address.
 */
reservations: Array<ReservationChoice>, };

export type ReservationChoice = { 
/**
 * What the person calls it.
 */
name: string, 
/**
 * The address it gets.
 */
address: string, 
/**
 * Its hardware address.
 */
mac: string, };

export type NamesChoice = { 
/**
 * `provider`, `preset` or `own`.
 */
source: string, 
/**
 * For `preset`: one of [`crate::Preset::ALL`].
 */
preset: string, 
/**
 * For `own`: the servers' addresses. Empty entries are fields that were left empty.
 */
servers: Array<string>, 
/**
 * Whether to ask in private (DNS over HTTPS).
 */
doh: boolean, 
/**
 * For `own` with `doh`: where to ask.
 */
doh_url: string, };

export type ProtectionChoice = { 
/**
 * `recommended` or `strict`.
 */
level: string, 
/**
 * Items that differ from the level, by the planner's item id.
 */
items: { [key in string]: boolean }, 
/**
 * Where the router's clock is, such as `Europe/Vienna`; empty to leave it as it is.
 */
time_zone: string, 
/**
 * Who may watch the router.
 */
snmp: SnmpChoice, };

export type SnmpChoice = { 
/**
 * Whether there is one; otherwise the item of Protection switches SNMP off.
 */
enabled: boolean, 
/**
 * The name that it says.
 */
name: string, 
/**
 * The address at home that it asks from.
 */
address: string, };

export type BackupsChoice = { 
/**
 * Whether this computer keeps backups.
 */
computer: boolean, 
/**
 * Folder on this computer; empty for the usual one.
 */
folder: string, 
/**
 * `day`, `week`, `month` or `never`.
 */
every: string, 
/**
 * How many are kept.
 */
keep: number, 
/**
 * Whether the router keeps some too.
 */
router: boolean, };

export type StartView = { 
/**
 * Projects opened or saved lately, newest first.
 */
recent: Array<RecentView>, 
/**
 * Answers that were not saved when FirstHop was closed.
 */
draft: DraftView | null, 
/**
 * Backups that did not work since the last one that did.
 */
failedBackups: Array<FailedBackupView>, 
/**
 * A project file that FirstHop was started with.
 */
openedWith: string | null, };

export type PapersForm = { 
/**
 * The answers.
 */
choices: Choices, 
/**
 * Secrets typed in this window, by field. They are used only when `passwords` asks for them.
 */
secrets: { [key in string]: string }, 
/**
 * The project file; none when it was not saved.
 */
projectFile: string | null, 
/**
 * Whether the passwords themselves stand on the card.
 */
passwords: boolean, 
/**
 * The texts that begin with `paper.` and `lease.`, in the window's language.
 */
texts: { [key in string]: string }, };

export type PaperSaveForm = { 
/**
 * What the page is about.
 */
papers: PapersForm, 
/**
 * The sheet of the home network; else the recovery card.
 */
sheet: boolean, 
/**
 * `pdf`, `md`, or `svg` for the drawing alone.
 */
kind: string, 
/**
 * American paper instead of A4.
 */
letter: boolean, 
/**
 * The name that the dialog proposes, without its ending.
 */
name: string, };

export type PapersView = { 
/**
 * The recovery card.
 */
card: PaperView, 
/**
 * The sheet of the home network.
 */
sheet: PaperView, 
/**
 * The home network as a picture (SVG).
 */
drawing: string, 
/**
 * The picture in words.
 */
described: string, };

export type PaperView = { 
/**
 * Its heading.
 */
title: string, 
/**
 * What it is for.
 */
lead: string, 
/**
 * Its parts.
 */
sections: Array<PaperSectionView>, };

export type PaperSectionView = { 
/**
 * Its heading.
 */
title: string, 
/**
 * What stands beside what.
 */
rows: Array<[string, string]>, 
/**
 * What to do, one after the other.
 */
steps: Array<string>, };

export type PaperSavedView = { 
/**
 * Where.
 */
path: string, 
/**
 * How many rows had no room on the page.
 */
leftOut: number, 
/**
 * Whether signs stand on it as their numbers, because no font has them.
 */
unshown: boolean, };

export type RecentView = { 
/**
 * Where it is.
 */
path: string, 
/**
 * The project's name.
 */
name: string, 
/**
 * When, as milliseconds since 1970.
 */
atMs: number, };

export type FailedBackupView = { 
/**
 * What people call the router.
 */
model: string, 
/**
 * When it was tried, as milliseconds since 1970.
 */
atMs: number, 
/**
 * Why it did not work, as a key of a sentence, and what to do.
 */
why: [TextView, TextView], 
/**
 * When the last one was made.
 */
lastMs: number | null, };

export type DraftView = { 
/**
 * When they were kept, as milliseconds since 1970.
 */
atMs: number, 
/**
 * The project that they belong to.
 */
project: ProjectView, };

export type ProjectView = { 
/**
 * Its id; secrets are found by it.
 */
id: string, 
/**
 * Its name; empty for a new project.
 */
name: string, 
/**
 * Its file, once it has one.
 */
path: string | null, 
/**
 * The answers.
 */
choices: Choices, 
/**
 * Fields whose secret this computer has stored, such as `internet.pppoe.password`.
 */
storedSecrets: Array<string>, 
/**
 * Made on another computer: Review must be seen, and what sends data away is pointed out.
 */
fromElsewhere: boolean, 
/**
 * The router that it was made on.
 */
madeFor: MadeFor | null, };

export type MadeFor = { 
/**
 * What people call it, such as `hAP ax²`.
 */
model: string, 
/**
 * Its RouterOS.
 */
version: string, 
/**
 * Its sockets, in its order.
 */
ports: Array<string>, 
/**
 * The socket that the internet came by; empty with a SIM card.
 */
internet: string, 
/**
 * Its radios.
 */
radios: Array<MadeForRadio>, };

export type MadeForRadio = { 
/**
 * Its interface.
 */
name: string, 
/**
 * `2.4`, `5` or `6` (GHz); empty when it did not say.
 */
band: string, };

export type CarryForm = { 
/**
 * The answers.
 */
choices: Choices, 
/**
 * The router that it was made on.
 */
madeFor: MadeFor, };

export type ExportForm = { 
/**
 * Sockets and radios that take another place than the proposed one: old names, and new ones or nothing.
 */
moves: { [key in string]: string }, 
/**
 * Passwords that do not stand in it, by `ExportAskedView.field`. They are not stored by this.
 */
secrets: { [key in string]: string }, 
/**
 * Ids of offered changes that the person ticked.
 */
ticked: Array<string>, };

export type ExportView = { 
/**
 * The file.
 */
path: string, 
/**
 * Why it cannot be brought here; then nothing else is said.
 */
problem: TextView | null, 
/**
 * The product code of the router that wrote it; empty when it does not say.
 */
from: string, 
/**
 * The router in front: its model, sockets and radios.
 */
now: MadeFor, 
/**
 * Which socket becomes which; the internet's first.
 */
sockets: Array<CarriedView>, 
/**
 * Which radio becomes which.
 */
radios: Array<CarriedView>, 
/**
 * What to know, and what does not come along.
 */
lost: Array<TextView>, 
/**
 * Passwords with which more would come along.
 */
asked: Array<ExportAskedView>, 
/**
 * What would be done.
 */
plan: PlanView | null, };

export type ExportAskedView = { 
/**
 * Its name in `ExportForm.secrets`.
 */
field: string, 
/**
 * Where it belongs, such as `/interface pppoe-client`.
 */
menu: string, 
/**
 * What it opens, as its record is called.
 */
name: string, };

export type CarryView = { 
/**
 * The model that it was made for.
 */
from: string, 
/**
 * The model in front.
 */
to: string, 
/**
 * The router in front, as the project is to remember it.
 */
now: MadeFor, 
/**
 * Which socket becomes which; the internet's first.
 */
sockets: Array<CarriedView>, 
/**
 * Which radio becomes which.
 */
radios: Array<CarriedView>, 
/**
 * What does not come along.
 */
lost: Array<TextView>, 
/**
 * Answers that this router needs.
 */
set: Array<[string, string]>, };

export type CarriedView = { 
/**
 * Its name there.
 */
old: string, 
/**
 * The name here; none when nothing is left for it.
 */
new: string | null, 
/**
 * For a radio: `2.4`, `5` or `6`.
 */
band: string, 
/**
 * It has the provider's cable.
 */
internet: boolean, };

export type PersonalityView = { 
/**
 * Name such as `hap-ax2_7.20`.
 */
name: string, 
/**
 * Model as people call it.
 */
model: string, 
/**
 * RouterOS version.
 */
version: string, 
/**
 * The internet comes by a SIM card.
 */
modem: boolean, };

export type PracticeForm = { 
/**
 * Name of the personality.
 */
personality: string, 
/**
 * In the form of `firsthop-cli practice --internet`.
 */
internet: string, };

export type FoundRouterView = { 
/**
 * Handed back in `ConnectForm`.
 */
id: string, 
/**
 * Model as people call it.
 */
model: string, 
/**
 * RouterOS version.
 */
version: string, 
/**
 * The address that a person would see, such as 192.168.88.1.
 */
address: string, 
/**
 * The last signs of the serial number.
 */
serialTail: string, 
/**
 * Simulated, and then what its sticker says.
 */
simulated: boolean, 
/**
 * The password on the simulated router's sticker; a real router's is on the real sticker.
 */
stickerPassword: string | null, 
/**
 * With a simulated router on a PPPoE line: the letter of its simulated provider.
 */
providerLetter: ProviderLetterView | null, };

export type ProviderLetterView = { 
/**
 * `dhcp`, `pppoe`, `static` or `lte`.
 */
kind: string, 
/**
 * PPPoE name.
 */
user: string | null, 
/**
 * PPPoE password.
 */
password: string | null, 
/**
 * VLAN id.
 */
vlan: number | null, 
/**
 * Static address with prefix.
 */
address: string | null, 
/**
 * Static gateway.
 */
gateway: string | null, 
/**
 * PIN of the SIM card.
 */
pin: string | null, 
/**
 * Access point of the SIM card.
 */
apn: string | null, };

export type ConnectForm = { 
/**
 * `FoundRouterView.id`, or an address that was typed.
 */
router: string, 
/**
 * User name; empty for the one that is remembered, or `admin`.
 */
user: string, 
/**
 * Password as typed; empty uses the stored one when there is one.
 */
password: string, 
/**
 * Keep the password in the keyring.
 */
remember: boolean, 
/**
 * `SeenRouterView.mac` of the router that was chosen: another one may answer at its address.
 */
mac: string | null, };

export type PortView = { 
/**
 * Such as `ether1`.
 */
name: string, 
/**
 * A cable is plugged in.
 */
running: boolean, 
/**
 * It is part of the home's bridge.
 */
atHome: boolean, 
/**
 * This computer hangs on it.
 */
here: boolean, };

export type ModemView = { 
/**
 * Name of its interface.
 */
name: string, 
/**
 * It is connected.
 */
running: boolean, 
/**
 * How its SIM card stands: `registered`, `missing`, `pin`, `puk`, `searching`, `off`; empty when
 * the modem does not say.
 */
card: string, 
/**
 * The network that took the card.
 */
operator: string, };

export type FactsView = { 
/**
 * The name that its owner gave it.
 */
identity: string, 
/**
 * The maker's product code.
 */
product: string, 
/**
 * The last signs of the serial number.
 */
serialTail: string, 
/**
 * Processor family.
 */
architecture: string, 
/**
 * What is installed and switched on, beside RouterOS itself.
 */
packages: Array<string>, 
/**
 * Which device-mode it is in; none where RouterOS has none.
 */
deviceMode: string | null, 
/**
 * Free memory for files, in MiB.
 */
free: number | null, 
/**
 * Only the folder `flash` stays over a restart.
 */
flashFolder: boolean, 
/**
 * Its radios.
 */
radios: Array<string>, 
/**
 * Its modems, with whether they are connected.
 */
modems: Array<ModemView>, 
/**
 * The socket that this computer hangs on.
 */
here: string | null, };

export type ForeignView = { 
/**
 * Menu such as `/ip/firewall/filter`.
 */
menu: string, 
/**
 * Its name.
 */
name: string, };

export type AdministratorView = { 
/**
 * Why there can be none: `name`, `not-admin`, `somebody`, or nothing.
 */
problem: string, 
/**
 * The account that somebody made, if that is it.
 */
other: string, 
/**
 * What is done, in order.
 */
changes: Array<ChangeView>, };

export type PasswordForm = { 
/**
 * It does; one is made. Otherwise it keeps the one that it has.
 */
new: boolean, 
/**
 * The person has written it down.
 */
written: boolean, };

export type PasswordView = { 
/**
 * There is one.
 */
new: boolean, 
/**
 * Where it can be found again: `nowhere`, `keyring` or `written`.
 */
kept: string, };

export type FindOutForm = { 
/**
 * The socket, as in `internet.port`.
 */
port: string, 
/**
 * The home, as in `home.address`.
 */
home: string, 
/**
 * The temporary client that was shown is allowed.
 */
mayAsk: boolean, };

export type LineView = { 
/**
 * What it means, in one sentence.
 */
sentence: TextView, 
/**
 * What else to know, and what was not asked.
 */
notes: Array<TextView>, 
/**
 * The answers that are proposed.
 */
answer: SuggestionView | null, 
/**
 * What the router would get for a moment, to see more.
 */
more: ChangeView | null, };

export type UnfinishedView = { 
/**
 * How many of its steps were sent.
 */
sent: number, 
/**
 * How many there were.
 */
total: number, 
/**
 * How many changes it would take to put the router back; 0 when the router did so itself.
 */
left: number, };

export type DriftView = { 
/**
 * One by one.
 */
changes: Array<DriftChangeView>, };

export type DriftChangeView = { 
/**
 * Handed back to undo it.
 */
id: string, 
/**
 * The command that does what was done.
 */
command: CommandView, 
/**
 * Whether it can be taken back by itself.
 */
canUndo: boolean, 
/**
 * Who it was, as far as the log says.
 */
who: WhoView, };

export type WhoView = { 
/**
 * What the log says at all: the key of a sentence.
 */
log: string, 
/**
 * Whom it names.
 */
people: Array<PersonView>, };

export type PersonView = { 
/**
 * Who, and by which way.
 */
who: TextView, 
/**
 * When, as the router wrote it.
 */
time: string, };

export type RouterView = { 
/**
 * Model as people call it.
 */
model: string, 
/**
 * RouterOS version.
 */
version: string, 
/**
 * The router's LAN address.
 */
address: string, 
/**
 * `factory`, `blank`, `ours`, `customised`, `access-point`, `bridge`, `suspicious`, `lte`; empty
 * until `look_at_router` has looked.
 */
class: string, 
/**
 * What it is made of.
 */
facts: FactsView, 
/**
 * Why it looks as if a stranger has been in it.
 */
suspicions: Array<TextView>, 
/**
 * What somebody else made on it.
 */
foreign: Array<ForeignView>, 
/**
 * The policies that the user's group lacks.
 */
lacks: Array<string>, 
/**
 * It was met before, and can be forgotten.
 */
known: boolean, 
/**
 * Simulated.
 */
simulated: boolean, 
/**
 * The last run on it, when it broke off.
 */
unfinished: UnfinishedView | null, 
/**
 * Whether a safety timer waits on it: somebody else sets it up, or a run broke off a moment ago.
 */
guarded: boolean, 
/**
 * Whether nobody on the way can read along.
 */
private: boolean, 
/**
 * The end of the router's key, when it is private.
 */
keyTail: string | null, 
/**
 * What would make the connection private; empty when it is, or cannot be.
 */
privateChanges: Array<ChangeView>, 
/**
 * Its sockets.
 */
ports: Array<PortView>, 
/**
 * The socket that `auto` means.
 */
internetPort: string | null, 
/**
 * Whether it has a modem for a SIM card.
 */
modem: boolean, 
/**
 * Its address at home with the size, such as `192.168.88.1/24`.
 */
home: string | null, 
/**
 * Whether it can read a script without carrying it out.
 */
dryRun: boolean, 
/**
 * Whether packets that ask for an address can carry a priority.
 */
dhcpPriority: boolean, 
/**
 * Whether timers may run on it (device-mode).
 */
scheduler: boolean, 
/**
 * Whether it can look up names in private.
 */
doh: boolean, 
/**
 * Whether an own administrator can take the place of `admin`.
 */
administrator: boolean, 
/**
 * What is to be said of the password that it was entered with: `blank`, `expired` or nothing.
 */
password: string, };

export type SearchView = { 
/**
 * Devices that said what they are.
 */
routers: Array<SeenRouterView>, 
/**
 * Addresses that more than one of them has: only one can answer there.
 */
shared: Array<string>, 
/**
 * Why there are none: `no-network`, `only-wifi`, `may-not-listen`, `silence`.
 */
trouble: string | null, };

export type SeenRouterView = { 
/**
 * `routeros`, `swos` for a MikroTik switch with another system, or `other`.
 */
kind: string, 
/**
 * Model; empty when it did not say.
 */
model: string, 
/**
 * The name that its owner gave it.
 */
identity: string, 
/**
 * Version.
 */
version: string, 
/**
 * Where it can be reached; none when it has no address.
 */
address: string | null, 
/**
 * Its hardware address, to tell two alike apart. Handed back in `ConnectForm`.
 */
mac: string, 
/**
 * It was met before.
 */
known: boolean, 
/**
 * The day on which it was set up from here, such as `2026-05-03`.
 */
setUpOn: string | null, };

export type EvaluateForm = { 
/**
 * The answers.
 */
choices: Choices, 
/**
 * Secrets typed in this window, by field. They are not stored by this.
 */
secrets: { [key in string]: string }, 
/**
 * Ids of offered changes that the person ticked.
 */
ticked: Array<string>, };

export type EvaluationView = { 
/**
 * Everything that is wrong, in the order of the steps.
 */
issues: Array<IssueView>, 
/**
 * The plan for the connected router; `null` while there is an error or no router.
 */
plan: PlanView | null, 
/**
 * The Protection page's items with their state on this router.
 */
protection: Array<ProtectionItemView>, 
/**
 * The range that stands for empty `addresses.from` and `addresses.to`.
 */
derivedRange: [string, string] | null, };

export type IssueView = { 
/**
 * Path of the answer, such as `internet.vlan`.
 */
field: string, 
/**
 * The step that shows it: `router`, `internet`, `home-network`, `addresses`, `names`, `protection`, `backups`.
 */
step: string, 
/**
 * Its code.
 */
code: string, 
/**
 * Values for the text.
 */
params: { [key in string]: string }, 
/**
 * `error` or `warning`.
 */
severity: string, 
/**
 * A better answer, offered as one click.
 */
suggestion: SuggestionView | null, };

export type SuggestionView = { "kind": "set", 
/**
 * Field path and new value, as `Choices::set` takes it.
 */
values: Array<[string, string]>, } | { "kind": "remove-invisible", 
/**
 * Field path.
 */
field: string, };

export type TextView = { 
/**
 * Message key.
 */
key: string, 
/**
 * Values; text from outside has its control and bidi characters made visible.
 */
params: { [key in string]: string }, };

export type ChangeView = { 
/**
 * Unique in the plan.
 */
id: string, 
/**
 * `added`, `changed`, `removed`, `moved`, `run`.
 */
mark: string, 
/**
 * The step that asked for it.
 */
step: string, 
/**
 * What it means.
 */
means: TextView, 
/**
 * Why.
 */
why: TextView, 
/**
 * The exact commands.
 */
command: CommandView, 
/**
 * `automatic`, `by_hand`, `impossible`.
 */
undo: string, };

export type CommandView = { 
/**
 * Console line.
 */
cli: string, 
/**
 * The part of `cli` that is the command word, as start and length, to be set in bold.
 */
verb: [number, number], 
/**
 * `PUT /rest/ip/address` and the body as JSON text.
 */
rest: string, };

export type GroupView = { 
/**
 * `private`, `password`, `backup`, `guard`, `internet`, `home-network`, `addresses`, `names`, `protection`, `cleanup`.
 */
id: string, 
/**
 * Its changes in order.
 */
changes: Array<ChangeView>, };

export type LeftAloneView = { 
/**
 * Menu such as `/ip/firewall/filter`.
 */
menu: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `already-right`, `factory`, `foreign`, `not-needed`, `not-ticked`.
 */
reason: string, 
/**
 * With `not-ticked`: what a tick would do.
 */
offer: OfferView | null, };

export type OfferView = { 
/**
 * Goes into `EvaluateForm.ticked`.
 */
id: string, 
/**
 * What it would do.
 */
change: ChangeView, 
/**
 * What will not work without it.
 */
without: TextView, 
/**
 * It is ticked now.
 */
ticked: boolean, };

export type WarningView = { 
/**
 * The step that it is about.
 */
step: string, 
/**
 * The sentence.
 */
text: TextView, };

export type RefusedView = { 
/**
 * What it would do, in words.
 */
means: TextView | null, 
/**
 * `port`, `address`, `service`, `locked-out`, `lan-empty`, `vlan-filtering`, `last-user`, `more-open`.
 */
danger: string, };

export type PlanView = { 
/**
 * Identifies this plan; handed back to start it, so that exactly what was seen is done.
 */
id: string, 
/**
 * Its parts, none of them empty.
 */
groups: Array<GroupView>, 
/**
 * How many are added, changed and removed.
 */
added: number, 
/**
 * See `added`.
 */
changed: number, 
/**
 * See `added`.
 */
removed: number, 
/**
 * What is left alone.
 */
leftAlone: Array<LeftAloneView>, 
/**
 * What else to know.
 */
warnings: Array<WarningView>, 
/**
 * False when something that is needed is not ticked.
 */
complete: boolean, 
/**
 * Set when the plan is not carried out, because it would lock somebody out or let somebody in.
 */
refused: RefusedView | null, 
/**
 * Whether the router takes every change back by itself.
 */
undoneByItself: boolean, 
/**
 * Whether it does so after a power cut, too.
 */
survivesPowerCut: boolean, };

export type BackView = { 
/**
 * Its changes in parts; none when the router is as it was.
 */
groups: Array<GroupView>, 
/**
 * Names of records that somebody else changed since; they stay as they are.
 */
changedSince: Array<string>, };

export type ScriptView = { 
/**
 * The whole text.
 */
text: string, };

export type CheckedView = { 
/**
 * What it does not understand, in its own words; none when it understands all.
 */
detail: string | null, };

export type ProtectionItemView = { 
/**
 * Item id.
 */
id: string, 
/**
 * Who asks for it: `recommended` (both levels), `strict`, `own` (only the person).
 */
asked: string, 
/**
 * It will be done with the answers as they are.
 */
on: boolean, 
/**
 * `already`, `open`, `shared`, `not-set`, `not-on-model`, `unknown`.
 */
state: string, 
/**
 * Who advises it: `protection.source-<source>`.
 */
source: string, 
/**
 * What switching it off does on a router that FirstHop set up: `default` or `stays`.
 */
off: string, 
/**
 * What switching it on changes.
 */
turnOn: Array<ChangeView>, 
/**
 * What switching it off changes.
 */
turnOff: Array<ChangeView>, };

export type AuditView = { 
/**
 * Of 100.
 */
score: number, 
/**
 * There is nothing to do and nothing to look at.
 */
clean: boolean, 
/**
 * What was found, by kind and worst first.
 */
findings: Array<FindingView>, };

export type FindingView = { 
/**
 * `open`, `weak`, `foreign`, `keep`.
 */
kind: string, 
/**
 * What it takes from the score.
 */
points: number, 
/**
 * What was found.
 */
what: TextView, 
/**
 * What to do.
 */
todo: TextView, 
/**
 * The rule that decides.
 */
rule: string | null, 
/**
 * The item of Protection that puts it right.
 */
fix: string | null, };

export type ProofView = { 
/**
 * `wan-address`, `default-route`, `internet`, `names`, `dhcp`, `closed`, `settings`.
 */
id: string, 
/**
 * `good`, `bad`, `unknown`.
 */
state: string, 
/**
 * The fact.
 */
text: TextView, };

export type BackedUpView = { 
/**
 * On this computer, else on the router because nothing can fetch it whole.
 */
onComputer: boolean, 
/**
 * Its size.
 */
kilobytes: number, 
/**
 * Whether it takes the password of the backups to open it.
 */
encrypted: boolean, 
/**
 * The readable copy is what FirstHop read, because a password stood in the router's own.
 */
ownCopy: boolean, };

export type BackupView = { 
/**
 * Names it, in its folder.
 */
id: string, 
/**
 * Its folder.
 */
folder: string, 
/**
 * When, as milliseconds since 1970.
 */
madeMs: number, 
/**
 * `before-change`, `asked` or `due`.
 */
why: string, 
/**
 * Where it is and what it is.
 */
backup: BackedUpView, 
/**
 * Whether the settings differ from those of the one before; none for the first.
 */
differs: boolean | null, 
/**
 * RouterOS of then.
 */
version: string, };

export type BackupsView = { 
/**
 * The usual folder.
 */
folder: string, 
/**
 * The password of the backups: `none`, `kept` in the keyring, or `written` down too.
 */
password: string, 
/**
 * When the last one was made, as milliseconds since 1970.
 */
lastMs: number | null, 
/**
 * When the next one is due.
 */
nextMs: number | null, 
/**
 * Why the last attempt did not work, and what to do.
 */
failed: [TextView, TextView] | null, };

export type RestoreView = { 
/**
 * The command.
 */
command: CommandView, 
/**
 * The file is on this computer only and is sent first, over SSH.
 */
sends: boolean, 
/**
 * Why it cannot be done, and what to do about it; none when it can.
 */
problem: [TextView, TextView] | null, 
/**
 * RouterOS is another one than then.
 */
otherVersion: boolean, };

export type RestoredView = { 
/**
 * Read again, and as it was then.
 */
proven: boolean, 
/**
 * Whether the router was told to load it.
 */
told: boolean, 
/**
 * The sentence.
 */
what: TextView, 
/**
 * What to do, when it did not go well.
 */
todo: TextView | null, };

export type UpdateView = { 
/**
 * What was found.
 */
what: TextView, 
/**
 * `newest`, `offered`, `hindered`, or `unknown` when nobody can know.
 */
state: string, 
/**
 * What is in the way, and what to do about it.
 */
hindrance: [TextView, TextView | null] | null, 
/**
 * What has to be known before it is done.
 */
before: Array<TextView>, 
/**
 * The version that it brings; none when RouterBOOT alone is written.
 */
version: string | null, 
/**
 * All steps in order; empty when there is nothing to do.
 */
changes: Array<ChangeView>, };

export type UpdateEventView = { "event": "step", 
/**
 * Its id.
 */
id: string, 
/**
 * How far it is.
 */
state: string, } | { "event": "bringing", 
/**
 * The router's words.
 */
said: string, } | { "event": "proof", 
/**
 * Which and how.
 */
item: ProofView, };

export type UpdatedView = { 
/**
 * `good`, `lamp` when something is left to do or to know, or `bad`.
 */
kind: string, 
/**
 * How it ended, one sentence after the other.
 */
what: Array<TextView>, 
/**
 * What to do, when it did not go well.
 */
todo: TextView | null, 
/**
 * What is to be set anew.
 */
left: Array<ChangeView>, 
/**
 * The tested outcomes.
 */
proof: Array<ProofView>, 
/**
 * What the router is now; none when it was not reached.
 */
router: RouterView | null, };

export type TimersView = { 
/**
 * `allowed`, `forbidden`, `blocked` after too many tries, or `flagged` by the router as suspicious.
 */
state: string, 
/**
 * Whether the router says that it has a button MODE.
 */
modeButton: boolean, 
/**
 * How often it was tried in vain.
 */
attempts: number, 
/**
 * After how many none is taken.
 */
most: number, 
/**
 * How long the router waits for somebody.
 */
seconds: number, 
/**
 * What is sent.
 */
command: CommandView, };

export type TimersStageView = { "stage": "waiting", 
/**
 * So many seconds.
 */
seconds: number, } | { "stage": "restarting" };

export type TimersEndView = { 
/**
 * `allowed`, `timed-out`, `still-forbidden`, `not-back`, `guarded`, `nothing-to-ask`.
 */
outcome: string, 
/**
 * The router as it is now, where it was read again.
 */
router: RouterView | null, };

export type ApplyEventView = { "event": "step", 
/**
 * The change's id.
 */
id: string, 
/**
 * Its place, from 1.
 */
index: number, 
/**
 * How many there are.
 */
total: number, 
/**
 * How far it is.
 */
state: string, } | { "event": "guard", 
/**
 * How far it is.
 */
state: string, 
/**
 * How long the router waits from now on.
 */
seconds: number, } | { "event": "backed-up", 
/**
 * Where and how.
 */
backup: BackedUpView, } | { "event": "following", 
/**
 * Where the router will be.
 */
address: string, 
/**
 * How long it is waited at most.
 */
seconds: number, } | { "event": "followed", 
/**
 * Where it is.
 */
address: string, } | { "event": "retiring", 
/**
 * When.
 */
seconds: number | null, } | { "event": "verifying" } | { "event": "verified", 
/**
 * How many changes would still be needed.
 */
differences: number, } | { "event": "proof", 
/**
 * Which and how.
 */
item: ProofView, } | { "event": "end", 
/**
 * How it ended.
 */
outcome: string, 
/**
 * All tested outcomes.
 */
proof: Array<ProofView>, 
/**
 * Ids of the changes that the router confirmed.
 */
changed: Array<string>, 
/**
 * What stopped it: `router-changed`, `stopped`, `step`, `reading`, `not-as-planned`,
 * `other-device`, `password`, `password-unknown`, `another-run`, `no-backup`, `no-backup-no-room`,
 * `no-backup-not-written`, `no-backup-not-whole`, `no-backup-not-kept`, `no-guard`, `not-reached`,
 * `not-followed`, `unsafe`, `timer-ran-out`.
 */
failure: string | null, 
/**
 * The router's own words and other details for somebody who helps; no secrets.
 */
details: string, 
/**
 * Devices that have an address, as the router reports them: name or MAC, and address.
 */
devices: Array<[string, string]>, };

export type CommandError = { "code": "unreachable", 
/**
 * Who was asked.
 */
address: string, } | { "code": "closed-port", 
/**
 * Who was asked.
 */
address: string, } | { "code": "timed-out", 
/**
 * Who was asked.
 */
address: string, } | { "code": "key-unknown", 
/**
 * The end of the key that it shows.
 */
seen: string, } | { "code": "not-at-home", 
/**
 * The address.
 */
address: string, } | { "code": "bad-address", 
/**
 * What was typed.
 */
address: string, } | { "code": "not-private" } | { "code": "key-changed", 
/**
 * The end of the key that it shows.
 */
seen: string, } | { "code": "too-old", 
/**
 * What shows it.
 */
detail: string, } | { "code": "untested", 
/**
 * Its version.
 */
has: string, } | { "code": "encryption-too-old", 
/**
 * In technical words.
 */
detail: string, } | { "code": "handshake-failed", 
/**
 * In technical words.
 */
detail: string, } | { "code": "not-router-os" } | { "code": "wrong-password" } | { "code": "password-needed" } | { "code": "password-stale" } | { "code": "other-device", 
/**
 * The end of its serial number.
 */
serialTail: string, } | { "code": "no-permission", 
/**
 * RouterOS's own words.
 */
detail: string, } | { "code": "device-mode", 
/**
 * RouterOS's own words.
 */
detail: string, } | { "code": "refused", 
/**
 * RouterOS's own words.
 */
detail: string, } | { "code": "not-understood", 
/**
 * Its beginning.
 */
excerpt: string, } | { "code": "outcome-unknown" } | { "code": "missing-secret", 
/**
 * Its field path.
 */
name: string, } | { "code": "not-connected" } | { "code": "plan-changed" } | { "code": "busy" } | { "code": "no-backup", 
/**
 * Which sentences say why, such as `no-room`, `away` or `other`.
 */
why: string, } | { "code": "no-administrator", 
/**
 * Who may log in: `both` or `new`.
 */
letsIn: string, 
/**
 * What stopped it, in technical words.
 */
detail: string, } | { "code": "no-keyring" } | { "code": "file-newer", 
/**
 * Its format version.
 */
version: number, } | { "code": "file-unreadable", 
/**
 * What is wrong, as a code: `truncated`, `too-large`, `binary`, `not-a-project`, `secret`.
 */
reason: string, 
/**
 * Where, if known.
 */
at: string, } | { "code": "file-system", 
/**
 * The path.
 */
path: string, 
/**
 * The system's own words.
 */
detail: string, } | { "code": "internal", 
/**
 * For the log.
 */
detail: string, };
