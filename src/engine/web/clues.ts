/** One thing to look for in a value, and what it would mean. */
export type Clue = {
  /** Plain texts of which one must be in the value, or the pattern is not even tried: nearly all values end here. */
  readonly needs: readonly string[];
  readonly pattern: RegExp;
  readonly says: string;
};

/** A clue from `needs` as one text: alternatives separated by spaces. */
export function clue(says: string, needs: string, pattern: RegExp): Clue {
  return { says, needs: needs.split(' '), pattern };
}

/** What the first clue that holds says; null when none does. */
export function firstClue(clues: readonly Clue[], text: string): string | null {
  for (const { needs, pattern, says } of clues) {
    if (hasAny(text, needs) && pattern.test(text)) return says;
  }
  return null;
}

export function hasAny(text: string, needs: readonly string[]): boolean {
  for (const need of needs) if (text.includes(need)) return true;
  return false;
}
