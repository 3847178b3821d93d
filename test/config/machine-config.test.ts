import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { documentedOptions } from '../../src/config/documented.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/load.ts';
import { defaultConfig } from '../../src/config/schema.ts';
import { machineConfig } from '../../src/config/write.ts';

const SHIPPED = readFileSync(new URL('../../config/soc-console.yaml', import.meta.url), 'utf8');
const FILE = '/etc/soc-console/soc-console.yaml';

const NOTHING = {
  sources: [],
  timeZone: 'UTC',
  allowlist: [],
  banTime: null,
  longestBan: null,
  remarks: {},
} as const;

describe('a file for this machine', () => {
  it('is right, has what was found, and keeps every option with its words', () => {
    const sources = ['/var/log/auth.log', 'journal:', 'docker:web', '/var/log/a: "b" #c.log', '- x'];
    const remarks = { 'response.nftables': 'nft is installed.' };
    const text = machineConfig(SHIPPED, { ...NOTHING, sources, timeZone: 'Europe/Paris', remarks });
    const checked = parseConfig(text, FILE);
    assert.ok(checked.ok, JSON.stringify(checked));
    const written = checked.value.sources.map(({ path }) => path);
    assert.deepEqual(written, [...sources.slice(0, 4), '/etc/soc-console/- x']);
    assert.equal(checked.value.timezone, 'Europe/Paris');
    assert.match(text, /\n {2}# Here: nft is installed\.\n {2}nftables: false\n/);
    const paths = (of: string) => documentedOptions(of).map(({ path }) => path);
    assert.deepEqual(
      paths(text).filter((path) => path !== 'sources.path'),
      paths(SHIPPED),
    );
  });

  it('has whom another program never bans, and for how long it bans', () => {
    const allowlist = ['192.0.2.0/24', '2001:db8::1'];
    const remarks = { 'bans.allowlist': 'as ignoreip of fail2ban.' };
    const text = machineConfig(SHIPPED, { ...NOTHING, allowlist, banTime: '2h', longestBan: '35d', remarks });
    const checked = parseConfig(text, FILE);
    assert.ok(checked.ok, JSON.stringify(checked));
    assert.deepEqual(checked.value.bans, { default_duration: 7_200_000, allowlist });
    assert.equal(checked.value.response.longest_ban, 35 * 86_400_000);
    assert.match(text, /\n {2}# Here: as ignoreip of fail2ban\.\n {2}allowlist:\n {4}- 192/);
  });

  it('where nothing was found, is the documented file', () => {
    const text = machineConfig(SHIPPED, NOTHING);
    const checked = parseConfig(text, FILE);
    assert.deepEqual(checked.ok && checked.value, { ...defaultConfig(), timezone: 'UTC' });
  });
});

it('every option of the documented file has its words, and all are in the schema for editors', () => {
  type Node = {
    readonly description?: string;
    readonly properties?: Record<string, Node>;
    readonly anyOf?: Node[];
  };
  const schema = configJsonSchema(SHIPPED) as Node;
  const options = documentedOptions(SHIPPED);
  assert.ok(options.length > 40);
  for (const { path, description } of options) {
    const node = path.split('.').reduce<Node | undefined>((within, key) => {
      const section = within?.properties ? within : within?.anyOf?.find(({ properties }) => properties);
      return section?.properties?.[key];
    }, schema);
    assert.ok(node, `${path} is in the schema`);
    if (description !== '') assert.equal(node.description, description);
    if (!node.properties) assert.notEqual(description, '', `${path} is explained`);
  }
});
