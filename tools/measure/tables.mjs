// Tables in Markdown, as programs print them and pages show them.

/** Returns the tables of a text, each as rows of cells, without its head. */
export function tablesIn(text) {
  const tables = [];
  let rows;
  for (const line of text.split('\n')) {
    const cells = /^\s*\|(.*)\|\s*$/
      .exec(line)?.[1]
      .split('|')
      .map((cell) => cell.trim());
    if (cells === undefined) rows = undefined;
    else if (cells.every((cell) => /^:?-+:?$/.test(cell))) tables.push((rows = []));
    else rows?.push(cells);
  }
  return tables;
}

/** Returns a row of cells as a page has it. */
export const rowOf = (cells) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`.replaceAll('|   |', '| |');
