import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PATH_LIST } from '../../../src/core/snapshot/list-specs.ts';
import { PagedList } from '../../../src/core/snapshot/paged-list.ts';
import { LIST_SORTS } from '../../../src/model/lists/list.ts';
import { webPath } from '../../views/fixture.ts';

const PATHS = [
  webPath({ path: '/a', requests: 9, statuses: { '2xx': 8, '4xx': 1 }, codes: [200, 404], last: 3 }),
  webPath({ path: '/b', requests: 9, over: 2, statuses: { '5xx': 7 }, codes: [502], last: 1 }),
  webPath({ path: '/c/.env', requests: 3, attacked: 3, statuses: { '4xx': 3 }, codes: [403], last: 2 }),
];

function listed(filter: string, sort = 'requests'): readonly string[] {
  const find = (id: string) => PATHS.find(({ path }) => path === id) ?? null;
  const list = new PagedList({ ...PATH_LIST, items: () => PATHS, version: () => 0, find }, () => 0);
  const query = { filter, sort, reverse: false, offset: 0, limit: 10, selected: null };
  const { page, rows } = list.page(query, null);
  assert.equal(page.problem, null);
  return rows.map(({ path }) => path);
}

for (const [sort, paths] of [
  ['requests', ['/a', '/b', '/c/.env']],
  ['errors', ['/b', '/c/.env', '/a']],
  ['attacks', ['/c/.env', '/a', '/b']],
  ['latest', ['/a', '/c/.env', '/b']],
  ['path', ['/a', '/b', '/c/.env']],
] as const) {
  test(`paths by ${sort}`, () => assert.deepEqual(listed('', sort), paths));
}

test('every order that can be asked for is known', () => {
  assert.deepEqual(Object.keys(PATH_LIST.sorts), LIST_SORTS.paths);
});

for (const [filter, paths] of [
  ['status:404', ['/a']],
  ['status:4xx', ['/a', '/c/.env']],
  ['.env', ['/c/.env']],
  ['attacks>0', ['/c/.env']],
  ['errors>=3', ['/b', '/c/.env']],
  ['!status:5', ['/a', '/c/.env']],
] as const) {
  test(`paths that match ${filter}`, () => assert.deepEqual(listed(filter), paths));
}
