/** One producer at a time publishes to a topic: whoever opens this id fences who had it before. */
export function ingestProducerId(topic: string): string {
  return `trackdeck-${topic}`;
}
