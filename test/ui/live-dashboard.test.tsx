import { Writable } from 'node:stream';
import { render as renderInk, Text } from 'ink';
import { cleanup, render } from 'ink-testing-library';
import { afterEach, expect, test } from 'vitest';
import type { MirrorView } from '../../src/engine/mirror-view.ts';
import { reduce } from '../../src/state/store.ts';
import { Dashboard } from '../../src/ui/dashboard.tsx';
import { createTheme } from '../../src/ui/theme.ts';
import { initialView } from '../../src/ui/view/view-reducer.ts';
import { NOW, SCENES } from '../support/ui/scenes.ts';

type Size = { readonly columns: number; readonly rows: number };

const NARROW: Size = { columns: 80, rows: 22 };
const theme = createTheme({ colour: 'none', ascii: false });

function dashboard(mirrorView: MirrorView, size: Size, now = NOW) {
  return (
    <Dashboard mirrorView={mirrorView} view={initialView} size={size} now={now} theme={theme} />
  );
}

/** A terminal of ink-testing-library, made as large as asked. */
function open(size: Size) {
  const terminal = render(<Text />);
  resize(terminal, size);
  return terminal;
}

function resize({ stdout }: ReturnType<typeof render>, { columns, rows }: Size) {
  Object.defineProperty(stdout, 'columns', { value: columns, configurable: true });
  Object.defineProperty(stdout, 'rows', { value: rows, configurable: true });
  stdout.emit('resize');
}

afterEach(cleanup);

test('a resize moves the panes to their new places', async () => {
  const terminal = open(NARROW);
  terminal.rerender(dashboard(SCENES.complete, NARROW));
  await expect.poll(() => terminal.lastFrame()).toContain('5 Artists');

  resize(terminal, { columns: 60, rows: 14 });
  terminal.rerender(dashboard(SCENES.complete, { columns: 60, rows: 14 }));

  await expect.poll(() => terminal.lastFrame()).not.toContain('5 Artists');
  expect(
    terminal
      .lastFrame()
      ?.split('\n')
      .map((line) => line.length),
  ).toEqual([29, ...Array.from({ length: 13 }, () => 60)]);
});

test('the top tables follow their figures and keep their columns', async () => {
  const terminal = open(NARROW);
  terminal.rerender(dashboard(SCENES.complete, NARROW));
  await expect.poll(() => terminal.lastFrame()).toContain('│1 acid-jazz');
  const { analytics } = SCENES.complete.state;
  const genres = analytics?.view.genres.map((genre) => ({ ...genre, count: genre.count + 90_000 }));

  terminal.rerender(
    dashboard(
      {
        ...SCENES.complete,
        state: {
          ...SCENES.complete.state,
          analytics: analytics && {
            ...analytics,
            view: { ...analytics.view, genres: genres ?? [] },
          },
        },
      },
      NARROW,
    ),
  );

  await expect.poll(() => terminal.lastFrame()).toMatch(/│1 acid-jazz +90,\d{3} \d\d\.\d││/);
});

test('a spinner turns while the consumer joins its group, and no longer', async () => {
  const terminal = open(NARROW);
  terminal.rerender(dashboard(SCENES.joining, NARROW));
  await expect.poll(() => terminal.lastFrame()).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] joining the group/);

  terminal.rerender(dashboard(SCENES.ingesting, NARROW));

  await expect.poll(() => terminal.lastFrame()).toContain('│ consuming ');
});

/** A terminal that keeps what is written to it. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 120;
  readonly rows = 38;
  written = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
}

function renderLive(stdout: Terminal, mirrorView: MirrorView, now = NOW) {
  return renderInk(dashboard(mirrorView, stdout, now), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    interactive: true,
    incrementalRendering: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
}

test('a screen at rest writes nothing from one second to the next', async () => {
  const later = NOW + 125_000;
  const stdout = new Terminal();
  const screen = renderLive(stdout, SCENES.complete, later);
  await screen.waitUntilRenderFlush();
  stdout.written = '';

  screen.rerender(dashboard({ ...SCENES.complete }, stdout, later + 1_000));
  await screen.waitUntilRenderFlush();

  expect(stdout.written).toBe('');
  screen.unmount();
});

test('a new figure is written from its column on, and nothing above or below it', async () => {
  const stdout = new Terminal();
  const screen = renderLive(stdout, SCENES.complete);
  await screen.waitUntilRenderFlush();
  stdout.written = '';
  const state = reduce(SCENES.complete.state, { type: 'consumer/saved', at: NOW - 5_000 });

  screen.rerender(dashboard({ ...SCENES.complete, state }, stdout));
  await screen.waitUntilRenderFlush();

  expect(stdout.written).toContain('5 s');
  expect(Buffer.byteLength(stdout.written)).toBeLessThan(400);
  screen.unmount();
});
