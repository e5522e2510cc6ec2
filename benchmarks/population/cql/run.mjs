// Runs the library on people given as lines of JSON, as often as asked: node run.mjs PEOPLE ANSWERS RUNS
import fs from "node:fs";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import { CqlTranslator, LibraryManager, ModelManager, createUcumService } from "@cqframework/cql/cql-to-elm";
import cql from "cql-execution";

const [peopleFile, answersFile, runs] = process.argv.slice(2);

function translated() {
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
  const none = () => { throw new Error("the library has no units"); };
  const libraries = new LibraryManager(models, undefined, undefined, undefined, createUcumService(none, none, none, none));
  const source = fs.readFileSync(new URL("reduced.cql", import.meta.url), "utf8");
  const elm = JSON.parse(CqlTranslator.fromText(source, libraries).toJson());
  const errors = (elm.library.annotation ?? []).filter((it) => it.errorSeverity === "error");
  if (errors.length) throw new Error(errors.map((it) => `line ${it.startLine}: ${it.message}`).join("\n"));
  return new cql.Library(elm);
}

const nobody = { currentPatient: () => null, nextPatient: () => null };
const library = translated();
const people = fs.readFileSync(peopleFile, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

for (let run = 0; run < Number(runs); run++) {
  const began = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const lines = [];
  for (const { person, ...parameters } of people) {
    const results = await new cql.Executor(library, undefined, parameters).exec(nobody);
    lines.push(JSON.stringify({ person, ...results.unfilteredResults.Answer }));
  }
  fs.writeFileSync(answersFile, lines.join("\n") + "\n");
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ wall_s: Number(process.hrtime.bigint() - began) / 1e9, cpu_s: (user + system) / 1e6 }));
}
