import type { RegexCompiler } from '../engine/sigma/field-test.ts';
import { RuleError, UnsupportedError } from '../engine/sigma/rule-error.ts';

/** For shipped rules: reviewed, and tested to run in linear time (test/rules/shipped-regex.test.ts). */
export const reviewedRegex: RegexCompiler = (source, flags) => {
  const regex = new RegExp(source, flags);
  return (text) => regex.test(text);
};

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
        source,
        [...flags].reduce((bits, flag) => bits | (FLAGS[flag] ?? 0), 0),
      );
      return (text) => regex.matcher(text).find();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/\(\?[=!<]/.test(source))
        throw new UnsupportedError(`look-around in a regular expression is not supported: ${message}`);
      throw new RuleError(`the regular expression is wrong: ${message}`);
    }
  };
}
