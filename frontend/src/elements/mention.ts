import { closest } from "../dom";

const WAIT = 120;
const NAME = /(?:^|\s)@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]+)?)$/u;

/** Textareas with data-names="address": after an @ the colleagues who may be meant, as options the server draws. The focus
 *  stays in the text; arrows choose, Enter or Tab takes, Escape closes. */
class Names {
  #timer = 0;
  #text: HTMLTextAreaElement | null = null;

  get #list(): HTMLElement | null {
    return document.getElementById(this.#text?.getAttribute("aria-controls") ?? "");
  }
  get #options(): HTMLElement[] { return [...(this.#list?.querySelectorAll<HTMLElement>("[role=option]") ?? [])]; }
  get isOpen(): boolean { return this.#list?.hidden === false; }

  typed(text: HTMLTextAreaElement): void {
    this.#text = text;
    clearTimeout(this.#timer);
    const asked = this.#asked();
    if (asked === null) this.close();
    else this.#timer = window.setTimeout(() => void this.#ask(asked), WAIT);
  }
  close(): void {
    clearTimeout(this.#timer);
    if (this.#list) this.#list.hidden = true;
    this.#text?.removeAttribute("aria-activedescendant");
    this.#say("");
  }
  key(event: KeyboardEvent): void {
    const options = this.#options, now = options.findIndex((one) => one.ariaSelected === "true");
    const chosen = options[now];
    if (event.key === "ArrowDown") this.#select((now + 1) % options.length);
    else if (event.key === "ArrowUp") this.#select((now - 1 + options.length) % options.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) this.take(chosen);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  take(option: HTMLElement): void {
    const text = this.#text, asked = this.#asked();
    if (!text || asked === null) return;
    const end = text.selectionStart;
    text.setRangeText(`@${option.dataset["name"] ?? ""} `, end - asked.length - 1, end, "end");
    this.close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  #asked(): string | null {
    const text = this.#text;
    if (!text || text.selectionStart !== text.selectionEnd) return null;
    return NAME.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;
  }
  // Not through htmx: settling would put back which option was chosen before.
  async #ask(asked: string): Promise<void> {
    const list = this.#list, where = this.#text?.dataset["names"];
    if (!list || !where) return;
    const answer = await fetch(`${where}?q=${encodeURIComponent(asked)}`, { headers: { "HX-Request": "true" } });
    const drawn = answer.ok ? await answer.text() : "";
    if (this.#asked() !== asked) return;
    list.innerHTML = drawn;
    const number = this.#options.length;
    list.hidden = number === 0;
    if (!number) return this.close();
    this.#select(0);
    this.#say(`${number} ${number === 1 ? "colleague" : "colleagues"}; arrows choose, Enter takes`);
  }
  #select(index: number): void {
    this.#options.forEach((one, k) => one.setAttribute("aria-selected", String(k === index)));
    const chosen = this.#options[index];
    if (!chosen) return;
    this.#text?.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
  #say(words: string): void {
    const said = this.#text?.parentElement?.querySelector("[data-said]");
    if (said) said.textContent = words;
  }
}
const names = new Names();

document.addEventListener("input", (event) => {
  const text = closest<HTMLTextAreaElement>(event, "textarea[data-names]");
  if (text) names.typed(text);
});
document.addEventListener("keydown", (event) => {
  if (names.isOpen && closest(event, "textarea[data-names]")) names.key(event);
}, true);
// Not on click: by then the text would have lost the focus and the place of its caret.
document.addEventListener("pointerdown", (event) => {
  const option = closest(event, ".mention-option");
  if (option) { event.preventDefault(); names.take(option); }
  else if (names.isOpen && !closest(event, "textarea[data-names]")) names.close();
});
