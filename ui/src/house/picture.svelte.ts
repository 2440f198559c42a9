// What the house shows, from the answers, the plan and the proof.
import { t, type Key } from '../text';
import { wizard } from '../wizard/wizard.svelte';
import { STEPS, type Step } from '../wizard/steps';

type Strength = 'not-yet' | 'set';

export interface Picture {
  now: boolean;
  here: Step | '';
  internet: Strength;
  rooms: Strength;
  wan: string;
  router: string;
  labels: string[];
  protected: boolean;
  book: string;
  box: boolean;
  lit: boolean;
  devices: number;
  broken: boolean;
  simulated: boolean;
  description: string;
}

const KINDS: Key[] = ['house.computer', 'house.phone', 'house.tv', 'house.printer'];

export function picture(): Picture {
  if (wizard.page === 'start') return aim();
  const { router, step, run: { end } } = wizard;
  // An export is no answers: what they would look like is not what comes.
  const choices = wizard.bringing.view ? null : wizard.choices;
  const after = (other: Step) => STEPS.indexOf(wizard.step) >= STEPS.indexOf(other) || wizard.reached >= STEPS.indexOf(other);
  const now = step === 'done' || (step === 'apply' && end !== null);
  const good = (id: string) => end?.proof.some((item) => item.id === id && item.state === 'good') ?? false;
  const bad = (id: string) => end?.proof.some((item) => item.id === id && item.state === 'bad') ?? false;
  const address = choices?.home.address.split('/')[0] ?? '';
  const range = wizard.evaluation?.derivedRange;
  const first = choices?.addresses.from || range?.[0] || '';
  const devices = end?.devices ?? [];
  const gives = choices?.addresses.enabled === true && after('addresses');
  const labels = KINDS.map((kind, index) => {
    if (index === 0) return devices[0]?.[1] && now ? t('house.this-computer-at', { n: last(devices[0][1]) }) : t('house.this-computer');
    if (now) return devices[index] ? `.${last(devices[index][1])}` : '';
    return gives && first ? `${t(kind)} .${Number(last(first)) + index}` : t(kind);
  });
  const picture: Picture = {
    now,
    here: step === 'review' || now ? '' : step,
    internet: after('internet') && (!now || good('internet')) ? 'set' : 'not-yet',
    rooms: gives ? 'set' : 'not-yet',
    wan: after('internet') && choices ? t(`house.wan-${choices.internet.type}` as Key) : '',
    router: after('home-network') && address ? address : t('house.router'),
    labels,
    protected: after('protection') && (!now || good('closed')),
    book: after('names') && choices ? book(choices.names.source, choices.names.preset) : '',
    box: after('backups') && (choices?.backups.computer === true || choices?.backups.router === true),
    lit: now && good('internet') && good('names'),
    devices: Math.max(1, devices.length),
    broken: now && (bad('internet') || bad('wan-address')),
    simulated: wizard.simulated,
    description: '',
  };
  picture.description = describe(picture, router !== null);
  return picture;
}

function aim(): Picture {
  const labels = KINDS.map((kind) => t(kind));
  const base = { now: true, here: '' as const, internet: 'set' as const, rooms: 'set' as const, wan: '', router: '192.168.88.1', labels };
  return { ...base, protected: true, book: '', box: false, lit: true, devices: 4, broken: false, simulated: false, description: t('house.aim') };
}

function last(address: string): string {
  return address.split('.').pop() ?? '';
}

function book(source: string, preset: string): string {
  if (source === 'preset') return t(`house.book-${preset.split('-')[0] ?? ''}` as Key);
  return t(source === 'own' ? 'house.book-own' : 'house.book-provider');
}

function describe(p: Picture, connected: boolean): string {
  const parts = [t(p.now ? 'house.is-now' : 'house.will-be')];
  parts.push(p.wan ? t('house.says-wan', { wan: p.wan }) : t('house.says-no-wan'));
  parts.push(connected ? t('house.says-router', { router: p.router }) : t('house.says-no-router'));
  parts.push(t(p.rooms === 'set' ? 'house.says-rooms' : 'house.says-no-rooms'));
  if (p.book) parts.push(t('house.says-names', { book: p.book }));
  if (p.protected) parts.push(t('house.says-protected'));
  if (p.box) parts.push(t('house.says-box'));
  if (p.broken) parts.push(t('house.says-broken'));
  return parts.join(' ');
}
