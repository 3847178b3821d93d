/** The part of LogQL that the program's own questions use: matchers, line filters, label filters. */
import type { Labels } from './loki-memory.ts';

export type Matcher = (labels: Labels) => boolean;
type Stage = (line: string, labels: Labels) => boolean;

/** Refused, with Loki's status and words. */
export class LogQueryError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const MATCHER = /\s*(\w+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/y;
const STAGE = /\s*(?:(\|=|!=|\|~|!~)|\|\s*(\w+)\s*(=|!=))\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/y;

export function parseLogQuery(query: string): { matchers: Matcher[]; stages: Stage[] } {
  if (query === '') throw new LogQueryError(400, 'parse error : syntax error: unexpected $end');
  const end = selectorEnd(query);
  const matchers: Matcher[] = [];
  let isBounded = false;
  for (const [, name = '', op, text = ''] of all(MATCHER, query.slice(1, end), /,?/y)) {
    const value = unquoted(text);
    const test = testOf(op ?? '', value, `${name}${op}`);
    matchers.push((labels) => test(labels[name] ?? ''));
    isBounded ||= !test('');
  }
  if (!isBounded) {
    throw new LogQueryError(
      400,
      'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will',
    );
  }
  const stages = all(STAGE, query, /(?:)/y, end + 1).map(([, filter, name, op, text = '']): Stage => {
    const value = unquoted(text);
    if (filter === undefined) {
      const test = testOf(op ?? '', value, '');
      return (_, labels) => test(labels[name ?? ''] ?? '');
    }
    if (filter === '|=') return (line) => line.includes(value);
    if (filter === '!=') return (line) => !line.includes(value);
    const pattern = goPattern(value, `stage '${filter} ${JSON.stringify(value)}'`);
    return (line) => pattern.test(line) === (filter === '|~');
  });
  return { matchers, stages };
}

/** The selector alone. */
export function selectorIn(query: string): string {
  return query.slice(0, selectorEnd(query) + 1);
}

function selectorEnd(query: string): number {
  const end = /^\s*\{(?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/.exec(query)?.[0].length;
  if (end !== undefined) return end - 1;
  const wanted = /[=~]$/.test(query) ? 'STRING' : '} or ,';
  const col = query.length + 1;
  throw new LogQueryError(
    400,
    `parse error at line 1, col ${col}: syntax error: unexpected $end, expecting ${wanted}`,
  );
}

function all(pattern: RegExp, text: string, separator: RegExp, start = 0): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (let at = start; at < text.trimEnd().length; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      const blank = /\s*(?:[|!][=~]\s*)?/y;
      blank.lastIndex = at;
      const col = at + (blank.exec(text)?.[0].length ?? 0) + 1;
      throw new LogQueryError(
        400,
        `parse error at line 1, col ${col}: syntax error: unexpected IDENTIFIER, expecting STRING or ip`,
      );
    }
    found.push(match);
    separator.lastIndex = pattern.lastIndex;
    separator.exec(text);
    at = Math.max(pattern.lastIndex, separator.lastIndex);
  }
  return found;
}

function testOf(op: string, value: string, stage: string): (text: string) => boolean {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const pattern = goPattern(`^(?:${value})$`, stage);
  return (text) => pattern.test(text) === (op === '=~');
}

/** Go's syntax as far as it is used here: `(?s)` at the beginning, `\x{…}`. */
function goPattern(source: string, stage: string): RegExp {
  try {
    return new RegExp(source.replace('(?s)', '').replaceAll('\\x{', '\\u{'), 'su');
  } catch {
    const words = `parse error : ${stage} : error parsing regexp: missing closing ): \`${source}\``;
    throw new LogQueryError(500, `rpc error: code = Unknown desc = ${words}`);
  }
}

function unquoted(text: string): string {
  return text.startsWith('`') ? text.slice(1, -1) : (JSON.parse(text) as string);
}
