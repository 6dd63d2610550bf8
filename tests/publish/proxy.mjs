// A way to a server that goes wrong when it is told to, and that sees every request.
import { once } from "node:events";
import { Agent, createServer, request as ask } from "node:http";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const whole = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Asks for something and gives back all of the answer. */
export const exchange = (port, { method = "GET", path, headers = {}, body }) =>
  new Promise((done, fail) => {
    const sent = ask({ port, host: "127.0.0.1", method, path, headers, agent }, async (answer) => {
      try {
        done({ status: answer.statusCode, headers: answer.headers, body: await whole(answer) });
      } catch (fault) {
        fail(fault);
      }
    });
    // A server may close a line that rested just when it is used again.
    sent.on("error", (fault) => (sent.reusedSocket && fault.code === "ECONNRESET" ? done(exchange(port, { method, path, headers, body })) : fail(fault)));
    sent.end(body);
  });

const said = (status, code) => `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${status}</Message></Error>`;

/** What can go wrong. `go` passes the request on. */
const wrongs = {
  500: async (_, response) => response.writeHead(500).end(said(500, "Failed")),
  503: async (_, response) => response.writeHead(503, { "retry-after": "0" }).end(said(503, "ServerBusy")),
  429: async (_, response) => response.writeHead(429).end(said(429, "TooManyRequests")),
  /** The line breaks before the server has seen anything. */
  reset: async (_, response) => response.socket.resetAndDestroy(),
  /** The server did it, and nobody is told. */
  lost: async (go, response) => {
    await go();
    response.socket.resetAndDestroy();
  },
  /** The line breaks within the answer. */
  broken: async (go, response) => half(await go(), response, () => response.socket.resetAndDestroy()),
  /** The answer ends too early. */
  truncated: async (go, response) => half(await go(), response, () => response.socket.end()),
  slow: async (go, response) => {
    await pause(300);
    const answer = await go();
    response.writeHead(answer.status, answer.headers);
    for (let at = 0; at < answer.body.length; at += 1024) {
      response.write(answer.body.subarray(at, at + 1024));
      await pause(10);
    }
    response.end();
  },
  /** A byte becomes another on the way to the server. */
  corrupt: async (go, response) => {
    const answer = await go((body) => {
      const other = Buffer.from(body);
      if (other.length > 0) other[other.length >> 1] ^= 1;
      return other;
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  },
};

const half = (answer, response, end) => {
  const headers = { ...answer.headers, "content-length": Math.max(answer.body.length, 2) };
  delete headers["transfer-encoding"];
  response.writeHead(answer.status, headers);
  response.write(answer.body.subarray(0, answer.body.length >> 1), end);
};

/**
 * Stands before the server at `port`. `faults`: `{ wrong, when(seen), times }`, the first that fits is taken. `before` and `after` are
 * called with what is seen (`method`, `path`, decoded) before a request is passed on and after its answer has come; what they give
 * back is waited for, and where it is `false`, nothing goes on.
 */
export const proxy = async (port) => {
  const state = { faults: [], seen: [], before: () => true, after: () => true };
  // Servers that look first and put then are not to do that for two at a time.
  let turn = Promise.resolve();
  const server = createServer(async (request, response) => {
    response.on("error", () => {});
    try {
      const body = await whole(request);
      const seen = { method: request.method, path: decodeURIComponent(request.url), headers: request.headers };
      state.seen.push(seen);
      const fault = state.faults.find((fault) => fault.times > 0 && fault.when(seen));
      if (fault) fault.times -= 1;
      const go = async (change = (same) => same) => {
        const before = turn;
        let done;
        if (seen.method === "PUT") turn = new Promise((all) => (done = all));
        if (seen.method === "PUT") await before;
        try {
          return await exchange(port, { method: request.method, path: request.url, headers: request.headers, body: change(body) });
        } finally {
          done?.();
        }
      };
      if ((await state.before(seen)) === false) return response.destroy();
      if (fault) return await wrongs[fault.wrong](go, response);
      const answer = await go();
      if ((await state.after(seen)) === false) return response.destroy();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      // Whoever asked is gone.
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(state, {
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
};
