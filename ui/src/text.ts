// All texts, by key. They live in messages/<language>.json, which firsthop-cli embeds too: so plain
// `{name}` placeholders and nothing else. A key that does not exist is an error of the compiler, or,
// for keys that come from Rust, of a test that compares both.
import first from 'virtual:first-texts';
import type en from '../messages/en.json';
import type { TextView } from './ipc/bindings';

export type Key = keyof typeof en;
// The first page's come with it, so that it is there sooner; the others with the wizard.
const texts: Record<string, string> = { ...first };

export function learn(all: Record<string, string>): void {
  Object.assign(texts, all);
}

export function t(key: Key, params: Record<string, string | number> = {}): string {
  return fill(texts[key] ?? key, params);
}

/** The texts whose keys begin like this, for what Rust writes in the window's language. */
export function beginning(front: string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith(front)));
}

/** A text whose key comes from Rust. */
export function said(view: TextView): string {
  return fill(texts[view.key] ?? view.key, view.params as Record<string, string>);
}

export function known(key: string): key is Key {
  return key in texts;
}

/** One or several: `<key>_one` and `<key>_other`. */
export function count(key: string, n: number): string {
  const form = `${key}_${n === 1 ? 'one' : 'other'}`;
  return fill(texts[form] ?? form, { n: n.toLocaleString('en') });
}

/** A moment, as people write it. */
export function date(ms: number): string {
  return new Date(ms).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short', hour12: false });
}

function fill(text: string, params: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
