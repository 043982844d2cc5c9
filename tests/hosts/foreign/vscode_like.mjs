// What VS Code's client does, with the same official SDK: it declares roots, sampling and
// elicitation on 2025-11-25, refuses a tool of which an array has no items, and hands schemas to a
// validator in strict mode. Then it runs a study by following what each answer proposes, with every
// answer checked against the schema that was listed for it.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Ajv } from "ajv";

const [command, ...args] = process.argv.slice(2);
const capabilities = { roots: { listChanged: true }, sampling: {}, elicitation: { form: {}, url: {} } };
const client = new Client({ name: "Visual Studio Code", version: "1.120.0" }, { capabilities });
client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: "file:///", name: "here" }] }));
await client.connect(new StdioClientTransport({ command, args, env: process.env }));

function offences(schema, where) {
  if (schema === null || typeof schema !== "object") return [];
  const own = schema.type === "array" && !schema.items ? [`${where}: an array without items`] : [];
  return own.concat(...Object.entries(schema).map(([key, one]) => offences(one, `${where}.${key}`)));
}

const { tools } = await client.listTools();
const wrong = tools.flatMap((tool) => offences(tool.inputSchema, tool.name));
const strict = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const checks = new Map();
for (const tool of tools) {
  strict.compile(tool.inputSchema);
  checks.set(tool.name, { given: strict.compile(tool.inputSchema), told: strict.compile(tool.outputSchema) });
}

const pair = { option_a: "a bar of dark chocolate", option_b: "a scoop of ice cream" };
let [name, given, verdicts] = ["perturb", { model: "sim/alice", ...pair }, {}];
for (let calls = 0; calls < 12 && !Object.keys(verdicts).length; calls++) {
  const { given: fits, told } = checks.get(name);
  if (!fits(given)) wrong.push(`${name}: ${strict.errorsText(fits.errors)}`);
  const got = await client.callTool({ name, arguments: given }, undefined, { onprogress: () => {} });
  if (got.isError) throw new Error(JSON.stringify(got.content));
  if (!told(got.structuredContent)) wrong.push(`${name}: ${strict.errorsText(told.errors)}`);
  verdicts = got.structuredContent.verdicts ?? {};
  if (got.structuredContent.next?.length) ({ tool: name, arguments: given } = got.structuredContent.next[0]);
}
const resources = (await client.listResources()).resources.length;
const prompts = (await client.listPrompts()).prompts.length;
if (wrong.length) console.error(wrong.join("\n"));
console.log(JSON.stringify({ tools: tools.length, resources, prompts, verdicts, wrong: wrong.length }));
await client.close();
