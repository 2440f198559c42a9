import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import type { ExportView } from '../../ipc/bindings';
import { wizard } from '../../wizard/wizard.svelte';
import Failure from './Failure.svelte';

const refused = { id: 'wan-address', state: 'bad', text: { key: 'proof.wan-address.pppoe-refused', params: {} } };
const brought: ExportView = {
  path: '/home/anna/old.rsc', problem: null, from: 'RB750Gr3', now: { model: 'hAP ax²', version: '7.20.6', ports: [], internet: '', radios: [] }, sockets: [], radios: [], lost: [], asked: [], plan: null,
};

beforeEach(() => {
  wizard.run.end = { event: 'end', outcome: 'changed', proof: [refused], changed: ['import.4'], failure: null, details: '', devices: [] };
  wizard.bringing.view = null;
});

test('a login that came from an export is corrected there, once the router is as it was', () => {
  wizard.bringing.view = brought;
  render(Failure);
  expect(screen.getByText(/correct the login in the export/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'See what would be put back' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Try again with this login' })).toBeNull();
});

test('a login that was an answer is corrected here', () => {
  render(Failure);
  expect(screen.getByRole('button', { name: 'Try again with this login' })).toBeTruthy();
  expect(screen.queryByText(/correct the login in the export/)).toBeNull();
});
