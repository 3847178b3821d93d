const BEGINS = /^\s{0,9}(?:\{\s{0,9}"|\[\s{0,9}[{["])/;

/** Whether it begins as a JSON object or list does, at least: reading it may yet fail. */
export function beginsAsJson(text: string): boolean {
  return BEGINS.test(text);
}

const STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * Every string of a JSON text, names too; null when it is none. Of two fields with one name both: programs differ in which
 * they take.
 */
export function stringsOfJson(text: string): readonly string[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return (text.match(STRING) ?? []).map((literal) =>
    literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1),
  );
}
