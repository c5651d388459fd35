// The whole build: one esbuild call, hashed names, and assets.json. `node build.mjs [--out DIR] [--meta FILE]`
import { build } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { checkPatches, patches } from './patches.mjs';

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);
const { values: { out, meta } } = parseArgs({ options: { out: { type: 'string', default: '../static/dist' }, meta: { type: 'string' } } });
const outDir = resolve(out);
const ENTRIES = ['app', 'live', 'task', 'case', 'designer', 'form-editor', 'dmn'];

const started = Date.now();
rmSync(outDir, { recursive: true, force: true });             // or the chunks of older builds pile up
mkdirSync(outDir, { recursive: true });
const { metafile } = await build({
  entryPoints: ENTRIES.map(name => `src/${name}.js`),
  outdir: outDir,
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  metafile: true,
  legalComments: 'linked',
  logLevel: 'warning',
  entryNames: '[name]-[hash]',
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'assets/[name]-[hash]',
  loader: { '.svg': 'dataurl', '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file' },
  plugins: patches
});
checkPatches();

Object.keys(metafile.outputs).filter(file => /\.(js|css)$/.test(file)).forEach(compress);

const outputs = Object.fromEntries(Object.entries(metafile.outputs).map(([file, value]) => [resolve(file), value]));
writeFileSync(`${outDir}/assets.json`, JSON.stringify(assetsOf(outputs), null, 1));
if (meta) writeFileSync(meta, JSON.stringify(metafile));
console.log(`front end: ${Object.keys(outputs).length} files in ${Date.now() - started} ms`);

/** The twins that the server sends instead (built_files.py). */
function compress(file) {
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
}

/** Page → what it must load: { js, css, chunks (at once), lazy (maybe later) }, relative to the folder. */
function assetsOf(outputs) {
  const assets = {};
  for (const [file, output] of Object.entries(outputs)) {
    const name = basename(output.entryPoint ?? '', '.js');
    if (!output.entryPoint?.startsWith('src/') || !ENTRIES.includes(name)) continue;
    const now = reach(outputs, file, false), all = reach(outputs, file, true);
    now.delete(file);
    all.delete(file);
    assets[name] = {
      js: short(file),
      css: output.cssBundle ? short(resolve(output.cssBundle)) : null,
      chunks: [...now].map(short),
      lazy: [...all].filter(chunk => !now.has(chunk)).map(short)
    };
  }
  return assets;
}

function reach(outputs, file, withLazy, seen = new Set()) {
  if (seen.has(file) || !outputs[file]) return seen;
  seen.add(file);
  for (const { path, kind, external } of outputs[file].imports) {
    if (!external && path.endsWith('.js') && (withLazy || kind !== 'dynamic-import')) reach(outputs, resolve(path), withLazy, seen);
  }
  return seen;
}

function short(file) {
  return relative(outDir, file).replaceAll('\\', '/');
}
