import { type ASTNode, parse, visit } from 'graphql';

/** The most words of a sentence. Code in backticks counts as one word. */
export const MOST_WORDS = 30;

/** Sentences of Markdown that are too long. Blocks of code are left out; cells of tables are texts of their own. */
export function longSentencesIn(markdown: string): readonly string[] {
  const text = markdown.replace(/^( *)(```|~~~).*?^\1\2/gms, '\n\n').replace(/<!--.*?-->/gs, '');
  return text.split(/\n{2,}|\n(?= *(?:[-*>#|]|\d+\.) ?)/).flatMap((block) => {
    const plain = block.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/`[^`]*`/g, 'code');
    const texts = plain.trimStart().startsWith('|') ? plain.split('|') : [plain];
    return texts.flatMap(sentencesIn).filter((sentence) => wordsIn(sentence) > MOST_WORDS);
  });
}

/** Sentences of descriptions in a schema that are too long. */
export function longSentencesOfSchema(schema: string): readonly string[] {
  const found: string[] = [];
  const enter = (node: ASTNode) => {
    if ('description' in node && node.description !== undefined) found.push(...longSentencesIn(node.description.value));
  };
  visit(parse(schema), { enter });
  return found;
}

function sentencesIn(text: string): readonly string[] {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.split(/(?<=[.!?][)"’*_]*)(?<!\b(?:e\.g|i\.e)\.) /);
}

function wordsIn(sentence: string): number {
  return sentence.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
