import type { RunTable } from '../../api/types';
import { toNumber } from '../../shared/format';

// Numbers of many values stand in about as many groups as an eye tells apart.
const mostGroups = 8;

/** A column of a table, by its place, and how much of the last column's variance goes with it: from 0 to 1. */
export interface Influence {
  place: number;
  share: number;
}

/** The columns before a table's last one, those that the last goes with most first; where that tells nothing, those of the most values. */
export function byInfluence(table: RunTable): Influence[] {
  const outcome = (table.rows[0]?.values.length ?? 1) - 1;
  const rows = table.rows.map((row) => row.values).filter((values) => Number.isFinite(toNumber(values[outcome])));
  return Array.from({ length: outcome }, (_, place) => {
    const known = rows.filter((values) => values[place] !== null && values[place] !== '');
    const values = known.map((row) => String(row[place]));
    return { place, share: explained(groupsOf(values), known.map((row) => toNumber(row[outcome]))) * (known.length / Math.max(1, rows.length)), kinds: new Set(values).size };
  }).toSorted((a, b) => b.share - a.share || b.kinds - a.kinds);
}

/** The group of each value: itself, or its octile where there are many numbers. */
function groupsOf(values: readonly string[]): (string | number)[] {
  const numbers = values.map(Number);
  if (new Set(values).size <= mostGroups || numbers.some(Number.isNaN)) {
    return [...values];
  }
  const sorted = numbers.toSorted((a, b) => a - b);
  const bounds = Array.from({ length: mostGroups - 1 }, (_, n) => sorted[Math.floor(((n + 1) * sorted.length) / mostGroups)] ?? 0);
  return numbers.map((x) => bounds.filter((bound) => x >= bound).length);
}

/** The share of a variance that lies between groups (eta squared), less what as many groups would take by luck; 0 where there is nothing to tell. */
function explained(groups: readonly (string | number)[], outcomes: readonly number[]): number {
  const n = outcomes.length;
  const sums = new Map<string | number, { count: number; sum: number }>();
  groups.forEach((group, row) => {
    const of = sums.get(group) ?? { count: 0, sum: 0 };
    sums.set(group, { count: of.count + 1, sum: of.sum + (outcomes[row] ?? 0) });
  });
  const mean = outcomes.reduce((sum, x) => sum + x, 0) / n;
  const total = outcomes.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  if (sums.size < 2 || n <= sums.size || !(total > 0)) {
    return 0;
  }
  const between = [...sums.values()].reduce((sum, of) => sum + of.count * (of.sum / of.count - mean) ** 2, 0);
  return Math.max(0, 1 - ((1 - between / total) * (n - 1)) / (n - sums.size));
}
