import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { ALL_LOCAL, loadHunts, withSelector } from '../../src/hunt/saved-hunt.ts';
import { runQuery } from './run-query.ts';

const FOLDER = fileURLToPath(new URL('../../config/hunts', import.meta.url));
type Samples = { readonly samples: { readonly match: readonly string[]; readonly miss: readonly string[] } };

for (const hunt of loadHunts(FOLDER)) {
  describe(`the saved hunt ${hunt.name}`, () => {
    const query = withSelector(hunt, ALL_LOCAL);
    const { samples } = parse(readFileSync(join(FOLDER, `${hunt.name}.yml`), 'utf8')) as Samples;

    test('says what it is for', () => {
      assert.ok(hunt.title.length > 5 && hunt.description.length > 20);
      assert.ok(hunt.query.includes('$selector'), 'it can be pointed elsewhere');
      assert.ok(parseLogql(query).ok);
    });

    const found = (line: string): readonly string[] =>
      runQuery([{ labels: { filename: 'x.log' }, lines: [line] }], query, null);
    for (const line of samples.match) test(`finds ${line}`, () => assert.equal(found(line).length, 1));
    for (const line of samples.miss) test(`passes over ${line}`, () => assert.deepEqual(found(line), []));
  });
}

test('a file that is no hunt is named with its mistake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-hunts-'));
  try {
    writeFileSync(join(folder, 'bad.yml'), 'title: x\n');
    assert.throws(() => loadHunts(folder), /bad\.yml: there is no query/);
    writeFileSync(join(folder, 'bad.yml'), 'query: "{a=\\"b\\"}"\nwindow: soon\n');
    assert.throws(() => loadHunts(folder), /window: soon is not a duration/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
