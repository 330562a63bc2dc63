import type { Page } from '../http/page-source.ts';
import type { Example } from './examples.ts';
import type { GraphiqlOptions } from './options.ts';

/**
 * Styles may be inline, because Monaco writes them so. Fonts and images may be data: URLs, because the packaged CSS has
 * them. Pictures alone may come from elsewhere, from known origins: the map shows them on a click.
 */
function contentSecurityPolicy(pictureOrigins: Iterable<string>): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    ["img-src 'self' data:", ...pictureOrigins].join(' '),
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ');
}

type Urls = Readonly<Record<string, string>>;

/**
 * Renders the page. It is small and never cached, so that a new version shows at once. The files that it loads are
 * immutable.
 */
export function renderPage(options: GraphiqlOptions, examples: readonly Example[], urls: Urls): Page {
  const { endpoint, sandboxCredentials: sandbox = [], hasSession = false } = options;
  const { tilesUrl, pictureOrigins = [] } = options;
  const tileOrigins = tilesUrl === undefined ? [] : [new URL(tilesUrl).origin];
  const config = {
    endpoint,
    sandbox,
    hasSession,
    examples,
    script: urls['graphiql.js'],
    // Absent where the map was not built.
    map: urls['map.js'] && { tilesUrl, pictureOrigins },
    workers: {
      editorWorkerService: urls['editor.worker.js'],
      json: urls['json.worker.js'],
      graphql: urls['graphql.worker.js'],
    },
  };
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(new Set([...pictureOrigins, ...tileOrigins])),
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    body: html(urls, config, hasSession ? SESSION_NOTE : CREDENTIALS),
  };
}

/** JSON for a script element. `<` is escaped, so that no text in it can end the element. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function html(urls: Urls, config: unknown, credentials: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Aleph GraphQL</title>
<link rel="icon" type="image/svg+xml" href="${urls['mark.svg']}">
<link rel="stylesheet" href="${urls['graphiql.css']}">
<link rel="stylesheet" href="${urls['page.css']}">
<link rel="stylesheet" href="${urls['outcome.css']}">
<link rel="stylesheet" href="${urls['tools.css']}">
<link rel="stylesheet" href="${urls['panes.css']}">
<link rel="stylesheet" href="${urls['views.css']}">
<link rel="preload" as="script" href="${urls['graphiql.js']}">
<script type="application/json" id="config">${inlineJson(config)}</script>
<script type="module" src="${urls['main.js']}"></script>
</head>
<body>
${header(urls, credentials)}
<main id="graphiql"><p class="loading">Loading GraphiQL…</p></main>
<section class="outcome" aria-label="Outcome of the last operation" hidden>
<div id="problem" class="problem" role="alert"></div>
<div id="receipt" class="receipt" role="status"></div>
</section>
<noscript>GraphiQL needs JavaScript.</noscript>
</body>
</html>
`;
}

function header(urls: Urls, credentials: string): string {
  return `<header class="bar">
<h1 class="brand"><img src="${urls['mark.svg']}" alt="" width="24" height="24"><span>Aleph GraphQL</span></h1>
${credentials}
${TOOLS}
</header>`;
}

const TOOLS = `<div class="tools">
<span id="said" class="said" role="status"></span>
<button id="share" type="button">Share</button>
<details class="menu"><summary>Copy as</summary><div id="copy-as" class="menu-list"></div></details>
<details class="menu"><summary>History</summary><div id="history" class="menu-list"></div></details>
<details class="menu"><summary aria-label="More">⋯</summary><div class="menu-list"><button id="restore" type="button">Restore examples</button></div></details>
</div>`;

const SESSION_NOTE = '<p id="note" class="note">Operations run with your session at this site.</p>';

const TYPED = 'autocomplete="off" autocapitalize="none" spellcheck="false"';
const CREDENTIALS = `<button id="unfold" class="unfold" type="button" aria-expanded="true"></button>
<div class="credentials" role="group" aria-label="Aleph credentials" aria-describedby="note">
<div class="field mode"><label for="mode">Credentials</label>
<select id="mode" autocomplete="off">
<option value="pair">Client id and secret</option>
<option value="token">Access token</option>
</select></div>
<div class="field pair"><label for="client-id">Client id</label>
<input id="client-id" type="text" ${TYPED}></div>
<div class="field pair"><label for="client-secret">Client secret</label>
<input id="client-secret" type="password" ${TYPED}></div>
<div class="field token" hidden><label for="token">Access token</label>
<input id="token" type="password" ${TYPED}></div>
</div>
<p id="note" class="note"></p>`;
