// biome-ignore lint/style/noDefaultExport: Ink imports string-width as a default.
export { cellWidth as default } from '../../../ui/text/cells.ts';
