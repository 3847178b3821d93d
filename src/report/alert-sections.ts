import type { Alert, AlertHead, Evidence } from '../model/alerts/alert.ts';
import type { Finding } from '../model/audit/finding.ts';
import type { Decision } from '../model/bans/decision.ts';
import type { Known } from '../model/known.ts';
import { plural } from '../model/plural.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { explainedIn, titleIn, wordsOfAlerts } from './alert-words.ts';
import { knownText } from './known-text.ts';
import type { Words } from './notice/words.ts';

/** What a rule says of itself, for somebody who has never seen it. */
export type RuleExplanation = {
  readonly description: string;
  readonly falsepositives: readonly string[];
};

/** Everything that is known of an alert. */
export type AlertContext = {
  readonly alert: Alert;
  /** Null when the rule is no longer there. */
  readonly rule: RuleExplanation | null;
  /** Other alerts of the same attacker, earliest first. */
  readonly others: readonly AlertHead[];
  /** What was done to the attacker, earliest first. */
  readonly decisions: readonly Decision[];
  /** What of this machine's configuration it is about. */
  readonly findings?: readonly Finding[];
  /** What the user's files say of the address. */
  readonly known?: Known | null;
};

/** A part of what is told of an alert, clean: names with values, sentences, or lines to be shown as they are. */
export type Section =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'prose'; readonly title: string; readonly paragraphs: readonly string[] }
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly lines: readonly SectionLine[];
      /** Sentences of ours; evidence and commands stay whole, to be copied. */
      readonly wraps?: true;
    };

/** `inner` lines belong to the one above. */
type SectionLine = { readonly text: string; readonly inner: boolean };

/** Of a longer line the rest is left out: what an attacker wrote must not bury what we say. */
const LONGEST_LINE = 1000;
const MOST_OTHERS = 20;

/** All that is needed to act, in the order in which it is needed. Sections that say nothing are left out. */
export function alertSections(context: AlertContext, words: Words): Section[] {
  const { alert, rule, others, decisions, findings = [] } = context;
  const said = rule === null ? null : explainedIn(alert.rule, rule, words.language);
  const sections: Section[] = [
    { kind: 'facts', rows: facts(context, words) },
    prose(words.why, said === null ? [] : [said.description]),
    prose(words.whatToDo, [wordsOfAlerts(alert, words.language).recommendation]),
    prose(words.mayAlsoBe, said?.falsepositives ?? []),
    {
      kind: 'lines',
      title: evidenceTitle(alert, words),
      lines: alert.evidence.flatMap((each) => evidence(each, words)),
    },
    {
      kind: 'lines',
      title: words.openTo,
      lines: findings.slice(0, MOST_OTHERS).flatMap(findingLines),
      wraps: true,
    },
    { kind: 'lines', title: words.sameAttacker, lines: otherLines(others, words), wraps: true },
    { kind: 'lines', title: words.done, lines: decisions.flatMap((each) => decisionLines(each, words)) },
    { kind: 'lines', title: words.byHand, lines: byHand(alert, words) },
  ];
  return sections.filter(saysSomething);
}

/** Short enough for a subject, and the same words in the same places: filters look for them. */
export function alertSubject({ rule, group }: Alert, words: Words, host: string | null = null): string {
  const where = host === null ? '' : ` ${host}`;
  return safeText(`[soc-console] ${rule.level.toUpperCase()}${where}: ${rule.title}: ${who(group, words)}`);
}

export function who(group: Alert['group'], words: Words): string {
  const values = Object.entries(group).map(([field, value]) =>
    field === 'src_ip' || field === 'src_host' || field === 'x_src_net' ? value : `${field} ${value}`,
  );
  return safeText(values.join(', ') || words.everybody);
}

function saysSomething(section: Section): boolean {
  if (section.kind === 'facts') return section.rows.length > 0;
  return (section.kind === 'prose' ? section.paragraphs : section.lines).length > 0;
}

function prose(title: string, texts: readonly string[]): Section {
  const paragraphs = texts.map((text) => safeText(text.replace(/\s+/g, ' ').trim()));
  return { kind: 'prose', title, paragraphs: paragraphs.filter((text) => text !== '') };
}

function facts({ alert, known = null }: AlertContext, words: Words): (readonly [string, string])[] {
  const { rule, group, firstSeen, lastSeen, eventCount, users, sources, status, historical } = alert;
  const when =
    firstSeen === lastSeen
      ? toRfc3339(firstSeen)
      : `${toRfc3339(firstSeen)} ${words.to} ${toRfc3339(lastSeen)}`;
  const certainty = words.confidence[rule.confidence] ?? String(rule.confidence);
  const proof = words.spoofable[rule.spoofable] ?? String(rule.spoofable);
  const rows: readonly (readonly [string, string])[] = [
    [words.what, `${titleIn(rule, words.language)} (${words.levels[rule.level]})`],
    [words.who, who(group, words)],
    [words.known, known === null ? '' : knownText(known)],
    [words.when, when],
    [words.howOften, plural(eventCount, words.event, words.events)],
    [words.accounts, users.map(safeText).join(', ')],
    [words.readIn, sources.map(safeText).join(', ')],
    [words.certainty, `${certainty}; ${proof}`],
    ['ATT&CK', rule.tags.map((tag) => tag.replace(/^attack\./, '')).join(', ')],
    [words.state, `${words.statuses[status]}${historical ? `; ${words.wasOld}` : ''}`],
    [words.alert, alert.id],
    [words.rule, `${rule.name} ${rule.id}`],
  ];
  return rows.filter(([, text]) => text !== '').map(([name, text]) => [name, safeText(text)] as const);
}

function evidenceTitle({ evidence: shown, eventCount }: Alert, words: Words): string {
  const part = shown.length < eventCount ? `, ${words.beginEnd} ${eventCount} ${words.events}` : '';
  return `${words.evidence} (${plural(shown.length, words.line, words.lines)}${part})`;
}

function evidence({ source, line, raw }: Evidence, words: Words): SectionLine[] {
  const text =
    raw.length > LONGEST_LINE ? `${raw.slice(0, LONGEST_LINE)}… (${raw.length} ${words.characters})` : raw;
  return [
    { text: `${safeText(source)}:${line}`, inner: false },
    { text: safeText(text), inner: true },
  ];
}

/** What is open to the attack, and how to close it. */
function findingLines({ reason, recommendation }: Finding): SectionLine[] {
  const texts = [reason, recommendation].map((text) => safeText(text.replace(/\s+/g, ' ').trim()));
  return texts.map((text, index) => ({ text, inner: index > 0 }));
}

function otherLines(others: readonly AlertHead[], words: Words): SectionLine[] {
  const lines = others.slice(-MOST_OTHERS).map(({ id, rule, firstSeen, eventCount }) => {
    const events = plural(eventCount, words.event, words.events);
    const level = words.levels[rule.level].padEnd(8);
    const text = `${toRfc3339(firstSeen)}  ${level}  ${safeText(titleIn(rule, words.language))}, ${events} (${id})`;
    return { text, inner: false };
  });
  const earlier = others.length - lines.length;
  return earlier > 0 ? [{ text: `${earlier} ${words.earlier}`, inner: false }, ...lines] : lines;
}

function decisionLines(decision: Decision, words: Words): SectionLine[] {
  const { createdAt, responder, state, expiresAt, commands, detail } = decision;
  const until = expiresAt === null ? words.withoutEnd : `${words.until} ${toRfc3339(expiresAt)}`;
  const why = detail === null ? '' : `: ${safeText(detail)}`;
  return [
    {
      text: `${toRfc3339(createdAt)}  ${words.banBy} ${safeText(responder)}, ${until}: ${state}${why}`,
      inner: false,
    },
    ...commands.map((argv) => ({ text: safeText(argv.join(' ')), inner: true })),
  ];
}

/** For whoever reads this elsewhere, and may only have a shell. */
function byHand({ group, rule }: Alert, words: Words): SectionLine[] {
  const address = group.src_ip;
  // Only what can be nothing but an address is put into a command.
  if (address === undefined || !/^[\da-fA-F.:]+$/.test(address)) return [];
  const iptables = address.includes(':') ? 'ip6tables' : 'iptables';
  const commands = [
    `sudo soc-console ban ${address}`,
    `sudo ${iptables} -I INPUT -s ${address} -j DROP`,
    `sudo fail2ban-client set sshd banip ${address}`,
  ].map((text) => ({ text, inner: false }));
  return rule.spoofable > 1 ? [{ text: words.forged, inner: false }, ...commands] : commands;
}
