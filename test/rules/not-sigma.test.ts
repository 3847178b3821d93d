/** What stands beside rules in collections from elsewhere costs nobody an error. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatIssue } from '../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';

function told(text: string) {
  const { rules, outlines, issues } = readSigmaFile('r.yml', text);
  return { rules: rules.length, outlines: outlines.length, issues: issues.map(formatIssue) };
}

describe('nothing is said of', () => {
  const rows: Readonly<Record<string, string>> = {
    "SigmaHQ's regression data":
      'id: a\ndescription: N/A\nauthor: b\nrule_metadata: [{id: c, title: d}]\nregression_tests_info: [{type: evtx}]',
    "a pipeline of pySigma's": 'name: p\npriority: 100\ntransformations: [{id: a, type: field_name_mapping}]',
    "a configuration of sigmac's": 'title: THOR\nbackends: [thor]\nlogsources: {a: {category: b}}',
    "a map of Hayabusa's":
      "Title: 'Failed Logon'\nChannel: Security\nRewriteFieldData: {LogonType: [{'0': x}]}",
    "a map of Chainsaw's": 'name: n\nkind: evtx\nrules: sigma\ngroups: [{name: a}]',
  };
  for (const [name, text] of Object.entries(rows))
    test(name, () => assert.deepEqual(told(text), { rules: 0, outlines: 0, issues: [] }));
});

test('a file that is about something else is left out, with a warning', () => {
  const told1 = told('services:\n  web: {image: nginx}');
  assert.deepEqual(told1, {
    rules: 0,
    outlines: 0,
    issues: ['r.yml:1:1: warning: is no Sigma rule: left out'],
  });
});

test("a rule of Chainsaw's own is called what it is", () => {
  const text =
    'title: t\ngroup: g\nkind: evtx\nlevel: high\ntimestamp: Event.System.TimeCreated\nfilter:\n  condition: a\n  a: {Event.System.EventID: 1}';
  assert.deepEqual(told(text).issues, [
    "r.yml:1:1: unsupported: is a rule in Chainsaw's own form, not Sigma's",
  ]);
});

describe('a rule that is wrong stays one', () => {
  for (const text of [
    'Title: t\nDetection: {s: {a: b}, condition: s}',
    'detections: {s: {a: b}}',
    'logsurce: {product: linux}',
    'selection: {a: b}\ncondition: selection',
    'title: t',
    '{}',
    '- a',
  ])
    test(text, () => {
      assert.equal(told(text).outlines, 1);
      assert.match(told(text).issues.join('\n'), /: error: /);
    });
});

test('values of placeholders may stand in a pipeline', () => {
  assert.deepEqual(told('name: p\nvars: {admins: [root]}\ntransformations: []').issues, []);
  assert.equal(
    readSigmaFile('r.yml', 'vars: {admins: [root]}\ntransformations: []').placeholders.get('admins')?.length,
    1,
  );
});
