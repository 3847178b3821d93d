import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  backgroundOfAnswer,
  backgroundOfEnvironment,
  createBackgroundAnswers,
  isBackgroundAsked,
} from '../../../src/platform/terminal/background.ts';
import { fc } from '../../support/properties.ts';

describe('what a terminal draws on', () => {
  for (const [text, background] of [
    ['11;rgb:0000/0000/0000', 'dark'],
    ['11;rgb:ffff/ffff/ffff', 'light'],
    ['11;rgb:0000/2b2b/3636', 'dark'],
    ['11;rgb:fdfd/f6f6/e3e3', 'light'],
    ['11;rgb:28/28/28', 'dark'],
    ['11;rgb:f/f/f', 'light'],
    ['11;rgb:FFF/FFF/EEE', 'light'],
    ['11;rgba:1e1e/1e1e/1e1e/ffff', 'dark'],
    ['11;#fbf1c7', 'light'],
    ['11;#282a36', 'dark'],
    // Between the two: black is read better than white on the first, white on the second.
    ['11;rgb:7777/7777/7777', 'light'],
    ['11;rgb:7373/7373/7373', 'dark'],
  ] as const) {
    it(`${text} is ${background}`, () => assert.equal(backgroundOfAnswer(text), background));
  }

  for (const text of [
    ...[
      '',
      '11;',
      '11;?',
      '11;white',
      '11;rgb:',
      '11;rgb:0/0',
      '11;rgb:0/0/0/0',
      '11;rgb:00000/0/0',
      '11;rgb:g/0/0',
    ],
    ...[
      '10;rgb:0/0/0',
      '11;rgb:0/0/0 ',
      ' 11;rgb:0/0/0',
      '11;#fff',
      '11;#12345',
      '11;rgb:0/0/0;11;rgb:f/f/f',
      '11;rgb:-1/0/0',
    ],
  ]) {
    it(`${JSON.stringify(text)} says nothing`, () => assert.equal(backgroundOfAnswer(text), null));
  }

  it('is read of an answer whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.ok(['light', 'dark', null].includes(backgroundOfAnswer(`11;${text}`)));
      }),
    );
  });

  for (const [colours, background] of [
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;default;15', 'light'],
    ['12;8', 'dark'],
    ['0;7', 'light'],
    ['15;default', null],
    ['0;16', null],
    ['0;15\n', null],
    ['15', null],
    ['', null],
  ] as const) {
    it(`COLORFGBG=${JSON.stringify(colours)} says ${background}`, () => {
      assert.equal(backgroundOfEnvironment({ COLORFGBG: colours }), background);
      assert.equal(backgroundOfEnvironment({ COLORFGBG: colours, TMUX: '/tmp/tmux-0/default,1,0' }), null);
    });
  }

  for (const [env, isAsked] of [
    [{ TERM: 'xterm-256color' }, true],
    [{ TERM: 'xterm' }, true],
    [{ TERM: 'rxvt-unicode-256color' }, true],
    [{ TERM: 'tmux-256color', TMUX: 'x' }, true],
    [{ TERM: 'screen-256color', TMUX: 'x' }, true],
    [{ TERM: 'screen.xterm-256color', STY: '1.pts' }, false],
    [{ TERM: 'linux' }, false],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'vt220' }, false],
    [{ TERM: 'sun' }, false],
    [{}, false],
  ] as const) {
    it(`is ${isAsked ? '' : 'not '}asked for on ${JSON.stringify(env)}`, () => {
      assert.equal(isBackgroundAsked(env), isAsked);
    });
  }
});

describe('the question for it', () => {
  it('is asked once while an answer may come, and told of when that differs', () => {
    const told: string[] = [];
    const answers = createBackgroundAnswers((background) => told.push(background));
    assert.equal(answers.question(0), '\x1b]11;?\x1b\\');
    assert.equal(answers.question(100), '');
    assert.equal(answers.isAwaited(100), true);
    answers.take('52;c;eA==');
    assert.equal(answers.isAwaited(100), true);
    answers.take('11;rgb:0/0/0');
    assert.equal(answers.isAwaited(100), false);
    assert.notEqual(answers.question(200), '');
    answers.take('11;rgb:0/0/0');
    assert.notEqual(answers.question(300), '');
    answers.take('11;rgb:f/f/f');
    assert.deepEqual(told, ['dark', 'light']);
    assert.equal(answers.told, 'light');
  });

  it('is not waited for for ever, nor where a later one was answered', () => {
    const answers = createBackgroundAnswers(() => {});
    assert.equal(answers.lastWait(0), 0);
    answers.question(0);
    assert.equal(answers.lastWait(100), 900);
    assert.equal(answers.lastWait(2_000), 0);
    assert.equal(answers.isAwaited(6_000), false);
    answers.question(6_000);
    answers.passed();
    assert.equal(answers.isAwaited(6_001), false);
    assert.equal(answers.lastWait(6_001), 0);
  });
});
