import { defineConfig } from "vite";
import tailwindcss from "@tailwindcss/vite";

// The built files are served by Django from /static/dist/; nothing is inlined, so the content policy stays 'self'.
export default defineConfig({
  plugins: [tailwindcss()],
  base: "/static/dist/",
  server: { host: "127.0.0.1", port: 5173, strictPort: true, cors: { origin: /^http:\/\/(127\.0\.0\.1|localhost):\d+$/ } },
  build: {
    manifest: "manifest.json",
    outDir: "../accrue/ui/static/dist",
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox128", "safari17.5"],
    rolldownOptions: { input: ["src/main.ts"] },
  },
});
