// The hosts of the tests: real servers and emulators on this machine, each with the tree and the rules that were published.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const bin = (name) => join(import.meta.dirname, 'node_modules/.bin', name);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Starts a program that answers at a port, with all that it starts in a group of its own. Gives its address and an end.
async function start(command, args, port, options = {}) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries === 600) throw new Error(`${command} does not answer: ${said}`);
    const answers = await fetch(address).then(() => true, () => false);
    if (answers) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    address,
    async end() {
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

export async function nginx(tree, folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log stderr;
     events { worker_connections 64; }
     http {
       access_log off;
       client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
       uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
       server { listen 127.0.0.1:${port}; root ${tree}; include ${tree}/inlaid.nginx.conf; }
     }`,
  );
  const check = spawn('nginx', ['-t', '-c', config], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(check, 'exit');
  if (code !== 0) throw new Error('nginx does not take the configuration');
  return start('nginx', ['-c', config], port);
}

export async function caddy(tree, folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'Caddyfile');
  writeFileSync(
    config,
    `{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:${port} {\n\troot * ${tree}\n\timport ${tree}/inlaid.Caddyfile\n}\n`,
  );
  return start('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], port, {
    env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
  });
}

export async function azure(tree) {
  const port = await freePort();
  const args = ['start', tree, '--swa-config-location', tree, '--host', '127.0.0.1', '--port', `${port}`];
  return start(bin('swa'), args, port);
}

export async function cloudflare(tree, folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const args = ['pages', 'dev', tree, '--ip', '127.0.0.1', '--port', `${port}`, '--compatibility-date', '2026-01-01'];
  const env = {
    ...process.env,
    // Nobody is asked or told anything.
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    CI: 'true',
  };
  return start(bin('wrangler'), args, port, { cwd: folder, env });
}
