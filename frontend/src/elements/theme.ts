import { choose, chosen, type Preference } from "../preferences";

const DARK = "accrue-dark";
const LIGHT = "accrue";

export function toggleTheme(): void {
  const dark = chosen("theme") ? chosen("theme") === DARK : matchMedia("(prefers-color-scheme: dark)").matches;
  choose("theme", dark ? LIGHT : DARK);
  document.querySelectorAll<AcTheme>("ac-theme").forEach((element) => element.show());
}

/** <ac-theme> around radios or a checkbox named theme, density or hotkeys: shows the choice and keeps a new one. */
export class AcTheme extends HTMLElement {
  connectedCallback(): void {
    this.show();
    this.addEventListener("change", this.#keep);
  }
  disconnectedCallback(): void {
    this.removeEventListener("change", this.#keep);
  }
  show(): void {
    for (const input of this.querySelectorAll<HTMLInputElement>("input")) {
      const value = chosen(input.name as Preference);
      input.checked = input.type === "radio" ? input.value === value : value === input.value;
    }
  }
  #keep = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    choose(input.name as Preference, input.checked ? input.value : "");
  };
}
customElements.define("ac-theme", AcTheme);
