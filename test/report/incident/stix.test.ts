/** STIX 2.1 (OASIS): what each kind of object must have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from '../../../src/report/incident/formats/render.ts';
import { accountObject, addressObject } from '../../../src/report/incident/formats/stix-objects.ts';
import type { ReportInput } from '../../../src/report/incident/input.ts';
import { uuid5 } from '../../../src/report/incident/uuid5.ts';
import { alertOf } from '../../core/record/alert-of.ts';
import { exampleInput } from './example.ts';
import { inputOf } from './input-of.ts';

type Json = { readonly [key: string]: unknown };

const COMMON = ['spec_version', 'id', 'created', 'modified'];
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  identity: [...COMMON, 'name'],
  indicator: [...COMMON, 'pattern', 'pattern_type', 'valid_from'],
  'attack-pattern': [...COMMON, 'name'],
  'observed-data': [...COMMON, 'first_observed', 'last_observed', 'number_observed', 'object_refs'],
  incident: [...COMMON, 'name'],
  'course-of-action': [...COMMON, 'name'],
  report: [...COMMON, 'name', 'published', 'object_refs'],
  relationship: [...COMMON, 'relationship_type', 'source_ref', 'target_ref'],
  sighting: [...COMMON, 'sighting_of_ref'],
  'ipv4-addr': ['id', 'value'],
  'ipv6-addr': ['id', 'value'],
  'domain-name': ['id', 'value'],
  'user-account': ['id', 'account_login'],
  file: ['id', 'name', 'hashes'],
};
const ID = /^(?<type>[a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function bundleOf(input: ReportInput): { readonly text: string; readonly objects: readonly Json[] } {
  const text = renderReport(input, { format: 'stix', lang: 'en', ascii: false });
  const bundle = JSON.parse(text) as Json & { readonly objects: readonly Json[] };
  assert.equal(bundle.type, 'bundle');
  assert.match(String(bundle.id), /^bundle--/);
  assert.equal(bundle.spec_version, undefined, 'a bundle of 2.1 has none');
  return { text, objects: bundle.objects };
}

function checkObjects(objects: readonly Json[]): void {
  const ids = new Set(objects.map(({ id }) => id));
  assert.equal(ids.size, objects.length, 'an id stands twice');
  for (const object of objects) {
    const { type, id } = object;
    const required = REQUIRED[String(type)];
    assert.ok(required, `${type} is not a type that we write`);
    for (const key of required) assert.notEqual(object[key], undefined, `${type} has no ${key}`);
    assert.equal(ID.exec(String(id))?.groups?.type, type);
    for (const [key, value] of Object.entries(object)) {
      assert.notEqual(value, null, `${type}.${key}`);
      if (Array.isArray(value)) assert.notEqual(value.length, 0, `${type}.${key} is empty`);
      const refs = key.endsWith('_refs') ? (value as unknown[]) : key.endsWith('_ref') ? [value] : [];
      for (const ref of refs) assert.ok(ids.has(ref), `${type}.${key} names what is not there: ${ref}`);
      if (/^(created|modified|published|valid_from|first_|last_)/.test(key) && !key.endsWith('_ref'))
        assert.match(String(value), STAMP, key);
    }
    if (object.created !== undefined) assert.ok(String(object.created) <= String(object.modified));
    for (const [first, last] of [
      ['first_observed', 'last_observed'],
      ['first_seen', 'last_seen'],
    ] as const)
      assert.ok(String(object[first] ?? '') <= String(object[last] ?? ''));
  }
}

test('the report of the recorded attacks is a valid bundle, and the same each time', async () => {
  const input = await exampleInput();
  const { text, objects } = bundleOf(input);
  checkObjects(objects);
  assert.equal(renderReport(input, { format: 'stix', lang: 'en', ascii: false }), text);
  const patterns = objects.filter(({ type }) => type === 'indicator').map(({ pattern }) => pattern);
  assert.ok(patterns.includes("[ipv4-addr:value = '172.30.77.101']"));
  assert.ok(patterns.includes("[ipv6-addr:value = 'fd50:c077:77::104']"));
  const types = new Set(objects.map(({ type }) => type));
  for (const type of ['course-of-action', 'sighting', 'file', 'attack-pattern', 'report'])
    assert.ok(types.has(type), type);
});

test('a report of nothing is valid too', () => checkObjects(bundleOf(inputOf([])).objects));

test('networks, host names, accounts and alerts without an attacker are valid', () => {
  const network = ['1', '2'].map((host) => alertOf({ id: host, group: { src_ip: `2001:db8::${host}` } }));
  const others = [
    { src_host: 'evil.example' },
    { src_host: 'not a name' },
    { user: 'eve' },
    {},
    { dst_ip: '192.0.2.1' },
  ];
  const alerts = [...network, ...others.map((group, index) => alertOf({ id: `o${index}`, group }))];
  const { objects } = bundleOf(inputOf(alerts));
  checkObjects(objects);
  const patterns = objects.flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])).sort();
  assert.deepEqual(patterns, [
    "[domain-name:value = 'evil.example']",
    "[ipv6-addr:value ISSUBSET '2001:db8::/64']",
  ]);
});

test('an address that anyone could have written is observed, and indicates nothing', () => {
  const flood = alertOf({});
  const { objects } = bundleOf(inputOf([{ ...flood, rule: { ...flood.rule, spoofable: 3 } }]));
  assert.ok(objects.some(({ type }) => type === 'observed-data'));
  assert.ok(!objects.some(({ type }) => type === 'indicator'));
});

test('ids of observables are those that every other STIX tool gives', () => {
  // The example of the specification, section 2.9.
  assert.equal(addressObject('198.51.100.3')?.id, 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4');
  assert.match(accountObject('root').id, ID);
  // RFC 9562, appendix A.4.
  assert.equal(
    uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'),
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});
