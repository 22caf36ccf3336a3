/** <ac-draft data-key="…"> around a form with one text: what is typed survives a reload, and is gone once it was sent. */
class AcDraft extends HTMLElement {
  get #text(): HTMLTextAreaElement | null { return this.querySelector("textarea"); }
  get #key(): string { return `draft:${this.dataset["key"] ?? ""}`; }

  connectedCallback(): void {
    const text = this.#text;
    if (text && !text.value) text.value = localStorage.getItem(this.#key) ?? "";
    this.addEventListener("input", this.#keep);
    this.addEventListener("keydown", this.#send);
    this.addEventListener("htmx:after:request", this.#sent);
  }
  #keep = (): void => {
    const typed = this.#text?.value ?? "";
    if (typed) localStorage.setItem(this.#key, typed);
    else localStorage.removeItem(this.#key);
  };
  #send = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.querySelector("form")?.requestSubmit();
  };
  #sent = (event: Event): void => {
    const status = (event as CustomEvent<{ ctx?: { response?: { status?: number } } }>).detail.ctx?.response?.status ?? 0;
    if (status >= 200 && status < 300) localStorage.removeItem(this.#key);
  };
}
customElements.define("ac-draft", AcDraft);
