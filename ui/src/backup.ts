// The backup from before the change, in words.
import type { BackedUpView } from './ipc/bindings';
import { t } from './text';

/** Such as "48 KB, on this computer". */
export function whereOf(backup: BackedUpView): string {
  return t(backup.onComputer ? 'backup.on-computer' : 'backup.on-router', { size: backup.kilobytes });
}

/** What else there is to know of it. */
export function moreOf(backup: BackedUpView): string {
  const more = [backup.onComputer ? '' : t('backup.on-router-more'), backup.encrypted ? '' : t('backup.open'), backup.ownCopy ? t('backup.own-copy') : ''];
  return more.filter(Boolean).join(' ');
}
