import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { copyEvidence, run, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const log = copyEvidence('logins.csv.log', folder);
const config = join(folder, 'soc.yaml');
writeFileSync(join(folder, 'bad.txt'), '203.0.113.45 # seen in May\nnonsense\n');
writeFileSync(join(folder, 'cc.csv'), '203.0.113.0,203.0.113.255,FR\n');
writeFileSync(
  config,
  `intelligence: {block_lists: [{name: house, path: bad.txt}], countries: [cc.csv]}
rules: [rules]
`,
);
mkdirSync(join(folder, 'rules'));
writeFileSync(
  join(folder, 'rules', 'visit.yml'),
  `title: Somebody on a block list visits
id: 0e3d0f0a-7a55-4f0e-9a6e-8d7c2b1f0a12
name: listed_visit
status: stable
description: An ordinary request of who is on a block list.
logsource: {category: webserver}
detection:
  listed: {source.threat|contains: house}
  condition: listed
level: low
x_recommendation: Look at it.
`,
);
writeFileSync(
  join(folder, 'rules', 'listed.yml'),
  `title: Somebody on a block list tries to log in
id: 0e3d0f0a-7a55-4f0e-9a6e-8d7c2b1f0a11
name: listed_login
status: stable
description: Who is on a block list tries to log in.
logsource: {category: authentication}
detection:
  tried: {login: true, source.threat|contains: house, source.geo.country_iso_code: FR}
  condition: tried
level: high
x_recommendation: Ban it.
`,
);

it('what the files say stands in the report, and rules may ask for it', async () => {
  const { stdout, stderr, code } = await run([
    'report',
    log,
    '-c',
    config,
    '--format',
    'json',
    '--timezone',
    'UTC',
  ]);
  assert.equal(code, 0);
  assert.match(stderr, /bad\.txt:2: no address: "nonsense"/);
  const { incidents, alerts } = JSON.parse(stdout);
  const known = (ip: string) => incidents.find((incident: { ip: string }) => incident.ip === ip)?.known;
  assert.deepEqual(known('203.0.113.45'), { country: 'FR', lists: ['house'], crawler: null });
  assert.deepEqual(known('203.0.113.77'), { country: 'FR', lists: [], crawler: null });
  assert.equal(known('2001:db8::67'), null);
  const listed = alerts.filter(({ rule }: { rule: { name: string } }) => rule.name === 'listed_login');
  assert.deepEqual(
    listed.map(({ group }: { group: { src_ip: string } }) => group.src_ip),
    ['203.0.113.45'],
  );
});

it('explain shows it among the fields, and judges rules that ask for it', async () => {
  const line = 'Nov 21 00:00:00 host sshd[7]: Failed password for root from 203.0.113.45 port 22 ssh2';
  const { stdout, code } = await run(['explain', '-c', config, line]);
  assert.equal(code, 0);
  assert.match(stdout, /source\.threat +house/);
  assert.match(stdout, /source\.geo\.country_iso_code +FR/);
  assert.match(stdout, /\+ Somebody on a block list tries to log in/);
});

it('an ordinary request of a listed address is found as well', async () => {
  const visits = join(folder, 'visits.log');
  const line = (ip: string) =>
    `${ip} - - [21/Nov/2026:10:00:00 +0000] "GET /index.html HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n`;
  writeFileSync(visits, ['203.0.113.45', '203.0.113.46', '192.0.2.1'].map(line).join('').repeat(20));
  const { stdout } = await run(['scan', visits, '-c', config, '--format', 'json']);
  const found = JSON.parse(stdout).alerts.filter(
    ({ rule }: { rule: { name: string } }) => rule.name === 'listed_visit',
  );
  assert.deepEqual(
    found.map(({ group, event_count }: { group: { src_ip: string }; event_count: number }) => [
      group.src_ip,
      event_count,
    ]),
    [['203.0.113.45', 20]],
  );
});

it('without these files such a rule finds nothing, and a file that is missing is said', async () => {
  writeFileSync(config, 'intelligence: {block_lists: [{name: house, path: gone.txt}]}\nrules: [rules]\n');
  const { stdout, stderr } = await run(['scan', log, '-c', config, '--format', 'json', '--timezone', 'UTC']);
  assert.match(stderr, /gone\.txt cannot be read, .*there is no such file/);
  assert.ok(!stdout.includes('listed_login'));
});
