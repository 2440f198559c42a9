// What the router itself says of the newest plan, which it reads as a script without carrying it out.
import { present } from './errors/presentation';
import { backend, commandError } from './ipc/backend';
import { t } from './text';

/** In words, also when it cannot look. */
export async function checkedByRouter(): Promise<string> {
  try {
    const checked = await backend.checkScript();
    if (checked === null) return t('review.not-checked');
    return checked.detail ? t('review.check-wrong', { detail: checked.detail }) : t('review.checked');
  } catch (thrown) {
    return present(commandError(thrown)).what;
  }
}
