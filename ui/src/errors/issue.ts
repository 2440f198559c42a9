// The words of an issue: what is the matter, what to do, and what the button that mends it says.
import type { IssueView } from '../ipc/bindings';
import { known, t, type Key } from '../text';

export function words(issue: IssueView, part: 'what' | 'todo'): string {
  const key = `issue.${issue.code}.${part}`;
  return known(key) ? t(key as Key, issue.params as Record<string, string>) : '';
}

export function fix(issue: IssueView): string {
  const values = issue.suggestion?.kind === 'set' ? issue.suggestion.values : [];
  const value = values[0]?.[1]?.replace(/\/24$/, '') ?? '';
  const key = `issue.${issue.code}.fix`;
  return known(key) ? t(key as Key, { ...(issue.params as Record<string, string>), value }) : t('issue.fix', { value });
}
