// Compares the slugs of headings, one note a line on stdin, with those of github-slugger.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import path from 'node:path'

const require = createRequire(path.resolve(process.argv[2], 'package.json'))
const { default: Slugger } = await import(pathToFileURL(require.resolve('github-slugger')).href)

let notes = 0, headings = 0
const wrong = []
for await (const line of createInterface({ input: process.stdin })) {
  const note = JSON.parse(line)
  const slugger = new Slugger()
  notes++
  for (const { words, slug } of note.headings) {
    const theirs = slugger.slug(words)
    if (slug === null) continue
    headings++
    if (slug === theirs) continue
    wrong.push(`${note.path}: ${JSON.stringify(words)}\n  here: ${slug}\n  there: ${theirs}`)
  }
}
console.log(`${headings} headings of ${notes} notes: ${wrong.length} slugs differ`)
if (wrong.length > 0) {
  console.log(wrong.slice(0, 40).join('\n'))
  process.exitCode = 1
}
