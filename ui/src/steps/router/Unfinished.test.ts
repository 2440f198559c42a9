import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import type { EvaluationView, IssueView } from '../../ipc/bindings';
import { wizard } from '../../wizard/wizard.svelte';
import Unfinished from './Unfinished.svelte';

const FIELD = 'internet.pppoe.password';
const missing: IssueView = { field: FIELD, step: 'internet', code: 'password-missing', params: {}, severity: 'error', suggestion: null };
const found = (issues: IssueView[]): EvaluationView => ({ issues, plan: null, protection: [], derivedRange: null });

beforeEach(() => {
  wizard.secrets = {};
});

test('going on asks for a password that no keyring kept, and keeps asking while it is typed', async () => {
  const changed = vi.spyOn(wizard, 'changed').mockImplementation(() => {
    wizard.evaluation = found(wizard.secrets[FIELD] ? [] : [missing]);
  });
  wizard.evaluation = found([missing]);
  render(Unfinished, { run: { sent: 4, total: 10, left: 3 } });
  expect(screen.getByText(/type this once more/)).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Password from your provider'), 'geheim');
  expect(wizard.secrets[FIELD]).toBe('geheim');
  expect(changed).toHaveBeenCalledTimes(6);
  expect((screen.getByLabelText('Password from your provider') as HTMLInputElement).value).toBe('geheim');
});

test('nothing is asked for when everything was kept, or when the router was put back', () => {
  wizard.evaluation = found([]);
  render(Unfinished, { run: { sent: 4, total: 10, left: 3 } });
  wizard.evaluation = found([missing]);
  render(Unfinished, { run: { sent: 4, total: 10, left: 0 } });
  expect(screen.queryAllByLabelText('Password from your provider')).toHaveLength(1);
});
