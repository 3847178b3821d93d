const oldestNode = 20;

/** Ends the process with 2 when this Node.js is too old. Written so that even Node.js 12 can read it. */
export function requireNode() {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return;
  console.error(
    `soc-console needs Node.js ${oldestNode} or newer; this is ${process.version} (${process.execPath}).\n` +
      'Install a newer one from https://nodejs.org or with a version manager (nvm install 22), then try again.',
  );
  process.exit(2);
}
