import { h, render } from "preact";
import { ELEMENTS, type PageData } from "../page-data.ts";
import { BlockView } from "./block-view.ts";
import { UsersChart } from "./users-chart.ts";

/** Beneath the policy of the page: whatever a library would parse as HTML becomes nothing. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: () => string }): unknown;
}
(globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("default", { createHTML: () => "" });

const data = JSON.parse(document.getElementById(ELEMENTS.data)?.textContent ?? "") as PageData;

const blockView = document.getElementById(ELEMENTS.block);
if (blockView !== null && data.blocks.length > 0) {
  blockView.replaceChildren();
  render(h(BlockView, { data }), blockView);
}
const users = document.getElementById(ELEMENTS.users);
if (users !== null && data.users.length > 0) render(h(UsersChart, { users: data.users }), users);
