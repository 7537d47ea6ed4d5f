import { readdirSync, readFileSync } from 'node:fs';

/** Processes of a job: its Java and its Python, by the topic that stands in their arguments. */
export function jobProcesses(topic: string): readonly JobProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(({ command }) => command.includes('track_analytics.py') && command.includes(topic));
}

type JobProcess = { readonly pid: number; readonly command: string };

/** Which of them is the driver. */
export function driverOf(topic: string): number {
  const found = jobProcesses(topic).find(({ command }) => command.includes('SparkSubmit'));
  if (found === undefined) throw new Error(`No driver reads ${topic}`);
  return found.pid;
}

/** Empty for one that has just ended. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
