// Unpacks the Chromium of npm's @sparticuz/chromium, once for each of its versions, and prints the folder.
// Usage: node unpack.mjs WEB CACHE
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [web, cache] = process.argv.slice(2);
const home = join(web, "node_modules", "@sparticuz", "chromium");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const done = join(cache, version);

if (!existsSync(done)) {
  // The package unpacks to the system's temporary folder, file by file: a run that is killed must leave nothing that looks complete.
  const folder = join(cache, `${version}.${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  const { default: chromium, inflate } = await import(pathToFileURL(join(home, "build", "index.js")));
  await chromium.executablePath();
  // The libraries (NSS and others) that a machine without a browser lacks.
  await inflate(join(home, "bin", "al2023.tar.br"));
  // The package's own looks for fonts in the system's temporary folder. The machine's may have characters that Open Sans lacks.
  writeFileSync(
    join(folder, "fonts.conf"),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(done, "fonts")}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(done, "fonts-cache")}</cachedir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
  `,
  );
  try {
    renameSync(folder, done);
  } catch (problem) {
    // Another run was first.
    if (!existsSync(done)) throw problem;
    rmSync(folder, { recursive: true });
  }
}

process.stdout.write(done);
