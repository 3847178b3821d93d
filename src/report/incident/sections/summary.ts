import { effectOf } from '../../../model/bans/decision.ts';
import { LEVELS, levelRank } from '../../../model/level.ts';
import { accountsLetIn } from '../../break-ins.ts';
import { type Block, type Inline, listed, type Section } from '../document.ts';
import type { Figures, Kind } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import { digits } from '../lang/en.ts';
import type { Words } from '../lang/words.ts';

const MOST_NAMED = 10;

/** What somebody who reads nothing else should know. */
export function summarySection(input: ReportInput, figures: Figures, words: Words): Section {
  const { labels, sentences, sections } = words;
  const rows: (readonly [string, Inline])[] = [
    [labels.date, words.time(input.made)],
    [labels.period, periodText(input, words)],
    [labels.basis, input.basis === 'stored' ? sentences.basisStored : sentences.basisEvidence],
    [labels.sshAlerts, kindText('ssh', figures, words)],
    [labels.sqliAlerts, kindText('sqli', figures, words)],
    [labels.actionTaken, actionText(input, words)],
  ];
  return {
    title: sections.summary,
    blocks: [{ kind: 'facts', rows }, ...sentencesOf(input, figures, words)],
  };
}

export function periodText({ period }: ReportInput, words: Words): string {
  return period === null ? '-' : `${words.time(period.first)} - ${words.time(period.last)}`;
}

function kindText(kind: Kind, { kinds }: Figures, words: Words): string {
  const found = kinds.find((count) => count.kind === kind);
  return `${digits(found?.alerts ?? 0)} (${words.count('event', found?.events ?? 0)})`;
}

/** The workshop's last line: what was done, to whom. */
function actionText({ decisions }: ReportInput, words: Words): Inline {
  const parts = (['effective', 'not-effective', 'simulated'] as const).flatMap((effect) => {
    const values = decisions.filter((decision) => effectOf(decision) === effect).map(({ value }) => value);
    if (values.length === 0) return [];
    return ['; ', `${words.sentences.ban(effect)} `, ...listed([...new Set(values)], MOST_NAMED)];
  });
  return parts.length === 0 ? words.sentences.none : parts.slice(1);
}

function sentencesOf(input: ReportInput, figures: Figures, words: Words): Block[] {
  const { alerts, alertsLeft = 0, findings, basis, sources } = input;
  const { sentences } = words;
  const attackers = words.count('attacker', figures.incidents.length);
  const found = words.count('alert', alerts.length);
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  const began =
    basis === 'stored'
      ? sentences.stored(found, attackers)
      : sentences.read(
          words.count('record', records),
          words.count('source', sources.length),
          found,
          attackers,
        );
  const texts: Inline[] = input.isPart === true ? [sentences.unstored, began] : [began];
  if (alertsLeft > 0) texts.push(sentences.leftOut(found, words.count('alert', alertsLeft)));
  if (alerts.length === 0) texts.push(sentences.nothing);
  else texts.push(sentences.levels(levelCounts(figures, words)), ...breakIns(figures, words));
  if (figures.incidents.length > 0) texts.push(bansText(figures, words));
  if (findings.length > 0) {
    const grave = findings.filter(({ severity }) => levelRank(severity) >= levelRank('high')).length;
    texts.push(sentences.findings(words.count('finding', findings.length), grave));
  }
  return texts.map((text) => ({ kind: 'text', text }));
}

function levelCounts({ levels }: Figures, words: Words): string[] {
  return [...LEVELS]
    .reverse()
    .filter((level) => levels[level] > 0)
    .map((level) => `${words.levels[level]} ${levels[level]}`);
}

function breakIns({ breakIns: found }: Figures, { sentences }: Words): Inline[] {
  if (found.length === 0) return [sentences.notBrokenInto];
  const all = accountsLetIn(found);
  return [[`${sentences.brokenInto(all.length)} `, ...listed(all, MOST_NAMED)]];
}

function bansText({ incidents, standing }: Figures, { sentences }: Words): string {
  const standings = incidents.map((incident) => [incident, standing(incident)] as const);
  const count = (wanted: string): number => standings.filter(([, state]) => state === wanted).length;
  const open = standings.filter(
    ([{ level }, state]) => state !== 'banned' && levelRank(level) >= levelRank('high'),
  );
  return sentences.bans(count('banned'), count('simulated'), open.length);
}
