import type { BanRow, Snapshot, SourceStatus } from '../../../core/protocol.ts';
import type { Finding } from '../../../model/finding.ts';
import { banLeft, banState } from '../ban-columns.ts';
import { commandText } from '../command-text.ts';
import { dropColumns } from '../cut.ts';
import { KIND_WORDS } from '../finding-columns.ts';
import { levelCell } from '../level.ts';
import { type Line, span } from '../line.ts';
import { clean } from '../look.ts';
import { formatBytes, groupDigits } from '../numbers.ts';
import { sourceState, unparsedReasons } from '../source-columns.ts';
import { sourceName } from '../source-name.ts';
import { durationWords, fullTime, shortDuration } from '../times.ts';
import { type Document, fact, heading, type Page, textFact } from './document.ts';

export function findingDocument(finding: Finding, page: Page): Document {
  const { look } = page;
  const what = `port ${finding.port}, ${clean(finding.service, look)}, ${clean(finding.status, look)}`;
  return {
    title: 'Config anomaly',
    lines: [
      [span(' '), levelCell(finding.severity, look, 7), span('  '), span(what, 'strong')],
      [],
      ...textFact('What', clean(finding.reason, look), page, 'strong'),
      ...textFact('Risk', clean(finding.risk, look), page),
      ...textFact('What to do', clean(finding.recommendation, look), page, 'strong'),
      fact('Kind', KIND_WORDS[finding.kind]),
      fact('Where', `${sourceName(finding.source, look)}, line ${finding.line}`),
    ],
  };
}

export function banDocument(ban: BanRow, snapshot: Snapshot, page: Page): Document {
  const { look } = page;
  const alert = snapshot.alerts.rows.find(({ id }) => id === ban.alertId);
  return {
    title: 'Ban',
    lines: [
      [
        span(` ${clean(ban.value, look)}`, 'strong'),
        span('  '),
        banState(ban.state, look),
        span('  '),
        banLeft(ban, look),
      ],
      [],
      ...(ban.state === 'simulated'
        ? [fact('Mind', span('simulated: nothing is blocked, the commands below were not run', 'warn'))]
        : []),
      ...(ban.detail === null ? [] : textFact('Remark', clean(ban.detail, look), page, 'strong')),
      fact('Length', durationWords(ban.duration)),
      fact('Since', `${fullTime(ban.createdAt)} UTC`),
      fact('Until', ban.expiresAt === null ? 'it is lifted' : `${fullTime(ban.expiresAt)} UTC`),
      fact('Ordered by', ban.origin === 'analyst' ? 'analyst, in the console' : 'policy'),
      fact('Because of', alert === undefined ? 'no alert named' : clean(alert.rule.title, look)),
      fact('Done by', clean(ban.responder, look)),
      ...heading('Commands'),
      ...ban.commands.map((argv) => raw(clean(commandText(argv), look), page)),
    ],
  };
}

export function sourceDocument(source: SourceStatus, page: Page): Document {
  const { look, now } = page;
  const ago = (time: number | null): string =>
    time === null ? 'none yet' : `${fullTime(time)} UTC, ${shortDuration(now - time)} ago`;
  return {
    title: 'Source',
    lines: [
      [span(` ${sourceName(source.id, look)}`, 'strong'), span('  '), sourceState(source.state, look)],
      [],
      ...(source.error === null ? [] : textFact('Trouble', clean(source.error, look), page, 'bad')),
      fact('Kind', source.kind),
      fact('Format', source.format === null ? span('not recognised', 'warn') : clean(source.format, look)),
      fact('Read', `${groupDigits(source.records)} lines, ${formatBytes(source.bytes)}`),
      fact('Events', groupDigits(source.events)),
      ...textFact('Not parsed', unparsedReasons(source) || 'every line is understood', page),
      fact(
        'Behind',
        source.behind > 0 ? span(formatBytes(source.behind), 'warn') : 'nothing waits to be read',
      ),
      fact('First event', ago(source.first)),
      fact('Last event', ago(source.last)),
    ],
  };
}

function raw(text: string, { look, shift }: Page): Line {
  return [span(shift > 0 ? look.glyphs.ellipsis : ' ', 'muted'), span(dropColumns(text, shift))];
}
