import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNNUMBERED } from '../../../../src/engine/correlate/episodes/episode-rows.ts';
import { Episodes } from '../../../../src/engine/correlate/episodes/episodes.ts';
import { LineStore } from '../../../../src/engine/correlate/lines/line-store.ts';
import type { SigmaRule } from '../../../../src/engine/sigma/spec.ts';

const RULE = { id: 'r', level: 'high', tiers: [] } as unknown as SigmaRule;

test('a copy lists the sources and accounts of its moment, whatever comes of its alerts', () => {
  const lines = new LineStore();
  const episodes = new Episodes(lines);
  const episode = episodes.start('id', RULE, { src_ip: '192.0.2.1' }, 0);
  const grow = (source: string, user: string): void => {
    const line = lines.keep({ source, line: 1 }, 1, `${source} ${user}`, user);
    episodes.grow(episode, { time: 1, count: 1 }, line, UNNUMBERED, 1);
  };
  grow('a', 'root');
  const copies = [episodes.copy()];
  grow('b', 'admin');
  copies.push(episodes.copy());
  grow('c', 'git');
  grow('c', 'test');
  episodes.letGo(episode);
  episodes.start('other', RULE, {}, 2);

  const listed = copies.map((copy) => copy.save(episode, new Int32Array(8)));
  assert.deepEqual(
    listed.map(({ id, sources, users, seen, head }) => [id, sources, users, seen + head.length]),
    [
      ['id', ['a'], ['root'], 1],
      ['id', ['a', 'b'], ['root', 'admin'], 2],
    ],
  );
});

test('alerts of one source whose accounts are the same share one list, and no other', () => {
  const lines = new LineStore();
  const episodes = new Episodes(lines);
  const [one, other] = [1, 2].map((id) => episodes.start(`${id}`, RULE, {}, 0)) as [number, number];
  const grow = (user: string, ...grown: readonly number[]): void => {
    const line = lines.keep({ source: 'a', line: 1 }, 1, user, user);
    for (const each of grown) episodes.grow(each, { time: 1, count: 1 }, line, UNNUMBERED, 1);
  };
  const users = (episode: number): readonly string[] => episodes.toAlert(episode).users;
  grow('root', one, other);
  grow('admin', one, other);
  assert.deepEqual(users(one), ['root', 'admin']);
  assert.equal(users(one), users(other));
  grow('git', one);
  grow('test', other, one);
  grow('git', other);
  assert.deepEqual([users(one), users(other)].map(String), ['root,admin,git,test', 'root,admin,test,git']);
});
