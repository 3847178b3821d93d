import { type Document, visit, type YAMLError } from 'yaml';
import { spoiltText } from './spoilt-text.ts';

/** What is wrong with a document as YAML, for somebody who writes rules: `at` is an offset in the file. */
export type YamlProblem = { readonly at: number; readonly message: string };

/** What is wrong in one place and leaves the lines below it as they are. */
const SELF_CONTAINED: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'BAD_DQ_ESCAPE', 'TAG_RESOLVE_FAILED']);

/** Each kind once, and of those from which others follow only the first: the rest is no news. */
export function yamlProblems(document: Document.Parsed, text: string): YamlProblem[] {
  const errors = [
    ...document.errors,
    ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED'),
  ].sort((a, b) => a.pos[0] - b.pos[0]);
  if (errors.length === 0) return [];
  const [from, , to] = document.range;
  const spoilt = spoiltText(text, from, to);
  if (spoilt !== null) return [spoilt];
  const byCode = new Map<string, YamlProblem>();
  for (const error of errors) {
    if (!byCode.has(error.code)) byCode.set(error.code, problemOf(error, document, text));
    if (!SELF_CONTAINED.has(error.code)) break;
  }
  return [...byCode.values()];
}

const UNLIKE =
  'this line is indented unlike its neighbours: lines of one map or list begin in the same column';

function problemOf({ code, pos, message }: YAMLError, document: Document.Parsed, text: string): YamlProblem {
  const [at] = pos;
  const word = /^[^\s:,\]}]*/.exec(text.slice(at, at + 60))?.[0] ?? '';
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return { at, message: 'its YAML is nested too deeply' };
    case 'TAB_AS_INDENT':
      return { at, message: 'a tab cannot indent in YAML: use spaces' };
    case 'DUPLICATE_KEY':
      return { at, message: `'${word}' stands here twice: write several values as a list` };
    case 'BAD_SCALAR_START':
      return { at, message: `a value cannot begin with ${text[at]}: put it in quotes` };
    case 'BAD_ALIAS':
      return { at, message: `a value that begins with ${text[at]} belongs in quotes` };
    case 'TAG_RESOLVE_FAILED':
      return { at, message: `'${word}' begins with !, by which YAML means a tag: put the value in quotes` };
    case 'BAD_DQ_ESCAPE':
      return {
        at,
        message: `${text.slice(at, at + 2)} means nothing in double quotes: put text with backslashes in single ones`,
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return secondColon(at, text);
    case 'UNEXPECTED_TOKEN':
      return unexpected(at, message, text);
    case 'BAD_INDENT': {
      const bracket = /^Flow .* end with a ([\]}])/.exec(message)?.[1];
      return bracket === undefined ? { at, message: UNLIKE } : openBracket(document, at, bracket);
    }
    case 'MISSING_CHAR': {
      const quote = /^Missing closing (['"])/.exec(message)?.[1];
      if (quote !== undefined) return { at: openQuote(document) ?? at, message: `a ${quote} is not closed` };
    }
  }
  if (code === 'MISSING_CHAR' || code === 'MULTILINE_IMPLICIT_KEY')
    return { at, message: "a ':' is missing behind a name, or a line is indented unlike its neighbours" };
  return { at, message: message.split('\n', 1)[0] ?? message };
}

/** A map where a value began: because of a colon in the same line, or of a line below that is too far to the right. */
function secondColon(at: number, text: string): YamlProblem {
  const end = lineEnd(text, at);
  const rest = text.slice(at, end);
  if (/:(?:\s|$)/.test(rest) && rest.trim() !== '')
    return { at, message: "a second ': ' stands in this line: put a value with ': ' in quotes" };
  // A value may go on below: the first line that looks like a map's is the one that is wrong.
  const isOwnLine = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
  if (isOwnLine && rest.trim() !== '') return { at, message: UNLIKE };
  const below = /^[^\S\n]*(?=\S)/gm;
  below.lastIndex = end + 1;
  const next = below.exec(text);
  return { at: next === null ? at : next.index + next[0].length, message: UNLIKE };
}

function unexpected(at: number, message: string, text: string): YamlProblem {
  const before = text.slice(0, at).trimEnd();
  const last = before.at(-1) ?? '';
  if (last === '|' || last === '>')
    return { at: before.length - 1, message: `a value that begins with ${last} belongs in quotes` };
  if (message.startsWith('Unexpected block-seq-ind'))
    return { at, message: 'a list begins in a line of its own, or the value is put in quotes' };
  if (last === ']' || last === '}')
    return { at, message: `more text stands behind ${last}: put the whole value in quotes` };
  if (last === "'")
    return {
      at,
      message: "more text stands behind the closing ': within single quotes a ' is written twice",
    };
  if (last === '"')
    return { at, message: 'more text stands behind the closing ": put the whole value in single quotes' };
  return { at, message: 'this text is not expected here: put the whole value in quotes' };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Where the text began that nobody closed: the last in quotes. */
function openQuote(document: Document.Parsed): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE')) last = range?.[0];
    },
  });
  return last;
}

/** Likewise of a list or a map in brackets: the last that begins before the place where it was missed. */
function openBracket(document: Document.Parsed, missedAt: number, bracket: string): YamlProblem {
  let at = missedAt;
  visit(document, {
    Collection: (_, { flow, range }) => {
      if (flow === true && range && range[0] < missedAt) at = range[0];
    },
  });
  const open = bracket === ']' ? '[' : '{';
  return { at, message: `a ${open} is not closed: put a value that begins with ${open} in quotes` };
}
