/** What the settings make of the part that bans: whom it may ask, and when it only shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { responseParts } from '../../../src/core/bans/response-parts.ts';
import type { CoreSettings } from '../../../src/core/settings.ts';
import { HOUR_MS } from '../../../src/model/time.ts';
import { NO_RESPONSE } from '../no-response.ts';

const ADDRESS = '203.0.113.7';

function partsOf(settings: Partial<Pick<CoreSettings, 'response' | 'demo' | 'permits'>>) {
  const rest = { demo: null, permits: 'all', sshClient: null, allowlist: [], defaultBan: HOUR_MS } as const;
  return responseParts({ response: { ...NO_RESPONSE, crowdsec: true }, ...rest, ...settings });
}

test('where a responder is configured, who else bans an address is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parts-'));
  const decision = `{"id":5,"scenario":"ssh-bf","type":"ban","value":"${ADDRESS}"}`;
  const answer = `#!/bin/sh\necho '[{"decisions":[${decision}]}]'\n`;
  writeFileSync(join(folder, 'cscli'), answer, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  try {
    assert.deepEqual(await partsOf({}).others?.(ADDRESS), [
      'CrowdSec still bans it for ssh-bf (cscli decisions delete --id 5)',
    ]);
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  }
});

test('without a responder bans are only shown, and nobody is asked', () => {
  const { responders, others } = partsOf({ response: NO_RESPONSE });
  assert.deepEqual([responders.map(({ simulated }) => simulated), others], [[true], undefined]);
});

test('in a demo nothing of the configuration bans', () => {
  const { responders, others } = partsOf({ demo: { loop: false } });
  assert.deepEqual([responders.map(({ simulated }) => simulated), others], [[true], undefined]);
});

test('who may only look bans nobody automatically', () => {
  const response = { ...NO_RESPONSE, automatic: { ...NO_RESPONSE.automatic, mode: 'on' as const } };
  assert.equal(partsOf({ response, permits: 'no-bans' }).automatic.mode, 'off');
  assert.equal(partsOf({ response }).automatic.mode, 'on');
});
