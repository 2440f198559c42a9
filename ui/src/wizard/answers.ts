// Answers by the field paths that issues and suggestions name.
import type { Choices } from '../ipc/bindings';

type Holder = Record<string, unknown>;

/** The answer as text; empty where a field holds none, or no text. */
export function read(choices: Choices, field: string): string {
  let place: unknown = choices;
  for (const part of field.split('.')) place = (place as Holder | undefined)?.[part];
  return typeof place === 'string' ? place : '';
}

/** Puts an answer that comes as text, in the kind that the field has. */
export function write(choices: Choices, field: string, text: string): void {
  const parts = field.split('.');
  const last = parts.pop() ?? '';
  let place: unknown = choices;
  for (const part of parts) place = (place as Holder)[part];
  const holder = place as Holder;
  const before = holder[last];
  // Lists come as JSON, as `Choices::set` takes them.
  if (Array.isArray(before)) holder[last] = JSON.parse(text);
  else holder[last] = typeof before === 'boolean' ? text === 'true' : typeof before === 'number' ? Number(text) : text;
}

/** What `remove-invisible` leaves; Rust judges the result again. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u115f\u1160\u3164\u2800]/gu, '').replace(/\p{Zs}/gu, ' ').trim();
}
