import {
  alertAbout,
  copyText,
  listOf,
  noteSubject,
  rowAddress,
  rowBan,
  rowEntity,
  subjectOf,
} from '../../rows.ts';
import type { Mark } from '../console-state.ts';
import type { Controls } from '../controls.ts';
import { huntIn, huntRow } from '../hunt/hunt-commands.ts';
import { openDocument } from '../reading.ts';
import { reasonOf } from '../reason.ts';
import { currentRow, focusedPane } from '../selectors.ts';
import { orderAllow, orderBans, orderKeep, orderUnbans, orderUndo, planBan } from './ban-orders.ts';

/** What is done to the world, or opened from it: the row that has the keys, or all that are marked. */

export function open(controls: Controls): void {
  const row = currentRow(controls.read());
  const subject = row === null ? null : subjectOf(row);
  if (subject !== null) controls.dispatch({ type: 'opened', subject });
  else if (row?.kind === 'path') huntRow(controls);
}

export function entity({ read, dispatch }: Controls): void {
  const row = currentRow(read());
  const value = row === null ? null : rowEntity(row);
  if (value !== null) dispatch({ type: 'opened', subject: { kind: 'entity', id: value } });
}

export function explain({ read, dispatch }: Controls): void {
  const row = currentRow(read());
  const id = row?.kind === 'alert' ? row.alert.rule.id : row?.kind === 'rule' ? row.rule.id : null;
  if (id !== null) dispatch({ type: 'opened', subject: { kind: 'rule', id } });
}

/** The page of an alert, from its first line of evidence on; the lines of a source. */
export function rawLines(controls: Controls): void {
  const { read, dispatch, ports } = controls;
  const row = currentRow(read());
  if (row?.kind === 'source') huntIn(row.source, controls);
  if (row?.kind !== 'alert') return;
  if (read().documents.at(-1)?.subject.kind !== 'alert')
    dispatch({ type: 'opened', subject: subjectOf(row) });
  const top = openDocument(read(), ports.look)?.evidence ?? null;
  if (top !== null) dispatch({ type: 'found', top });
}

export function packets({ read, dispatch }: Controls): void {
  const row = currentRow(read());
  if (row?.kind === 'alert') dispatch({ type: 'opened', subject: { kind: 'packets', id: row.alert.id } });
}

const OF_NETWORKS = ' b on the row of a network bans that.';

export function ban(controls: Controls): void {
  const { read, dispatch } = controls;
  const all = marks(controls);
  const marked = all.flatMap(({ address }) => address ?? []);
  if (all.length > 0 && marked.length === 0) {
    dispatch({ type: 'said', text: `None of the marked rows holds an address.${OF_NETWORKS}`, tone: 'info' });
    return;
  }
  const row = currentRow(read());
  const [address = row === null ? null : rowAddress(row), ...others] = [...new Set(marked)];
  if (address === null) return;
  const { snapshot } = read();
  const about = snapshot === null ? null : alertAbout(address, snapshot);
  const alertId = row?.kind === 'alert' && marked.length === 0 ? row.alert.id : (about?.id ?? null);
  planBan(address, others, alertId, controls);
  const without = all.length - marked.length;
  if (without > 0) {
    const text = `${without} of ${all.length} marked rows left out, without an address.${OF_NETWORKS}`;
    dispatch({ type: 'said', text, tone: 'info' });
  }
}

export function unban(controls: Controls): void {
  const { read, dispatch } = controls;
  const { snapshot } = read();
  const row = currentRow(read());
  const marked = marks(controls);
  const selected = row === null || snapshot === null ? null : rowBan(row, snapshot);
  const bans =
    marked.length > 0 ? marked.flatMap(({ ban }) => ban ?? []) : [selected].flatMap((one) => one ?? []);
  const [ban, ...others] = [...new Map(bans.map((one) => [one.id, one])).values()];
  if (ban !== undefined) dispatch({ type: 'asked-unban', ban, others });
}

/** Whether it is allowed already is the core's to know. */
export function allow({ read, dispatch, ports }: Controls): void {
  const row = currentRow(read());
  const address = row === null ? null : rowAddress(row);
  if (address === null) return;
  ports.link.request({ kind: 'allow', address, order: 'ask' }).then(
    ({ address, isAllowed }) => {
      ports.onUrgent?.();
      const order = isAllowed ? 'remove' : 'add';
      if (read().overlay.kind === 'none')
        dispatch({ type: 'asked', what: { kind: 'allow', address, order } });
    },
    (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), tone: 'bad' }),
  );
}

export function keepBan({ read, dispatch }: Controls): void {
  const ban = read().snapshot?.decisions.toConfirm ?? null;
  if (ban !== null) dispatch({ type: 'asked', what: { kind: 'keep', ban } });
}

export function undo({ read, dispatch }: Controls): void {
  const last = read().snapshot?.response.undo ?? null;
  if (last !== null) dispatch({ type: 'asked', what: { kind: 'undo', ...last } });
}

/** Carries out the marked choice of a question. */
export function choose(controls: Controls): void {
  const { overlay } = controls.read();
  controls.dispatch({ type: 'went-back' });
  if (overlay.kind === 'confirm' && overlay.choice === 1) {
    if (overlay.what.kind === 'undo') orderUndo(overlay.what.bans, controls);
    else if (overlay.what.kind === 'allow') orderAllow(overlay.what, controls);
    else if (overlay.what.kind === 'keep') orderKeep(overlay.what.ban, controls);
    else controls.dispatch({ type: 'left-wall' });
  }
  if (overlay.kind === 'unban' && overlay.choice === 1) {
    controls.dispatch({ type: 'unmarked' });
    orderUnbans([overlay.ban, ...overlay.others], controls);
  }
  if (overlay.kind === 'ban' && overlay.question.kind === 'asking')
    controls.dispatch({
      type: 'said',
      text: 'No ban: the core had not yet said what it would run.',
      tone: 'info',
    });
  if (overlay.kind !== 'ban' || overlay.question.kind !== 'plan' || overlay.choice === 0) return;
  const { plan, others } = overlay.question;
  if (plan.refused !== null) {
    const purpose = { kind: 'override', plan, alertId: overlay.alertId } as const;
    if (plan.overridable) controls.dispatch({ type: 'prompted', purpose, text: '' });
    return;
  }
  const chosen = plan.choices[overlay.choice - 1];
  if (chosen === undefined) {
    const range = plan.ranges[overlay.choice - 1 - plan.choices.length];
    if (range !== undefined) planBan(range, [], overlay.alertId, controls);
    return;
  }
  controls.dispatch({ type: 'unmarked' });
  orderBans([plan, ...others], chosen.duration, overlay.alertId, controls);
}

export function acknowledge(controls: Controls): void {
  const { read, dispatch, ports, refresh } = controls;
  const row = currentRow(read());
  const marked = marks(controls).map(({ id }) => id);
  const ids = marked.length > 0 ? marked : row?.kind === 'alert' ? [row.alert.id] : [];
  if (ids.length === 0) return;
  Promise.all(ids.map((alertId) => ports.link.request({ kind: 'acknowledge', alertId }))).then(
    () => {
      refresh();
      dispatch({ type: 'unmarked' });
      const what = ids.length === 1 ? 'the alert stays' : `${ids.length} alerts stay`;
      const text = `Acknowledged: ${what} in the list and ${ids.length === 1 ? 'counts' : 'count'} no longer as open.`;
      dispatch({ type: 'said', text, tone: 'good' });
    },
    (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), tone: 'bad' }),
  );
}

export function note({ read, dispatch }: Controls): void {
  const row = currentRow(read());
  const subject = row === null ? null : noteSubject(row);
  if (subject !== null) dispatch({ type: 'prompted', purpose: { kind: 'note', subject }, text: '' });
}

/** What was typed is kept for good. */
export function keepNote(
  subject: string,
  text: string,
  { dispatch, ports, refresh }: Pick<Controls, 'dispatch' | 'ports' | 'refresh'>,
): void {
  if (text.trim() === '') return;
  ports.link.request({ kind: 'note', subject, text }).then(
    () => {
      refresh();
      dispatch({ type: 'said', text: 'Noted: it stands on the page, and in the action log.', tone: 'good' });
    },
    (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), tone: 'bad' }),
  );
}

export function copy({ read, dispatch, ports }: Controls): void {
  const row = currentRow(read());
  if (row === null) return;
  const text = copyText(row);
  ports.onCopy?.(text);
  dispatch({ type: 'said', text: `Copied to the clipboard: ${text}`, tone: 'good' });
}

/** Written by the console itself: the core goes on meanwhile. */
export function report({ read, dispatch, ports }: Controls): void {
  if (ports.onReport === undefined) {
    const looks = read().snapshot?.permits === 'nothing';
    const why = looks ? 'this console only looks (--readonly)' : 'nothing is stored here (--state DIR)';
    const text = `No report: ${why}.`;
    dispatch({ type: 'said', text, tone: 'info' });
    return;
  }
  dispatch({ type: 'said', text: 'Writing the incident report.', tone: 'info' });
  ports.onReport().then(
    ({ path, unstored }) => {
      const where = `The incident report is in ${path}`;
      if (unstored === null) dispatch({ type: 'said', text: where, tone: 'good' });
      else dispatch({ type: 'said', text: `${where}, but not all of it: ${unstored}`, tone: 'bad' });
    },
    (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), tone: 'bad' }),
  );
}

function marks({ read }: Controls): readonly Mark[] {
  const state = read();
  const list = listOf(focusedPane(state));
  return list === null || state.documents.length > 0 ? [] : (state.marks[list] ?? []);
}
