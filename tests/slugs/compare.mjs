// Compares the slugs of headings with those of github-slugger. Reads one note per line (JSON) from stdin.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import path from 'node:path'

const require = createRequire(path.resolve(process.argv[2], 'package.json'))
const { default: Slugger } = await import(pathToFileURL(require.resolve('github-slugger')).href)

let notes = 0, headings = 0
const differences = []
for await (const line of createInterface({ input: process.stdin })) {
  const note = JSON.parse(line)
  const slugger = new Slugger()
  notes++
  for (const { words, slug } of note.headings) {
    const theirs = slugger.slug(words)
    if (slug === null) continue
    headings++
    if (slug === theirs) continue
    differences.push(`${note.path}: ${JSON.stringify(words)}\n  linkwright: ${slug}\n  github-slugger: ${theirs}`)
  }
}
console.log(`${headings} headings of ${notes} notes: ${differences.length} slugs differ`)
if (differences.length > 0) {
  console.log(differences.slice(0, 40).join('\n'))
  process.exitCode = 1
}
