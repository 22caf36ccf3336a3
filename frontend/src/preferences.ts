/** Choices of this browser: a cookie, so that the server draws the next page with them and nothing flashes. */
export type Preference = "theme" | "density" | "hotkeys";

const YEAR = 31_536_000;

export function choose(name: Preference, value: string): void {
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${name}=${value};path=/;max-age=${value ? YEAR : 0};samesite=lax${secure}`;
}

export function chosen(name: Preference): string {
  return document.documentElement.dataset[name] ?? "";
}
