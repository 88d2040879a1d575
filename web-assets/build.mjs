// Bundles the pages' scripts and styles into ../src/ninefold/web/static and writes assets.lock.
// The same package-lock.json gives the same bytes: no timestamps, no source maps, no random names.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "ninefold", "web", "static");
const packages = join(here, "node_modules");

// What each built file is made of, for assets.lock. A package named here must be in package.json.
const MADE_OF = {
  "app.css": ["govuk-frontend", "ninefold"],
  "app.js": ["govuk-frontend", "ninefold"],
  "charts.js": ["@observablehq/plot", "ninefold"],
  "favicon.svg": ["ninefold"],
  "fonts/atkinson-latin.woff2": ["@fontsource-variable/atkinson-hyperlegible-next"],
  "fonts/atkinson-latin-ext.woff2": ["@fontsource-variable/atkinson-hyperlegible-next"],
  "map.css": ["maplibre-gl"],
  "map.js": ["maplibre-gl", "ninefold"],
  "map-worker.js": ["maplibre-gl"],
};

async function bundleScripts() {
  await esbuild.build({
    entryPoints: ["app", "charts", "map"].map((name) => join(here, "src", `${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
    charset: "utf8",
    banner: { js: "/* Built by web-assets/build.mjs; sources and licences in assets.lock */" },
  });
}

// govuk-frontend's font is licensed for GOV.UK alone, so its faces are dropped and its name replaced.
function withOurFont(css) {
  return css.replace(/@font-face\{[^}]*\}/g, "").replace(/"?GDS Transport"?/g, '"Atkinson Hyperlegible Next"');
}

async function bundleStyles() {
  const govuk = await readFile(join(packages, "govuk-frontend/dist/govuk/govuk-frontend.min.css"), "utf8");
  const ours = await readFile(join(here, "src", "app.css"), "utf8");
  const kept = withOurFont(govuk).replace(/\/\*#.*?\*\//g, "");
  await writeCss(kept + ours, "app.css");
  await writeCss(await readFile(join(packages, "maplibre-gl/dist/maplibre-gl.css"), "utf8"), "map.css");
}

// Fonts are asked for by the address that names their bytes, the one the page preloads.
async function withVersions(css) {
  const fonts = join(out, "fonts");
  let text = css;
  for (const name of await filesUnder(fonts)) {
    const version = sha256Of(await readFile(join(fonts, name))).slice(0, 12);
    text = text.replaceAll(`/static/fonts/${name}`, `/static/fonts/${name}?v=${version}`);
  }
  return text;
}

function sha256Of(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

async function writeCss(text, name) {
  const built = await esbuild.transform(await withVersions(text), { loader: "css", minify: true, legalComments: "none" });
  await writeFile(join(out, name), built.code);
}

async function copyFiles() {
  const fonts = join(packages, "@fontsource-variable/atkinson-hyperlegible-next/files");
  await mkdir(join(out, "fonts"), { recursive: true });
  for (const set of ["latin", "latin-ext"]) {
    await cp(join(fonts, `atkinson-hyperlegible-next-${set}-wght-normal.woff2`), join(out, "fonts", `atkinson-${set}.woff2`));
  }
  await cp(join(here, "src", "favicon.svg"), join(out, "favicon.svg"));
  // The worker stays a file of its own, so the page needs no blob: in its content policy.
  const worker = await readFile(join(packages, "maplibre-gl/dist/maplibre-gl-worker.mjs"), "utf8");
  await writeFile(join(out, "map-worker.js"), worker.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

async function filesUnder(folder) {
  const found = await readdir(folder, { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => entry.isFile() && entry.name !== "assets.lock" && entry.name !== ".gitattributes")
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

async function partsOf(name) {
  const parts = MADE_OF[name];
  if (!parts) throw new Error(`${name} was built but is not listed in MADE_OF`);
  return Promise.all(
    parts.map(async (part) => {
      if (part === "ninefold") return { package: "ninefold", licence: "Apache-2.0" };
      const card = JSON.parse(await readFile(join(packages, part, "package.json"), "utf8"));
      return { package: `${card.name}@${card.version}`, licence: card.license };
    }),
  );
}

async function writeLock() {
  const assets = [];
  for (const name of await filesUnder(out)) {
    const bytes = await readFile(join(out, name));
    assets.push({ file: name, bytes: bytes.length, sha256: sha256Of(bytes), made_of: await partsOf(name) });
  }
  await writeFile(join(out, "assets.lock"), JSON.stringify({ assets }, null, 2) + "\n");
  for (const asset of assets) console.log(String(asset.bytes).padStart(9), asset.file);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundleScripts();
await copyFiles();
await bundleStyles();
// The accessibility checker is for the browser tests alone; it is kept beside them so they need no Node.
await cp(join(packages, "axe-core/axe.min.js"), join(here, "..", "tests", "web", "axe.min.js"));
await writeFile(join(out, ".gitattributes"), "* linguist-generated\n*.css -diff\n*.js -diff\n");
await writeLock();
