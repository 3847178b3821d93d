import type { Level } from '../model/level.ts';
import { LOSSES } from '../model/sources/loss-words.ts';
import { ENGLISH_CONNECTIONS, FRENCH_CONNECTIONS } from './connection-words.ts';
import { FRENCH_LOSSES } from './loss-words-fr.ts';
import type { Language } from './notice/words.ts';
import { ENGLISH_TERMS, FRENCH_TERMS, type Widened } from './terms.ts';

/** The words of `scan` and `audit` as text. Keys of the JSON formats are the same in every language. */
const ENGLISH = {
  colon: ': ',
  semicolon: '; ',
  levels: ENGLISH_TERMS.levels,
  /** Behind the number of alerts or findings. */
  ofLevel: {
    informational: ['informational', 'informational'],
    low: ['low', 'low'],
    medium: ['medium', 'medium'],
    high: ['high', 'high'],
    critical: ['critical', 'critical'],
  },
  none: 'none',
  and: 'and',
  to: 'to',
  many: {
    line: ['line', 'lines'],
    packet: ['packet', 'packets'],
    byte: ['byte', 'bytes'],
    record: ['line or packet', 'lines and packets'],
    source: ['source', 'sources'],
    event: ['event', 'events'],
    finding: ['finding', 'findings'],
    service: ['service', 'services'],
    setting: ['setting', 'settings'],
    alert: ['alert', 'alerts'],
    scan: ['scan over many ports', 'scans over many ports'],
    request: ['request', 'requests'],
    failed: ['failed', 'failed'],
    accepted: ['accepted', 'accepted'],
    moreAlert: ['more alert', 'more alerts'],
    moreSource: ['more source', 'more sources'],
    moreAttacker: ['more attacker', 'more attackers'],
  },
  of: 'of',
  alerts: 'alerts',
  alertTitle: 'ALERTS',
  somebodyIn: 'Somebody got in, a login was accepted after an attack',
  nobodyIn: 'No login was seen to be accepted after an attack on it.',
  nothing: 'Nothing to report.',
  nothingRead: 'Nothing was read.',
  accounts: 'accounts',
  attackers: 'ATTACKERS (all alerts of one source)',
  openTo: 'Open to it',
  logins: 'LOGINS',
  loginHead: ['SOURCE', 'FAILED', 'ACCEPTED', 'FIRST FAILURE', 'LAST FAILURE'],
  all: '(all of them: --format json)',
  attacks: 'of them attacks',
  passed: 'answered without an error',
  network: {
    title: 'NETWORK',
    protocols: 'protocols',
    connections: 'connections',
    states: ENGLISH_CONNECTIONS,
    unknown: 'not looked into',
    tunnels: 'inside tunnels',
    evicted: 'let go',
    syn: 'SYN without ACK',
    head: ['SOURCE', 'SYN', 'ANSWERED', 'COMPLETED', 'TARGETS', 'PORTS'],
    more: ['more source', 'more sources'],
    flood: (kind: string) => `${kind} flood`,
    about: (count: string) => `about ${count} sources`,
    packets: (count: string) => `${count} packets`,
    peak: (count: string) => `up to ${count} a second`,
    completed: (percent: number) => `${percent} % completed`,
    scan: (probe: string) => `${probe} scan`,
    tried: 'tried',
    ports: (count: string, target: string) => `${count} ports of ${target}`,
    hosts: (port: string, count: string) => `port ${port} of ${count} hosts`,
  },
  configuration: 'CONFIGURATION',
  risk: 'Risk',
  fix: 'Do',
  sources: 'SOURCES',
  unknownFormat: 'unknown format',
  empty: 'empty',
  binary: 'a binary file, no log',
  notRead: 'not read',
  nothingFound: 'nothing found to read',
  notUnderstood: 'not understood',
  noticed: 'Noticed',
  against: 'against',
  findings: 'findings',
  inputs: {
    sockets: 'LISTENING ON THIS MACHINE',
    units: 'SOCKET UNITS',
    docker: 'PUBLISHED BY CONTAINERS',
    listing: 'LISTED AS OPEN',
    sshd: 'SSH SERVER',
    services: 'SERVICES',
    nginx: 'NGINX',
    compose: 'COMPOSE',
  },
  comparedOne: 'setting compared',
  compared: 'settings compared',
  leftOut: 'was left out',
  moreLeftOut: 'more lines were left out',
  unknownKey: 'this key is not known, and was not judged',
  serviceHead: ['PORT', 'SERVICE', 'STATUS', 'BOUND TO', 'PROCESS', 'JUDGEMENT'],
  fine: 'fine',
  client: "a client's, not judged",
  inactive: 'not active',
  notKnown: 'not known',
  acceptedKind: 'accepted',
  findingTitle: 'FINDINGS',
  allWell: 'None: everything is as the policy wants it.',
  nothingCompared: 'None: there was nothing to compare.',
  what: 'What',
  tried: 'Tried',
  policy: 'Policy',
  acceptedTitle: 'ACCEPTED RISKS',
  until: 'until',
  below: 'more below --level; --level informational shows all',
  by: 'by',
  last: 'last',
  packetsLogged: 'to this port in firewall logs',
  kinds: ENGLISH_TERMS.findings,
  losses: LOSSES,
} as const;

export type PlainWords = Widened<typeof ENGLISH>;
type Countable = keyof PlainWords['many'];

const FRENCH: PlainWords = {
  colon: ' : ',
  semicolon: ' ; ',
  levels: FRENCH_TERMS.levels,
  ofLevel: {
    informational: ["d'information", "d'information"],
    low: ['faible', 'faibles'],
    medium: ['moyenne', 'moyennes'],
    high: ['élevée', 'élevées'],
    critical: ['critique', 'critiques'],
  },
  none: 'aucune',
  and: 'et',
  to: 'à',
  many: {
    line: ['ligne', 'lignes'],
    packet: ['paquet', 'paquets'],
    byte: ['octet', 'octets'],
    record: ['ligne ou paquet', 'lignes et paquets'],
    source: ['source', 'sources'],
    event: ['événement', 'événements'],
    finding: ['anomalie', 'anomalies'],
    service: ['service', 'services'],
    setting: ['réglage', 'réglages'],
    alert: ['alerte', 'alertes'],
    scan: ['balayage de nombreux ports', 'balayages de nombreux ports'],
    request: ['requête', 'requêtes'],
    failed: ['échec', 'échecs'],
    accepted: ['acceptée', 'acceptées'],
    moreAlert: ['autre alerte', 'autres alertes'],
    moreSource: ['autre source', 'autres sources'],
    moreAttacker: ['autre attaquant', 'autres attaquants'],
  },
  of: 'de',
  alerts: 'alertes',
  alertTitle: 'ALERTES',
  somebodyIn: "Quelqu'un est entré, une connexion a été acceptée après une attaque",
  nobodyIn: "Aucune connexion acceptée après une attaque n'a été observée.",
  nothing: 'Rien à signaler.',
  nothingRead: "Rien n'a été lu.",
  accounts: 'comptes',
  attackers: "ATTAQUANTS (toutes les alertes d'une même source)",
  openTo: 'Ouvert pour lui',
  logins: 'CONNEXIONS',
  loginHead: ['SOURCE', 'ÉCHECS', 'ACCEPTÉES', 'PREMIER ÉCHEC', 'DERNIER ÉCHEC'],
  all: '(le tout : --format json)',
  attacks: 'dont attaques',
  passed: 'répondues sans erreur',
  network: {
    title: 'RÉSEAU',
    protocols: 'protocoles',
    connections: 'connexions',
    states: FRENCH_CONNECTIONS,
    unknown: 'non examinés',
    tunnels: 'dans des tunnels',
    evicted: 'oubliés faute de place',
    syn: 'SYN sans ACK',
    head: ['SOURCE', 'SYN', 'RÉPONDUS', 'ÉTABLIES', 'CIBLES', 'PORTS'],
    more: ['autre source', 'autres sources'],
    flood: (kind) => `inondation ${kind}`,
    about: (count) => `environ ${count} sources`,
    packets: (count) => `${count} paquets`,
    peak: (count) => `jusqu'à ${count} par seconde`,
    completed: (percent) => `${percent} % établies`,
    scan: (probe) => `balayage ${probe}`,
    tried: 'a essayé',
    ports: (count, target) => `${count} ports de ${target}`,
    hosts: (port, count) => `le port ${port} de ${count} machines`,
  },
  configuration: 'CONFIGURATION',
  risk: 'Risque',
  fix: 'À faire',
  sources: 'SOURCES',
  unknownFormat: 'format inconnu',
  empty: 'vide',
  binary: 'un fichier binaire, pas un journal',
  notRead: 'non lu',
  nothingFound: 'rien à lire',
  notUnderstood: 'non compris',
  noticed: 'Remarqué',
  against: 'par rapport à',
  findings: 'anomalies',
  inputs: {
    sockets: 'EN ÉCOUTE SUR CETTE MACHINE',
    units: 'UNITÉS SOCKET',
    docker: 'PUBLIÉ PAR DES CONTENEURS',
    listing: 'PORTS OUVERTS LISTÉS',
    sshd: 'SERVEUR SSH',
    services: 'SERVICES',
    nginx: 'NGINX',
    compose: 'COMPOSE',
  },
  comparedOne: 'réglage comparé',
  compared: 'réglages comparés',
  leftOut: 'a été laissée de côté',
  moreLeftOut: 'autres lignes ont été laissées de côté',
  unknownKey: "cette clé n'est pas connue et n'a pas été jugée",
  serviceHead: ['PORT', 'SERVICE', 'ÉTAT', 'LIÉ À', 'PROCESSUS', 'JUGEMENT'],
  fine: 'conforme',
  client: "d'un client, non jugé",
  inactive: 'inactif',
  notKnown: 'inconnu',
  acceptedKind: 'accepté',
  findingTitle: 'ANOMALIES',
  allWell: 'Aucune : tout est comme le veut la politique.',
  nothingCompared: "Aucune : il n'y avait rien à comparer.",
  what: 'Quoi',
  tried: 'Tenté',
  policy: 'Règle',
  acceptedTitle: 'RISQUES ACCEPTÉS',
  until: "jusqu'au",
  below: 'de plus sous --level ; --level informational les montre toutes',
  by: 'par',
  last: 'dernière fois',
  packetsLogged: 'vers ce port dans les journaux du pare-feu',
  kinds: FRENCH_TERMS.findings,
  losses: FRENCH_LOSSES,
};

export function plainWords(language: Language): PlainWords {
  return language === 'fr' ? FRENCH : ENGLISH;
}

/** `1 source`, `1 234 sources`; in French nothing is one: `0 ligne`. */
export function counted(count: number, thing: Countable, words: PlainWords): string {
  const [one = '', many = ''] = words.many[thing];
  const isOne = count === 1 || (count === 0 && words === FRENCH);
  return `${figure(count)} ${isOne ? one : many}`;
}

/** `and 12 more alerts (all of them: --format json)`; nothing when all are shown. */
export function andMore(
  all: number,
  shown: number,
  thing: 'moreAlert' | 'moreSource' | 'moreAttacker',
  words: PlainWords,
): string[] {
  return all > shown ? [`${words.and} ${counted(all - shown, thing, words)} ${words.all}`] : [];
}

/** `1 234 567` */
export function figure(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** `2 critical, 1 low`, worst first; none in words. */
export function levelCounts(levels: readonly Level[], words: PlainWords): string {
  const counts = (['critical', 'high', 'medium', 'low', 'informational'] as const)
    .map((level) => [level, levels.filter((each) => each === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${figure(count)} ${words.ofLevel[level][count === 1 ? 0 : 1]}`);
  return counts.length === 0 ? words.none : counts.join(', ');
}
