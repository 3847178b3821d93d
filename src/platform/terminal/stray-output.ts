/** Output of others (warnings of Node, a library's message) that would break the picture on the screen. */
export type StrayOutput = {
  hold(): void;
  /** Lets output pass again. What was held comes out first, in its order. */
  release(): void;
};

const LIMIT = 65_536;

/** Keeps the first 64 Ki characters written to `streams` (those that are the terminal) while it holds. */
export function createStrayOutput(streams: readonly NodeJS.WriteStream[]): StrayOutput {
  const terminals = streams
    .filter((stream) => stream.isTTY)
    .map((stream) => ({ stream, write: stream.write }));
  let held: { readonly stream: NodeJS.WriteStream; readonly text: string }[] = [];
  let length = 0;
  let dropped = 0;

  function keep(stream: NodeJS.WriteStream, text: string): void {
    if (length + text.length > LIMIT) dropped += text.length;
    else {
      held.push({ stream, text });
      length += text.length;
    }
  }

  return {
    hold() {
      for (const { stream } of terminals) {
        stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
          keep(stream, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
          const done = rest.find((argument) => typeof argument === 'function');
          if (typeof done === 'function') queueMicrotask(() => done());
          return true;
        };
      }
    },
    release() {
      for (const { stream, write } of terminals) stream.write = write;
      for (const { stream, text } of held) stream.write(text);
      if (dropped > 0) terminals.at(-1)?.stream.write(`… ${dropped} more characters were not kept\n`);
      held = [];
      length = 0;
      dropped = 0;
    },
  };
}
