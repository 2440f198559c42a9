// The keys of the wizard. Each does what a button does.
import { STEPS } from './steps';
import { wizard } from './wizard.svelte';

const REVIEW = STEPS.indexOf('review');

export function onKey(event: KeyboardEvent, help: () => void): void {
  // A question is answered first.
  if (document.querySelector('dialog[open]')) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const inField = event.target instanceof HTMLInputElement && event.target.type !== 'radio' && event.target.type !== 'checkbox';
  const act = (work: () => unknown) => {
    event.preventDefault();
    void work();
  };
  if (wizard.page === 'wizard') {
    const at = STEPS.indexOf(wizard.step);
    if (event.altKey && key === 'arrowright' && at < REVIEW) act(() => press('footer button.primary'));
    else if (event.altKey && key === 'arrowleft' && at <= REVIEW) act(() => wizard.back());
    else if (key === 'enter' && inField) act(() => press('[data-enter], footer button.primary'));
    else if (command && key === 's') act(() => wizard.save());
    else if (command && key === 'z' && !inField) act(() => wizard.undo());
  }
  if (key === 'f1') act(help);
  else if (key === 'f6') act(() => region(event.shiftKey ? -1 : 1));
  else if (command && key === 'o') act(() => wizard.open(null));
  else if (command && key === 'n') act(() => wizard.newProject(wizard.practise));
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

/** Steps, content, footer, house. */
function region(by: number): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const at = regions.findIndex((found) => found.contains(document.activeElement));
  const next = regions[(at + by + regions.length) % regions.length];
  const inside = [...(next?.querySelectorAll<HTMLElement>('h1[tabindex], button, a, input, [tabindex]') ?? [])];
  (inside.find((element) => element.checkVisibility()) ?? next)?.focus();
}
