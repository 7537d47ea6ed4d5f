import { Text } from 'ink';
import { memo } from 'react';

type LineProps = { readonly text: string };

/** One painted row of the terminal, drawn anew only when it changes. */
const Line = memo(function Line({ text }: LineProps) {
  return <Text wrap="truncate">{text}</Text>;
});

/** Painted rows, one below the other. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line, index) => <Line key={index} text={line} />);
}
