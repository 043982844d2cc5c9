// A whole study through the TypeScript SDK; prints what was found.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "typescript", version: "1" });
await client.connect(new StdioClientTransport({ command, args, env: process.env }));

async function call(name, given) {
  const got = await client.callTool({ name, arguments: given });
  if (got.isError) throw new Error(JSON.stringify(got.content));
  return got.structuredContent;
}

const { tools } = await client.listTools();
const pair = { option_a: "a bar of dark chocolate", option_b: "a scoop of ice cream" };
const { study_id } = await call("perturb", { model: "sim/alice", ...pair });
let state = "running";
while (state === "running") ({ state } = await call("study_status", { study_id, wait_s: 20 }));
const { verdicts } = await call("summarize", { study_ids: [study_id] });
console.log(JSON.stringify({ tools: tools.length, state, verdicts }));
await client.close();
