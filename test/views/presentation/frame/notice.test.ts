import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeLines, tooSmall } from '../../../../src/views/presentation/frame/notice.ts';
import { plainText } from '../../../../src/views/presentation/line.ts';

test('a window that is too small is told both sizes, in as many rows as that takes', () => {
  const size = { columns: 20, rows: 5 };
  const rows = noticeLines(tooSmall(size), { x: 0, y: 0, width: size.columns, height: size.rows });
  assert.deepEqual(
    rows.map((row) => plainText(row).trim()),
    ['needs 60x15, has', '20x5', 'make the window', 'larger; q quits'],
  );
});
