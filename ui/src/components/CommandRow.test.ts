import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { ChangeView } from '../ipc/bindings';
import CommandRow from './CommandRow.svelte';

const change: ChangeView = {
  id: 'internet.list-member',
  mark: 'added',
  step: 'internet',
  means: { key: 'change.wan-list-member.means', params: {} },
  why: { key: 'change.wan-list-member.why', params: {} },
  command: { cli: '/interface list member add list=WAN', verb: [23, 3], rest: 'PUT /rest/interface/list/member {}' },
  undo: 'by_hand',
};

test('a change is words and the exact command, its mark is said too', () => {
  const { container } = render(CommandRow, { change });
  expect(screen.getByText('Treat that line as “outside”')).toBeTruthy();
  expect(screen.getByText('added')).toBeTruthy();
  expect(container.querySelector('code')?.textContent).toBe(change.command.cli);
  expect(container.querySelector('b')?.textContent).toBe('add');
});
