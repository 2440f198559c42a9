import { expect, test } from 'vitest';
import { count, said, t } from './text';

test('values are filled in once, and never looked into', () => {
  expect(t('common.next', { step: '{step}' })).toBe('Next: {step}');
  expect(said({ key: 'change.router-name.means', params: { address: '10.0.0.1' } })).toBe('Let “router.lan” name 10.0.0.1');
});

test('one and several have their own words', () => {
  expect(count('summary', 1)).toBe('One answer needs your attention');
  expect(count('summary', 3)).toBe('3 answers need your attention');
});
