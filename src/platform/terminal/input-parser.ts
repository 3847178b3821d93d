import type { InputEvent } from './input-event.ts';
import { keyOfCharacter } from './key-names.ts';
import { eventOfCsi, eventOfSs3 } from './key-sequences.ts';

type InputParser = {
  push(chunk: string): readonly InputEvent[];
  /** What came last is a key of its own, unless more follows soon: wait for less than a tenth of a second, then `flush`. */
  readonly hasPendingEscape: boolean;
  /** Nothing has come of which the rest is awaited. */
  readonly isIdle: boolean;
  flush(): readonly InputEvent[];
  reset(): void;
};

/** Answers to what the terminal was asked, which are no keys. */
export type AnswerListener = {
  /** One may come: what looks like its rest is no key. */
  isAwaited(): boolean;
  /** Where its cursor stood; both count from 1. */
  takePlace(row: number, column: number): void;
  /** What it said between `ESC ]` and the end of that. */
  takeString(text: string): void;
};

/** Where we are in what comes. */
type State =
  | { readonly at: 'text' }
  /** Behind an ESC. */
  | { readonly at: 'escape' }
  /** Behind an ESC that was taken for the key, while an answer is awaited: it may have been that answer's beginning. */
  | { readonly at: 'torn' }
  /** Behind `ESC [`. `typed`: the key that this beginning was, should it turn out to begin no sequence. */
  | { readonly at: 'csi'; readonly parameters: string; readonly typed?: string }
  /** Behind `ESC O`. */
  | { readonly at: 'ss3'; readonly parameters: string }
  /**
   * In an OSC, DCS, APC or PM, which is what a terminal answers to somebody's question: it is swallowed up to its end. The
   * answer to ours, for the background, begins with `11;`. `escaped`: behind an ESC, which ends it with `\`. `typed`: it
   * began with a `]` that may have been a key.
   */
  | {
      readonly at: 'string';
      readonly introducer: string;
      readonly text: string;
      readonly escaped: boolean;
      readonly typed?: boolean;
    }
  /** So many characters are left that belong to the sequence before them. */
  | { readonly at: 'payload'; readonly left: number }
  /** In pasted text, of whose end so many characters have come. */
  | { readonly at: 'paste'; readonly endMatched: number };

const ESC = '\x1b';
const TEXT: State = { at: 'text' };
const ESCAPE: State = { at: 'escape' };
const PLACE = /^(\d{1,5});(\d{1,5})$/;
const PASTE_END = `${ESC}[201~`;
const PASTE_LIMIT = 65_536;
/** A longer sequence is swallowed to its end, but not kept. */
const PARAMETERS_LIMIT = 64;
/** What an answer for the background looks like as far as it has come. */
const ANSWERING = /^(?:1?|11(?:;[\da-z:/#?]*)?)$/i;
const X10_MOUSE_PAYLOAD = 3;

/** Terminal input to events: no stream, no timer, and the same events however the input is split. */
export function createInputParser(answers: AnswerListener | null = null): InputParser {
  let state: State = TEXT;
  let events: InputEvent[] = [];
  let pasted = '';
  let highSurrogate = '';

  const emit = (event: InputEvent | null): void => {
    if (event !== null) events.push(event);
  };
  const emitKey = (key: string | null): void => emit(key === null ? null : { kind: 'key', key });

  function onCharacter(character: string): State {
    switch (state.at) {
      case 'text':
        return onText(character);
      case 'escape':
        return onEscaped(character);
      case 'torn':
        if (character === '[') return { at: 'csi', parameters: '', typed: '[' };
        if (character === ']')
          return { at: 'string', introducer: ']', text: '', escaped: false, typed: true };
        return onText(character);
      case 'csi':
        return onCsi(state, character);
      case 'ss3':
        return onSs3(state.parameters, character);
      case 'string':
        return onString(state, character);
      case 'payload':
        return state.left > 1 ? { at: 'payload', left: state.left - 1 } : TEXT;
      case 'paste':
        return onPaste(state.endMatched, character);
    }
  }

  function onText(character: string): State {
    if (character === ESC) return ESCAPE;
    emitKey(keyOfCharacter(character));
    return TEXT;
  }

  function onEscaped(character: string): State {
    if (character === '[') return { at: 'csi', parameters: '' };
    if (character === 'O') return { at: 'ss3', parameters: '' };
    if (']P_^'.includes(character)) return { at: 'string', introducer: character, text: '', escaped: false };
    if (character === ESC) {
      emitKey('escape');
      return ESCAPE;
    }
    emitKey(altKey(character));
    return TEXT;
  }

  function onCsi(csi: Extract<State, { at: 'csi' }>, character: string): State {
    const { parameters, typed } = csi;
    const isFirstBracket = character === '[' && parameters === '';
    if (isFirstBracket && typed !== undefined) {
      emitKey(typed);
      return { ...csi, typed: '[' };
    }
    if (isParameter(character) || isFirstBracket) {
      return { ...csi, parameters: (parameters + character).slice(0, PARAMETERS_LIMIT) };
    }
    if (!isFinal(character)) return onText(character);
    if (character === 'M' && parameters === '') return { at: 'payload', left: X10_MOUSE_PAYLOAD };
    if (character === '~' && parameters === '200') {
      pasted = '';
      return { at: 'paste', endMatched: 0 };
    }
    const place = character === 'R' ? PLACE.exec(parameters) : null;
    if (place !== null) answers?.takePlace(Number(place[1]), Number(place[2]));
    const event = parameters.length < PARAMETERS_LIMIT ? eventOfCsi(parameters, character) : null;
    if (event === null && typed !== undefined && /^\d?$/.test(parameters)) {
      for (const key of [typed, ...parameters, character]) emitKey(key);
    } else emit(event);
    return TEXT;
  }

  function onSs3(parameters: string, character: string): State {
    if (isParameter(character))
      return { at: 'ss3', parameters: (parameters + character).slice(0, PARAMETERS_LIMIT) };
    if (!isFinal(character)) return onText(character);
    emit(eventOfSs3(parameters, character));
    return TEXT;
  }

  function onString(string: Extract<State, { at: 'string' }>, character: string): State {
    if (string.escaped && character !== '\\') return onEscaped(character);
    if (string.escaped || character === '\x07' || character === '\x9c') {
      if (string.introducer === ']') answers?.takeString(string.text);
      return TEXT;
    }
    if (character === ESC) return { ...string, escaped: true };
    const text = (string.text + character).slice(0, PARAMETERS_LIMIT);
    if (!string.typed || ANSWERING.test(text)) return { ...string, text };
    for (const key of `]${string.text}`) emitKey(key);
    return onText(character);
  }

  function onPaste(endMatched: number, character: string): State {
    if (character === PASTE_END[endMatched]) {
      if (endMatched + 1 < PASTE_END.length) return { at: 'paste', endMatched: endMatched + 1 };
      emit({ kind: 'paste', text: pasted });
      pasted = '';
      return TEXT;
    }
    keepPasted(PASTE_END.slice(0, endMatched));
    if (character === ESC) return { at: 'paste', endMatched: 1 };
    keepPasted(character);
    return { at: 'paste', endMatched: 0 };
  }

  function keepPasted(text: string): void {
    if (pasted.length + text.length <= PASTE_LIMIT) pasted += text;
  }

  function takeEvents(): readonly InputEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    push(chunk) {
      const text = highSurrogate + chunk;
      highSurrogate = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
      for (const character of highSurrogate === '' ? text : text.slice(0, -1)) state = onCharacter(character);
      return takeEvents();
    },
    get hasPendingEscape() {
      if (state.at === 'csi' || state.at === 'ss3') return state.parameters === '';
      return state.at === 'escape' || state.at === 'string';
    },
    get isIdle() {
      return (state.at === 'text' || state.at === 'torn') && highSurrogate === '';
    },
    flush() {
      const isAnswer = answers?.isAwaited() === true;
      if (state.at === 'escape') {
        emitKey('escape');
        state = isAnswer ? { at: 'torn' } : TEXT;
        return takeEvents();
      }
      if (state.at === 'csi' && state.typed === '[' && state.parameters === '') emitKey('[');
      else if (state.at === 'csi' && isAnswer) {
        // Rather the begin of an answer on a slow line than a key that hardly anybody has.
        state = { typed: 'alt-[', ...state };
        return takeEvents();
      } else if (state.at === 'csi' && state.parameters === '') emitKey('alt-[');
      else if (state.at === 'ss3' && state.parameters === '') emitKey('alt-O');
      else if (state.at === 'string' && state.typed && !state.text.startsWith('11;')) {
        for (const key of `]${state.text}`) emitKey(key);
      } else if (state.at === 'string' && isAnswer && state.introducer === ']' && ANSWERING.test(state.text))
        return takeEvents();
      else if (state.at === 'string' && state.text === '') emitKey(`alt-${state.introducer}`);
      // Any other sequence was begun by no key: its rest must not become keys when it comes late.
      else if (state.at !== 'string') return takeEvents();
      state = TEXT;
      return takeEvents();
    },
    reset() {
      state = TEXT;
      events = [];
      pasted = '';
      highSurrogate = '';
    },
  };
}

function altKey(character: string): string | null {
  const key = keyOfCharacter(character);
  if (key === null) return null;
  return key.startsWith('ctrl-') ? `ctrl-alt-${key.slice('ctrl-'.length)}` : `alt-${key}`;
}

function isParameter(character: string): boolean {
  return character >= ' ' && character <= '?';
}

function isFinal(character: string): boolean {
  return character >= '@' && character <= '~';
}
