// What hosts send of a published tree: real servers and the hosts' own emulators and parsers read the rules that were written.
import { parseAllHeaders } from '@netlify/headers-parser';
import { parseAllRedirects } from '@netlify/redirect-parser';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as servers from './servers.mjs';

const program = join(import.meta.dirname, '../../target/debug/inlaid');
const work = mkdtempSync(join(tmpdir(), 'inlaid-hosts-'));
const article = 'contoso.mail/full.html';
// The page for missing addresses carries its style inside.
const policy = () => {
  const [, style] = /<style>([^]*?)<\/style>/.exec(file('404.html'));
  const hash = createHash('sha256').update(style).digest('base64');
  return (
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-${hash}'; ` +
    "img-src 'self' data: https://images.example; connect-src 'self'; frame-src 'self' https://videos.example; base-uri 'none'; " +
    "form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'self' https://portal.example"
  );
};
const forever = 'public, max-age=31536000, immutable';

const inlaid = (...args) => execFileSync(program, args, { cwd: join(work, 'site'), stdio: ['ignore', 'pipe', 'pipe'] });
const tree = (host) => join(work, host, 'current');
const asset = (ending) => {
  const names = readdirSync(join(work, 'site/public/public/assets'));
  return `assets/${names.find((name) => name.endsWith(ending))}`;
};
const fragment = () => `pagefind/fragment/${readdirSync(join(work, 'site/public/public/pagefind/fragment'))[0]}`;

before(() => {
  cpSync(join(import.meta.dirname, 'site'), join(work, 'site'), { recursive: true });
  inlaid('build', '--cloud', 'public');
  for (const host of ['azure-swa', 'netlify', 'cloudflare', 'github-pages', 'nginx', 'caddy']) {
    inlaid('publish', 'public', '--to', `file:${join(work, host)}`, '--host', host, '--packed');
  }
});

after(() => rmSync(work, { recursive: true }));

// An answer as it is sent: nothing unpacked, no redirect followed.
function ask(address, path, headers = {}) {
  return new Promise((done, fail) => {
    const asked = request(`${address}/${path}`, { headers, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asked.on('error', fail).end();
  });
}

function holdsHeaders(answer, path) {
  assert.equal(answer.headers['content-security-policy'], policy(), path);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff', path);
  assert.equal(answer.headers['referrer-policy'], 'strict-origin-when-cross-origin', path);
}

const file = (path) => readFileSync(join(work, 'site/public/public', path));

// What every server of one's own sends.
async function holdsServer({ address }) {
  for (const [path, type, lifetime] of [
    ['', 'text/html; charset=utf-8', 'public, max-age=300'],
    [article, 'text/html; charset=utf-8', 'public, max-age=300'],
    ['contoso.mail/full.md', 'text/markdown; charset=utf-8', 'public, max-age=300'],
    ['catalog.json', 'application/json; charset=utf-8', 'public, max-age=300'],
    ['opensearch.xml', 'application/opensearchdescription+xml; charset=utf-8', 'public, max-age=300'],
    ['sitemap.xml', 'application/xml; charset=utf-8', 'public, max-age=300'],
    [asset('.css'), 'text/css; charset=utf-8', forever],
    [asset('.js'), 'text/javascript; charset=utf-8', forever],
    [asset('.svg'), 'image/svg+xml', forever],
    [fragment(), 'application/octet-stream', forever],
    ['inlaid-release.json', 'application/json; charset=utf-8', 'no-store'],
  ]) {
    const answer = await ask(address, path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers['content-type'], type, path);
    assert.equal(answer.headers['cache-control'], lifetime, path);
    holdsHeaders(answer, path);
    if (path !== 'inlaid-release.json') assert.deepEqual(answer.body, file(path === '' ? 'index.html' : path), path);
  }
  for (const path of ['nothing', 'contoso.mail/nothing.html', 'assets/nothing.css', '.inlaid/x', 'inlaid.nginx.conf', 'inlaid.Caddyfile']) {
    const answer = await ask(address, path);
    assert.equal(answer.status, 404, path);
    assert.deepEqual(answer.body, file('404.html'), path);
    assert.equal(answer.headers['cache-control'], 'no-store', path);
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8', path);
    holdsHeaders(answer, path);
  }
  for (const path of ['old/page.html', 'old%20name/']) {
    const answer = await ask(address, path);
    assert.equal(answer.status, 301, path);
    assert.equal(answer.headers.location, `/${article}`, path);
  }
  const packed = await ask(address, article, { 'accept-encoding': 'gzip' });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.match(packed.headers.vary, /accept-encoding/i);
  assert.equal(packed.headers['content-type'], 'text/html; charset=utf-8');
  assert.deepEqual(gunzipSync(packed.body), file(article));
  assert.deepEqual(packed.body, readFileSync(join(work, 'nginx/current', `${article}.gz`)));
}

async function onServer(start, name, act) {
  const server = await start(tree(name), join(work, `${name}-run`));
  try {
    await act(server);
  } finally {
    await server.end();
  }
}

test('nginx takes its rules, and sends what they say', () => onServer(servers.nginx, 'nginx', holdsServer));

test('nginx serves one release or the other while a new one is published', async () => {
  const target = join(work, 'switch');
  const site = join(work, 'switch-site');
  cpSync(join(work, 'site'), site, { recursive: true });
  const publish = () => {
    execFileSync(program, ['build', '--cloud', 'public', '--quiet'], { cwd: site, stdio: 'pipe' });
    execFileSync(program, ['publish', 'public', '--to', `file:${target}`, '--host', 'nginx'], { cwd: site, stdio: 'pipe' });
    return readFileSync(join(target, 'current', article), 'utf8');
  };
  const versions = [publish()];
  const source = join(site, 'content/contoso.mail/full.md');
  const server = await servers.nginx(join(target, 'current'), join(work, 'switch-run'));
  try {
    let over = false;
    const seen = new Set();
    const asking = (async () => {
      while (!over) {
        const answer = await ask(server.address, article);
        assert.equal(answer.status, 200);
        seen.add(answer.body.toString());
      }
    })();
    for (let number = 2; number <= 4; number += 1) {
      writeFileSync(source, readFileSync(source, 'utf8').replace(/the largest folders.*/, `the largest folders, number ${number}.`));
      const child = spawn('sh', ['-c', `"${program}" build --cloud public --quiet && "${program}" publish public --to "file:${target}" --host nginx --quiet`], { cwd: site });
      assert.equal((await once(child, 'exit'))[0], 0);
      versions.push(readFileSync(join(target, 'current', article), 'utf8'));
    }
    assert.equal((await ask(server.address, article)).body.toString(), versions.at(-1));
    over = true;
    await asking;
    assert.equal(new Set(versions).size, 4);
    for (const body of seen) assert.ok(versions.includes(body), 'a page that is of no release');
  } finally {
    await server.end();
  }
});

test('caddy takes its rules, and sends what they say', () =>
  onServer(servers.caddy, 'caddy', async (server) => {
    await holdsServer(server);
    const packed = await ask(server.address, article, { 'accept-encoding': 'br' });
    assert.equal(packed.headers['content-encoding'], 'br');
    assert.deepEqual(brotliDecompressSync(packed.body), file(article));
  }));

test('Azure Static Web Apps take their rules', () =>
  onServer(servers.azure, 'azure-swa', async ({ address }) => {
    for (const [path, type] of [
      [article, 'text/html; charset=utf-8'],
      ['catalog.json', 'application/json; charset=utf-8'],
      [asset('.css'), 'text/css; charset=utf-8'],
    ]) {
      const answer = await ask(address, path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers['content-type'], type, path);
      holdsHeaders(answer, path);
    }
    assert.equal((await ask(address, asset('.css'))).headers['cache-control'], forever);
    const missing = await ask(address, 'contoso.mail/nothing.html');
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.body, file('404.html'));
    const moved = await ask(address, 'old/page.html');
    assert.equal(moved.status, 301);
    assert.equal(moved.headers.location, `${address}/${article}`);
    // The rules are nobody's business.
    assert.equal((await ask(address, 'staticwebapp.config.json')).status, 404);
  }));

test('Cloudflare Pages take their rules', () =>
  onServer(servers.cloudflare, 'cloudflare', async ({ address }) => {
    // An address without `.html` is that of the page.
    const page = await ask(address, article.replace('.html', ''));
    assert.equal(page.status, 200);
    assert.deepEqual(page.body, file(article));
    holdsHeaders(page, article);
    assert.equal((await ask(address, article)).headers.location, `/${article.replace('.html', '')}`);
    const style = await ask(address, asset('.css'));
    assert.equal(style.headers['cache-control'], forever);
    holdsHeaders(style, 'style');
    const missing = await ask(address, 'contoso.mail/nothing');
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.body, file('404.html'));
    for (const path of ['old/page.html', 'old%20name/']) {
      const moved = await ask(address, path);
      assert.equal(moved.status, 301, path);
      assert.equal(moved.headers.location, `/${article}`, path);
    }
  }));

test('Netlify reads its rules', async () => {
  const headers = await parseAllHeaders({ headersFiles: [join(tree('netlify'), '_headers')], minimal: false });
  assert.deepEqual(headers.errors, []);
  const all = headers.headers.find((rule) => rule.for === '/*');
  assert.deepEqual(all.values, {
    'Content-Security-Policy': policy(),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
  });
  const others = headers.headers.filter((rule) => rule.for !== '/*');
  assert.deepEqual(
    others.map((rule) => [rule.for, rule.values]),
    ['/assets/*', '/pagefind/fragment/*', '/pagefind/index/*'].map((path) => [path, { 'Cache-Control': forever }]),
  );
  for (const path of [asset('.css'), fragment()]) {
    assert.ok(others.some((rule) => rule.forRegExp.test(`/${path}`)), path);
  }
  assert.ok(!others.some((rule) => rule.forRegExp.test(`/${article}`)));
  const redirects = await parseAllRedirects({ redirectsFiles: [join(tree('netlify'), '_redirects')], minimal: false });
  assert.deepEqual(redirects.errors, []);
  assert.deepEqual(
    redirects.redirects.map(({ from, to, status, force }) => ({ from: decodeURI(from), to, status, force })),
    ['/old name/', '/old/page.html'].map((from) => ({ from, to: `/${article}`, status: 301, force: true })),
  );
});

test('GitHub Pages are told to leave the tree as it is', () => {
  assert.ok(existsSync(join(tree('github-pages'), '.nojekyll')));
});
