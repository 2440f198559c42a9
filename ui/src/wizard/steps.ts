// The steps in their order, and what the answers are called when they are spoken of.
import type { Key } from '../text';

export const STEPS = ['router', 'internet', 'home-network', 'addresses', 'names', 'protection', 'backups', 'review', 'apply', 'done'] as const;
export type Step = (typeof STEPS)[number];

export const title = (step: Step): Key => `step.${step}`;

const LABELS: [RegExp, Key][] = [
  [/^internet\.pppoe\.user$/, 'field.login'],
  [/^internet\.pppoe\.password$/, 'field.password'],
  [/^internet\.pppoe\.service$/, 'field.service'],
  [/^internet\.vlan$/, 'field.vlan'],
  [/^internet\.mac$/, 'field.mac'],
  [/^internet\.port$/, 'field.port'],
  [/^internet\.mtu$/, 'field.mtu'],
  [/^internet\.dhcp\.hostname$/, 'field.hostname'],
  [/^internet\.dhcp\.client_id$/, 'field.client-id'],
  [/^internet\.dhcp\.vendor_class$/, 'field.vendor-class'],
  [/^internet\.dhcp\.priority$/, 'field.priority'],
  [/^internet\.lte\.apn$/, 'field.apn'],
  [/^internet\.lte\.pin$/, 'field.pin'],
  [/^internet\.lte\.user$/, 'field.login'],
  [/^internet\.lte\.password$/, 'field.password'],
  [/^internet\.static\.address$/, 'field.own-address'],
  [/^internet\.static\.gateway$/, 'field.gateway'],
  [/^home\.address$/, 'field.router-address'],
  [/^addresses\.from$/, 'field.from'],
  [/^addresses\.to$/, 'field.to'],
  [/^addresses\.lease$/, 'field.lease'],
  [/^addresses\.reservations\.\d+\.name$/, 'field.name'],
  [/^addresses\.reservations\.\d+\.address$/, 'field.address'],
  [/^addresses\.reservations\.\d+\.mac$/, 'field.mac'],
  [/^names\.servers\.\d+$/, 'field.server'],
  [/^names\.doh/, 'field.doh'],
  [/^names\./, 'field.names'],
  [/^protection\.time_zone$/, 'field.time-zone'],
  [/^protection\.wifi_password$/, 'field.wifi-password'],
  [/^protection\.snmp\.name$/, 'field.watcher-name'],
  [/^protection\.snmp\.address$/, 'field.watcher-address'],
  [/^protection\.snmp\.authentication_password$/, 'field.watcher-authentication'],
  [/^protection\.snmp\.encryption_password$/, 'field.watcher-encryption'],
  [/^backups\./, 'field.backups'],
  [/^router\.new_password$/, 'field.new-password'],
  [/^router$/, 'field.router'],
];

export function label(field: string): Key {
  return LABELS.find(([pattern]) => pattern.test(field))?.[1] ?? 'field.answer';
}
