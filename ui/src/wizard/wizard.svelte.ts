// The wizard's state. It knows no rules: answers go to Rust on every change, issues and plan come back.
import { checkedByRouter } from '../check';
import { backend, commandError, type Secrets } from '../ipc/backend';
import type {
  ApplyEventView, Choices, CommandError, DraftView, EvaluateForm, EvaluationView, ExportView, FoundRouterView, IssueView, ProjectView, RouterView, StartView,
} from '../ipc/bindings';
import { t } from '../text';
import { read, visible, write } from './answers';
import { Bringing } from './bringing.svelte';
import { Due } from './due.svelte';
import { Run } from './run.svelte';
import { STEPS, type Step } from './steps';
import { Undo } from './undo';

type Work = () => Promise<void>;

const DRAFT_MS = 1000;

/** What a file would hold of it, to see whether it is another project than the one that was kept. */
const held = ({ choices, madeFor }: ProjectView): string => JSON.stringify([choices, madeFor]);

class Wizard {
  page = $state<'start' | 'wizard'>('start');
  step = $state<Step>('router');
  /** The audit is shown in the place of the step. */
  auditing = $state(false);
  /** A newer RouterOS is looked for: that page is shown in the place of the step. */
  updating = $state(false);
  /** A backup is to be brought back: once a router is connected, that page comes. */
  restoring = $state(false);
  /** An export that is to be brought, in the place of answers. */
  readonly bringing = new Bringing();
  reached = $state(0);
  start = $state<StartView | null>(null);
  /** Whether the house is shown where there is no room for it beside the step. */
  home = $state(false);
  /** Whether a simulated router was asked for. */
  practise = $state(false);
  /** Answers that a crash left behind, until it is said what becomes of them. */
  draft = $state<DraftView | null>(null);
  /** What waits until it is said what becomes of the answers: it would put others in their place. */
  leaving = $state.raw<Work | null>(null);
  project = $state<ProjectView | null>(null);
  secrets = $state<Secrets>({});
  ticked = $state<string[]>([]);
  // Answers of Rust are replaced whole; looked into piece by piece, they would cost a frame per key.
  evaluation = $state.raw<EvaluationView | null>(null);
  found = $state<FoundRouterView | null>(null);
  router = $state.raw<RouterView | null>(null);
  error = $state<CommandError | null>(null);
  /** Fields whose issues may be shown: left, or looked at by Next. */
  touched = $state<Record<string, boolean>>({});
  insisted = $state<Partial<Record<Step, boolean>>>({});
  saved = $state('');
  notice = $state('');
  /** What is being carried out, or was last. */
  readonly run = new Run();
  /** The backup that becomes due while a router is connected. */
  readonly due = new Due();
  #looking = false;
  #again = false;
  #draft: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #latest: Promise<void> = Promise.resolve();
  #undo = new Undo();
  #afterDraft: Work | null = null;

  get choices(): Choices | null {
    return this.project?.choices ?? null;
  }

  get simulated(): boolean {
    return this.router?.simulated ?? this.found?.simulated ?? false;
  }

  get dirty(): boolean {
    return this.project !== null && held(this.project) !== this.saved;
  }

  /** Whether answers would be lost by going, or a run would be left alone. */
  get wouldLose(): boolean {
    return this.dirty || this.run.applying;
  }

  async begin(): Promise<void> {
    this.start = backend.givenStart() ?? (await backend.startView());
    const { draft, openedWith } = this.start;
    this.draft = draft;
    if (openedWith) await this.open(openedWith);
  }

  /** Does what puts other answers in the place of these, or ends; asks first when some would be lost. */
  async leave(work: Work): Promise<void> {
    if (this.wouldLose) this.leaving = work;
    else await work();
  }

  /** The answer to that question. When saving does not work, the question stays. */
  async left(save: boolean): Promise<void> {
    const { leaving } = this;
    if (!leaving || (save && !(await this.save()))) return;
    if (!save) await backend.draftDiscard();
    this.leaving = null;
    await leaving();
  }

  /** Puts other answers in the place of these. Those that a crash left behind are asked about first. */
  async #replace(work: Work): Promise<void> {
    if (this.draft) this.#afterDraft = work;
    else await this.leave(work);
  }

  async newProject(practise: boolean): Promise<void> {
    await this.#replace(async () => {
      await this.#guarded(async () => {
        this.practise = practise;
        this.#take(await backend.projectNew());
        this.page = 'wizard';
      });
    });
  }

  /** A real router is changed in private only; the simulated one cannot be overheard. */
  get canChange(): boolean {
    const { router } = this;
    // It was looked at, and this user may do what is needed.
    return router !== null && router.class !== '' && router.lacks.length === 0 && (router.private || router.simulated);
  }

  /** Which page stands in the place of the first step on the way back to a backup, or to an export. */
  get wayBack(): 'restore' | 'export' | null {
    if (!this.restoring || !this.canChange || this.step !== 'router') return null;
    return this.bringing.view ? 'export' : 'restore';
  }

  /** Connects to a router first, then shows its backups. */
  async restore(): Promise<void> {
    await this.#replace(async () => {
      await this.#guarded(async () => {
        this.practise = false;
        this.#take(await backend.projectNew());
        this.restoring = true;
        this.page = 'wizard';
      });
    });
  }

  /** Asks for an export to bring; returns one that cannot be brought, with the reason. */
  async chooseExport(): Promise<ExportView | null> {
    const view = await this.bringing.choose();
    if (!view || view.problem) return view;
    this.evaluation = this.bringing.evaluation();
    this.run.end = null;
    return null;
  }

  /** Shows what it would do, once the router has read it, where it can. */
  async reviewExport(): Promise<void> {
    await this.evaluate();
    const plan = this.evaluation?.plan;
    if (!plan) return;
    const canRead = this.router?.dryRun === true && plan.groups.length > 0;
    this.bringing.checked = canRead ? await checkedByRouter() : '';
    this.#goTo(STEPS.indexOf('review'));
  }

  /** Back to the backups. */
  async #leaveExport(): Promise<void> {
    this.bringing.forget();
    this.secrets = {};
    this.ticked = [];
    this.reached = 1;
    await this.evaluate();
  }

  async open(path: string | null): Promise<void> {
    await this.#replace(async () => {
      await this.#guarded(async () => {
        const project = await backend.projectOpen(path);
        if (!project) return;
        this.#take(project);
        this.page = 'wizard';
      });
    });
  }

  /** What becomes of the answers that a crash left behind. */
  async useDraft(use: boolean): Promise<void> {
    this.draft = null;
    const project = use ? await backend.draftUse() : null;
    if (project) {
      this.#take(project);
      this.saved = '';
      this.page = 'wizard';
      return;
    }
    await backend.draftDiscard();
    await this.#afterDraft?.();
  }

  #take(project: ProjectView): void {
    this.project = project;
    this.restoring = false;
    this.bringing.forget();
    this.saved = held(project);
    this.secrets = {};
    this.ticked = [];
    this.touched = {};
    this.insisted = {};
    this.evaluation = null;
    this.step = 'router';
    this.reached = this.router ? 1 : 0;
    this.run.end = null;
    this.error = null;
    this.#undo.begin(project.choices);
    void this.evaluate();
  }

  async save(choosePath = false): Promise<boolean> {
    const { project } = this;
    if (!project) return false;
    return (await this.#guarded(async () => {
      const saved = await backend.projectSave($state.snapshot(project) as ProjectView, choosePath, $state.snapshot(this.secrets));
      if (!saved) return false;
      // What was typed while the dialog was open stays.
      Object.assign(project, { ...saved, choices: project.choices });
      this.saved = held(project);
      const typed = Object.values(this.secrets).some((secret) => secret !== '');
      this.notice = t(typed && !(await backend.keyringLasts()) ? 'project.saved-no-keyring' : 'project.saved');
      return true;
    })) ?? false;
  }

  /** An answer changed. The plan follows at once; while one look is under way, the next waits for it. */
  changed(): void {
    this.notice = '';
    if (this.choices) this.#undo.changed(this.choices);
    if (this.#looking) this.#again = true;
    else void this.#look();
    this.#keepDraft();
  }

  /** A crash loses at most a second of typing. */
  #keepDraft(): void {
    clearTimeout(this.#draft);
    this.#draft = setTimeout(() => {
      if (this.project && this.dirty) void backend.draftKeep($state.snapshot(this.project) as ProjectView);
    }, DRAFT_MS);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      do {
        this.#again = false;
        await this.evaluate();
      } while (this.#again);
    } finally {
      this.#looking = false;
    }
  }

  /** Looks at the answers as they are now. Afterwards `evaluation` is theirs, or that of newer ones. */
  evaluate(): Promise<void> {
    return (this.#latest = this.#evaluate());
  }

  /** The answers as Rust takes them. */
  form(): EvaluateForm | null {
    const { project } = this;
    if (!project) return null;
    return { choices: $state.snapshot(project.choices) as Choices, secrets: $state.snapshot(this.secrets), ticked: [...this.ticked] };
  }

  async #evaluate(): Promise<void> {
    const form = this.form();
    if (!form) return;
    const round = ++this.#round;
    const evaluation = await (this.bringing.view ? this.bringing.evaluate(form) : backend.evaluate(form));
    // An answer that came meanwhile has its own round, and Next waits for that one.
    if (round === this.#round) this.evaluation = evaluation;
    else await this.#latest;
  }

  /** Issues of a field that may be shown now. */
  issuesFor(field: string): IssueView[] {
    const issues = this.evaluation?.issues ?? [];
    return issues.filter((issue) => issue.field === field && (this.touched[field] || this.insisted[issue.step as Step] || issue.severity === 'warning'));
  }

  errorsOf(step: Step): IssueView[] {
    return (this.evaluation?.issues ?? []).filter((issue) => issue.step === step && issue.severity === 'error');
  }

  /** Whether an answer whose name begins like this is wrong, or not given yet. */
  isWrong(front: string): boolean {
    return (this.evaluation?.issues ?? []).some((issue) => issue.field.startsWith(front) && issue.severity === 'error');
  }

  changesOf(step: Step) {
    const groups = this.evaluation?.plan?.groups ?? [];
    return groups.filter((group) => group.id === step).flatMap((group) => group.changes);
  }

  /** Goes on, unless something is wrong here. Returns whether it went. */
  async next(): Promise<boolean> {
    await this.evaluate();
    this.insisted[this.step] = true;
    if (this.errorsOf(this.step).length > 0) return false;
    const at = STEPS.indexOf(this.step);
    if (this.step === 'router' && !this.canChange) return false;
    this.notice = '';
    this.#goTo(at + 1);
    return true;
  }

  back(): void {
    if (this.run.applying) return;
    const at = STEPS.indexOf(this.step);
    if (this.bringing.view && at === 0) void this.#leaveExport();
    else if (this.bringing.view) {
      this.run.end = null;
      this.#goTo(0);
    }
    else if (at === 0) {
      this.page = 'start';
      this.restoring = false;
    } else this.#goTo(at - 1);
  }

  go(step: Step): void {
    const at = STEPS.indexOf(step);
    if (at <= this.reached && !this.run.applying) this.#goTo(at);
  }

  /** To a step, or as near to it as the steps before it were seen. Says whether it is there. */
  goToward(step: Step): boolean {
    const at = Math.min(STEPS.indexOf(step), this.reached);
    if (!this.run.applying) this.#goTo(at);
    return this.step === step;
  }

  #goTo(at: number): void {
    this.step = STEPS[at] ?? this.step;
    this.auditing = false;
    this.updating = false;
    this.reached = Math.max(this.reached, at);
    this.error = null;
  }

  /** Carries out a one-click fix. */
  fix(issue: IssueView): void {
    const { suggestion } = issue;
    if (!suggestion || !this.project) return;
    if (suggestion.kind !== 'remove-invisible') return this.put(suggestion.values);
    const { field } = suggestion;
    this.#put(field, visible(this.secrets[field] ?? read(this.project.choices, field)));
    this.changed();
    this.notice = t('fix.removed');
  }

  /** Takes proposed answers over; Undo takes them back. */
  put(values: [string, string][]): void {
    for (const [field, value] of values) this.#put(field, value);
    this.changed();
    const value = values[0]?.[1]?.replace(/\/24$/, '') ?? '';
    this.notice = value === '' || value.startsWith('[') ? t('fix.changed-other') : t('fix.changed', { value });
  }

  /** Puts the last changed answer back. */
  undo(): void {
    const before = this.#undo.back();
    if (!before || !this.project) return;
    this.project.choices = before;
    this.changed();
    this.notice = t('undo.done');
  }

  #put(field: string, text: string): void {
    if (field in this.secrets) this.secrets[field] = text;
    else if (this.project) write(this.project.choices, field, text);
  }

  /** Logs in and shows what the router is; then reads the rest, which takes a few seconds more. */
  async connect(router: string, password: string, user: string, remember = false, mac: string | null = null): Promise<void> {
    await this.#guarded(async () => {
      this.router = await backend.connect({ router, user, password, remember, mac });
      try {
        this.router = await backend.lookAtRouter();
      } catch (thrown) {
        this.router = null;
        throw thrown;
      }
      this.#takeHome();
      await this.evaluate();
      this.#watchForDue();
    });
  }

  /** The router was changed at the router itself, and read again. */
  async readAgain(router: RouterView | null): Promise<void> {
    if (router) this.router = router;
    await this.evaluate();
  }

  /** From now on, and as long as this router is connected, its backup is made when it is due. */
  #watchForDue(): void {
    if (this.canChange) this.due.watch();
    else this.due.stop();
  }

  /** Forgets the connected router on this computer, and goes back to looking for one. */
  async forget(): Promise<void> {
    await this.#guarded(async () => {
      await backend.forgetConnected();
      await this.disconnect();
    });
  }

  /** A new project takes over how a router with a SIM card came: its address at home, and the card. */
  #takeHome(): void {
    const { project, router } = this;
    if (!project || project.path || this.dirty || !router?.home || router.class !== 'lte') return;
    project.choices.home.address = router.home;
    project.choices.internet.type = 'lte';
    this.saved = held(project);
  }

  /** Makes the connection private; what was shown is what is done. */
  async makePrivate(): Promise<void> {
    await this.#guarded(async () => {
      this.router = await backend.makePrivate();
      await this.evaluate();
      this.#watchForDue();
    });
  }

  async disconnect(): Promise<void> {
    await backend.disconnect();
    this.due.forget();
    this.router = null;
    this.found = null;
    this.run.end = null;
    this.auditing = false;
    this.updating = false;
    this.bringing.forget();
    this.step = 'router';
    this.reached = 0;
    await this.evaluate();
  }

  async apply(): Promise<void> {
    const plan = this.evaluation?.plan;
    if (!plan || this.run.applying) return;
    this.error = null;
    this.run.begin();
    this.#goTo(STEPS.indexOf('apply'));
    try {
      await backend.applyPlan(plan.id, (event) => this.#report(event));
    } catch (thrown) {
      this.error = commandError(thrown);
      this.run.applying = false;
    }
  }

  #report(event: ApplyEventView): void {
    this.run.report(event);
    // It is the router's password now, and is not given once more.
    if (event.event === 'step' && event.id === 'password.router' && event.state === 'done') delete this.secrets['router.new_password'];
    if (event.event === 'end' && (event.outcome === 'done' || event.outcome === 'unchanged')) this.#goTo(STEPS.indexOf('done'));
  }

  /** Plans again for the router as it is now, and does it. */
  async tryAgain(): Promise<void> {
    await this.evaluate();
    if (this.evaluation?.plan) return this.apply();
    // An answer is wrong: that step says which, and what to do.
    const wrong = STEPS.find((step) => this.errorsOf(step).length > 0);
    if (!wrong) return;
    this.insisted[wrong] = true;
    this.go(wrong);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.error = null;
    try {
      return await work();
    } catch (thrown) {
      this.error = commandError(thrown);
      return undefined;
    }
  }
}

export const wizard = new Wizard();
