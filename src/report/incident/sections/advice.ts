import type { Incident } from '../../../model/alerts/incident.ts';
import { type Level, levelRank } from '../../../model/level.ts';
import { plainWords } from '../../plain-words.ts';
import { type ProbedFinding, probingText, subjectOf } from '../../probing-text.ts';
import { type Block, type Inline, listed, type Piece, quoted, type Section } from '../document.ts';
import { attackerOf, type Figures } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';
import { recommendationOf, titleOf } from '../rule-words.ts';

const MOST_FINDINGS = 100;
/** From 2 on anyone could have written the address. */
const FORGEABLE = 2;

/** What the audit found and nobody has put right. */
export function findingsSection({ findings }: ReportInput, words: Words): Section {
  const worstFirst = [...findings].sort((a, b) => levelRank(b.severity) - levelRank(a.severity));
  const blocks = worstFirst.slice(0, MOST_FINDINGS).flatMap((finding) => findingBlocks(finding, words));
  const none: Block = { kind: 'text', text: `${words.sentences.none}.` };
  return { title: words.sections.findings, blocks: blocks.length === 0 ? [none] : blocks };
}

function findingBlocks(finding: ProbedFinding, { lang, labels, findings: kinds }: Words): Block[] {
  const { severity, kind, source, line, reason, risk, recommendation, probing } = finding;
  return [
    {
      kind: 'heading',
      text: [{ level: severity }, ' ', quoted(subjectOf(finding)), ` (${kinds[kind]})`],
    },
    {
      kind: 'facts',
      rows: [
        [labels.where, quoted(line > 0 ? `${source}:${line}` : source)],
        [labels.why, quoted(reason.trim())],
        ...(probing ? [[labels.tried, quoted(probingText(probing, plainWords(lang)))] as const] : []),
        [labels.risk, oneLine(risk)],
        [labels.fix, oneLine(recommendation)],
      ],
    },
  ];
}

type Advice = {
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  readonly about: Set<string>;
};

/** What to do, gravest first; each thing once, with all whom it concerns. */
export function recommendationsSection(input: ReportInput, figures: Figures, words: Words): Section {
  const byText = new Map<string, Advice>();
  for (const alert of input.alerts) {
    const text = recommendationOf(alert, words);
    const known = byText.get(text) ?? {
      level: alert.rule.level,
      title: titleOf(alert, words),
      text,
      about: new Set(),
    };
    const level = levelRank(alert.rule.level) > levelRank(known.level) ? alert.rule.level : known.level;
    const attacker = attackerOf(alert);
    if (attacker !== null) known.about.add(attacker);
    byText.set(text, { ...known, level });
  }
  const fixes = input.findings.map(({ severity, recommendation, ...finding }): Advice => {
    return { level: severity, title: subjectOf(finding), text: oneLine(recommendation), about: new Set() };
  });
  const sorted = [...byText.values(), ...fixes].sort((a, b) => levelRank(b.level) - levelRank(a.level));
  const items = [...bans(figures, words), ...sorted.map((advice) => adviceText(advice, words))];
  return {
    title: words.sections.recommendations,
    blocks: [
      items.length === 0 ? { kind: 'text', text: `${words.sentences.none}.` } : { kind: 'list', items },
    ],
  };
}

function adviceText({ level, title, text, about }: Advice, { colon }: Words): Inline {
  const whom: readonly Piece[] = about.size === 0 ? [] : [' (', ...listed([...about], 6), ')'];
  return [{ level }, ` ${title}${colon}${text}`, ...whom];
}

/** Grave attackers that nobody has banned: those to ban, and those whose address proves nothing. */
function bans({ incidents, standing, alertById }: Figures, { sentences }: Words): Inline[] {
  const open = incidents.filter(({ level, kind }) => {
    return levelRank(level) >= levelRank('high') && (kind === 'address' || kind === 'network');
  });
  const left = open.filter((incident) => standing(incident) !== 'banned');
  const isProved = (ids: readonly string[]): boolean =>
    ids.some((id) => (alertById.get(id)?.rule.spoofable ?? FORGEABLE) < FORGEABLE);
  const sure = left.filter(({ alerts }) => isProved(alerts)).flatMap(whomToBan);
  const unsure = left.filter(({ alerts }) => !isProved(alerts)).flatMap(whomToBan);
  return [
    ...(sure.length > 0 ? [[`${sentences.banAdvice} `, ...listed(sure, 30)]] : []),
    ...(unsure.length > 0 ? [[`${sentences.checkFirst} `, ...listed(unsure, 30)]] : []),
  ];
}

/** A network has other people in it: its addresses, as far as they are known. */
function whomToBan({ attacker, addresses }: Incident): readonly string[] {
  return addresses.length > 0 ? addresses : [attacker];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
