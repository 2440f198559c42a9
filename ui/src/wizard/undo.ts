// The answers before each change, so that the last one can be put back. Typing in one field is one change.
import type { Choices } from '../ipc/bindings';

export class Undo {
  #before: string[] = [];
  #now = '';
  #where = '';

  begin(choices: Choices): void {
    this.#before = [];
    this.#now = JSON.stringify(choices);
    this.#where = '';
  }

  changed(choices: Choices): void {
    const now = JSON.stringify(choices);
    if (now === this.#now) return;
    const where = differing(JSON.parse(this.#now), choices);
    if (where !== this.#where) this.#before.push(this.#now);
    this.#now = now;
    this.#where = where;
  }

  /** The answers as they were before the last change; none when nothing has changed. */
  back(): Choices | null {
    const before = this.#before.pop();
    if (before === undefined) return null;
    this.#now = before;
    this.#where = '';
    return JSON.parse(before) as Choices;
  }
}

/** The first place where two answers differ. A list is one answer. */
function differing(a: unknown, b: unknown): string {
  if (!isRecord(a) || !isRecord(b)) return '';
  for (const key of Object.keys(b)) {
    if (JSON.stringify(a[key]) !== JSON.stringify(b[key])) return `${key}.${differing(a[key], b[key])}`;
  }
  return '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
