import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Notes } from '../../src/core/notes.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../e2e/cli-program.ts';

const note = (subject: string, text: string, time = 1) => ({ subject, text, time, actor: 'ops' });

describe('notes', () => {
  it('are told of what they are about, earliest first, without what surrounds them', () => {
    const notes = new Notes(Store.open(null));
    notes.add(note('alert', '  later ', 2));
    notes.add(note('203.0.113.7', 'earlier', 1));
    notes.add(note('other', 'elsewhere', 3));
    assert.deepEqual(
      notes.of(['alert', '203.0.113.7', 'alert']).map(({ text }) => text),
      ['earlier', 'later'],
    );
  });

  it('are refused when they say nothing, or more than a note', () => {
    const notes = new Notes(Store.open(null));
    assert.throws(() => notes.add(note('alert', ' \n')), /empty/);
    assert.throws(() => notes.add(note('alert', 'x'.repeat(501))), /500/);
    assert.deepEqual(notes.of(['alert']), []);
  });

  it('keep the latest of one subject', () => {
    const notes = new Notes(Store.open(null));
    for (let number = 0; number < 60; number++) notes.add(note('alert', `note ${number}`, number));
    const kept = notes.of(['alert']);
    assert.deepEqual([kept.length, kept[0]?.text, kept.at(-1)?.text], [50, 'note 10', 'note 59']);
  });

  it('are there again after a restart, from the action log', () => {
    const folder = temporaryFolder();
    const store = Store.open(folder);
    new Notes(store).add(note('alert', 'asked the owner'));
    store.appendAction({ time: 2, actor: 'ops', kind: 'acknowledge', subject: 'alert', detail: {} });
    store.close();
    const again = Store.open(folder);
    const notes = new Notes(again);
    again.close();
    assert.deepEqual(notes.of(['alert']), [note('alert', 'asked the owner')]);
  });
});
