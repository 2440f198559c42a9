// What the window asks of the desktop, and hears from it. Tauri's own classes for that would be read at each start, whole.
import { invoke } from '@tauri-apps/api/core';
import { listen, TauriEvent } from '@tauri-apps/api/event';

const label = 'main';
const target = { kind: 'Window', label } as const;

export const desktop = {
  title: (value: string) => invoke<void>('plugin:window|set_title', { label, value }),
  /** Closes the window, whatever is in it. */
  close: () => invoke<void>('plugin:window|destroy', { label }),
  /** Somebody wants to close the window. From now on it closes by `close` alone. */
  onClose: (act: () => void) => listen(TauriEvent.WINDOW_CLOSE_REQUESTED, act, { target }),
  /** A file was dropped into the window. */
  onDrop: (act: (path: string) => void) =>
    listen<{ paths: string[] }>(TauriEvent.DRAG_DROP, ({ payload }) => {
      if (payload.paths[0] !== undefined) act(payload.paths[0]);
    }),
  /** FirstHop was started once more, with a project. */
  onOpen: (act: (path: string) => void) => listen<string>('open-project', ({ payload }) => act(payload)),
};
