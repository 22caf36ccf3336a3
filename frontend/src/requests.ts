import htmx from "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import { exchange } from "./dom";
import { say } from "./elements/toast";

const SAFE = /^(GET|HEAD|QUERY)$/i;
const REASONS: Record<number, string> = {
  401: "You were signed out. Reload the page to sign in again.",
  403: "You do not have the right to do this.",
  404: "This is not there, or not yours to see.",
  409: "Someone changed this meanwhile. Reload to see it.",
  413: "That is too large to send.",
  429: "Too many requests at once. Wait a moment, then try again.",
};

// The token stands once in the page's head; htmx asks with it on every unsafe request.
document.addEventListener("htmx:config:request", (event) => {
  const request = exchange(event)?.request;
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content;
  if (request && token && !SAFE.test(request.method)) request.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:error", () => say("Could not reach the server. Nothing was saved.", "error"));

document.addEventListener("htmx:response:error", (event) => {
  const ctx = exchange(event);
  const status = ctx?.response?.status ?? 0;
  // A 422 swaps its form in; an answer with parts of its own says itself what went wrong.
  if (status === 422 || ctx?.text?.includes("<hx-partial")) return;
  say(REASONS[status] ?? "Something went wrong on our side. Nothing was changed.", "error");
});

declare global {
  interface Window { htmx: typeof htmx }
}
window.htmx = htmx;
