import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { IssueView } from '../ipc/bindings';
import PasswordField from './PasswordField.svelte';
import TextField from './TextField.svelte';

const issue: IssueView = {
  field: 'internet.vlan', step: 'internet', code: 'vlan-too-high', params: { value: '4095' }, severity: 'error',
  suggestion: { kind: 'set', values: [['internet.vlan', '4094']] },
};
const nothing = () => {};

test('an issue stands beside its field, is linked to it, and is mended with one click', async () => {
  const onfix = vi.fn();
  render(TextField, { id: 'internet.vlan', label: 'Network number', value: '4095', issues: [issue], onchanged: nothing, onfix });
  const field = screen.getByLabelText(/Network number/);
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(field.getAttribute('aria-describedby')).toContain('internet.vlan-issues');
  expect(document.getElementById('internet.vlan-issues')?.textContent).toContain('4095 is too high.');
  await userEvent.click(screen.getByRole('button', { name: 'Use 4094' }));
  expect(onfix).toHaveBeenCalledWith(issue);
});

test('a stored password is named, not shown', async () => {
  render(PasswordField, { id: 'p', label: 'Password', value: '', stored: true, issues: [], onchanged: nothing, onfix: nothing });
  const field = screen.getByLabelText('Password') as HTMLInputElement;
  expect(field.value).toBe('');
  expect(field.type).toBe('password');
  await userEvent.click(screen.getByRole('button', { name: 'Show: Password' }));
  expect(field.type).toBe('text');
});
