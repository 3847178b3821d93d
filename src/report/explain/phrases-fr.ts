import { plural } from '../../model/plural.ts';
import { FRENCH_TERMS } from '../terms.ts';
import type { Phrases } from './phrases.ts';

const FIELDS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['src_ip', ['adresse source', 'adresses source']],
  ['src_host', ['hôte source', 'hôtes source']],
  ['x_src_net', ['réseau source', 'réseaux source']],
  ['dst_ip', ['adresse visée', 'adresses visées']],
  ['dst_port', ['port visé', 'ports visés']],
  ['user', ['compte', 'comptes']],
]);

/** The words of `explain` in French. */
export const FRENCH: Phrases = {
  colon: ' : ',
  levels: FRENCH_TERMS.levels,
  and: ' et ',
  or: ' ou ',
  longValue: (characters) => `(${characters} caractères)`,
  noField: "l'événement n'a pas ce champ",
  nearField: (name) => `, il a ${name}`,
  notFound: "rien de tel n'a été trouvé dans la requête",
  has: (values) => `l'événement a ${values}`,
  fits: (values) => `convient : ${values}`,
  notInLine: 'absent de la ligne',
  more: (count) => `et ${count} de plus`,
  ops: {
    gt: 'plus de',
    gte: 'au moins',
    lt: 'moins de',
    lte: 'au plus',
    eq: 'exactement',
    neq: 'autre que',
  },
  within: (span, one) =>
    one.length === 0 ? `en ${span}, toutes sources ensemble` : `en ${span} pour chaque ${one.join(' et ')}`,
  field: (name) => FIELDS.get(name)?.[0] ?? name,
  fields: (name) => FIELDS.get(name)?.[1] ?? name,
  wants: {
    one: 'un événement qui remplit sa condition',
    count: (many, names, span) => `${many} événements de ${names} ${span}`,
    values: (many, fields, names, span) =>
      `${many} valeurs différentes (${fields}) dans les événements de ${names} ${span}`,
    together: (many, names, span) => `${many === '' ? 'tous parmi' : `${many} parmi`} ${names} ${span}`,
    inOrder: (names, span) => `${names}, dans cet ordre, ${span}`,
    other: (type, fields, many, names, span) =>
      `${type} de ${fields} ${many} dans les événements de ${names} ${span}`,
  },
  silence: {
    filter: (name) => `un filtre Sigma qui nomme ${name} et écarte de tels événements (docs/sigma.md)`,
    filterOf: (names) =>
      `un filtre Sigma qui nomme l'une de ${names} et écarte de tels événements (docs/sigma.md)`,
    unfit: 'un événement qui ne remplit pas sa condition',
    fewer: (least, span) => `moins de ${least} événements en ${span}`,
    reset: (name) => `${name} entre-temps : la fenêtre est vidée`,
    forgive: (names, most, within) =>
      `${names} pour un compte moins de ${within} après ses échecs, s'il y en avait ${most} au plus : ils ne comptent plus`,
    settled:
      'tous les échecs de l’adresse depuis le premier ainsi pardonnés, de trois comptes au moins, jamais de root ou semblable, par mot de passe et pas au rythme d’un programme : elle est abaissée à faible',
    unless: (name) =>
      `une alerte ouverte de ${name} pour le même groupe : elle dit la même chose plus nettement`,
  },
  line: {
    title: 'LIGNE',
    before: (lines) =>
      lines === 1
        ? "1 ligne avant elle a été lue d'abord"
        : `${lines} lignes avant elle ont été lues d'abord`,
    format: 'FORMAT',
    told: 'donné par --input-format',
    recognised: 'reconnu',
    noFormat: 'aucun format connu',
    decision: 'DÉCISION',
    event: 'ÉVÉNEMENT',
    login: 'une connexion',
    counts: (times) => `compte ${times} fois`,
    logsource: 'source de journal',
    none: 'aucune',
    matching: (count, of) => `RÈGLES QUI CORRESPONDENT (${count} sur ${of} pour cette source)`,
    countedBy: 'COMPTÉ PAR',
    nearest: 'RÈGLES LES PLUS PROCHES QUI NE CORRESPONDENT PAS',
    own: 'VOS RÈGLES QUI NE CORRESPONDENT PAS',
    elsewhere: (count) => `VOS RÈGLES POUR UNE AUTRE SOURCE DE JOURNAL (${count})`,
    sayLogsource: '--logsource dit ce qu’est la ligne, quand elle ne le dit pas',
    others: (count) =>
      `${count} autres règles pour cette source ne correspondent pas (--format json les détaille)`,
    moreFields: (count) => `et ${count} autres champs`,
    filter: 'filtre',
    letsThrough: 'la laisse passer',
    takesOut: "l'écarte",
    condition: 'condition',
    yes: 'oui',
    no: 'non',
    true: 'vrai',
    false: 'faux',
    of: { all: 'toutes de', any: "l'une de", not: 'aucune de' },
    feeds: " : alimente d'autres règles, n'alerte pas",
    notCounted: (fields) =>
      `non compté : l'événement n'a pas ${fields} pour le grouper ; un analyseur à vous le trouve dans le texte (docs/formats.md)`,
    wants: 'demande',
    progress: (figure, span, who) => `${figure} en ${span}${who === '' ? '' : ` pour ${who}`}`,
    ofLeast: (figure, least) => `${figure} sur ${least}`,
    seen: 'vu     ',
    notSeen: 'pas vu ',
    from: (count, level) => `à partir de ${count} : ${level}`,
  },
  decision: {
    alert: (level, title, name, events, id) =>
      `ALERTE ${level} : ${title} (${name})${events > 1 ? `, ${events} événements` : ''}, id ${id}`,
    noEvent: (why) => `Pas d'alerte : la ligne ne donne aucun événement : ${why}.`,
    silent:
      "Pas d'alerte : seule, la ligne ne donne aucun événement ; ce qu'elle dit vient avec une ligne suivante, ou une autre le dit.",
    noRule: "Pas d'alerte : aucune règle ne correspond.",
    alone: "Pas d'alerte : elle est seulement comptée, et donnée seule.",
    notEnough: "Pas d'alerte : elle est comptée, et pas encore assez.",
    give: "Donnez aussi les lignes d'avant : soc-console explain - < FICHIER explique la dernière ligne d'un fichier.",
    why: {
      'unknown-format':
        "aucun format n'y est reconnu ; nommez-en un avec --input-format, ou décrivez-le (docs/formats.md, a parser of your own)",
      'no-time':
        "elle n'a pas d'heure, comme tout ce que sshd écrit lui-même dans un fichier (-E) ; sans -E, il écrit à syslog ou au journal, qui la donnent",
      'bad-timestamp': "sa date n'est pas lisible",
      'bad-line': "elle n'est pas comme son format le veut",
      binary: 'elle est binaire',
      'too-long': 'elle est trop longue',
    },
  },
  alert: {
    title: 'ALERTE',
    period: (events, from, to) => `${plural(events, 'événement')} de ${from} à ${to}`,
    group: 'groupe',
    everybody: 'toutes sources ensemble',
    rule: 'RÈGLE',
    gone: "Elle n'est plus chargée : nommez son dossier avec --rules DIR.",
    wantsOf: (name, want) => `${name} demande ${want}`,
    counted: 'compté',
    evidence: (shown, of) => `PREUVES (${shown} sur ${plural(of, 'événement')})`,
    silencers: "CE QUI L'AURAIT FAIT TAIRE",
    allowlist: "Une liste d'autorisation évite d'être banni, non d'être signalé.",
    level: (level, tiers, reached) => `niveau ${level}${tiers} ; atteint : ${reached}`,
    tier: (from, level) => ` ; à partir de ${from} ${level}`,
    grows: (span) => `l'alerte grandit jusqu'à ce que le groupe se taise pendant ${span}`,
    otherFormat:
      'elle a été lue dans un autre format, ou dite par plusieurs lignes : seule, elle ne dit rien',
    noRule: "seule, elle ne correspond à aucune règle : ce qu'elle dit vient avec d'autres lignes",
  },
};
