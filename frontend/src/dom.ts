/** The element an event came from, or its nearest ancestor that matches. */
export function closest<T extends HTMLElement = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** True while the person types, so that a key is theirs and no shortcut. */
export function isTyping(event: Event): boolean {
  return closest(event, "input:not([type=checkbox]), textarea, select, [contenteditable=true]") !== null;
}

export function hasOpenDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** What an htmx event tells of its request; only what is read here. */
export interface Exchange {
  sourceElement?: Element;
  target?: Element;
  text?: string;
  confirm?: string;
  request: { method: string; headers: Record<string, string>; body?: FormData | URLSearchParams };
  response?: { status: number };
}

export function exchange(event: Event): Exchange | undefined {
  return (event as CustomEvent<{ ctx?: Exchange } | null>).detail?.ctx;
}

/** What an answer is about to put where, as htmx tells before it does; what is taken out of the list is not put. */
export function swaps(event: Event): { target: unknown }[] {
  return (event as CustomEvent<{ tasks?: { target: unknown }[] } | null>).detail?.tasks ?? [];
}
