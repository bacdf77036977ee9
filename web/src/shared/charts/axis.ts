/** Round places along an axis: about so many, a step of 1, 2 or 5 times a power of ten apart, within its ends. */
export function roundMarks(low: number, high: number, about: number): number[] {
  if (!(high > low)) {
    return [low];
  }
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, place) => (first + place) * step);
}

/** So many decimals that neighbouring marks differ. */
export function decimalsOf(marks: readonly number[]): number {
  const step = Math.abs((marks[1] ?? 0) - (marks[0] ?? 0));
  return step > 0 ? Math.min(8, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 4;
}
