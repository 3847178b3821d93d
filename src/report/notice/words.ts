/** The words of messages and alert texts, in the languages that there are. Names of rules stay as their rules have them. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const ENGLISH = {
  what: 'what',
  who: 'who',
  known: 'known as',
  when: 'when',
  to: 'to',
  howOften: 'how often',
  accounts: 'accounts',
  readIn: 'read in',
  certainty: 'certainty',
  state: 'state',
  alert: 'alert',
  rule: 'rule',
  why: 'WHY THIS IS AN ALERT',
  whatToDo: 'WHAT TO DO',
  mayAlsoBe: 'MAY ALSO BE',
  evidence: 'EVIDENCE',
  openTo: 'OPEN TO IT',
  sameAttacker: 'THE SAME ATTACKER',
  done: 'WHAT WAS DONE',
  byHand: 'TO BAN BY HAND',
  everybody: 'all sources together',
  wasOld: 'its lines were old when they were read: nobody is banned for it by itself',
  beginEnd: 'first and latest of',
  earlier: 'earlier, and the latest:',
  withoutEnd: 'without end',
  until: 'until',
  banBy: 'ban by',
  event: 'event',
  events: 'events',
  line: 'line',
  lines: 'lines',
  characters: 'characters',
  forged:
    'The address may be forged: whoever it belongs to may have done nothing. Ban it only if you are sure.',
  confidence: ['a guess', 'likely', 'very likely', 'certain'],
  spoofable: [
    'the address was proved by a handshake',
    'the address is hard to forge',
    'the address may be forged',
    'anyone can forge the address',
  ],
  levels: {
    informational: 'informational',
    low: 'low',
    medium: 'medium',
    high: 'high',
    critical: 'critical',
  },
  statuses: { open: 'open', acknowledged: 'acknowledged', covered: 'covered' },
  digest: 'digest',
  alerts: 'alerts',
  heldBack: 'of these were to be sent at once, and were more than may be sent in an hour',
  unnamed: 'more alerts are not named here',
  showMore: 'All that is known of one of them: soc-console alerts show ID',
} as const;

type Widened<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : { readonly [K in keyof T]: Widened<T[K]> };
export type Words = Widened<typeof ENGLISH>;

const FRENCH: Words = {
  what: 'quoi',
  who: 'qui',
  known: 'connu comme',
  when: 'quand',
  to: 'à',
  howOften: 'combien',
  accounts: 'comptes',
  readIn: 'lu dans',
  certainty: 'certitude',
  state: 'état',
  alert: 'alerte',
  rule: 'règle',
  why: 'POURQUOI CETTE ALERTE',
  whatToDo: 'QUE FAIRE',
  mayAlsoBe: 'PEUT AUSSI ÊTRE',
  evidence: 'PREUVES',
  openTo: 'OUVERT POUR LUI',
  sameAttacker: 'LE MÊME ATTAQUANT',
  done: 'CE QUI A ÉTÉ FAIT',
  byHand: 'POUR BANNIR À LA MAIN',
  everybody: 'toutes les sources ensemble',
  wasOld: 'ses lignes étaient anciennes à la lecture : personne n’est banni automatiquement pour elles',
  beginEnd: 'premières et dernières de',
  earlier: 'plus anciennes, et les dernières :',
  withoutEnd: 'sans fin',
  until: 'jusqu’au',
  banBy: 'banni par',
  event: 'événement',
  events: 'événements',
  line: 'ligne',
  lines: 'lignes',
  characters: 'caractères',
  forged:
    'L’adresse peut être falsifiée : son propriétaire n’a peut-être rien fait. Ne la bannissez que si vous êtes sûr.',
  confidence: ['une supposition', 'probable', 'très probable', 'certain'],
  spoofable: [
    'l’adresse est prouvée par un échange complet',
    'l’adresse est difficile à falsifier',
    'l’adresse peut être falsifiée',
    'n’importe qui peut falsifier l’adresse',
  ],
  levels: {
    informational: 'information',
    low: 'faible',
    medium: 'moyen',
    high: 'élevé',
    critical: 'critique',
  },
  statuses: { open: 'ouverte', acknowledged: 'prise en compte', covered: 'couverte par une autre' },
  digest: 'résumé',
  alerts: 'alertes',
  heldBack: 'd’entre elles devaient partir aussitôt, et dépassaient le nombre permis par heure',
  unnamed: 'autres alertes ne sont pas nommées ici',
  showMore: 'Tout ce que l’on sait de l’une d’elles : soc-console alerts show ID',
};

export function wordsIn(language: Language): Words {
  return language === 'fr' ? FRENCH : ENGLISH;
}
