import type { CustomOutcome, CustomPattern } from '../../engine/parse/custom/spec.ts';
import type { FieldValue } from '../../model/log-event.ts';
import type { YamlNode } from '../yaml-node.ts';
import { knownKeys } from './known-keys.ts';
import { type CompiledPattern, compileLinePattern } from './line-pattern.ts';
import type { ParserReport } from './report.ts';

const KEYS = ['name', 'pattern', 'fields', 'set', 'outcome', 'login', 'trusted', 'samples'];

/** One pattern; null when it cannot run. Whatever is wrong is reported. */
export async function readPattern(node: YamlNode, report: ParserReport): Promise<CustomPattern | null> {
  knownKeys(node, KEYS, report);
  const compiled = await compiledPattern(node.get('pattern'), report);
  if (compiled === null) return null;
  const { match, groups } = compiled;
  if (!groups.includes('time'))
    report.error('has no group (?<time>…): nothing can be counted without a time', node.get('pattern').at);
  return {
    match,
    names: readNames(node.get('fields'), groups, report),
    set: readSet(node.get('set'), report),
    outcome: readOutcome(node.get('outcome'), groups, report),
    login: readFlag(node.get('login'), report),
  };
}

async function compiledPattern(node: YamlNode, report: ParserReport): Promise<CompiledPattern | null> {
  const source = node.text;
  if (source === undefined) {
    report.error("'pattern' is missing", node.at);
    return null;
  }
  try {
    return await compileLinePattern(source);
  } catch (error) {
    report.error(
      `the regular expression is wrong: ${error instanceof Error ? error.message : String(error)}`,
      node.at,
    );
    return null;
  }
}

function readNames(node: YamlNode, groups: readonly string[], report: ParserReport): CustomPattern['names'] {
  const names: Record<string, string> = {};
  for (const { key, keyAt, value } of node.entries()) {
    if (!groups.includes(key)) report.error(`no group of the pattern is called '${key}'`, keyAt);
    if (value.text === undefined) report.error('has to be the name of a field', value.at);
    else names[key] = value.text;
  }
  return names;
}

function readSet(node: YamlNode, report: ParserReport): CustomPattern['set'] {
  const set: Record<string, FieldValue> = {};
  for (const { key, value } of node.entries()) {
    if (value.value === undefined) report.error('has to be a text, a number, true or false', value.at);
    else set[key] = value.value;
  }
  return set;
}

function readOutcome(node: YamlNode, groups: readonly string[], report: ParserReport): CustomOutcome {
  if (node.kind === 'missing') return { kind: 'always', outcome: null };
  if (node.kind === 'scalar') {
    const { text } = node;
    if (text === 'success' || text === 'failure') return { kind: 'always', outcome: text };
    report.error('has to be success, failure, or a map of group, success and failure', node.at);
    return { kind: 'always', outcome: null };
  }
  knownKeys(node, ['group', 'success', 'failure'], report);
  const group = node.get('group').text ?? '';
  if (!groups.includes(group))
    report.error(`no group of the pattern is called '${group}'`, node.get('group').at);
  const success = wordsOf(node.get('success'));
  const failure = wordsOf(node.get('failure'));
  return { kind: 'by-group', group, success, failure };
}

function wordsOf(node: YamlNode): ReadonlySet<string> {
  return new Set(node.each().flatMap(({ text }) => (text === undefined ? [] : [text.toLowerCase()])));
}

function readFlag(node: YamlNode, report: ParserReport): boolean {
  if (node.kind === 'missing') return false;
  if (typeof node.value !== 'boolean') report.error('has to be true or false', node.at);
  return node.value === true;
}
