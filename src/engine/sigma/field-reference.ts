import type { Slot } from './field-table.ts';
import type { EventTest } from './matcher.ts';
import type { Shape } from './values.ts';

/** Whether a field is, holds, begins or ends with what another field of the event says. A missing field is like none. */
export function compareFieldRef(slot: Slot, other: Slot, { ends, cased }: Shape): EventTest {
  const holds = comparison(ends);
  return (view) => {
    const texts = cased ? view.texts(slot) : view.foldedTexts(slot);
    const wanted = cased ? view.texts(other) : view.foldedTexts(other);
    return texts.some((text) => wanted.some((part) => holds(text, part)));
  };
}

function comparison(ends: Shape['ends']): (text: string, part: string) => boolean {
  if (ends === null) return (text, part) => text === part;
  if (ends.front && ends.back) return (text, part) => text.includes(part);
  return ends.back ? (text, part) => text.startsWith(part) : (text, part) => text.endsWith(part);
}
