// A backup that is due is made beside what the person does, as long as a router is connected.
import { whereOf } from '../backup';
import { present } from '../errors/presentation';
import { backend, commandError } from '../ipc/backend';
import { t } from '../text';

/** How often it is looked whether one has become due while FirstHop stays open. */
const LOOK_MS = 10 * 60_000;
/** What is done sooner needs no words while it goes on. */
const SLOW_MS = 400;

export class Due {
  /** Being made, made, or not. */
  state = $state<{ state: 'doing' | 'done' | 'failed'; words: string } | null>(null);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** From now on. */
  watch(): void {
    clearInterval(this.#timer);
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Nothing is looked for any more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** The router is not connected any more. */
  forget(): void {
    this.stop();
    this.state = null;
  }

  async #look(): Promise<void> {
    const slow = setTimeout(() => (this.state = { state: 'doing', words: t('due.doing') }), SLOW_MS);
    try {
      const made = await backend.backupDue();
      clearTimeout(slow);
      if (made) this.state = { state: 'done', words: t('due.done', { where: whereOf(made.backup) }) };
      else if (this.state?.state === 'doing') this.state = null;
    } catch (thrown) {
      clearTimeout(slow);
      const { what, todo } = present(commandError(thrown));
      const words = `${what}. ${todo}`;
      // It is tried again and again; the desktop is told once.
      if (this.state?.state !== 'failed' && !document.hasFocus()) void backend.tellOnDesktop(t('due.failed'), words);
      this.state = { state: 'failed', words };
    }
  }
}
