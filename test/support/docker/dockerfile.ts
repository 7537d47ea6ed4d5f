import { readFileSync } from 'node:fs';
import { DOCKER_DIRECTORY } from './compose-file.ts';

/** One line of a Dockerfile, continued lines joined. */
export type Instruction = {
  /** In capitals: `RUN`, `COPY`, … */
  readonly name: string;
  readonly value: string;
};

/** From one `FROM` up to the next. */
export type Stage = {
  readonly image: string;
  /** `AS` */
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
};

export function readStages(): readonly Stage[] {
  const lines = readFileSync(`${DOCKER_DIRECTORY}Dockerfile`, 'utf8')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [image = '', , stage] = value.split(/\s+/);
      stages.push({ image, name: stage, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, value });
    }
  }
  return stages;
}

/** The stage that becomes the image. */
export function finalStage(): Stage {
  const last = readStages().at(-1);
  if (last === undefined) throw new Error('The Dockerfile has no stage');
  return last;
}

/** The value of the last such instruction. @throws when there is none */
export function lastValue({ instructions }: Stage, name: string): string {
  const found = instructions.findLast((instruction) => instruction.name === name);
  if (found === undefined) throw new Error(`The Dockerfile has no ${name}`);
  return found.value;
}

/** A command in exec form, the only one that signals reach: `["node", "…"]`. */
export function execForm(value: string): readonly string[] {
  const [json = 'null'] = /\[.*\]$/.exec(value) ?? [];
  const command: unknown = JSON.parse(json);
  if (!Array.isArray(command)) throw new Error(`Not in exec form: ${value}`);
  return command.map(String);
}

/** What `ENV` lines set. */
export function environmentOf({ instructions }: Stage): Readonly<Record<string, string>> {
  const pairs = instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ value }) => [...value.matchAll(/(\w+)=(\S+)/g)])
    .map(([, name = '', value = '']) => [name, value] as const);
  return Object.fromEntries(pairs);
}
