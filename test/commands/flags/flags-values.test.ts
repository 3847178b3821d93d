import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readValue } from '../../../src/commands/flags/flags-values.ts';

describe('--logsource', () => {
  for (const [text, expected] of [
    ['linux/sshd', { product: 'linux', service: 'sshd' }],
    ['Linux/SSHD', { product: 'linux', service: 'sshd' }],
    ['category=webserver', { category: 'webserver' }],
    [
      'category=webserver,product=nginx,service=access',
      { category: 'webserver', product: 'nginx', service: 'access' },
    ],
    ['linux', null],
    ['linux/', null],
    ['/sshd', null],
    ['a/b/c', null],
    ['kind=webserver', null],
    ['product=a,product=b', null],
    ['product=', null],
    ['product=a=b', null],
    ['product=a b', null],
    ['__proto__=a', null],
  ] as const) {
    it(`${text} -> ${JSON.stringify(expected)}`, () => {
      const read = readValue(text, { kind: 'logsource', placeholder: 'SOURCE' }, 0);
      assert.deepEqual(read.ok ? { ...(read.value as object) } : null, expected);
    });
  }
});
