import type { RunKeys } from '../../api/types';
import { quoted } from './columns';

/** What may stand where the cursor is. */
export interface Completion {
  /** The words, the likeliest first. */
  words: string[];
  /** What of the text they replace. */
  from: number;
  to: number;
}

const attributes = ['run_name', 'status', 'start_time', 'end_time', 'user_id', 'run_id'];
const states = ["'RUNNING'", "'FINISHED'", "'FAILED'", "'KILLED'", "'SCHEDULED'"];
const comparisons: Record<string, string[]> = { number: ['<', '<=', '>', '>=', '=', '!=', 'IS NULL', 'IS NOT NULL'], text: ['=', '!=', 'LIKE', 'ILIKE', 'IN (', 'IS NULL', 'IS NOT NULL'] };
const mostWords = 12;

/** Proposes keys, comparisons, values of a status, and the words that join conditions, from what stands before the cursor. */
export function complete(text: string, cursor: number, keys: RunKeys): Completion {
  const before = text.slice(0, cursor);
  const word = /(?:'[^']*|[\w\-./:@`]*)$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  const place = { from, to: cursor };
  const rest = before.slice(0, from).trimEnd();
  const fit = (words: readonly string[]): Completion => ({ ...place, words: words.filter((w) => w.toLowerCase().includes(word.toLowerCase()) && w !== word).slice(0, mostWords) });
  if (rest === '' || /(?:\bAND|\bOR|\bNOT|\()$/i.test(rest)) {
    const all = [...keys.metrics.map((k) => quoted(`metrics.${k}`)), ...attributes, ...keys.params.map((k) => quoted(`params.${k}`)), ...keys.tags.map((k) => quoted(`tags.${k}`))];
    return fit(all.toSorted((a, b) => rank(a, word) - rank(b, word)));
  }
  if (/status\s*(?:=|!=)$/i.test(rest)) {
    return fit(states);
  }
  const lastKey = /([\w]+(?:\.(?:`[^`]*`|[\w\-./:@]+))?)$/.exec(rest)?.[1] ?? '';
  if (/^(?:metrics|params|tags)\./.test(lastKey) || attributes.includes(lastKey)) {
    return fit(comparisons[/^metrics\.|_time$/.test(lastKey) ? 'number' : 'text'] ?? []);
  }
  return /(?:\d|'|NULL|\))$/i.test(rest) ? fit(['AND', 'OR']) : { ...place, words: [] };
}

const rank = (key: string, word: string): number => (key.toLowerCase().startsWith(word.toLowerCase()) ? 0 : 1) + (key.includes('/') ? 2 : 0);
