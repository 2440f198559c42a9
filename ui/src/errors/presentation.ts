// One table: what a command's error says and what to do about it. Complete by the compiler.
import type { CommandError } from '../ipc/bindings';
import { known, t, type Key } from '../text';

interface Presentation {
  what: Key;
  todo: Key;
}

const table = {
  unreachable: { what: 'error.unreachable.what', todo: 'error.unreachable.todo' },
  'closed-port': { what: 'error.closed-port.what', todo: 'error.closed-port.todo' },
  'timed-out': { what: 'error.timed-out.what', todo: 'error.timed-out.todo' },
  'key-unknown': { what: 'error.key-unknown.what', todo: 'error.key-unknown.todo' },
  'not-at-home': { what: 'error.not-at-home.what', todo: 'error.not-at-home.todo' },
  'bad-address': { what: 'error.bad-address.what', todo: 'error.bad-address.todo' },
  'too-old': { what: 'error.too-old.what', todo: 'error.too-old.todo' },
  untested: { what: 'error.untested.what', todo: 'error.untested.todo' },
  'not-private': { what: 'error.not-private.what', todo: 'error.not-private.todo' },
  'key-changed': { what: 'error.key-changed.what', todo: 'error.key-changed.todo' },
  'encryption-too-old': { what: 'error.encryption-too-old.what', todo: 'error.encryption-too-old.todo' },
  'handshake-failed': { what: 'error.handshake-failed.what', todo: 'error.handshake-failed.todo' },
  'not-router-os': { what: 'error.not-router-os.what', todo: 'error.not-router-os.todo' },
  'wrong-password': { what: 'error.wrong-password.what', todo: 'error.wrong-password.todo' },
  'password-needed': { what: 'error.password-needed.what', todo: 'error.password-needed.todo' },
  'password-stale': { what: 'error.password-stale.what', todo: 'error.password-stale.todo' },
  'other-device': { what: 'error.other-device.what', todo: 'error.other-device.todo' },
  'no-permission': { what: 'error.no-permission.what', todo: 'error.no-permission.todo' },
  'device-mode': { what: 'error.device-mode.what', todo: 'error.device-mode.todo' },
  refused: { what: 'error.refused.what', todo: 'error.refused.todo' },
  'not-understood': { what: 'error.not-understood.what', todo: 'error.not-understood.todo' },
  'outcome-unknown': { what: 'error.outcome-unknown.what', todo: 'error.outcome-unknown.todo' },
  'missing-secret': { what: 'error.missing-secret.what', todo: 'error.missing-secret.todo' },
  'not-connected': { what: 'error.not-connected.what', todo: 'error.not-connected.todo' },
  'plan-changed': { what: 'error.plan-changed.what', todo: 'error.plan-changed.todo' },
  busy: { what: 'error.busy.what', todo: 'error.busy.todo' },
  'no-backup': { what: 'unmade.other', todo: 'unmade.other-todo' },
  // Who can log in decides what to do.
  'no-administrator': { what: 'error.no-administrator.what', todo: 'error.no-administrator.both' },
  'no-keyring': { what: 'error.no-keyring.what', todo: 'error.no-keyring.todo' },
  'file-newer': { what: 'error.file-newer.what', todo: 'error.file-newer.todo' },
  // What is wrong with a file decides what to do about it.
  'file-unreadable': { what: 'error.file-unreadable.what', todo: 'error.file-unreadable.damaged' },
  'file-system': { what: 'error.file-system.what', todo: 'error.file-system.todo' },
  internal: { what: 'error.internal.what', todo: 'error.internal.todo' },
} satisfies Record<CommandError['code'], Presentation>;

export function present(error: CommandError): { what: string; todo: string } {
  // Why there is no backup has words of its own.
  const why = error.code === 'no-backup' && known(`unmade.${error.why}`) ? (`unmade.${error.why}` as Key) : null;
  if (why) return { what: t(why), todo: t(`${why}-todo` as Key) };
  const { what, todo: usual } = table[error.code];
  const byHand = error.code === 'no-administrator' ? (`error.no-administrator.${error.letsIn}` as Key) : usual;
  const todo = error.code === 'file-unreadable' ? (`error.file-unreadable.${error.reason}` as Key) : byHand;
  // The code itself is no placeholder of any text.
  const params = error as unknown as Record<string, string>;
  return { what: t(what, params), todo: t(todo, params) };
}
