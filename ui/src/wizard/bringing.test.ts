import { expect, test } from 'vitest';
import type { CarriedView } from '../ipc/bindings';
import { moved } from './bringing.svelte';

const place = (old: string, now: string | null): CarriedView => ({ old, new: now, band: '', internet: false });
const places = [place('ether1', 'ether1'), place('ether2', 'ether2'), place('sfp1', null)];

test('who was there takes the place that becomes free', () => {
  expect(moved(places, 'ether2', 'ether1')).toEqual({ ether1: 'ether2', ether2: 'ether1', sfp1: '' });
  expect(moved(places, 'sfp1', 'ether2')).toEqual({ ether1: 'ether1', ether2: '', sfp1: 'ether2' });
});

test('a free place is taken from nobody, and what is left out makes a place free', () => {
  expect(moved(places, 'ether2', 'ether5')).toEqual({ ether1: 'ether1', ether2: 'ether5', sfp1: '' });
  expect(moved(places, 'ether2', '')).toEqual({ ether1: 'ether1', ether2: '', sfp1: '' });
});
