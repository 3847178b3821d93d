import type { RegexCompiler } from '../engine/sigma/field-test.ts';
import { RuleError, UnsupportedError } from '../engine/sigma/rule-error.ts';
import { withoutPcreEscapes } from './pcre-escapes.ts';

/** For shipped rules: reviewed, and tested to run in linear time (test/rules/shipped-regex.test.ts). */
export const reviewedRegex: RegexCompiler = (source, flags) => {
  const regex = new RegExp(source, flags);
  return (text) => regex.test(text);
};

type Beyond = { readonly written: RegExp; readonly what: string; readonly advice: string };

/** What PCRE takes and an engine of linear time does not: looked for when it has refused an expression. */
const BEYOND_LINEAR: readonly Beyond[] = [
  {
    written: /\(\?<?[=!]/,
    what: 'look-around',
    advice: "write what must not be there as a search of its own and 'not' in the condition",
  },
  {
    written: /\(\?>|[*+?}]\+/,
    what: 'what never gives back (?> ++ *+)',
    advice: 'write it without, it matches the same or more',
  },
  {
    written: /\\(?:[1-9]|[gk][{<'\d])|\(\?P[=>]|\(\?(?:R|\d+)\)/,
    what: 'a back-reference',
    advice: "compare two fields with 'fieldref'",
  },
  { written: /\(\?\(/, what: 'a conditional group', advice: 'write both ways with |' },
  { written: /\(\?[a-w]*x|\(\?#/, what: 'free spacing or a comment', advice: 'write it in one piece' },
  { written: /\{\d{4,}[,}]|\{\d*,\d{4,}\}/, what: 'a repetition of more than 1000', advice: 'write + or *' },
  {
    written: /\\[XGKNu]/,
    what: 'an escape of PCRE (\\X \\G \\K \\N \\u)',
    advice: 'write it without; a character by its number is \\x{2014}',
  },
];

/**
 * For rules of users: RE2 syntax on an engine that is linear in the text whatever the pattern.
 * Loaded only when there are such rules.
 */
export async function loadLinearRegex(): Promise<RegexCompiler> {
  const { RE2JS } = await import('re2js');
  const FLAGS: Readonly<Record<string, number>> = {
    i: RE2JS.CASE_INSENSITIVE,
    m: RE2JS.MULTILINE,
    s: RE2JS.DOTALL,
  };
  return (source, flags) => {
    try {
      const regex = RE2JS.compile(
        withoutPcreEscapes(source),
        [...flags].reduce((bits, flag) => bits | (FLAGS[flag] ?? 0), 0),
      );
      return (text) => regex.matcher(text).find();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const beyond = BEYOND_LINEAR.find(({ written }) => written.test(source));
      if (beyond !== undefined)
        throw new UnsupportedError(
          `${beyond.what} in a regular expression is not supported: ${beyond.advice}`,
        );
      throw new RuleError(
        `the regular expression is wrong: ${message.replace(/^error parsing regexp: /, '')}`,
      );
    }
  };
}
