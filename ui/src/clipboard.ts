// The clipboard. A web view lets a page write to it only while a press is being answered: what is copied has to be
// at hand, because after any waiting it is too late.

/** Returns whether it was copied. */
export async function copyText(text: string): Promise<boolean> {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (copied) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
