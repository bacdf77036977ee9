import { kept, keep } from '../app/settings';
import { createStore, useStore } from '../app/store';
import en from './en.json';
import fr from './fr.json';

export type Language = 'en' | 'fr';
export type Word = keyof typeof en;

// The type says that no word is missing; a test says that none is too many.
const catalogues: Record<Language, Record<Word, string>> = { en, fr: unbroken(fr) };
const key = 'vane.language';
const chosen = kept(key) ?? navigator.language.slice(0, 2);

/** French has a space before some signs, at which no line may end. */
function unbroken(words: Record<Word, string>): Record<Word, string> {
  return Object.fromEntries(Object.entries(words).map(([word, text]) => [word, text.replace(/ (?=[:;?!%»])|(?<=«) /g, '\u00a0')])) as Record<Word, string>;
}

export const language = createStore<Language>(chosen === 'fr' ? 'fr' : 'en');
document.documentElement.lang = language.get();

export function setLanguage(value: Language): void {
  keep(key, value);
  document.documentElement.lang = value;
  language.set(value);
}

export const useLanguage = (): Language => useStore(language);

/** A word or sentence in the chosen language, with values in place of {name}, and of {name:one:many} the word that goes with as many. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  return catalogues[language.get()][word].replace(/\{(\w+)(?::([^:}]*):([^:}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
    !(name in values) ? whole : one === undefined ? String(values[name]) : (isOne(String(values[name])) ? one : (many ?? '')),
  );
}

// Values come as they are shown. French has none in the singular, too.
const isOne = (shown: string): boolean => shown === '1' || (shown === '0' && language.get() === 'fr');
