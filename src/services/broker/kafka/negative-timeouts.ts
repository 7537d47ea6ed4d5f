const MUTED = Symbol('negative timeouts are muted');

type EmitWarning = typeof process.emitWarning & { [MUTED]?: true };

/**
 * kafkajs arms timers with negative delays, which is harmless, but Node says so once on stderr, in
 * the middle of the operator's screen. Every other warning goes through.
 *
 * @see https://github.com/tulios/kafkajs/issues/1751
 */
export function muteNegativeTimeouts(): void {
  const emitWarning: EmitWarning = process.emitWarning;
  if (emitWarning[MUTED] === true) return;
  const filtered = (...parameters: Parameters<typeof process.emitWarning>) => {
    const [, type] = parameters;
    if ((type as unknown) !== 'TimeoutNegativeWarning') emitWarning(...parameters);
  };
  process.emitWarning = Object.assign(filtered, { [MUTED]: true }) as EmitWarning;
}
