import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { CORES, type Process, startProcess } from './processes.ts';
import { type Call, callOf, credentialsFor, type QueryName, type Target } from './queries.ts';

/** One of those that are measured. */
export interface Contestant extends Target {
  readonly name: string;
  readonly process: Process;
  /** What fetches a token and nothing else, where there is such a thing. */
  readonly signIn: Call | undefined;
}

export interface ContestantPlan {
  readonly name: string;
  readonly kind: Target['kind'];
  readonly signIn?: Call;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export async function startContestant(
  { name, kind, signIn, ...plan }: ContestantPlan,
  upstreamUrl: string,
): Promise<Contestant> {
  const env = { ALEPH_API_URL: upstreamUrl, ALEPH_TOKEN_URL: `${upstreamUrl}/oauth/token`, ...plan.env };
  const process = await startProcess({ ...plan, env, core: CORES.tested });
  return { name, kind, signIn, url: process.url, process };
}

/** Throws unless all answer the same, without errors, to the same questions. */
export async function checkAgreement(contestants: readonly Contestant[], names: readonly QueryName[]): Promise<void> {
  for (const name of names) {
    const answers = await Promise.all(contestants.map((one) => answerOf(one, name)));
    answers.forEach((answer, index) => {
      if (isDeepStrictEqual(answer, answers[0])) return;
      throw new Error(`${contestants[index]?.name} and ${contestants[0]?.name} do not answer ${name} alike`);
    });
  }
}

async function answerOf(target: Contestant, name: QueryName): Promise<unknown> {
  const { path, body } = callOf(target, name, 0);
  const response = await request(target.url + path, { method: 'POST', headers: credentialsFor(), body });
  const text = await response.body.text();
  const answer: { data?: unknown; errors?: unknown } = JSON.parse(text);
  if (answer.errors !== undefined || !answer.data) throw new Error(`${target.name}, ${name}: ${text.slice(0, 300)}`);
  return answer.data;
}
