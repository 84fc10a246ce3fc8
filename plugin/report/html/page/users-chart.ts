import { h, type JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { PageUsers } from "../page-data.ts";
import { Chart } from "./chart.ts";
import { lineOption } from "./lines.ts";
import { useTheme } from "./theme.ts";

/** The speedup by number of users, for a test of the reader's choice. */
export function UsersChart({ users }: { readonly users: readonly PageUsers[] }): JSX.Element {
  const [chosen, choose] = useState(0);
  const theme = useTheme();
  const shown = users[chosen] as PageUsers;
  const option = useMemo(
    () =>
      lineOption(theme, {
        x: `users, on ${shown.threads} threads`,
        most: shown.threads,
        points: shown.users,
        lines: [
          { name: "values of their own", values: shown.own },
          { name: "all the same values", values: shown.same },
        ],
      }),
    [theme, shown],
  );
  const last = shown.users.length - 1;
  const label = `Speedup on ${shown.threads} threads by number of users. With ${shown.users[last]} users ${shown.own[last]?.toFixed(1)}x where all name values of their own, ${shown.same[last]?.toFixed(1)}x where all name the same.`;
  return h(
    "div",
    null,
    h(
      "label",
      { class: "field" },
      "Test ",
      h(
        "select",
        { value: chosen, onChange: (event: Event) => choose(Number((event.target as HTMLSelectElement).value)) },
        users.map(({ title }, index) => h("option", { value: index }, title)),
      ),
    ),
    h(Chart, { option, height: 260, label }),
  );
}
