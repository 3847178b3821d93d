import { layout } from '../../pattern.ts';
import type { LoginService } from './login-service.ts';

/** Message brokers, search engines, and stores of data and packages. */
export const DATA_SERVERS: readonly LoginService[] = [
  {
    // Who tried stands nowhere; a peer that speaks no SASL tried nothing.
    service: 'kafka',
    protocol: 'kafka',
    file: {
      head: '\\[{time}\\] (?=[A-Z])',
      begins: layout`
          (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (?:\([\w.()-]{1,128}(?::\w{1,64})?\) |)(?:
            \[(?:
              SocketServer|BrokerServer|Broker|KafkaServer|KafkaRaftServer|ControllerServer|Controller|Group|Transaction|
              Replica|Raft|Log|Partition|Metadata
            )
            |[^()]{0,256} \((?:org\.apache\.)?(?:kafka|zookeeper)\.
          )`,
    },
    refused: [
      layout`
        INFO (?:\([\w.():-]{1,192}\) )?\[SocketServer [\w=, ]{1,96}\] Failed authentication with\x20
        [\w.-]{0,255}/{address} \((?:channelId=\S{1,128} ?\) \()?(?:errorMessage=)?Authentication failed{text}\)`,
    ],
  },
  {
    // The account is the client's text; whom the broker saw stands before it.
    service: 'artemis',
    protocol: 'amqp',
    file: {
      head: '{time} (?=\\S)',
      begins:
        '(?:(?:TRACE|DEBUG|INFO|WARN|ERROR) {1,2}\\[org\\.apache\\.activemq\\.artemis\\.|\\[AUDIT\\]\\([^()]{1,128}\\) AMQ\\d{6}: )',
    },
    refused: [
      layout`
        WARN {1,2}\[org\.apache\.activemq\.artemis\.[\w.]{1,64}\] AMQ\d{6}: Security problem while authenticating:\x20
        AMQ\d{6}: Unable to validate user from [\w.-]{0,255}/{address}\. Username: {user}; SSL certificate subject\x20
        DN: {text}`,
    ],
  },
  {
    // ActiveMQ Classic: the thread is called after the connection.
    service: 'activemq',
    protocol: 'openwire',
    file: {
      head: '{time} (?=\\|)',
      begins: '\\| (?:TRACE|DEBUG|INFO|WARN|ERROR) {1,2}\\| ',
    },
    refused: [
      layout`
        \| WARN {1,2}\| Failed to add Connection {text} due to (?:[\w.]{1,128}: )?User name \[{user}\] or password\x20
        is invalid\. \| [\w.]{1,128} \| ActiveMQ Transport: [\w+]{2,16}://[\w.-]{0,255}/{address}@\d{1,5}`,
    ],
  },
  {
    // OpenSearch and Elasticsearch with its security plugin, under the three names that it had.
    service: 'opensearch',
    protocol: 'https',
    file: {
      head: '\\[{time}\\](?=\\[)',
      begins: '\\[(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) {0,2}\\]\\[[\\w.$-]{1,128} {0,64}\\] {1,2}\\[',
    },
    refused: [
      '\\[WARN {0,2}\\]\\[[\\w.]{1,64}\\.BackendRegistry {0,32}\\] {1,2}\\[{word}\\] Authentication finally failed for {user} from {address}',
    ],
  },
  {
    // MariaDB's audit plugin: what was asked for stands between its numbers.
    service: 'mysql',
    protocol: 'mysql',
    programs: ['mysql-server_auditing'],
    file: {
      head: '(?<stamp>\\d{8} \\d\\d:\\d\\d:\\d\\d),(?=\\S)',
      begins:
        '[\\w.-]{1,128},.{0,128}?,\\S{0,255},\\d{1,20},\\d{1,20},(?:FAILED_)?(?:CONNECT|DISCONNECT|QUERY|READ|WRITE|CREATE|ALTER|RENAME|DROP),',
    },
    refused: ['[\\w.-]{1,128},{user},{address},{n},{n},FAILED_CONNECT,{text},,(?:1045|1698)'],
    accepted: ['[\\w.-]{1,128},{user},{address},{n},{n},CONNECT,{text},,0'],
  },
  {
    // Artifactory's access.log.
    service: 'artifactory',
    protocol: 'https',
    file: {
      head: '{time} (?=\\[)',
      begins: '(?:\\[[\\da-f]{0,32} {0,16}\\] )?\\[(?:ACCEPTED|DENIED) [A-Z_ ]{2,40}\\] ',
    },
    refused: [
      '(?:\\[[\\da-f]{0,32} {0,16}\\] )?\\[DENIED LOGIN\\] {1,2}for client ?: {user} ?/ ?{address}(?: \\[[\\w ]{1,24}\\])?\\.?',
    ],
    accepted: [
      '(?:\\[[\\da-f]{0,32} {0,16}\\] )?\\[ACCEPTED LOGIN\\] {1,2}for client ?: {user} ?/ ?{address}(?: \\[[\\w ]{1,24}\\])?\\.?',
    ],
  },
  {
    // PgBouncer says that it closes the connection, and what it told the client; either may be turned off.
    service: 'pgbouncer',
    protocol: 'postgresql',
    programs: ['pgbouncer'],
    again: / pooler error: (?:password|SASL) authentication failed$/,
    file: {
      head: '{time}(?: [A-Z]{3,5})? \\[\\d{1,10}\\] (?=[A-Z])',
      begins:
        '(?:FATAL|ERROR|WARNING|LOG|DEBUG|NOISE) (?:[CS]-0x[\\da-f]{1,16}: |process up: PgBouncer |listening on |kernel file descriptor |stats: )',
    },
    refused: [
      layout`
        (?:\S{10} \S{12} [A-Z]{3,5} \[{n}\] )?(?:[A-Z]{3,7} )?C-0x[\da-f]{1,16}: {text}/{user}@{address} (?:
          closing because: (?:password|SASL) authentication failed \(age=\d{1,10}s\)
          |pooler error: (?:password|SASL) authentication failed
        )`,
    ],
  },
];
