import type { Readable } from 'node:stream';
import { scopeOf } from '../../core/bans/ban-order.ts';
import { banScope } from '../../model/addresses/ip-range.ts';
import { UserError } from '../../model/user-error.ts';
import { safeText } from '../../platform/safe-text.ts';

/** More are work for a firewall's own set, not for bans that are each looked up. */
const MOST_ADDRESSES = 1000;
/** Of a list on standard input, in characters. */
const MOST_TEXT = 1 << 20;

/**
 * Whom the command line names, each once, in canonical form: addresses and ranges, or `-` for a list of them on standard
 * input, one a line, with comments after `#` or `;`. Throws `UserError` when there is none, and when one of several is no
 * address: a list with a mistake in it does nothing.
 */
export async function addressesOf(
  words: readonly string[],
  command: 'ban' | 'unban',
  stdin: () => Readable,
): Promise<readonly string[]> {
  if (words.length === 0) {
    throw new UserError(`${command} takes an address`, `Write soc-console ${command} 203.0.113.7.`);
  }
  const [only] = words;
  // What is wrong with the one address that was typed is told by whoever would ban it.
  if (words.length === 1 && only !== undefined && only !== '-') return [scopeOf(only).value];
  const isList = words.length === 1;
  const named = isList ? linesOf(await textOf(stdin())) : words.map((text) => ({ text, place: '' }));
  const wrong = named.find(({ text }) => banScope(text) === null);
  if (wrong !== undefined) {
    throw new UserError(
      `${wrong.place}${safeText(wrong.text.slice(0, 80))} is not an IP address, a /24 or a /64`,
      'Nothing was done. Write one address after another, or one a line with - for standard input.',
    );
  }
  const values = [...new Set(named.map(({ text }) => scopeOf(text).value))];
  if (values.length === 0) throw new UserError('standard input names no address', 'Give one a line.');
  if (values.length > MOST_ADDRESSES) {
    throw new UserError(
      `${values.length} addresses are more than ${MOST_ADDRESSES} at once`,
      'Nothing was done. Name the ranges they are in, or put such a list into the firewall itself.',
    );
  }
  return values;
}

function linesOf(text: string): readonly { readonly text: string; readonly place: string }[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const word = (line.split(/[#;]/, 1)[0] ?? '').trim();
    return word === '' ? [] : [{ text: word, place: `standard input, line ${index + 1}: ` }];
  });
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const piece of stream as AsyncIterable<string>) {
    text += piece;
    if (text.length > MOST_TEXT) {
      throw new UserError('standard input is too long for a list of addresses', 'Nothing was done.');
    }
  }
  return text;
}
