import { hash } from "node:crypto";

/**
 * A table of a record that is put together from the tables of several: equal rows are one, and rows that nothing refers
 * to never come in.
 */
export class RowTable<Row> {
  readonly #order: (row: Row) => Row;
  readonly #compare: (a: Row, b: Row) => number;
  /** By digest of the content, which is much shorter than the content. */
  readonly #numbers = new Map<string, number>();
  #rows: Row[] = [];

  /**
   * @param order Puts a row into the form of all records.
   * @param compare Compares two rows in that form; 0 only for equal ones.
   */
  constructor(order: (row: Row) => Row, compare: (a: Row, b: Row) => number) {
    this.#order = order;
    this.#compare = compare;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Takes in rows of another table, each when it is first asked for. @returns the number here of a number there. */
  adopt(rows: readonly Row[]): (number: number) => number {
    const numbers = new Int32Array(rows.length).fill(-1);
    return (number) => {
      if (numbers[number] === -1) numbers[number] = this.#add(this.#order(rows[number] as Row));
      return numbers[number] as number;
    };
  }

  /** Sorts the rows; no more can be added. @returns the new number of each old one. */
  sort(): Uint32Array {
    const order = this.#rows.map((_, number) => number);
    order.sort((a, b) => this.#compare(this.#rows[a] as Row, this.#rows[b] as Row));
    this.#rows = order.map((number) => this.#rows[number] as Row);
    this.#numbers.clear();
    const places = new Uint32Array(order.length);
    order.forEach((number, place) => {
      places[number] = place;
    });
    return places;
  }

  #add(row: Row): number {
    const content = hash("sha256", JSON.stringify(row), "base64");
    let number = this.#numbers.get(content);
    if (number === undefined) {
      number = this.#rows.push(row) - 1;
      this.#numbers.set(content, number);
    }
    return number;
  }
}
