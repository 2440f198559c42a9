// The commands of the app. Everything that the window does goes through here.
import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AdministratorView, ApplyEventView, AuditView, BackView, BackupView, BackupsView, CarryForm, CarryView, CheckedView, CommandError, ConnectForm, DriftView, EvaluateForm, EvaluationView, ExportForm, ExportView, FindOutForm, FoundRouterView,
  LineView, PaperSaveForm, PaperSavedView, PapersForm, PapersView, PasswordForm, PasswordView, PersonalityView, PracticeForm,
  ProjectView, ProofView, RestoreView, RestoredView, RouterView, ScriptView, SearchView, StartView, TimersEndView, TimersStageView, TimersView, UpdateEventView, UpdateView, UpdatedView,
} from './bindings';

declare global {
  interface Window {
    startView?: StartView;
  }
}

const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];

export type Secrets = Record<string, string>;

export const backend = {
  /** What came with the window (`open_window` in `lib.rs`); none when the page was read anew, which it does not know of. */
  givenStart: (): StartView | undefined => (navigation?.type === 'reload' ? undefined : window.startView),
  startView: () => invoke<StartView>('start_view'),
  keyringLasts: () => invoke<boolean>('keyring_lasts'),
  practicePersonalities: () => invoke<PersonalityView[]>('practice_personalities'),
  practiceStart: (form: PracticeForm) => invoke<FoundRouterView>('practice_start', { form }),
  connect: (form: ConnectForm) => invoke<RouterView>('connect', { form }),
  lookAtRouter: () => invoke<RouterView>('look_at_router'),
  forgetConnected: () => invoke<void>('forget_connected'),
  findRouters: () => invoke<SearchView>('find_routers'),
  makePrivate: () => invoke<RouterView>('make_private'),
  forgetRouter: (address: string) => invoke<void>('forget_router', { address }),
  administratorView: (name: string) => invoke<AdministratorView>('administrator_view', { name }),
  administratorGive: (name: string) => invoke<RouterView>('administrator_give', { name }),
  passwordChoose: (form: PasswordForm) => invoke<PasswordView>('password_choose', { form }),
  passwordMake: () => invoke<string>('password_make'),
  passwordShow: () => invoke<string>('password_show'),
  findOut: (form: FindOutForm) => invoke<LineView>('find_out', { form }),
  disconnect: () => invoke<void>('disconnect'),
  evaluate: (form: EvaluateForm) => invoke<EvaluationView>('evaluate', { form }),
  papers: (form: PapersForm) => invoke<PapersView>('papers', { form }),
  paperSave: (form: PaperSaveForm) => invoke<PaperSavedView | null>('paper_save', { form }),
  audit: () => invoke<AuditView>('audit'),
  script: () => invoke<ScriptView>('script'),
  checkScript: () => invoke<CheckedView | null>('check_script'),
  scriptOnly: (form: EvaluateForm, version: string) => invoke<ScriptView | null>('script_only', { form, version }),
  scriptOnlySave: (form: EvaluateForm, version: string) => invoke<string | null>('script_only_save', { form, version }),
  saveScript: () => invoke<string | null>('save_script'),
  projectNew: () => invoke<ProjectView>('project_new'),
  projectOpen: (path: string | null) => invoke<ProjectView | null>('project_open', { path }),
  projectSave: (project: ProjectView, choosePath: boolean, secrets: Secrets) =>
    invoke<ProjectView | null>('project_save', { project, choosePath, secrets }),
  projectCarry: (form: CarryForm) => invoke<CarryView | null>('project_carry', { form }),
  draftKeep: (project: ProjectView) => invoke<void>('draft_keep', { project }),
  draftUse: () => invoke<ProjectView | null>('draft_use'),
  draftDiscard: () => invoke<void>('draft_discard'),
  applyPlan: (planId: string, report: (event: ApplyEventView) => void) => {
    const channel = new Channel<ApplyEventView>();
    channel.onmessage = report;
    return invoke<void>('apply_plan', { planId, channel });
  },
  applyStop: () => invoke<void>('apply_stop'),
  applyMoreTime: () => invoke<void>('apply_more_time'),
  backView: () => invoke<BackView>('back_view'),
  putBack: (report: (event: ApplyEventView) => void) => {
    const channel = new Channel<ApplyEventView>();
    channel.onmessage = report;
    return invoke<void>('put_back', { channel });
  },
  backupsView: (projectId: string) => invoke<BackupsView>('backups_view', { projectId }),
  backupsFolder: (from: string) => invoke<string | null>('backups_folder', { from }),
  backupsList: () => invoke<BackupView[]>('backups_list'),
  backupsPassword: () => invoke<string>('backups_password'),
  backupsPasswordWritten: (projectId: string) => invoke<void>('backups_password_written', { projectId }),
  driftView: () => invoke<DriftView>('drift_view'),
  driftUndo: (ids: string[]) => invoke<BackView>('drift_undo', { ids }),
  driftKeep: () => invoke<void>('drift_keep'),
  timersView: () => invoke<TimersView>('timers_view'),
  timersAllow: (report: (event: TimersStageView) => void) => {
    const channel = new Channel<TimersStageView>();
    channel.onmessage = report;
    return invoke<TimersEndView>('timers_allow', { channel });
  },
  practiceTouch: (plug: boolean) => invoke<void>('practice_touch', { plug }),
  backupDue: () => invoke<BackupView | null>('backup_due'),
  tellOnDesktop: (title: string, body: string) => invoke<boolean>('tell_on_desktop', { title, body }),
  exportChoose: (path: string | null) => invoke<ExportView | null>('export_choose', { path }),
  exportLook: (form: ExportForm) => invoke<ExportView>('export_look', { form }),
  backupNow: () => invoke<BackupView>('backup_now'),
  restoreLook: (folder: string, id: string) => invoke<RestoreView>('restore_look', { folder, id }),
  restore: (folder: string, id: string) => invoke<RestoredView>('restore', { folder, id }),
  reportView: (what: string) => invoke<string>('report_view', { what }),
  reportSave: (what: string) => invoke<string | null>('report_save', { what }),
  updateLook: (toSeven: boolean) => invoke<UpdateView>('update_look', { toSeven }),
  updateStart: (report: (event: UpdateEventView) => void) => {
    const channel = new Channel<UpdateEventView>();
    channel.onmessage = report;
    return invoke<UpdatedView>('update_start', { channel });
  },
  testAgain: () => invoke<ProofView[]>('test_again'),
};

/** What a command threw, as the error that it is. */
export function commandError(thrown: unknown): CommandError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return thrown as CommandError;
  return { code: 'internal', detail: String(thrown) };
}
