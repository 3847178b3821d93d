/** Sigma's condition language: `or` < `and` < `not` < `1 of | any of | all of (them | pattern*)` < parentheses. */

import { didYouMean } from '../../model/nearest.ts';

export type Condition =
  | { readonly kind: 'search'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };

export class ConditionError extends Error {
  /** `column` counts from 1 within the condition. */
  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message);
    this.name = 'ConditionError';
  }
}

type Token = { readonly text: string; readonly column: number };

const TOKEN = /[()|]|[^\s()|]+/g;

/** Parses a condition over the named searches, or over whatever else is named. Throws `ConditionError`. */
export function parseCondition(text: string, searches: readonly string[]): Condition {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) tokens.push({ text: match[0], column: match.index + 1 });
  if (tokens.length > 1000) throw new ConditionError('has more than 1000 words', 1);
  return new ConditionParser(tokens, searches, text.length + 1).parse();
}

/** What a condition names, in its order, when nothing but the condition says what there is. */
export function namesIn(text: string): string[] {
  const words = Array.from(text.matchAll(TOKEN), ([word]) => word);
  return [...new Set(words.filter((word) => !/^(?:[()|]|and|or|not)$/i.test(word)))];
}

const MAX_DEPTH = 50;

class ConditionParser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly searches: readonly string[],
    private readonly endColumn: number,
  ) {}

  parse(): Condition {
    const condition = this.or();
    const rest = this.tokens[this.at];
    if (rest?.text === '|' && this.tokens[this.at + 1]?.text === '|')
      throw new ConditionError("has '||': write 'or'", rest.column);
    if (rest?.text === '|') {
      throw new ConditionError(
        'has a pipe: of Sigma 1 count, sum, avg, min and max run, as in | count() by src_ip > 5; write a correlation rule instead',
        rest.column,
      );
    }
    if (rest)
      throw new ConditionError(`has '${rest.text}' where 'and', 'or' or its end belongs`, rest.column);
    return condition;
  }

  private or(): Condition {
    return this.chain('or', () => this.and());
  }

  private and(): Condition {
    return this.chain('and', () => this.not());
  }

  private chain(word: 'and' | 'or', next: () => Condition): Condition {
    const of = [next()];
    while (this.accept(word)) of.push(next());
    return of.length === 1 ? (of[0] as Condition) : { kind: word, of };
  }

  private not(): Condition {
    this.depth++;
    if (this.depth > MAX_DEPTH) throw new ConditionError(`is nested deeper than ${MAX_DEPTH}`, this.column());
    const condition: Condition = this.accept('not') ? { kind: 'not', of: this.not() } : this.primary();
    this.depth--;
    return condition;
  }

  private primary(): Condition {
    const token = this.tokens[this.at];
    if (!token) throw new ConditionError('ends where a search name was expected', this.endColumn);
    this.at++;
    if (token.text === '(') {
      const inner = this.or();
      if (!this.accept(')')) throw new ConditionError("has a '(' that is not closed", token.column);
      return inner;
    }
    const word = token.text.toLowerCase();
    if ((word === '1' || word === 'any' || word === 'all') && this.accept('of')) return this.quantified(word);
    if (this.searches.includes(token.text)) return { kind: 'search', name: token.text };
    if (/^[()|]$|^(?:and|or|not|of|them)$/.test(word)) {
      throw new ConditionError(`has '${token.text}' where the name of a search belongs`, token.column);
    }
    if (/^\d+$/.test(word) && this.accept('of'))
      throw new ConditionError(`wants ${word} of several: Sigma knows 1 of, any of and all of`, token.column);
    if (word === '1' || word === 'any' || word === 'all')
      throw new ConditionError(`has '${token.text}' without 'of', as in ${word} of selection*`, token.column);
    if (/^[!-]./.test(word) && this.searches.includes(token.text.slice(1)))
      throw new ConditionError(`has '${token.text}': write 'not ${token.text.slice(1)}'`, token.column);
    if (token.text.includes('*') && this.searches.some((name) => matchesPattern(name, token.text)))
      throw new ConditionError(
        `has '${token.text}' alone: write '1 of ${token.text}' or 'all of ${token.text}'`,
        token.column,
      );
    const meant = didYouMean(token.text, this.searches);
    throw new ConditionError(`names the search '${token.text}', which is not defined${meant}`, token.column);
  }

  private quantified(word: string): Condition {
    const token = this.tokens[this.at];
    if (!token) throw new ConditionError("ends after 'of'", this.endColumn);
    this.at++;
    const names = this.searches.filter((name) => matchesPattern(name, token.text));
    if (names.length === 0) throw new ConditionError(`has no search for '${token.text}'`, token.column);
    const of = names.map((name): Condition => ({ kind: 'search', name }));
    return of.length === 1 ? (of[0] as Condition) : { kind: word === 'all' ? 'and' : 'or', of };
  }

  private accept(word: string): boolean {
    if (this.tokens[this.at]?.text.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }

  private column(): number {
    return this.tokens[this.at]?.column ?? this.endColumn;
  }
}

/** `them` means every search but those whose name begins with `_`; `*` stands for any run of characters. */
function matchesPattern(name: string, pattern: string): boolean {
  if (pattern.toLowerCase() === 'them') return !name.startsWith('_');
  const parts = pattern.split('*');
  if (parts.length === 1) return name === pattern;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === parts.length - 1 ? name.length - part.length : name.indexOf(part, from);
    if (found < from || (index === 0 && found !== 0) || !name.startsWith(part, found)) return false;
    from = found + part.length;
  }
  return true;
}
