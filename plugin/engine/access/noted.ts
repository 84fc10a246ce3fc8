import type { AddressKey } from "../state/types.ts";

/** Up to so many are looked through: most transactions deal with two to six accounts. */
const FEW = 16;

/**
 * What is noted of the accounts of one transaction, in the order in which they came up. Its memory is used again for the
 * next transaction: a `Map` gets a new table for each.
 */
export class Noted<Value> {
  readonly #keys: AddressKey[] = [];
  readonly #values: Value[] = [];
  #size = 0;
  /** Where each is, once there are many. */
  #places: Map<AddressKey, number> | undefined;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    if (this.#size > FEW) this.#keys.length = this.#values.length = 0;
    this.#size = 0;
    this.#places = undefined;
  }

  get(key: AddressKey): Value | undefined {
    const place = this.#placeOf(key);
    return place < 0 ? undefined : this.#values[place];
  }

  set(key: AddressKey, value: Value): void {
    const place = this.#placeOf(key);
    if (place >= 0) {
      this.#values[place] = value;
      return;
    }
    this.#keys[this.#size] = key;
    this.#values[this.#size] = value;
    this.#places?.set(key, this.#size);
    this.#size += 1;
  }

  keyAt(place: number): AddressKey {
    return this.#keys[place] as AddressKey;
  }

  valueAt(place: number): Value {
    return this.#values[place] as Value;
  }

  /** Each key, followed by its value: a new array. */
  pairs(): (AddressKey | Value)[] {
    const pairs = new Array<AddressKey | Value>(2 * this.#size);
    for (let place = 0; place < this.#size; place++) {
      pairs[2 * place] = this.keyAt(place);
      pairs[2 * place + 1] = this.valueAt(place);
    }
    return pairs;
  }

  /** Below zero where there is none. */
  #placeOf(key: AddressKey): number {
    const size = this.#size;
    if (size > FEW) {
      this.#places ??= new Map(this.#keys.slice(0, size).map((known, place) => [known, place]));
      return this.#places.get(key) ?? -1;
    }
    const keys = this.#keys;
    for (let place = 0; place < size; place++) if (keys[place] === key) return place;
    return -1;
  }
}
