import { createStore } from './store';

export type Theme = 'system' | 'light' | 'dark';

const key = 'vane.theme';

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
}

const known = kept(key);
export const theme = createStore<Theme>(known === 'light' || known === 'dark' ? known : 'system');

/** Counts changes of colours, so that canvases are drawn again. */
export const colours = createStore(0);

const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', () => colours.set(colours.get() + 1));

export function setTheme(value: Theme): void {
  keep(key, value);
  if (value === 'system') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = value;
  }
  theme.set(value);
  colours.set(colours.get() + 1);
}

export { kept };
