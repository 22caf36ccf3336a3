/** <ac-drop> around a form with one file input: files dropped anywhere on it are sent at once. Without it the input does. */
class AcDrop extends HTMLElement {
  #depth = 0;
  connectedCallback(): void {
    this.addEventListener("dragenter", this.#over);
    this.addEventListener("dragover", this.#over);
    this.addEventListener("dragleave", this.#out);
    this.addEventListener("drop", this.#dropped);
    this.addEventListener("change", this.#chosen);
    this.addEventListener("htmx:after:request", this.#sent);
  }
  get #input(): HTMLInputElement | null { return this.querySelector("input[type=file]"); }

  // What was sent is not sent again by the button.
  #sent = (): void => {
    if (this.#input) this.#input.value = "";
  };
  #over = (event: DragEvent): void => {
    if (!this.#input || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "dragenter") this.#depth += 1;
    this.toggleAttribute("data-over", true);
  };
  #out = (): void => {
    this.#depth -= 1;
    if (this.#depth <= 0) this.#rest();
  };
  #rest(): void {
    this.#depth = 0;
    this.removeAttribute("data-over");
  }
  #dropped = (event: DragEvent): void => {
    const input = this.#input, files = event.dataTransfer?.files;
    this.#rest();
    if (!input || !files?.length) return;
    event.preventDefault();
    input.files = files;
    input.form?.requestSubmit();
  };
  #chosen = (event: Event): void => {
    if (event.target === this.#input && this.#input?.files?.length) this.#input.form?.requestSubmit();
  };
}
customElements.define("ac-drop", AcDrop);
