/** <ac-chart> wraps a chart the server drew and reads its values out: pointer, touch, arrow keys, Home, End. */
interface Point { name: string; text: string; y: number | null; tone: string }
interface Row { label: string; points: Point[]; note: string }
interface Data { x: number[]; top: number; bottom: number; width: number; note: string; rows: Row[] }

const SVG = "http://www.w3.org/2000/svg";
const APART = 12;

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function line(name: string, value: string, tone: string): HTMLElement {
  const made = document.createElement("div"), key = document.createElement("span"), bold = document.createElement("b");
  made.className = `viz-tip-line viz-tip-${tone}`;
  key.textContent = name;
  bold.textContent = value;
  made.append(key, bold);
  return made;
}

class AcChart extends HTMLElement {
  #data: Data | null = null;
  #svg: SVGSVGElement | null = null;
  #marks: SVGGElement | null = null;
  #tip: HTMLElement | null = null;
  #now = -1;
  connectedCallback(): void {
    this.#svg = this.querySelector("svg");
    this.#data = JSON.parse(this.querySelector("script[type='application/json']")?.textContent ?? "null") as Data | null;
    if (!this.#svg || !this.#data?.rows.length) return;
    this.addEventListener("pointermove", this.#pointed);
    this.addEventListener("pointerdown", this.#pointed);
    this.addEventListener("pointerleave", this.#hide);
    this.addEventListener("blur", this.#hide);
    this.addEventListener("keydown", this.#keyed);
  }
  disconnectedCallback(): void {
    this.#marks?.remove();
    this.#tip?.remove();
    this.#marks = this.#tip = null;
  }
  #pointed = (event: PointerEvent): void => {
    const data = this.#data, box = this.#svg?.getBoundingClientRect();
    if (!data || !box?.width) return;
    const x = ((event.clientX - box.left) * data.width) / box.width;
    const away = data.x.map((at) => Math.abs(at - x));
    this.#show(away.indexOf(Math.min(...away)));
  };
  #keyed = (event: KeyboardEvent): void => {
    const last = (this.#data?.rows.length ?? 0) - 1;
    if (event.key === "Escape") return this.#hide();
    const from = this.#now < 0 ? last + 1 : this.#now;
    const to = { ArrowLeft: from - 1, ArrowRight: this.#now < 0 ? 0 : from + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#show(Math.max(0, Math.min(last, to)));
  };
  #show(index: number): void {
    const data = this.#data, svg = this.#svg, row = data?.rows[index], x = data?.x[index];
    if (!data || !svg || !row || x === undefined || index === this.#now) return;
    this.#now = index;
    this.#marks ??= svg.appendChild(document.createElementNS(SVG, "g"));
    this.#marks.replaceChildren(
      shape("line", { x1: x, x2: x, y1: data.top, y2: data.bottom, class: "viz-cross" }),
      ...row.points.filter((point) => point.y !== null).map((point) => shape("circle", { cx: x, cy: point.y ?? 0, r: 4, class: `f-${point.tone} s-paper`, "stroke-width": 2 })),
    );
    this.#tell(row, x * (svg.getBoundingClientRect().width / data.width), data);
  }
  #tell(row: Row, left: number, data: Data): void {
    if (!this.#tip) {
      this.#tip = document.createElement("div");
      this.#tip.className = "viz-tip";
      this.#tip.setAttribute("role", "status");
      this.append(this.#tip);
    }
    const title = document.createElement("div");
    title.className = "viz-tip-title";
    title.textContent = row.label;
    const note = row.note ? [line(data.note, row.note, "mute")] : [];
    this.#tip.replaceChildren(title, ...row.points.map((point) => line(point.name, point.text, point.tone)), ...note);
    this.#tip.hidden = false;
    const wide = this.#tip.offsetWidth, full = this.clientWidth;
    this.#tip.style.left = `${Math.max(0, left + APART + wide > full ? left - wide - APART : left + APART)}px`;
    this.#tip.style.top = `${data.top}px`;
  }
  #hide = (): void => {
    this.#now = -1;
    this.#marks?.replaceChildren();
    if (this.#tip) this.#tip.hidden = true;
  };
}
customElements.define("ac-chart", AcChart);
