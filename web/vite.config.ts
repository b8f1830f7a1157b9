import { defineConfig } from "vite";
import react from "@vitejs/plugin-react";

// `npm run dev` serves the pages itself and sends the rest to a running `dotnet run --project src/SaaSGate`.
const controlPlane = process.env["SAASGATE_PORTAL"] ?? "http://127.0.0.1:7400";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The content security policy allows no data: URLs, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: {
    host: "127.0.0.1",
    port: 7410,
    proxy: {
      "/api": { target: controlPlane, changeOrigin: true },
      "/hubs": { target: controlPlane, changeOrigin: true, ws: true },
    },
  },
});
