// What is being carried out, or was last: filled by what Rust reports of it.
import type { ApplyEventView, BackedUpView, ProofView } from '../ipc/bindings';

export type StepProgress = 'running' | 'done' | 'failed' | 'skipped';
type End = Extract<ApplyEventView, { event: 'end' }>;

export class Run {
  applying = $state(false);
  /** How far each change is, by id. */
  progress = $state<Record<string, StepProgress>>({});
  /** How far the safety timer is, and when it runs out. */
  guard = $state<{ state: string; until: number } | null>(null);
  /** The backup from before the change, once it is made. */
  backup = $state<BackedUpView | null>(null);
  /** The home moves: where the router will be, and since when this computer waits for an address there. */
  following = $state<{ address: string; since: number; done: boolean } | null>(null);
  /** When the router takes the old address away; null seconds when FirstHop does it later. */
  retiring = $state<{ seconds: number | null } | null>(null);
  verifying = $state(false);
  proof = $state<ProofView[]>([]);
  end = $state<End | null>(null);

  begin(): void {
    Object.assign(this, { progress: {}, proof: [], end: null, verifying: false, guard: null, backup: null, following: null, retiring: null, applying: true });
  }

  report(event: ApplyEventView): void {
    if (event.event === 'step') this.progress[event.id] = event.state as StepProgress;
    else if (event.event === 'guard') this.guard = { state: event.state, until: Date.now() + event.seconds * 1000 };
    else if (event.event === 'backed-up') this.backup = event.backup;
    else if (event.event === 'following') this.following = { address: event.address, since: Date.now(), done: false };
    else if (event.event === 'followed' && this.following) this.following.done = true;
    else if (event.event === 'retiring') this.retiring = { seconds: event.seconds };
    else if (event.event === 'verifying') this.verifying = true;
    else if (event.event === 'proof') this.proof.push(event.item);
    else if (event.event === 'end') {
      this.end = event;
      this.applying = false;
    }
  }
}
