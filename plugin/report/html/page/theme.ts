import { options } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Colours of the charts, from the style sheet: they follow the scheme of the system, and are light on paper. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly border: string;
  readonly surface: string;
  readonly accent: string;
  readonly aborted: string;
  readonly again: string;
  readonly node: string;
  readonly critical: string;
  readonly font: string;
  /** Of edges, by kind of conflict. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Of lines. */
  readonly series: readonly string[];
}

const KINDS = ["rmw", "raw", "commutative", "gas-only", "waw", "war", "protocol"];
const SERIES = 7;

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: of("text"),
    muted: of("muted"),
    border: of("border"),
    surface: of("surface"),
    accent: of("accent"),
    aborted: of("aborted"),
    again: of("again"),
    node: of("node"),
    critical: of("critical"),
    font: getComputedStyle(document.body).fontFamily,
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, of(`kind-${kind}`)])),
    series: Array.from({ length: SERIES }, (_, index) => of(`series-${index + 1}`)),
  };
}

/** The colours as they are now. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const lists = ["(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
    const change = () => {
      // Paper does not wait until it suits.
      const { debounceRendering } = options;
      options.debounceRendering = (render) => render();
      setTheme(readTheme());
      options.debounceRendering = debounceRendering;
    };
    for (const list of lists) list.addEventListener("change", change);
    return () => {
      for (const list of lists) list.removeEventListener("change", change);
    };
  }, []);
  return theme;
}
