// Scores rows with ONNX Runtime: node onnx_score.mjs (MODEL ROWS COLUMNS)...; ROWS holds doubles, little endian.
// Prints a JSON list with every output of each model.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const ort = createRequire(import.meta.url)("onnxruntime-node");
const answers = [];
for (let i = 2; i + 2 < process.argv.length; i += 3) {
  const [model, rows, columns] = [process.argv[i], process.argv[i + 1], Number(process.argv[i + 2])];
  const bytes = readFileSync(rows);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const isDouble = session.inputMetadata[0].type === "float64";
  const shape = [values.length / columns, columns];
  const tensor = isDouble ? new ort.Tensor("float64", values, shape) : new ort.Tensor("float32", Float32Array.from(values), shape);
  const outputs = await session.run({ features: tensor });
  answers.push(Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, Array.from(output.data, Number)])));
}
process.stdout.write(JSON.stringify(answers));
