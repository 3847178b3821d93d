import { foldCase } from './fold.ts';

/** Most texts, and longest, that are kept apart. */
const MOST = 24;
const LONGEST = 24;
const MAX_DEPTH = 100;

/**
 * Folded literals of which at least one stands in every text that the expression finds something in; null when none
 * are known. Reads what JavaScript and RE2 have in common and gives up at anything else: it may know too little, never
 * too much.
 */
export function regexLiterals(source: string): readonly string[] | null {
  try {
    const { exact, needed } = new LiteralReader(source).read();
    const literals = exact ?? needed;
    return literals === null || literals.includes('') ? null : literals;
  } catch (error) {
    if (error instanceof NotReadable) return null;
    throw error;
  }
}

class NotReadable extends Error {}

/** What a part of an expression matches: exactly one of `exact`, else something that holds one of `needed`. */
type Part = { readonly exact: readonly string[] | null; readonly needed: readonly string[] | null };

const NOTHING: Part = { exact: [''], needed: null };
const ANYTHING: Part = { exact: null, needed: null };

class LiteralReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  read(): Part {
    const part = this.alternatives();
    if (this.at < this.source.length) throw new NotReadable();
    return part;
  }

  private alternatives(): Part {
    if (++this.depth > MAX_DEPTH) throw new NotReadable();
    const parts = [this.sequence()];
    while (this.accept('|')) parts.push(this.sequence());
    this.depth--;
    return parts.length === 1 ? (parts[0] as Part) : oneOf(parts);
  }

  private sequence(): Part {
    const sequence = new Sequence();
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at] as string))
      sequence.add(this.repeated());
    return sequence.end();
  }

  private repeated(): Part {
    const part = this.single();
    const { source, at } = this;
    const [quantifier = '', least, , most] =
      /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(source.slice(at, at + 24)) ?? [];
    if (quantifier === '') return part;
    this.at += quantifier.length;
    if (!this.accept('?')) this.accept('+');
    if (quantifier === '+') return { exact: null, needed: part.exact ?? part.needed };
    if (least === undefined || Number(least) === 0) return ANYTHING;
    if (Number(least) === 1 && most === undefined && !quantifier.includes(',')) return part;
    return { exact: null, needed: part.exact ?? part.needed };
  }

  private single(): Part {
    const char = this.next();
    switch (char) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      case '.':
        return ANYTHING;
      case '^':
      case '$':
        return NOTHING;
      case '*':
      case '+':
      case '?':
        throw new NotReadable();
      default:
        return literal(char);
    }
  }

  private group(): Part {
    const [opening = ''] = /^\?(?:[:=!]|<[=!]|P?<\w+>|[ims]{1,3}:|[ims]{1,3}\))?/.exec(this.rest(80)) ?? [];
    if (opening === '?') throw new NotReadable();
    this.at += opening.length;
    // Flags for the rest of the expression: letters are folded anyway.
    if (opening.endsWith(')')) return NOTHING;
    const inner = this.alternatives();
    if (!this.accept(')')) throw new NotReadable();
    const looksAround = /^\?<?[=!]$/.test(opening);
    return looksAround ? NOTHING : inner;
  }

  private escape(): Part {
    const char = this.next();
    if ('dDwWsS'.includes(char) || /[1-9]/.test(char)) return ANYTHING;
    if ('bB'.includes(char)) return NOTHING;
    const control = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }[char];
    if (control !== undefined) return literal(control);
    if (char === 'x' || char === 'u') return literal(this.byCode(char));
    if (/[a-zA-Z0-9]/.test(char)) throw new NotReadable();
    return literal(char);
  }

  private byCode(kind: 'x' | 'u'): string {
    const [digits = ''] = (kind === 'x' ? /^[\da-fA-F]{2}/ : /^[\da-fA-F]{4}/).exec(this.rest(4)) ?? [];
    if (digits === '') throw new NotReadable();
    this.at += digits.length;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  /** A class of one or two characters (`[aA]`, `[/\\]`) is as good as a literal. */
  private characterClass(): Part {
    const isNegated = this.accept('^');
    const chars: string[] = [];
    let isSmall = !isNegated;
    for (let first = true; first || this.source[this.at] !== ']'; first = false) {
      const char = this.next();
      if (char === '[' && this.source[this.at] === ':') throw new NotReadable();
      if (char === '\\') {
        const part = this.escapeInClass();
        if (part === null) isSmall = false;
        else chars.push(part);
      } else if (char === '-' && !first && this.source[this.at] !== ']') {
        isSmall = false;
      } else {
        // `[]` is an empty class to one and the beginning of a class with a bracket to the other.
        if (char === ']') throw new NotReadable();
        chars.push(char);
      }
    }
    this.at++;
    const folded = [...new Set(chars.map(foldCase))];
    return isSmall && folded.length > 0 && folded.length <= 4 ? { exact: folded, needed: null } : ANYTHING;
  }

  private escapeInClass(): string | null {
    if (this.source[this.at] === 'b') {
      this.at++;
      return '\b';
    }
    const { exact } = this.escape();
    const [char = ''] = exact ?? [];
    return char === '' ? null : char;
  }

  private next(): string {
    const char = this.source[this.at];
    if (char === undefined) throw new NotReadable();
    this.at++;
    return char;
  }

  private accept(char: string): boolean {
    if (this.source[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private rest(length: number): string {
    return this.source.slice(this.at, this.at + length);
  }
}

function literal(char: string): Part {
  return { exact: [foldCase(char)], needed: null };
}

function oneOf(parts: readonly Part[]): Part {
  const exact: string[] = [];
  const needed: string[] = [];
  let isExact = true;
  for (const part of parts) {
    const literals = part.exact ?? part.needed;
    if (literals === null) return ANYTHING;
    isExact &&= part.exact !== null;
    if (part.exact !== null) exact.push(...part.exact);
    needed.push(...literals);
  }
  const different = [...new Set(isExact ? exact : needed)];
  if (different.length > 8 * MOST) return ANYTHING;
  return isExact && different.length <= MOST
    ? { exact: different, needed: null }
    : { exact: null, needed: different };
}

/** Parts one after the other: exact neighbours grow together, and of all that is needed the best is kept. */
class Sequence {
  private run: readonly string[] = [''];
  private best: readonly string[] | null = null;
  private isExact = true;

  add(part: Part): void {
    if (part.exact === null) {
      this.keepRun(['']);
      this.keep(part.needed);
      return;
    }
    const { exact } = part;
    if (this.run.length * exact.length <= MOST) {
      const joined = this.run.flatMap((head) => exact.map((tail) => head + tail));
      if (joined.every(({ length }) => length <= LONGEST)) {
        this.run = joined;
        return;
      }
    }
    this.keepRun(exact);
  }

  end(): Part {
    if (this.isExact) return { exact: this.run, needed: null };
    this.keepRun(['']);
    return { exact: null, needed: this.best };
  }

  private keepRun(next: readonly string[]): void {
    this.keep(this.run);
    this.run = next;
    this.isExact = false;
  }

  private keep(literals: readonly string[] | null): void {
    if (literals === null || literals.includes('')) return;
    if (this.best === null || worth(literals) > worth(this.best)) this.best = literals;
  }
}

/** Long ones are rare; many are less so. */
function worth(literals: readonly string[]): number {
  return Math.min(...literals.map(({ length }) => length)) - Math.log2(literals.length) / 4;
}
