import { execFile } from 'node:child_process';
import { chmodSync, constants, copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DOCKER_DIRECTORY } from './compose-file.ts';
import { environmentOf, type Instruction, readStages, type Stage } from './dockerfile.ts';

const CONTEXT = join(DOCKER_DIRECTORY, '..');
const STEP_TIMEOUT_MS = 110_000;

/** A directory that holds what the image would. */
export type BuiltImage = {
  /** Path of a path in the image. */
  path(inImage: string): string;
  /** What the image sets, and a `PATH` with the Node of its base image. */
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Does what `docker build` would, step by step as they stand in the Dockerfile: each stage in a
 * directory of its own, from the files it copies and no others. The base image is this Node with
 * npm; paths in the image are turned into paths of this machine.
 */
export async function buildImage(directory: string): Promise<BuiltImage> {
  // Another user is to run what is in it.
  chmodSync(directory, 0o755);
  const node = join(directory, 'bin', 'node');
  mkdirSync(dirname(node));
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  const stages = readStages();
  const rootOf = (stage: Stage) => join(directory, `stage-${stages.indexOf(stage)}`);
  for (const stage of stages) {
    let workdir = rootOf(stage);
    for (const instruction of stage.instructions) {
      if (instruction.name === 'WORKDIR') workdir = join(rootOf(stage), instruction.value);
      mkdirSync(workdir, { recursive: true });
      await doStep(instruction, { stages, rootOf, stage, workdir, node });
    }
  }
  const final = stages.at(-1) as Stage;
  const path = (inImage: string) => join(rootOf(final), inImage);
  const env = Object.entries(environmentOf(final)).map(([name, value]) => [
    name,
    value.startsWith('/') ? path(value) : value,
  ]);
  const PATH = `${dirname(node)}:/usr/bin:/bin`;
  return { path, env: { ...Object.fromEntries(env), PATH } };
}

type Place = {
  readonly stages: readonly Stage[];
  readonly rootOf: (stage: Stage) => string;
  readonly stage: Stage;
  readonly workdir: string;
  readonly node: string;
};

async function doStep({ name, value }: Instruction, place: Place): Promise<void> {
  if (name === 'COPY') copy(value, place);
  if (name !== 'RUN') return;
  const { rootOf, stage, workdir, node } = place;
  const command = value.replaceAll(/(?<=\s)\/(?=app\b)/g, `${rootOf(stage)}/`);
  const { NODE_ENV: _, ...env } = process.env;
  await promisify(execFile)('sh', ['-euc', command], {
    cwd: workdir,
    env: { ...env, PATH: `${dirname(node)}:${process.env['PATH']}` },
    timeout: STEP_TIMEOUT_MS,
  });
}

function copy(value: string, { stages, rootOf, workdir }: Place): void {
  const words = value.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const source = from === undefined ? CONTEXT : rootOf(stageNamed(stages, from));
  const target = words.pop() ?? '.';
  for (const word of words) {
    // A directory's content goes into the target, a file goes under its name.
    const place = target.endsWith('/') ? join(target, basename(word)) : target;
    cpSync(join(source, word), join(workdir, place), { recursive: true, verbatimSymlinks: true });
  }
}

function stageNamed(stages: readonly Stage[], name: string): Stage {
  const found = stages.find((stage) => stage.name === name);
  if (found === undefined) throw new Error(`The Dockerfile has no stage ${name}`);
  return found;
}
