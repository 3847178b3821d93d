/**
 * The numbers below `count` in order, by merging ever longer runs. Of a million it takes 8 MB, where an array of them and
 * its own sort take 45.
 */
export function sortedIndices(count: number, compare: (a: number, b: number) => number): Uint32Array {
  let runs = new Uint32Array(count);
  for (let index = 0; index < count; index++) runs[index] = index;
  let merged = new Uint32Array(count);
  for (let length = 1; length < count; length *= 2) {
    for (let start = 0; start < count; start += 2 * length) mergeRuns(runs, merged, start, length, compare);
    [runs, merged] = [merged, runs];
  }
  return runs;
}

/** Two runs of up to `length`, one after the other, become one. */
function mergeRuns(
  runs: Uint32Array,
  merged: Uint32Array,
  start: number,
  length: number,
  compare: (a: number, b: number) => number,
): void {
  const middle = Math.min(start + length, runs.length);
  const end = Math.min(middle + length, runs.length);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const isLeft =
      right === end || (left < middle && compare(runs[left] as number, runs[right] as number) <= 0);
    merged[at] = runs[isLeft ? left++ : right++] as number;
  }
}
