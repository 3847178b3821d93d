import type { ConsoleRequest, SourceStatus } from '../../core/protocol.ts';
import type { HuntAnswer, TimeSpan } from '../../model/hunt-answer.ts';
import { rowEntity } from '../rows.ts';
import type { Controls } from './commands.ts';
import type { HuntEvent, HuntState } from './hunt-state.ts';
import { fieldsOf } from './hunt-state.ts';
import { reasonOf } from './reason.ts';
import { pathTest, sourceQuery, wordTest } from './row-queries.ts';
import { currentRow } from './selectors.ts';

/** What the keys do on the hunt screen. */

function huntEvent({ dispatch }: Pick<Controls, 'dispatch'>, event: HuntEvent): void {
  dispatch({ type: 'hunt', event });
}

/** Opens the screen; the saved hunts come at the first time, and with them the selector of everything. */
export function showHunt(controls: Controls): void {
  controls.dispatch({ type: 'showed', screen: 'hunt' });
  withShelf(controls, () => {});
}

function withShelf(controls: Controls, then: (everything: string) => void): void {
  const { everything } = controls.read().hunt;
  if (everything !== null) {
    then(everything);
    return;
  }
  controls.ports.link.request({ kind: 'saved-hunts' }).then(
    (shelf) => {
      controls.ports.onUrgent?.();
      huntEvent(controls, { kind: 'listed', shelf });
      then(shelf.everything);
    },
    (error: unknown) => say(controls, reasonOf(error)),
  );
}

export function editHunt(controls: Controls): void {
  const { query, text } = controls.read().hunt;
  controls.dispatch({ type: 'prompted', purpose: { kind: 'hunt' }, text: '' });
  const begun = text === '' ? query : text;
  editTo(controls, begun, begun.length);
}

/** The text of the editor, and where its cursor stands; the core is asked what it thinks of it. */
export function editTo(controls: Controls, text: string, at: number): void {
  huntEvent(controls, { kind: 'edited', text, at });
  inspect(controls);
}

function inspect(controls: Controls, then: () => void = () => {}): void {
  const { text, at } = controls.read().hunt;
  controls.ports.link.request({ kind: 'inspect-hunt', query: text, at }).then(
    (inspection) => {
      controls.ports.onUrgent?.();
      huntEvent(controls, { kind: 'inspected', text, inspection });
      then();
    },
    () => {},
  );
}

/** Whoever types faster than the core answers has what the text is now completed, not what it was. */
function complete(step: 1 | -1, controls: Controls): void {
  const { text, inspected, choice } = controls.read().hunt;
  const put = (): void => {
    huntEvent(controls, { kind: 'completed', step });
    inspect(controls);
  };
  if (choice !== null || inspected === text) put();
  else inspect(controls, () => void (controls.read().hunt.text === text && put()));
}

/** A key of the editor; false when it is none. */
export function editKey(key: string, controls: Controls): boolean {
  const { text, at } = controls.read().hunt;
  const to = (changed: string, place: number): true => {
    editTo(controls, changed, Math.max(0, Math.min(changed.length, place)));
    return true;
  };
  switch (key) {
    case 'left':
      return to(text, at - 1);
    case 'right':
      return to(text, at + 1);
    case 'home':
    case 'ctrl-a':
      return to(text, 0);
    case 'end':
    case 'ctrl-e':
      return to(text, text.length);
    case 'backspace':
      return to(text.slice(0, Math.max(0, at - 1)) + text.slice(at), at - 1);
    case 'delete':
      return to(text.slice(0, at) + text.slice(at + 1), at);
    case 'ctrl-u':
      return to(text.slice(at), 0);
    case 'ctrl-k':
      return to(text.slice(0, at), at);
    case 'ctrl-w': {
      const kept = text.slice(0, at).replace(/\S*\s*$/, '');
      return to(kept + text.slice(at), kept.length);
    }
    case 'up':
    case 'down':
      huntEvent(controls, { kind: 'recalled', step: key === 'up' ? 1 : -1 });
      inspect(controls);
      return true;
    case 'tab':
    case 'shift-tab':
      complete(key === 'tab' ? 1 : -1, controls);
      return true;
    case 'space':
      return to(`${text.slice(0, at)} ${text.slice(at)}`, at + 1);
    default:
      if ([...key].length !== 1) return false;
      return to(text.slice(0, at) + key + text.slice(at), at + key.length);
  }
}

/** Enter: the saved hunt of the row, else the whole of the selected line. */
export function enterHunt(controls: Controls): void {
  const { run, saved, row } = controls.read().hunt;
  const hunt = saved[row];
  if (run.kind !== 'none') huntEvent(controls, { kind: 'toggled-whole' });
  else if (hunt !== undefined) runHunt(hunt.query, hunt.threshold, controls);
}

export function runTyped(controls: Controls): void {
  const { text } = controls.read().hunt;
  if (text.trim() !== '') runHunt(text.trim(), null, controls);
}

export function runAgain(controls: Controls): void {
  const { query, threshold } = controls.read().hunt;
  if (query === '') say(controls, 'Nothing was hunted for yet; / types a query.');
  else runHunt(query, threshold, controls);
}

/** First what was asked, then the same as a curve. */
function runHunt(query: string, threshold: number | null, controls: Controls): void {
  const { link, onUrgent } = controls.ports;
  huntEvent(controls, { kind: 'began', query, threshold });
  const { number, span, between } = controls.read().hunt;
  const ask = (asCurve: boolean): Promise<HuntAnswer> =>
    link.request({
      kind: 'hunt',
      question: { query, asCurve, last: span, ...(between !== null && { between }) },
    });
  const answered = async (): Promise<void> => {
    const answer = await ask(false);
    onUrgent?.();
    huntEvent(controls, { kind: 'found', number, answer });
    if (controls.read().hunt.number !== number || answer.found.kind === 'curves') return;
    const { found } = await ask(true);
    if (found.kind === 'curves') huntEvent(controls, { kind: 'drew', number, curves: found.curves });
  };
  answered().catch((error: unknown) => {
    if (controls.read().hunt.run.kind === 'running')
      huntEvent(controls, { kind: 'failed', number, reason: reasonOf(error) });
  });
}

/** Lines as they come from now on; again: no more of them. */
export function followHunt(controls: Controls): void {
  const { query, text, followed } = controls.read().hunt;
  const { link, onUrgent } = controls.ports;
  const asked = (query || text).trim();
  if (followed !== null) {
    stopFollowing(controls);
    return;
  }
  if (asked === '') {
    say(controls, 'Nothing was hunted for yet; / types a query.');
    return;
  }
  const following = async (): Promise<void> => {
    await link.request({ kind: 'follow-hunt', query: asked });
    huntEvent(controls, { kind: 'followed', query: asked });
    const { number } = controls.read().hunt;
    const goesOn = (): boolean => {
      const { hunt } = controls.read();
      return hunt.number === number && hunt.followed !== null;
    };
    for (let after = 0; goesOn(); ) {
      const news = await link.request({ kind: 'hunt-news', after });
      after = news.last;
      if (news.lines.length > 0) onUrgent?.();
      huntEvent(controls, { kind: 'came', number, news });
    }
  };
  const before = controls.read().hunt.number;
  following().catch((error: unknown) => {
    const { hunt } = controls.read();
    // It was begun by this key, or not yet: whatever runs now is another.
    if (hunt.number > before + 1) return;
    if (hunt.followed !== null) huntEvent(controls, { kind: 'unfollowed' });
    say(controls, reasonOf(error));
  });
}

function stopFollowing(controls: Controls): void {
  controls.ports.link.request({ kind: 'cancel-hunt' }).catch(() => {});
  huntEvent(controls, { kind: 'unfollowed' });
}

/** Keeps the query among the saved hunts, by a name made of what it looks for. */
export function keepHunt(controls: Controls): void {
  const { query, saved } = controls.read().hunt;
  if (query === '') {
    say(controls, 'Nothing was hunted for yet; / types a query.');
    return;
  }
  const name = freeName(query, saved);
  shelve(controls, { kind: 'keep-hunt', name, query }, `Kept as ${name}; L shows the saved hunts.`);
}

export function forgetHunt(controls: Controls): void {
  const { run, saved, row } = controls.read().hunt;
  const hunt = run.kind === 'none' ? saved[row] : undefined;
  if (hunt?.isOwn !== true) say(controls, 'L shows the saved hunts; those of your own can be let go there.');
  else shelve(controls, { kind: 'forget-hunt', name: hunt.name }, `${hunt.name} is gone.`);
}

function shelve(
  controls: Controls,
  order: Extract<ConsoleRequest, { kind: 'keep-hunt' | 'forget-hunt' }>,
  done: string,
): void {
  controls.ports.link.request(order).then(
    (shelf) => {
      controls.ports.onUrgent?.();
      huntEvent(controls, { kind: 'listed', shelf });
      say(controls, done);
    },
    (error: unknown) => say(controls, reasonOf(error)),
  );
}

/** The same query keeps its name. */
function freeName(query: string, saved: HuntState['saved']): string {
  const looked = /[|!][=~>] *["`]([^"`]+)/.exec(query)?.[1] ?? /=~? *"([^"]+)"/.exec(query)?.[1] ?? 'hunt';
  const slug =
    looked
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'hunt';
  const isFree = (name: string): boolean =>
    saved.every((hunt) => hunt.name !== name || (hunt.isOwn === true && hunt.query === query));
  for (let number = 1; ; number++) {
    const name = number === 1 ? slug : `${slug}-${number}`;
    if (isFree(name)) return name;
  }
}

/** Looks further back, and asks again. */
export function stepSpan(controls: Controls): void {
  huntEvent(controls, { kind: 'stepped-span' });
  const { query, threshold, run } = controls.read().hunt;
  if (query !== '' && run.kind !== 'none') runHunt(query, threshold, controls);
}

/** True when there was one to cancel. */
export function cancelHunt(controls: Controls): boolean {
  const { hunt, screen } = controls.read();
  if (screen === 'hunt' && hunt.followed !== null) {
    stopFollowing(controls);
    return true;
  }
  if (screen !== 'hunt' || hunt.run.kind !== 'running') return false;
  controls.ports.link.request({ kind: 'cancel-hunt' }).catch(() => {});
  huntEvent(controls, { kind: 'failed', number: hunt.number, reason: 'Cancelled.' });
  return true;
}

/** `+` keeps what has this label's value, `-` leaves it out. */
export function drillDown(op: '=' | '!='): (controls: Controls) => void {
  return (controls) => {
    const { hunt } = controls.read();
    const field = fieldsOf(hunt)[hunt.field];
    const ofLines = hunt.run.kind === 'found' && hunt.run.answer.found.kind === 'lines';
    if (field === undefined) say(controls, 'This row has no label to go by.');
    else if (!ofLines) say(controls, 'Figures cannot be narrowed down this way: / changes the query.');
    else {
      const [name, value] = field;
      runHunt(`${hunt.query.trim()} | ${name}${op}${JSON.stringify(value)}`, hunt.threshold, controls);
    }
  };
}

export function draftRule(controls: Controls): void {
  const { query, rule } = controls.read().hunt;
  if (rule !== null) huntEvent(controls, { kind: 'drafted', rule: null });
  else if (query === '') say(controls, 'Nothing was hunted for yet; / types a query.');
  else {
    controls.ports.link.request({ kind: 'hunt-rule', query }).then(
      (drafted) => {
        controls.ports.onUrgent?.();
        huntEvent(controls, { kind: 'drafted', rule: drafted });
        if (drafted.yaml !== '') tryDraft(query, controls);
      },
      (error: unknown) => say(controls, reasonOf(error)),
    );
  }
}

/** What the rule would have said of what is read. */
function tryDraft(query: string, controls: Controls): void {
  controls.ports.link.request({ kind: 'try-hunt-rule', query }).then(
    (trial) => {
      controls.ports.onUrgent?.();
      huntEvent(controls, { kind: 'tried', query, trial });
    },
    (error: unknown) => say(controls, reasonOf(error)),
  );
}

/** Everything that is written about whom the row is about. */
export function huntRow(controls: Controls): void {
  const row = currentRow(controls.read());
  if (row?.kind === 'rule') {
    huntForRule(row.rule.name, controls);
    return;
  }
  if (row?.kind === 'source') {
    huntIn(row.source, controls);
    return;
  }
  if (row?.kind === 'path') {
    huntWith(pathTest(row.path.path), controls);
    return;
  }
  const whom = row === null ? null : rowEntity(row);
  if (whom !== null) huntFor(whom, controls);
}

/** The lines of one source. */
export function huntIn(source: SourceStatus, controls: Controls): void {
  const query = sourceQuery(source);
  if (query === null) return;
  leaveFor(null, controls);
  withShelf(controls, () => {});
  huntEvent(controls, { kind: 'chose-view', view: 'lines' });
  runHunt(query, null, controls);
}

/** All lines that an address, a name or any other word is in. */
export function huntFor(word: string, controls: Controls): void {
  huntWith(wordTest(word), controls);
}

function huntWith(test: string, controls: Controls, between: TimeSpan | null = null): void {
  leaveFor(between, controls);
  withShelf(controls, (everything) => runHunt(`${everything} ${test}`.trim(), null, controls));
}

/** The lines of a time: all of them, or those that a word is in. */
export function huntAt(between: TimeSpan, word: string | null, controls: Controls): void {
  huntEvent(controls, { kind: 'chose-view', view: 'lines' });
  huntWith(word === null ? '' : wordTest(word), controls, between);
}

/** To the hunt screen, from which Esc comes back. */
function leaveFor(between: TimeSpan | null, controls: Controls): void {
  controls.dispatch({ type: 'showed', screen: 'hunt', returns: true });
  huntEvent(controls, { kind: 'chose-time', between });
}

/** The time before the one that is looked at, or after it: as long as that is. */
export function shiftHunt(step: 1 | -1, controls: Controls): void {
  const { between, query, threshold } = controls.read().hunt;
  if (between === null || query === '') return;
  const by = step * (between.from - between.to);
  huntEvent(controls, { kind: 'chose-time', between: { from: between.from + by, to: between.to + by } });
  runHunt(query, threshold, controls);
}

/** What a rule counts, as a curve with its threshold. */
function huntForRule(name: string, controls: Controls): void {
  controls.ports.link.request({ kind: 'rule-hunt', name }).then(
    ({ query, threshold }) => {
      leaveFor(null, controls);
      withShelf(controls, () => {});
      huntEvent(controls, { kind: 'chose-view', view: 'curve' });
      runHunt(query, threshold, controls);
    },
    (error: unknown) => say(controls, reasonOf(error)),
  );
}

function say({ dispatch }: Controls, text: string): void {
  dispatch({ type: 'said', text, tone: 'info' });
}
