using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Weathervane.Tests;

/// <summary>A model file and the rows to score with it.</summary>
internal sealed record PeerQuestion(byte[] Model, string Extension, double[][] Rows)
{
    /// <summary>The columns' names, for a peer that wants them in place of their number.</summary>
    internal IReadOnlyList<string>? Names { get; init; }
}

/// <summary>Other programs under tests/peers that are asked for their scores; one start for many questions.</summary>
internal static class Peer
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "peers");

    /// <summary>XGBoost 1.7 of the distribution; the test is skipped without it, and fails if CI=true.</summary>
    internal static JsonElement[] XgBoost(IReadOnlyList<PeerQuestion> questions) =>
        Ask("python3-xgboost", File.Exists("/usr/lib/python3/dist-packages/xgboost/__init__.py"), "/usr/bin/python3", "xgboost_score.py", questions);

    /// <summary>ONNX Runtime for Node.</summary>
    internal static JsonElement[] Onnx(IReadOnlyList<PeerQuestion> questions) =>
        Ask("onnxruntime-node", Directory.Exists(Path.Combine(Folder, "node_modules/onnxruntime-node")), "node", "onnx_score.mjs", questions);

    /// <summary>ONNX Runtime for Node, fed by column names as MLflow's loader feeds it.</summary>
    internal static JsonElement[] OnnxByName(IReadOnlyList<PeerQuestion> questions) =>
        Ask("onnxruntime-node", Directory.Exists(Path.Combine(Folder, "node_modules/onnxruntime-node")), "node", "onnx_named.mjs", questions);

    /// <summary>A list of numbers in a peer's answer; NaN is a text there.</summary>
    internal static double[] Numbers(this JsonElement answer, string name) =>
        [.. answer.GetProperty(name).EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? double.NaN : v.GetDouble())];

    private static JsonElement[] Ask(string name, bool isThere, string program, string script, IReadOnlyList<PeerQuestion> questions)
    {
        if (!isThere)
        {
            Repository.Missing($"needs {name}, which ./test installs");
        }

        var folder = Directory.CreateTempSubdirectory("weathervane-peer");
        try
        {
            var arguments = questions.SelectMany((question, i) => Write(question, Path.Combine(folder.FullName, i.ToString(CultureInfo.InvariantCulture))));
            return [.. PeerProcess.Run(program, Path.Combine(Folder, script), [.. arguments]).EnumerateArray()];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Write(PeerQuestion question, string stem)
    {
        File.WriteAllBytes(stem + question.Extension, question.Model);
        using var rows = File.Create(stem + ".rows");
        foreach (var row in question.Rows)
        {
            rows.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return [stem + question.Extension, stem + ".rows", question.Names is { } names ? JsonSerializer.Serialize(names) : question.Rows[0].Length.ToString(CultureInfo.InvariantCulture)];
    }
}
