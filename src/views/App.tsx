import { Box } from 'ink';
import type { ReactNode } from 'react';
import { Region } from './components/Region.tsx';
import { Sheet } from './components/Sheet.tsx';
import type { View } from './components/view.ts';
import { useSession } from './hooks/use-session.ts';
import { type Layout, SMALLEST } from './layout.ts';
import { headerLine } from './presentation/header.ts';
import { keyBarLine } from './presentation/key-bar.ts';
import { statusLine } from './presentation/status-line.ts';
import type { Row } from './rows.ts';
import { Notice } from './screens/Notice.tsx';
import { Panes } from './screens/Panes.tsx';
import { DocumentScreen, HelpScreen } from './screens/Reading.tsx';
import type { ConsoleState } from './state/console-state.ts';
import { keyContext } from './state/key-context.ts';
import { currentRow, layoutOf } from './state/selectors.ts';
import type { SessionPorts } from './state/session.ts';

/** The whole screen: header, body, status line, keys. Always exactly as many rows as the terminal has. */
export function App(ports: SessionPorts): ReactNode {
  const state = useSession(ports);
  const { look } = ports;
  const { columns, rows } = state.size;
  const layout = layoutOf(state);
  return (
    <Box width={columns} height={rows}>
      {layout.kind === 'too-small' ? (
        <Notice rect={layout.whole} look={look} says={tooSmall(columns, rows)} />
      ) : (
        <Screen {...{ state, look, layout }} canSuspend={ports.onSuspend !== undefined} />
      )}
    </Box>
  );
}

function tooSmall(columns: number, rows: number): readonly string[] {
  return [
    `needs ${SMALLEST.columns}x${SMALLEST.rows}, has ${columns}x${rows}`,
    'make the window larger; q quits',
  ];
}

type ScreenProps = View & {
  readonly layout: Extract<Layout, { kind: 'screen' }>;
  readonly canSuspend: boolean;
};

function Screen({ state, look, layout, canSuspend }: ScreenProps): ReactNode {
  const { columns } = state.size;
  const context = keyContext(state, canSuspend);
  return (
    <>
      <Region rect={layout.header} lines={[headerLine(state, look, columns)]} look={look} />
      <Body {...{ state, look, layout }} />
      <Sheet {...{ state, look }} body={layout.body} />
      <Region rect={layout.status} lines={[statusLine(state, rowToTell(state), look, columns)]} look={look} />
      <Region rect={layout.keys} lines={[keyBarLine(context, look, columns)]} look={look} />
    </>
  );
}

/** The row that the status line tells in full; an open document does that itself. */
function rowToTell(state: ConsoleState): Row | null {
  return state.document === null && state.overlay.kind === 'none' ? currentRow(state) : null;
}

function Body({ state, look, layout }: Omit<ScreenProps, 'canSuspend'>): ReactNode {
  const { body, panes } = layout;
  if (state.overlay.kind === 'help') return <HelpScreen {...{ state, look, body }} />;
  if (state.snapshot === null)
    return <Notice rect={body} look={look} says={['Waiting for the core to answer.']} />;
  if (state.document !== null) return <DocumentScreen {...{ state, look, body }} />;
  return <Panes {...{ state, look, panes }} />;
}
