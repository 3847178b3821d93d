import type { LoggedAction } from '../../../model/bans/action.ts';
import { type Decision, effectOf } from '../../../model/bans/decision.ts';
import type { Block, Inline, Piece, Section } from '../document.ts';
import { quoted } from '../document.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';
import { actionName } from './timeline.ts';

const MOST_ROWS = 200;
const LONGEST = 300;

/** What was done to attackers, and whether it worked: the bans as they stand, then the action log. */
export function actionsSection({ decisions, actions, brokenAction }: ReportInput, words: Words): Section {
  const { labels, sentences } = words;
  const blocks: Block[] = [];
  if (decisions.length > 0) {
    const head = [labels.time, labels.action, labels.subject, labels.state, labels.responder, labels.until];
    blocks.push({
      kind: 'table',
      head,
      figures: [],
      rows: decisions.slice(0, MOST_ROWS).map((one) => banRow(one, words)),
    });
  }
  if (actions.length > 0) {
    const head = [labels.time, labels.actor, labels.action, labels.subject, labels.result];
    const latest = actions.slice(-MOST_ROWS);
    blocks.push({ kind: 'table', head, figures: [], rows: latest.map((one) => actionRow(one, words)) });
    if (actions.length > latest.length)
      blocks.push({
        kind: 'text',
        text: sentences.more(actions.length - latest.length, words.sections.actions),
      });
    blocks.push({
      kind: 'text',
      text: brokenAction === null ? sentences.intactActions : sentences.brokenAction(brokenAction),
    });
  }
  if (blocks.length === 0) blocks.push({ kind: 'text', text: capital(sentences.none) });
  return { title: words.sections.actions, blocks };
}

function banRow(decision: Decision, words: Words): readonly Inline[] {
  const { createdAt, state, value, detail, responder, expiresAt } = decision;
  const why: readonly Piece[] = detail === null ? [] : [words.colon, quoted(cut(detail))];
  return [
    words.time(createdAt),
    words.sentences.ban(effectOf(decision)),
    quoted(value),
    [state, ...why],
    quoted(responder),
    expiresAt === null ? words.sentences.forever : words.time(expiresAt),
  ];
}

function actionRow(action: LoggedAction, words: Words): readonly Inline[] {
  const { time, actor, kind, subject } = action;
  return [words.time(time), quoted(actor), actionName(kind, words), quoted(subject), resultOf(action, words)];
}

/** `detail` is JSON of this or of an earlier version: what is not as expected is left out. */
function resultOf({ detail }: LoggedAction, { sentences }: Words): Inline {
  const { failure, simulated, ran, reason } = detail;
  const commands = Array.isArray(ran) ? ran.flatMap(commandOf) : [];
  const why = typeof failure === 'string' ? failure : null;
  const outcome =
    why !== null
      ? sentences.failed(cut(why))
      : simulated !== undefined && simulated !== false
        ? sentences.simulated
        : sentences.done;
  const because: readonly Piece[] =
    typeof reason === 'string' && reason !== '' ? [` (`, quoted(cut(reason)), ')'] : [];
  const run: readonly Piece[] = commands.flatMap((command): Piece[] => [' ', quoted(cut(command))]);
  return [outcome, ...because, ...run];
}

function commandOf(ran: unknown): string[] {
  if (typeof ran !== 'object' || ran === null || !('argv' in ran) || !Array.isArray(ran.argv)) return [];
  return [ran.argv.map(String).join(' ')];
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
