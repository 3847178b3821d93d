/** The candidate the writer most likely meant, or null when none is close. */
export function nearest(written: string, candidates: readonly string[]): string | null {
  const name = written.toLowerCase();
  if (name === '' || name.length > LONGEST_NAME) return null;
  const extended = candidates.filter((candidate) => candidate.toLowerCase().startsWith(name));
  const [only] = extended;
  if (name.length >= 3 && extended.length === 1 && only !== undefined) return only;
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `: did you mean 'name'?`, to stand behind a sentence; empty when nothing is close. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const isWorth = written.length >= LEAST_NAME && candidates.length <= MOST_CANDIDATES;
  const found = isWorth ? nearest(written, candidates) : null;
  return found === null ? '' : `: did you mean '${found}'?`;
}

const MOST_CANDIDATES = 2000;
/** A shorter name is near any other short one, so nothing is proposed for it. */
const LEAST_NAME = 3;

/** No name we know is longer; what a user (or a file) hands us may be. */
const LONGEST_NAME = 64;

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(
        (current[column - 1] ?? 0) + 1,
        (last[column] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
