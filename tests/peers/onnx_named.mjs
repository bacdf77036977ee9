// Scores rows with ONNX Runtime as MLflow's loader does, each input from the column of its name: node onnx_named.mjs (MODEL ROWS NAMES)...; ROWS holds doubles,
// little endian, row by row; NAMES is a JSON list of the columns' names. Prints a JSON list with every output of each model, NaN as a text.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const ort = createRequire(import.meta.url)("onnxruntime-node");
const answers = [];
for (let i = 2; i + 2 < process.argv.length; i += 3) {
  const [model, rows, names] = [process.argv[i], process.argv[i + 1], JSON.parse(process.argv[i + 2])];
  const bytes = readFileSync(rows);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const count = values.length / names.length;
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const feeds = {};
  for (const input of session.inputNames) {
    const column = names.indexOf(input);
    const list = Float64Array.from({ length: count }, (_, row) => values[row * names.length + column]);
    // As MLflow: a table as a whole where there is one input, else a plain list each.
    feeds[input] = new ort.Tensor("float64", list, session.inputNames.length === 1 ? [count, 1] : [count]);
  }
  const outputs = await session.run(feeds);
  answers.push(Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, Array.from(output.data, (v) => (Number.isNaN(v) ? "NaN" : Number(v)))])));
}
process.stdout.write(JSON.stringify(answers));
