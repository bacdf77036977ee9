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

/** Round places along a logarithmic axis within its ends: powers of ten with their doubles and fives, fewer where there are many, and even steps where there are hardly any. */
export function roundLogMarks(low: number, high: number, about: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 }, (_, place) => 10 ** (Math.floor(Math.log10(low)) + place));
  const within = (factors: readonly number[]): number[] => powers.flatMap((power) => factors.map((factor) => Number((factor * power).toPrecision(1)))).filter((mark) => mark >= low && mark <= high);
  const marks = [[1, 2, 5], [1, 3], [1]].map(within).find((found) => found.length <= about + 1) ?? within([1]);
  return marks.length > 1 ? marks : roundMarks(low, high, about);
}

/** So many decimals that neighbouring marks differ. */
export function decimalsOf(marks: readonly number[]): number {
  const step = Math.abs((marks[1] ?? 0) - (marks[0] ?? 0));
  return step > 0 ? Math.min(8, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 4;
}
