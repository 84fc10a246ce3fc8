/** Numbers rows by their content: equal rows are one. */
export class Interner<Row> {
  readonly rows: Row[] = [];
  readonly #numbers = new Map<string, number>();

  add(row: Row): number {
    const content = JSON.stringify(row);
    let number = this.#numbers.get(content);
    if (number === undefined) {
      number = this.rows.push(row) - 1;
      this.#numbers.set(content, number);
    }
    return number;
  }
}
