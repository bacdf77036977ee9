/** A text read as a table: the first row names the columns. */
export interface Sheet {
  columns: string[];
  rows: string[][];
  /** How many rows the text has, shown or not. */
  all: number;
}

export const [mostRows, mostColumns, mostSigns] = [500, 60, 500];

/** Separated values: a field in quotes may hold separators, line ends and doubled quotes. Null where the text is no table of two columns or more. */
export function separated(text: string, separator: string): Sheet | null {
  const lines: string[][] = [];
  let [line, field, quoted, all]: [string[], string, boolean, number] = [[], '', false, 0];
  const endField = (): void => {
    if (line.length < mostColumns) {
      line.push(field.slice(0, mostSigns));
    }
    field = '';
  };
  const endLine = (): void => {
    endField();
    if (line.length > 1 || line[0] !== '') {
      all++;
      if (lines.length <= mostRows) {
        lines.push(line);
      }
    }
    line = [];
  };
  for (let place = 0; place < text.length; place++) {
    const sign = text.charAt(place);
    if (quoted) {
      if (sign !== '"') {
        field += sign;
      } else if (text.charAt(place + 1) === '"') {
        field += '"';
        place++;
      } else {
        quoted = false;
      }
    } else if (sign === '"' && field === '') {
      quoted = true;
    } else if (sign === separator) {
      endField();
    } else if (sign === '\n') {
      endLine();
    } else if (sign !== '\r') {
      field += sign;
    }
  }
  endLine();
  const [columns = [], ...rows] = lines;
  return columns.length < 2 ? null : { columns, rows, all: all - 1 };
}

/** A list of flat objects, as JSON; null for anything else. */
export function listed(value: unknown): Sheet | null {
  const isFlat = (row: unknown): row is Record<string, unknown> => typeof row === 'object' && row !== null && !Array.isArray(row) && Object.values(row).every((cell) => typeof cell !== 'object' || cell === null);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isFlat)) {
    return null;
  }
  const columns = [...new Set(value.slice(0, mostRows).flatMap((row) => Object.keys(row)))].slice(0, mostColumns);
  return { columns, rows: value.slice(0, mostRows).map((row) => columns.map((column) => String(row[column] ?? '').slice(0, mostSigns))), all: value.length };
}
